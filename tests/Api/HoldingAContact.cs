using System.Net;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Promises;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace FirstWindow.Tests.Api;

public sealed class HoldingAContact(Houses houses) : ApiTests(houses)
{
    [Theory]
    [OnBothEngines]
    [Clause("A2.2.5b")]
    public async Task A_customer_is_asked_to_wait_only_with_reason_apology_and_time(Engine engine)
    {
        var app = await On(engine);
        var (visitor, agent) = await app.GivenContactAsync();

        var noReason = await HoldAsync(agent, visitor, null, 2);
        var badReason = await HoldAsync(agent, visitor, "<script>", 2);
        var noTime = await HoldAsync(agent, visitor, "checking", null);
        var tooLong = await HoldAsync(agent, visitor, "checking", 60);
        var refusals = await app.WithDatabaseAsync(db => db.Set<JournalEntry>()
            .CountAsync(e => e.Act == "refused" && e.Clause == "A2.2.5b" && e.Subject == visitor.Id));
        var held = await HoldAsync(agent, visitor, "checking", 2);
        var said = (await visitor.ReadAsync(5)).Last(e => e.Name == "message").Text;

        Assert.All([noReason, badReason], a => Assert.Equal(("hold.reason-missing", "A2.2.5b"), (a.Code, a.Clause)));
        Assert.All([noTime, tooLong], a => Assert.Equal(("hold.minutes", "A2.2.5b"), (a.Code, a.Clause)));
        Assert.Equal(4, refusals);
        Assert.Equal(HttpStatusCode.NoContent, held.Status);
        Assert.Contains("抱歉", said);
        Assert.Contains("2分钟", said);
    }

    [Theory]
    [OnBothEngines]
    public async Task Holding_twice_is_refused_but_the_same_call_again_changes_nothing(Engine engine)
    {
        var app = await On(engine);
        var (visitor, agent) = await app.GivenContactAsync();
        var id = Guid.NewGuid();

        var first = await HoldAsync(agent, visitor, "checking", 1, id);
        var again = await HoldAsync(agent, visitor, "checking", 1, id);
        var second = await HoldAsync(agent, visitor, "colleague", 1);
        var said = await visitor.ReadAsync(5);
        var until = (await agent.Client.GetJsonAsync("/api/v1/desk/contacts")).Json[0].GetProperty("holdUntil");

        Assert.All([first, again], a => Assert.Equal(HttpStatusCode.NoContent, a.Status));
        Assert.Equal("hold.open", second.Code);
        Assert.Single(said, e => e is { Name: "message", From: "agent" });
        Assert.Equal(System.Text.Json.JsonValueKind.String, until.ValueKind);
    }

    [Theory]
    [OnBothEngines]
    public async Task Coming_back_thanks_the_customer_and_keeps_the_promise(Engine engine)
    {
        var app = await On(engine);
        var (visitor, agent) = await app.GivenContactAsync();

        var early = await ResumeAsync(agent, visitor);
        await HoldAsync(agent, visitor, "documents", 1);
        var back = await ResumeAsync(agent, visitor);
        var twice = await ResumeAsync(agent, visitor);
        var said = (await visitor.ReadAsync(6))[^1].Text;
        var promise = await PromiseAsync(app, visitor);

        Assert.Equal("hold.none", early.Code);
        Assert.Equal(HttpStatusCode.NoContent, back.Status);
        Assert.Equal("hold.none", twice.Code);
        Assert.Contains("感谢您的等待", said);
        Assert.Equal(PromiseState.Kept, promise.State);
    }

    [Theory]
    [OnBothEngines]
    public async Task A_late_return_warns_the_agent_tells_the_supervisor_and_breaks_the_promise(Engine engine)
    {
        var app = await OwnAsync(engine);
        var (visitor, agent) = await app.GivenContactAsync();
        await HoldAsync(agent, visitor, "checking", 1);

        await app.PassAtTheDesksAsync(TimeSpan.FromSeconds(70));
        await app.LookAtPromisesAsync();

        var late = agent with { Client = await app.OpenSessionAsync(agent.Id) };
        var supervisor = await app.SignedInAsync(Role.Supervisor);
        var owed = await supervisor.Client.GetStringAsync("/promises");
        await ResumeAsync(late, visitor);
        var steps = await app.WithDatabaseAsync(db => db.Set<JournalEntry>()
            .Where(e => e.Subject == visitor.Id && e.Detail!.StartsWith("hold")).Select(e => e.Act).ToListAsync());

        Assert.Contains("promise.warned", steps);
        Assert.Contains("promise.escalated", steps);
        Assert.Contains("promise.broken", steps);
        Assert.Contains("稍等后继续服务", WebUtility.HtmlDecode(owed));
    }

    [Theory]
    [OnBothEngines]
    public async Task Nobody_holds_somebody_elses_contact_and_a_transfer_ends_the_hold(Engine engine)
    {
        var app = await On(engine);
        var (visitor, agent) = await app.GivenContactAsync();
        var stranger = await app.SignedInAsync(Role.Agent);

        var foreign = await HoldAsync(stranger, visitor, "checking", 1);
        await HoldAsync(agent, visitor, "checking", 1);
        var foreignReturn = await ResumeAsync(stranger, visitor);
        await agent.Client.PostJsonAsync(
            $"/api/v1/conversations/{visitor.Id}/transfers", new { queue = "expert", summary = "请专家核对" });
        var promise = await PromiseAsync(app, visitor);

        Assert.Equal(HttpStatusCode.NotFound, foreign.Status);
        Assert.Equal(HttpStatusCode.NotFound, foreignReturn.Status);
        Assert.Equal(PromiseState.Withdrawn, promise.State);
    }

    private static Task<Promise> PromiseAsync(FirstWindowApp app, Visitor visitor) =>
        app.WithDatabaseAsync(db => db.Set<Promise>().SingleAsync(p => p.About == visitor.Id && p.Kind == "hold"));

    private static Task<Answer> HoldAsync(
        Colleague agent, Visitor visitor, string? reason, int? minutes, Guid? id = null) => agent.Client.PutJsonAsync(
        $"/api/v1/conversations/{visitor.Id}/hold", new { id = id ?? Guid.NewGuid(), reason, minutes });

    private static Task<Answer> ResumeAsync(Colleague agent, Visitor visitor) =>
        agent.Client.CallAsync(HttpMethod.Delete, $"/api/v1/conversations/{visitor.Id}/hold", null);
}
