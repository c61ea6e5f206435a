using System.Net;
using FirstWindow.Conversations.Domain;
using FirstWindow.Conversations.Features;
using FirstWindow.Customers.Features;
using FirstWindow.Platform;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FirstWindow.Tests.Api;

public sealed class GoingOnElsewhere(Houses houses) : ApiTests(houses)
{
    [Theory]
    [OnBothEngines]
    [Clause("A4.4.1")]
    public async Task A_code_shown_on_the_first_device_opens_the_conversation_on_another_once(Engine engine)
    {
        var app = await OwnAsync(engine);
        var visitor = await app.GivenVisitorAsync();
        await visitor.AskForPersonAsync();
        await visitor.SayAsync("换手机继续");

        var old = await CodeAsync(visitor);
        var code = await CodeAsync(visitor);
        var replaced = await ContinueAsync(app, new { code = old });
        var answers = await Task.WhenAll(ContinueAsync(app, new { code = code.ToLowerInvariant() }),
            ContinueAsync(app, new { code = code.Replace("-", " ") }));
        var opened = answers.Single(a => a.Status is HttpStatusCode.OK);
        var elsewhere = new Visitor(app.Client(), visitor.Id, opened.Json.GetProperty("token").GetString()!)
            .At(app.Address);
        var seen = await elsewhere.ReadAsync(2);

        Assert.All([old, code], c => Assert.Matches("^[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}$", c)); // 40 bits.
        Assert.Equal("device.code", replaced.Code);
        Assert.Equal("device.code", answers.Single(a => a.Status is not HttpStatusCode.OK).Code);
        Assert.Equal(visitor.Id, opened.Json.GetProperty("id").GetGuid());
        Assert.Contains(seen, e => e.Text == "换手机继续");
    }

    [Theory]
    [OnBothEngines]
    [Clause("A4.4.1")]
    public async Task A_code_that_is_too_old_or_guessed_opens_nothing_and_guessing_is_slowed_down(Engine engine)
    {
        var app = await OwnAsync(engine);
        var visitor = await app.GivenVisitorAsync();
        var stranger = await app.GivenVisitorAsync();
        var code = await CodeAsync(visitor);

        app.Clock.Move(TimeSpan.FromMinutes(11));
        var late = await ContinueAsync(app, new { code });
        var guesses = new List<Answer>();
        for (var i = 0; i < 6; i++)
        {
            guesses.Add(await ContinueAsync(app, new { code = $"ABCD-EFG{i + 2}" }));
        }

        var foreign = await stranger.Client.PostJsonAsync($"/api/v1/conversations/{visitor.Id}/device-code", new { });
        var neither = await ContinueAsync(app, new { });
        var both = await ContinueAsync(app, new { code, customerToken = "x" });

        Assert.Equal("device.code", late.Code);
        Assert.Contains(guesses, g => g.Status is HttpStatusCode.TooManyRequests);
        Assert.All(guesses.Where(g => g.Status is not HttpStatusCode.TooManyRequests),
            g => Assert.Equal("device.code", g.Code));
        Assert.Equal(HttpStatusCode.NotFound, foreign.Status);
        Assert.Equal([HttpStatusCode.BadRequest, HttpStatusCode.BadRequest], [neither.Status, both.Status]);
    }

    [Theory]
    [OnBothEngines]
    [Clause("A4.4.1")]
    public async Task A_customer_the_bank_vouches_for_finds_the_open_conversation_and_nobody_elses(Engine engine)
    {
        var app = await OwnAsync(engine);
        var tokens = app.Services.GetRequiredService<CustomerTokens>();
        var visitor = await app.GivenVisitorAsync(customerToken: tokens.Mint("C10000002"));
        var used = tokens.Mint("C10000002");

        var found = await ContinueAsync(app, new { customerToken = used });
        var again = await ContinueAsync(app, new { customerToken = used });
        var other = await ContinueAsync(app, new { customerToken = tokens.Mint("C10000001") });
        var forged = await ContinueAsync(app, new { customerToken = "eyJhbGciOiJub25lIn0.e30." });
        await visitor.Client.PostJsonAsync($"/api/v1/conversations/{visitor.Id}/end", new { });
        var over = await ContinueAsync(app, new { customerToken = tokens.Mint("C10000002") });
        var noCode = await visitor.Client.PostJsonAsync($"/api/v1/conversations/{visitor.Id}/device-code", new { });

        Assert.Equal(visitor.Id, found.Json.GetProperty("id").GetGuid());
        Assert.NotEqual(HttpStatusCode.OK, again.Status);
        Assert.Equal("device.nothing-open", other.Code);
        Assert.NotEqual(HttpStatusCode.OK, forged.Status);
        Assert.Equal("device.nothing-open", over.Code);
        Assert.Equal("conversation.closed", noCode.Code);
    }

    [Theory]
    [OnBothEngines]
    [Clause("A4.4.1")]
    public async Task Where_nothing_goes_on_the_token_opens_the_customers_own_conversation_once(Engine engine)
    {
        var app = await OwnAsync(engine);
        var token = app.Services.GetRequiredService<CustomerTokens>().Mint("C10000002");
        var nobodyYet = app.Services.GetRequiredService<CustomerTokens>().Mint("C99999999");

        var nothing = await ContinueAsync(app, new { customerToken = token });
        var unheard = await ContinueAsync(app, new { customerToken = nobodyYet });
        var opened = await OpenAsync(app, token);
        var again = await OpenAsync(app, token);
        var forged = await OpenAsync(app, "eyJhbGciOiJub25lIn0.e30.");
        var late = app.Services.GetRequiredService<CustomerTokens>().Mint("C10000002");
        app.Clock.Move(TimeSpan.FromMinutes(6));
        var tooLate = await OpenAsync(app, late);
        var id = new ConversationId(opened.Json.GetProperty("id").GetGuid());
        var whose = await app.WithDatabaseAsync(db => db.Set<Conversation>().Where(c => c.Id == id)
            .Select(c => c.Customer).SingleAsync());

        Assert.All([nothing, unheard], a => Assert.Equal("device.nothing-open", a.Code));
        Assert.Equal(HttpStatusCode.Created, opened.Status);
        Assert.Equal(await app.CustomerIdAsync("C10000002"), whose!.Value.Value);
        Assert.All([again, forged, tooLate], a => Assert.Equal(("customer-token.refused", "A4.4.1"), (a.Code, a.Clause)));
    }

    private static Task<Answer> OpenAsync(FirstWindowApp app, string customerToken) => app.Client().PostJsonAsync(
        "/api/v1/chat", new
        {
            locale = "zh-CN",
            notice = app.Services.GetRequiredService<NoticeBook>().Current,
            customerToken,
        });

    private static async Task<string> CodeAsync(Visitor visitor)
    {
        var made = await visitor.Client.PostJsonAsync($"/api/v1/conversations/{visitor.Id}/device-code", new { });
        Assert.Equal(HttpStatusCode.OK, made.Status);
        return made.Json.GetProperty("code").GetString()!;
    }

    private static Task<Answer> ContinueAsync(FirstWindowApp app, object body) =>
        app.Client().PostJsonAsync("/api/v1/conversations/continuation", body);
}
