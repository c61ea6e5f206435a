using System.Net;
using System.Text.Json;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Promises;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace FirstWindow.Tests.Api;

public sealed class PuttingAContactOff(Houses houses) : ApiTests(houses)
{
    [Theory]
    [OnBothEngines]
    [Clause("A3.2.2b")]
    public async Task A_contact_is_put_off_for_a_time_but_never_while_an_answer_is_owed(Engine engine)
    {
        var app = await On(engine);
        var (visitor, agent) = await app.GivenContactAsync();
        var stranger = await app.SignedInAsync(Role.Agent);

        var owed = await SnoozeAsync(agent, visitor, 10);
        await agent.ReplyAsync(visitor.Id, "我核实后今天之内给您答复。");
        var noTime = await SnoozeAsync(agent, visitor, null);
        var tooLong = await SnoozeAsync(agent, visitor, 100_000);
        var foreign = await SnoozeAsync(stranger, visitor, 10);
        var put = await SnoozeAsync(agent, visitor, 10);
        var twice = await SnoozeAsync(agent, visitor, 10);
        var until = await SnoozedUntilAsync(agent);

        Assert.Equal("snooze.reply-owed", owed.Code);
        Assert.All([noTime, tooLong], a => Assert.Equal("snooze.minutes", a.Code));
        Assert.Equal(HttpStatusCode.NotFound, foreign.Status);
        Assert.Equal(HttpStatusCode.NoContent, put.Status);
        Assert.Equal("snooze.open", twice.Code);
        Assert.Equal(JsonValueKind.String, until.ValueKind);
    }

    [Theory]
    [OnBothEngines]
    public async Task The_customers_next_word_wakes_the_contact_and_the_answer_keeps_the_promise(Engine engine)
    {
        var app = await On(engine);
        var (visitor, agent) = await app.GivenContactAsync();
        await agent.ReplyAsync(visitor.Id, "我核实后今天之内给您答复。");
        await SnoozeAsync(agent, visitor, 10);

        await visitor.SayAsync("还有一件事");
        var woken = await SnoozedUntilAsync(agent);
        await agent.ReplyAsync(visitor.Id, "您请讲,我记下来。");
        var again = await SnoozeAsync(agent, visitor, 10);
        var back = await WakeAsync(agent, visitor);
        var none = await WakeAsync(agent, visitor);
        var promises = await PromisesAsync(app, visitor);

        Assert.Equal(JsonValueKind.Null, woken.ValueKind);
        Assert.All([again, back], a => Assert.Equal(HttpStatusCode.NoContent, a.Status));
        Assert.Equal("snooze.none", none.Code);
        Assert.All(promises, p => Assert.Equal(PromiseState.Kept, p.State));
        Assert.Equal(2, promises.Count);
    }

    [Theory]
    [OnBothEngines]
    public async Task Who_forgets_to_come_back_is_warned_and_the_supervisor_told_and_leaving_withdraws(Engine engine)
    {
        var app = await OwnAsync(engine);
        var (visitor, agent) = await app.GivenContactAsync();
        var (other, second) = await app.GivenContactAsync();
        foreach (var (customer, colleague) in new[] { (visitor, agent), (other, second) })
        {
            await colleague.ReplyAsync(customer.Id, "我核实后今天之内给您答复。");
            await SnoozeAsync(colleague, customer, 5);
        }

        await second.Client.PostJsonAsync(
            $"/api/v1/conversations/{other.Id}/transfers", new { queue = "expert", summary = "请专家核对" });
        await app.PassAtTheDesksAsync(TimeSpan.FromMinutes(7));
        await app.LookAtPromisesAsync();

        var steps = await app.WithDatabaseAsync(db => db.Set<JournalEntry>()
            .Where(e => e.Subject == visitor.Id && e.Detail!.StartsWith("snooze;"))
            .OrderBy(e => e.Entry).Select(e => e.Act).ToListAsync());

        Assert.Equal(["promise.warned", "promise.escalated"], steps[..2]);
        Assert.Equal(PromiseState.Withdrawn, Assert.Single(await PromisesAsync(app, other)).State);
    }

    [Theory]
    [OnBothEngines]
    public async Task A_macro_sends_its_script_begins_the_record_and_holds_with_one_call(Engine engine)
    {
        var app = await On(engine);
        var (visitor, agent) = await app.GivenContactAsync("我的钱还没到");
        var macros = await agent.Client.GetJsonAsync("/api/v1/macros?locale=zh-CN");
        var macro = macros.Json.EnumerateArray()
            .Single(m => m.GetProperty("slug").GetString() == "check-missing-money");
        var text = macro.GetProperty("text").GetString()!;
        var id = Guid.NewGuid();

        var unknown = await UseAsync(agent, visitor, "no-such-macro", text);
        var rude = await UseAsync(agent, visitor, "check-missing-money", "你怎么这么笨");
        var behind = await UseAsync(agent, visitor, "check-missing-money", text, seen: 0);
        var before = await agent.Client.GetJsonAsync($"/api/v1/desk/contacts/{visitor.Id}");
        var done = await UseAsync(agent, visitor, "check-missing-money", text, id);
        var again = await UseAsync(agent, visitor, "check-missing-money", text, id);
        var after = await agent.Client.GetJsonAsync($"/api/v1/desk/contacts/{visitor.Id}");
        var said = after.Json.GetProperty("events").EnumerateArray()
            .Where(e => e.GetProperty("from").GetString() == "agent").Select(e => e.GetProperty("text").GetString());

        Assert.Equal("macro.not-found", unknown.Code);
        Assert.Equal("reply.breaks-rule", rude.Code);
        Assert.Equal("conversation.behind", behind.Code);
        Assert.Equal(JsonValueKind.Null, before.Json.GetProperty("begun").ValueKind);
        Assert.All([done, again], a => Assert.Equal(HttpStatusCode.NoContent, a.Status));
        Assert.Equal(2, said.Count()); // The script and the apology of the hold, each once.
        Assert.Equal("transfers", after.Json.GetProperty("begun").GetProperty("category").GetString());
        Assert.Equal(
            JsonValueKind.String, after.Json.GetProperty("contact").GetProperty("holdUntil").ValueKind);
    }

    [Theory]
    [OnBothEngines]
    public async Task A_macro_may_put_the_contact_off_and_repeats_nothing(Engine engine)
    {
        var app = await On(engine);
        var (visitor, agent) = await app.GivenContactAsync();
        var id = Guid.NewGuid();
        const string Text = "我理解您赶时间，核对身份后马上为您办理。";

        var done = await UseAsync(agent, visitor, "verify-then-later", Text, id);
        var again = await UseAsync(agent, visitor, "verify-then-later", Text, id);
        var until = await SnoozedUntilAsync(agent);

        Assert.All([done, again], a => Assert.Equal(HttpStatusCode.NoContent, a.Status));
        Assert.Equal(JsonValueKind.String, until.ValueKind);
    }

    private static Task<List<Promise>> PromisesAsync(FirstWindowApp app, Visitor visitor) => app.WithDatabaseAsync(
        db => db.Set<Promise>().Where(p => p.About == visitor.Id && p.Kind == "snooze").ToListAsync());

    private static async Task<JsonElement> SnoozedUntilAsync(Colleague agent) =>
        (await agent.Client.GetJsonAsync("/api/v1/desk/contacts")).Json[0].GetProperty("snoozedUntil");

    private static Task<Answer> UseAsync(
        Colleague agent, Visitor visitor, string slug, string text, Guid? id = null, int? seen = null) =>
        agent.Client.PostJsonAsync($"/api/v1/conversations/{visitor.Id}/macros",
            new { id = id ?? Guid.NewGuid(), slug, text, seen });

    private static Task<Answer> SnoozeAsync(Colleague agent, Visitor visitor, int? minutes) =>
        agent.Client.PutJsonAsync($"/api/v1/conversations/{visitor.Id}/snooze", new { minutes });

    private static Task<Answer> WakeAsync(Colleague agent, Visitor visitor) =>
        agent.Client.CallAsync(HttpMethod.Delete, $"/api/v1/conversations/{visitor.Id}/snooze", null);
}
