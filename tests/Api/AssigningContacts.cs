using System.Net;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Promises;
using FirstWindow.Platform.Storage;
using FirstWindow.Routing.Contracts;
using FirstWindow.Routing.Domain;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace FirstWindow.Tests.Api;

public sealed class AssigningContacts(Houses houses) : ApiTests(houses)
{
    [Theory]
    [OnBothEngines]
    [Clause("A3.1.1b")]
    public async Task A_declined_contact_goes_back_to_its_old_place_and_to_somebody_else(Engine engine)
    {
        var app = await OwnAsync(engine);
        var first = await app.SignedInAsync(Role.Agent);
        var second = await app.SignedInAsync(Role.Agent);
        await first.BeAvailableAsync();
        var visitor = await WaitingAsync(app);
        var later = await WaitingAsync(app);
        await app.MatchAsync();

        var foreign = await DeclineAsync(second, visitor);
        var declined = await DeclineAsync(first, visitor);
        await app.MatchAsync();
        var backAtFirst = await HasAsync(first, visitor);
        await second.BeAvailableAsync(1);
        await app.MatchAsync();
        var twice = await DeclineAsync(first, visitor);
        var inspector = await app.SignedInAsync(Role.Supervisor);
        var steps = await inspector.Client.GetJsonAsync($"/api/v1/conversations/{visitor.Id}/assignments");

        Assert.Equal(HttpStatusCode.NotFound, foreign.Status);
        Assert.Equal(HttpStatusCode.NoContent, declined.Status);
        Assert.False(backAtFirst);
        Assert.True(await HasAsync(second, visitor));
        Assert.True(await HasAsync(first, later));
        Assert.Equal(HttpStatusCode.NotFound, twice.Status);
        Assert.Equal(["declined", null], steps.Json.EnumerateArray().Select(s => s.GetProperty("endReason").GetString()));
        Assert.All(steps.Json.EnumerateArray(), s => Assert.Contains("class=5", s.GetProperty("reason").GetString()));
    }

    [Theory]
    [OnBothEngines]
    public async Task Who_does_not_answer_takes_a_break_and_is_not_asked_again_for_this_contact(Engine engine)
    {
        var app = await OwnAsync(engine);
        var agent = await app.SignedInAsync(Role.Agent);
        await agent.BeAvailableAsync();
        var visitor = await WaitingAsync(app);
        await app.MatchAsync();

        app.Clock.Move(TimeSpan.FromSeconds(25));
        await app.MatchAsync();
        var presence = (await agent.Client.GetJsonAsync("/api/v1/desk/presence")).Json;
        await agent.BeAvailableAsync();
        await app.MatchAsync();
        var next = await WaitingAsync(app);
        await app.MatchAsync();

        Assert.Equal(("break", "no-answer"),
            (presence.GetProperty("state").GetString(), presence.GetProperty("reason").GetString()));
        Assert.False(await HasAsync(agent, visitor));
        Assert.True(await HasAsync(agent, next));
    }

    [Theory]
    [OnBothEngines]
    [Clause("C4.2.2")]
    public async Task A_silent_desk_pauses_and_its_contacts_come_back_to_the_same_agent_when_it_returns(Engine engine)
    {
        var app = await OwnAsync(engine);
        var (visitor, agent) = await app.GivenContactAsync();
        await agent.BeAvailableAsync();

        app.Clock.Move(TimeSpan.FromSeconds(70));
        await app.MatchAsync();
        var presence = (await agent.Client.GetJsonAsync("/api/v1/desk/presence")).Json;
        var gone = await HasAsync(agent, visitor);
        var other = await app.SignedInAsync(Role.Agent);
        await app.WithDatabaseAsync(async db =>
        {
            var waiting = await db.Set<WaitingContact>()
                .SingleAsync(w => w.Conversation == new ConversationId(visitor.Id));
            Assert.Equal(agent.Id, waiting.Preferred);
            return true;
        });
        using var desk = await agent.Client.GetAsync(
            "/api/v1/desk/events", HttpCompletionOption.ResponseHeadersRead); // The line is back.
        var returned = await UntilAsync(async () => (await agent.Client.GetJsonAsync("/api/v1/desk/presence"))
            .Json.GetProperty("state").GetString() == "available");
        await other.BeAvailableAsync();
        await app.MatchAsync();

        Assert.Equal("lost", presence.GetProperty("reason").GetString());
        Assert.False(gone);
        Assert.True(returned);
        Assert.True(await HasAsync(agent, visitor));
        Assert.False(await HasAsync(other, visitor));
    }

    [Theory]
    [OnBothEngines]
    [Clause("B4.2.4")]
    public async Task Who_writes_in_english_gets_somebody_who_serves_in_english_and_nobody_else(Engine engine)
    {
        var app = await OwnAsync(engine);
        var account = await app.GivenUncertifiedAsync(Role.Agent);
        var chineseOnly = new Colleague(app, account, await app.OpenSessionAsync(account.Id));
        var trainer = await app.SignedInAsync(Role.Trainer);
        await trainer.Client.PostJsonAsync("/api/v1/certificates", new
        {
            staff = account.Id.Value,
            code = "general",
            scope = "*",
            language = "zh",
            level = 1,
            lastDay = new DateOnly(2027, 6, 1),
        });
        await chineseOnly.BeAvailableAsync();
        var foreigner = await app.GivenVisitorAsync("en");
        await foreigner.AskForPersonAsync();
        await app.MatchAsync();
        var byChinese = await HasAsync(chineseOnly, foreigner);
        var grabbed = await chineseOnly.Client.PutJsonAsync($"/api/v1/conversations/{foreigner.Id}/acceptance", new { });
        var bilingual = await app.SignedInAsync(Role.Agent);
        await bilingual.BeAvailableAsync();
        await app.MatchAsync();
        var script = (await bilingual.Client.GetJsonAsync("/api/v1/scripts?stage=greeting&locale=en")).Json[0];
        var offer = await app.WithDatabaseAsync(db => db.Set<JournalEntry>()
            .SingleAsync(e => e.Act == "contact.offered" && e.Subject == foreigner.Id));

        Assert.False(byChinese);
        Assert.NotEqual(HttpStatusCode.NoContent, grabbed.Status);
        Assert.True(await HasAsync(bilingual, foreigner));
        Assert.StartsWith($"staff={bilingual.Id.Value};", offer.Detail, StringComparison.Ordinal);
        Assert.Contains("Hello", script.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [OnBothEngines]
    public async Task Capacity_holds_by_agent_and_channel_and_a_contact_put_off_needs_no_place(Engine engine)
    {
        var app = await OwnAsync(engine);
        var (visitor, agent) = await app.GivenContactAsync();
        await agent.BeAvailableAsync(1);
        var second = await WaitingAsync(app);
        await app.MatchAsync();
        var full = await HasAsync(agent, second);
        await agent.ReplyAsync(visitor.Id, "我核实后今天之内给您答复。");
        await agent.Client.PutJsonAsync($"/api/v1/conversations/{visitor.Id}/snooze", new { minutes = 30 });
        await app.MatchAsync();
        var withRoom = await HasAsync(agent, second);
        await agent.Client.PutJsonAsync("/api/v1/desk/presence",
            new { state = "available", capacity = 8, channels = new { web = 1 } });
        var third = await WaitingAsync(app);
        await app.MatchAsync();
        var overChannel = await HasAsync(agent, third);
        var bad = await agent.Client.PutJsonAsync("/api/v1/desk/presence",
            new { state = "available", capacity = 8, channels = new { fax = 1 } });

        Assert.False(full);
        Assert.True(withRoom);
        Assert.False(overChannel);
        Assert.Equal("presence.channel", bad.Code);
    }

    [Theory]
    [OnBothEngines]
    [Clause("C4.2.2")]
    public async Task All_contacts_of_an_absent_agent_move_in_one_act_and_of_two_supervisors_one_wins(Engine engine)
    {
        var app = await OwnAsync(engine);
        var (visitor, agent) = await app.GivenContactAsync();
        var one = await app.SignedInAsync(Role.Supervisor);
        var two = await app.SignedInAsync(Role.Supervisor);
        var url = $"/api/v1/floor/agents/{agent.Id.Value}/moves";

        var noReason = await one.Client.PostJsonAsync(url, new { reason = "急" });
        var nobody = await one.Client.PostJsonAsync(
            $"/api/v1/floor/agents/{Guid.NewGuid()}/moves", new { reason = "临时离岗" });
        var wrongRole = await agent.Client.PostJsonAsync(url, new { reason = "临时离岗" });
        var both = await Task.WhenAll(one.Client.PostJsonAsync(url, new { reason = "突发不适<b>离岗</b>" }),
            two.Client.PostJsonAsync(url, new { reason = "突发不适<b>离岗</b>" }));
        var colleague = await app.SignedInAsync(Role.Agent);
        await colleague.BeAvailableAsync();
        await agent.BeAvailableAsync();
        await app.MatchAsync();
        var page = await one.Client.GetStringAsync($"/contacts/{visitor.Id}");
        var moved = await app.WithDatabaseAsync(db => db.Set<JournalEntry>().CountAsync(
            e => e.Act == "contact.moved" && e.Subject == visitor.Id));

        Assert.Equal("floor.move-reason", noReason.Code);
        Assert.Equal(HttpStatusCode.NotFound, nobody.Status);
        Assert.Equal(HttpStatusCode.Forbidden, wrongRole.Status);
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.Conflict], both.Select(b => b.Status).Order());
        Assert.True(await HasAsync(colleague, visitor));
        Assert.False(await HasAsync(agent, visitor));
        Assert.Contains("突发不适&lt;b&gt;离岗&lt;/b&gt;", page);
        Assert.Equal(1, moved);
    }

    [Theory]
    [OnBothEngines]
    public async Task A_break_has_a_reason_of_the_list_and_the_floor_sees_one_that_is_too_long(Engine engine)
    {
        var app = await OwnAsync(engine);
        var agent = await app.SignedInAsync(Role.Agent);
        var supervisor = await app.SignedInAsync(Role.Supervisor);

        var unknown = await PauseAsync(agent, "shopping");
        var rest = await PauseAsync(agent, "rest");
        app.Clock.Move(TimeSpan.FromMinutes(14));
        var inTime = await TooLongAsync(app, supervisor, agent);
        app.Clock.Move(TimeSpan.FromMinutes(2));
        var tooLong = await TooLongAsync(app, supervisor, agent);

        Assert.Equal("presence.reason", unknown.Code);
        Assert.Equal(HttpStatusCode.NoContent, rest.Status);
        Assert.False(inTime);
        Assert.True(tooLong);
    }

    [Theory]
    [OnBothEngines]
    [Clause("C2.4.2a")]
    public async Task Who_waits_too_long_gets_a_promise_keeps_the_place_and_is_served_when_somebody_comes(Engine engine)
    {
        var app = await OwnAsync(engine);
        var visitor = await WaitingAsync(app);
        await visitor.SayAsync("请帮我看看");

        app.Clock.Move(TimeSpan.FromSeconds(905));
        await app.MatchAsync();
        await app.MatchAsync();
        using var stream = await visitor.ListenAsync();
        var told = await stream.UntilAsync(e => e.State == "left");
        var promises = await app.WithDatabaseAsync(db => db.Set<Promise>().Where(p => p.About == visitor.Id)
            .OrderBy(p => p.MadeAt).Select(p => new { p.Kind, p.State }).ToListAsync());
        var agent = await app.SignedInAsync(Role.Agent);
        await agent.BeAvailableAsync();
        await app.MatchAsync();

        Assert.True(told.Data.TryGetProperty("until", out _));
        Assert.Equal(("message", PromiseState.Open), (promises[^1].Kind, promises[^1].State));
        Assert.Contains(promises, p => p is { Kind: "reply", State: PromiseState.Broken });
        Assert.Equal(1, await app.WithDatabaseAsync(db => db.Set<JournalEntry>().CountAsync(
            e => e.Act == "contact.nobody-came" && e.Subject == visitor.Id)));
        Assert.True(await HasAsync(agent, visitor));
    }

    private static async Task<Visitor> WaitingAsync(FirstWindowApp app)
    {
        var visitor = await app.GivenVisitorAsync();
        await visitor.AskForPersonAsync();
        return visitor;
    }

    private static Task<Answer> DeclineAsync(Colleague agent, Visitor visitor) =>
        agent.Client.CallAsync(HttpMethod.Delete, $"/api/v1/conversations/{visitor.Id}/acceptance", null);

    private static async Task<bool> HasAsync(Colleague agent, Visitor visitor) =>
        (await agent.Client.GetJsonAsync("/api/v1/desk/contacts")).Json.EnumerateArray()
            .Any(c => c.GetProperty("id").GetGuid() == visitor.Id);

    private static Task<Answer> PauseAsync(Colleague agent, string reason) =>
        agent.Client.PutJsonAsync("/api/v1/desk/presence", new { state = "break", capacity = 1, reason });

    private static async Task<bool> TooLongAsync(FirstWindowApp app, Colleague supervisor, Colleague agent)
    {
        _ = app;
        var floor = await supervisor.Client.GetJsonAsync("/api/v1/floor");
        return floor.Json.GetProperty("agents").EnumerateArray()
            .Single(a => a.GetProperty("staff").GetGuid() == agent.Id.Value).GetProperty("isBreakTooLong").GetBoolean();
    }

    private static async Task<bool> UntilAsync(Func<Task<bool>> holds)
    {
        for (var i = 0; i < 50; i++)
        {
            if (await holds())
            {
                return true;
            }

            await Task.Delay(100);
        }

        return false;
    }
}
