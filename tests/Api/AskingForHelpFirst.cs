using System.Net;
using FirstWindow.Customers.Features;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;
using FirstWindow.Routing.Contracts;
using FirstWindow.Routing.Domain;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FirstWindow.Tests.Api;

public sealed class AskingForHelpFirst(Houses houses) : ApiTests(houses)
{
    [Theory]
    [OnBothEngines]
    [Clause("B4.2.2b")]
    public async Task Who_is_old_is_served_before_those_who_came_earlier_and_a_lost_card_before_all(Engine engine)
    {
        var app = await OwnAsync(engine);
        var first = await app.GivenVisitorAsync();
        await first.AskForPersonAsync();
        var elder = await app.GivenVisitorAsync();
        var card = await app.GivenVisitorAsync();

        var asked = await HelpAsync(elder, "elder");
        await HelpAsync(card, "card");
        await HelpAsync(card, "card"); // A nervous finger.

        Assert.Equal((HttpStatusCode.OK, "waiting"), (asked.Status, asked.Json.GetProperty("state").GetString()));
        Assert.Equal(0, await AheadOfAsync(card));
        Assert.Equal(1, await AheadOfAsync(elder));
        Assert.Equal(2, await AheadOfAsync(first));
    }

    [Theory]
    [OnBothEngines]
    public async Task Who_waits_already_moves_to_the_front_and_never_back(Engine engine)
    {
        var app = await OwnAsync(engine);
        var other = await app.GivenVisitorAsync();
        await HelpAsync(other, "elder");
        var waiting = await app.GivenVisitorAsync();
        await waiting.AskForPersonAsync();

        await HelpAsync(waiting, "card");
        await HelpAsync(waiting, "elder");

        Assert.Equal(0, await AheadOfAsync(waiting));
        Assert.Equal((int)ContactClass.Fraud, await app.WithDatabaseAsync(db => db.Set<WaitingContact>()
            .Where(w => w.Conversation == new ConversationId(waiting.Id)).Select(w => w.Priority).SingleAsync()));
    }

    [Theory]
    [OnBothEngines]
    [Clause("B4.2.2b")]
    public async Task A_customer_of_seventy_is_brought_to_a_person_before_the_assistant_answers(Engine engine)
    {
        var app = await On(engine);
        var token = app.Services.GetRequiredService<CustomerTokens>().Mint("C10000001"); // Born in 1953.
        var elder = await app.GivenVisitorAsync(customerToken: token);

        await elder.SayAsync("信用卡丢了怎么办");
        using var stream = await elder.ListenAsync();
        await stream.UntilAsync(e => e.State == "waiting");
        await HelpAsync(elder, "elder");

        Assert.DoesNotContain(await elder.ReadAsync(3), e => e.Name == "message" && e.Text.Contains("第1步"));
    }

    [Theory]
    [OnBothEngines]
    [Clause("A3.3.3b")]
    [Clause("B4.2.3c")]
    public async Task Without_a_person_one_step_is_told_a_message_and_at_the_end_it_is_told_back(Engine engine)
    {
        var app = await On(engine);
        var elder = await app.GivenVisitorAsync();
        await HelpAsync(elder, "elder");
        Assert.Equal(HttpStatusCode.NoContent, (await LeaveAsync(elder)).Status);
        using var stream = await elder.ListenAsync();

        await elder.SayAsync("信用卡丢了怎么办");
        var first = await NextAnswerAsync(stream);
        Assert.Contains("第1步（共6步）", first);
        Assert.DoesNotContain("第2步", first);
        for (var step = 2; step <= 6; step++)
        {
            await elder.SayAsync("下一步");
            Assert.Contains($"第{step}步", await NextAnswerAsync(stream));
        }

        await elder.SayAsync("下一步");
        var last = await NextAnswerAsync(stream);
        Assert.Contains("风险提示", last);
        Assert.Contains("用自己的话", last);
        Assert.Contains("来源", last);
        await elder.SayAsync("嗯嗯");
        Assert.DoesNotContain("就是这样", await NextAnswerAsync(stream)); // That is no own word.
        var early = await ReachedAsync(app, elder);
        await elder.SayAsync("先打开手机银行找到丢的那张卡");
        Assert.Contains("就是这样", await NextAnswerAsync(stream));

        Assert.Equal(["concierge.steps-told"], early);
        Assert.Equal(["concierge.steps-told", "concierge.told-back"], await ReachedAsync(app, elder));
    }

    [Theory]
    [OnBothEngines]
    public async Task Other_peoples_conversations_unknown_help_and_closed_ones_are_refused(Engine engine)
    {
        var app = await On(engine);
        var visitor = await app.GivenVisitorAsync();
        var stranger = await app.GivenVisitorAsync();

        var foreign = await stranger.Client.PostJsonAsync($"/api/v1/conversations/{visitor.Id}/help", new { kind = "card" });
        var nobody = await app.Client().PostJsonAsync($"/api/v1/conversations/{visitor.Id}/help", new { kind = "card" });
        var odd = await HelpAsync(visitor, "<script>alert(1)</script>");
        await visitor.Client.PostJsonAsync($"/api/v1/conversations/{visitor.Id}/end", new { });
        var closed = await HelpAsync(visitor, "card");

        Assert.Equal(HttpStatusCode.NotFound, foreign.Status);
        Assert.Equal(HttpStatusCode.Unauthorized, nobody.Status);
        Assert.Equal(HttpStatusCode.BadRequest, odd.Status);
        Assert.Equal((HttpStatusCode.Conflict, "conversation.closed"), (closed.Status, closed.Code));
    }

    private static Task<List<string>> ReachedAsync(FirstWindowApp app, Visitor visitor) => app.WithDatabaseAsync(db =>
        db.Set<JournalEntry>().Where(e => e.Subject == visitor.Id
            && (e.Act == "concierge.steps-told" || e.Act == "concierge.told-back"))
            .OrderBy(e => e.Entry).Select(e => e.Act).ToListAsync());

    private static async Task<string> NextAnswerAsync(EventReader stream) =>
        (await stream.UntilAsync(e => e.Name == "message" && e.From == "assistant")).Text;

    private static Task<Answer> HelpAsync(Visitor visitor, string kind) =>
        visitor.Client.PostJsonAsync($"/api/v1/conversations/{visitor.Id}/help", new { kind });

    private static Task<Answer> LeaveAsync(Visitor visitor) =>
        visitor.Client.CallAsync(HttpMethod.Delete, $"/api/v1/conversations/{visitor.Id}/place", null);

    private static async Task<int> AheadOfAsync(Visitor visitor) =>
        (await visitor.Client.GetJsonAsync($"/api/v1/conversations/{visitor.Id}/place")).Json.GetProperty("ahead").GetInt32();
}
