using System.Net;
using System.Text.Json;
using FirstWindow.Customers.Features;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FirstWindow.Tests.Api;

public sealed class CheckingBeforeSending(Houses houses) : ApiTests(houses)
{
    [Theory]
    [OnBothEngines]
    public async Task What_is_typed_is_checked_with_clause_place_reason_and_suggestion(Engine engine)
    {
        var app = await On(engine);
        var (visitor, agent) = await app.GivenContactAsync();

        var rude = (await CheckAsync(agent, visitor.Id, "😀您好。你有完没完")).Json.GetProperty("findings")[0];
        var kind = await CheckAsync(agent, visitor.Id, "您好，马上为您核实。");
        var empty = await CheckAsync(agent, visitor.Id, "");

        Assert.Equal("block", rude.GetProperty("severity").GetString());
        Assert.Equal(4, rude.GetProperty("start").GetInt32()); // code points, not UTF-16 units
        Assert.NotEmpty(rude.GetProperty("suggestion").GetString()!);
        Assert.NotEmpty(rude.GetProperty("why").GetString()!);
        Assert.All([kind, empty], a => Assert.Empty(a.Json.GetProperty("findings").EnumerateArray()));
        Assert.Single((await visitor.ReadAsync(4)), e => e.Name == "message"); // Checking sends nothing.
    }

    [Theory]
    [OnBothEngines]
    [Clause("A2.2.1b")]
    public async Task Asking_for_a_secret_is_not_sent_and_the_journal_keeps_no_word_of_it(Engine engine)
    {
        var app = await On(engine);
        var (visitor, agent) = await app.GivenContactAsync();

        var refused = await agent.ReplyAsync(visitor.Id, "请把验证码念给我");
        var right = await agent.ReplyAsync(visitor.Id, "请您在页面自行输入，不要告诉任何人。");
        var entry = await app.WithDatabaseAsync(db => db.Set<JournalEntry>()
            .SingleAsync(e => e.Act == "refused" && e.Subject == visitor.Id));

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "reply.breaks-rule"), (refused.Status, refused.Code));
        Assert.Equal(refused.Clause, entry.Clause);
        Assert.Equal("reply.breaks-rule", entry.Detail);
        Assert.Equal(HttpStatusCode.Created, right.Status);
    }

    [Theory]
    [OnBothEngines]
    [Clause("A2.2.2")]
    public async Task A_script_with_an_unfilled_blank_is_not_sent(Engine engine)
    {
        var app = await On(engine);
        var (visitor, agent) = await app.GivenContactAsync();

        var unfilled = await agent.ReplyAsync(visitor.Id, "感谢您的等待。查到的情况是：{fact}。");
        var filled = await agent.ReplyAsync(visitor.Id, "感谢您的等待。查到的情况是：款项已退回。");
        var refusals = await app.WithDatabaseAsync(db => db.Set<JournalEntry>()
            .CountAsync(e => e.Act == "refused" && e.Clause == "A2.2.2" && e.Subject == visitor.Id));

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "A2.2.2"), (unfilled.Status, unfilled.Clause));
        Assert.Equal(HttpStatusCode.Created, filled.Status);
        Assert.Equal(1, refusals);
    }

    [Theory]
    [OnBothEngines]
    public async Task A_warning_can_be_overridden_and_that_is_journaled_by_rule_not_by_word(Engine engine)
    {
        var app = await On(engine);
        var token = app.Services.GetRequiredService<CustomerTokens>().Mint("C10000001");
        var visitor = await app.GivenVisitorAsync(customerToken: token);
        var agent = await ServeAsync(app, visitor);
        const string text = "这是规定";

        var warned = await CheckAsync(agent, visitor.Id, text);
        var sent = await agent.ReplyAsync(visitor.Id, text);
        var polite = await agent.ReplyAsync(visitor.Id, "您好，马上为您核实。");
        var entry = await app.WithDatabaseAsync(db => db.Set<JournalEntry>()
            .SingleAsync(e => e.Act == "reply.warning-overridden" && e.Subject == visitor.Id));

        Assert.Contains(warned.Json.GetProperty("findings").EnumerateArray(), f => Severity(f) == "warn");
        Assert.All([sent, polite], a => Assert.Equal(HttpStatusCode.Created, a.Status));
        Assert.Equal(agent.Id.Value, entry.Actor);
        Assert.DoesNotContain("规定", entry.Detail);
        Assert.True((await app.VerifyAsync()).IsWhole);
    }

    [Theory]
    [OnBothEngines]
    public async Task Somebody_elses_contact_is_not_checked_and_a_huge_text_is_refused(Engine engine)
    {
        var app = await On(engine);
        var (visitor, agent) = await app.GivenContactAsync();
        var stranger = await app.SignedInAsync(Role.Agent);

        var foreign = await CheckAsync(stranger, visitor.Id, "您好");
        var unknown = await CheckAsync(agent, Guid.NewGuid(), "您好");
        var huge = await CheckAsync(agent, visitor.Id, new string('好', 8_001));

        Assert.All([foreign, unknown], a => Assert.Equal(HttpStatusCode.NotFound, a.Status));
        Assert.Equal(HttpStatusCode.BadRequest, huge.Status);
    }

    private static string? Severity(JsonElement finding) => finding.GetProperty("severity").GetString();

    private static Task<Answer> CheckAsync(Colleague agent, Guid conversation, string text) =>
        agent.Client.PostJsonAsync("/api/v1/desk/check", new { conversation, text });

    private static async Task<Colleague> ServeAsync(FirstWindowApp app, Visitor visitor)
    {
        var agent = await app.SignedInAsync(Role.Agent);
        await visitor.AskForPersonAsync();
        await agent.BeAvailableAsync();
        await app.MatchAsync();
        await agent.Client.PutJsonAsync($"/api/v1/conversations/{visitor.Id}/acceptance", new { });
        await agent.PauseAsync();
        return agent;
    }
}
