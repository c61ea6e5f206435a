using System.Net;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Bank;
using FirstWindow.Platform.Promises;
using FirstWindow.Platform.Storage;
using FirstWindow.Routing.Domain;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FirstWindow.Tests.Api;

public sealed class SettingUpQueues(Houses houses) : ApiTests(houses)
{
    [Theory]
    [OnBothEngines]
    [Clause("A1.3.2")]
    public async Task A_new_queue_holds_at_once_and_what_customers_feel_only_after_a_second_person(Engine engine)
    {
        var app = await OwnAsync(engine);
        var first = await app.SignedInAsync(Role.Administrator);
        var second = await app.SignedInAsync(Role.Administrator);

        var made = await ChangeAsync(first, "cards", Body());
        var renamed = await ChangeAsync(first, "cards", Body(1, nameZh: "银行卡<b>二组</b>"));
        var changed = await ChangeAsync(first, "cards", Body(2, overflowTo: "general", nameZh: "银行卡"));
        var id = changed.Json.GetProperty("id").GetGuid();
        var another = await ChangeAsync(second, "cards", Body(3));
        var own = await DecideAsync(first, id);
        var before = await OverflowOfAsync(first);
        var page = await second.Client.GetStringAsync("/queues");
        var decided = await DecideAsync(second, id);
        var after = await OverflowOfAsync(first);
        var again = await DecideAsync(second, id);

        Assert.Equal(["approved", "approved", "proposed"],
            new[] { made, renamed, changed }.Select(a => a.Json.GetProperty("state").GetString()));
        Assert.Equal("queue.proposal-open", another.Code);
        Assert.Equal(("queue.own-proposal", "A1.3.2"), (own.Code, own.Clause));
        Assert.True(await app.WasRefusedAsync("queue.own-proposal", "A1.3.2", first.Id));
        Assert.Null(before);
        Assert.Contains("&lt;b&gt;", page);
        Assert.DoesNotContain("<b>二组", page);
        Assert.Equal(HttpStatusCode.NoContent, decided.Status);
        Assert.Equal("general", after);
        Assert.Equal("queue.already-decided", again.Code);
    }

    [Theory]
    [OnBothEngines]
    public async Task Bad_queues_and_wrong_roles_are_refused(Engine engine)
    {
        var app = await OwnAsync(engine);
        var administrator = await app.SignedInAsync(Role.Administrator);
        var supervisor = await app.SignedInAsync(Role.Supervisor);

        Assert.Equal("queue.bad", (await ChangeAsync(administrator, "A%20B", Body())).Code);
        Assert.Equal("queue.bad", (await ChangeAsync(administrator, "loans", Body(nameZh: "卡\n组"))).Code);
        Assert.Equal("queue.overflow", (await ChangeAsync(administrator, "loans", Body(overflowTo: "loans"))).Code);
        Assert.Equal("queue.overflow", (await ChangeAsync(administrator, "loans", Body(overflowTo: "nowhere"))).Code);
        Assert.Equal("queue.changed-meanwhile", (await ChangeAsync(administrator, "loans", Body(7))).Code);
        Assert.Equal(HttpStatusCode.Forbidden, (await ChangeAsync(supervisor, "loans", Body())).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await DecideAsync(administrator, Guid.NewGuid())).Status);
    }

    [Theory]
    [OnBothEngines]
    public async Task A_contact_in_a_new_queue_waits_for_its_people_and_after_a_while_others_help(Engine engine)
    {
        var app = await OwnAsync(engine);
        var administrator = await app.SignedInAsync(Role.Administrator);
        await ChangeAsync(administrator, "cards", Body(overflowTo: "general"));
        var (visitor, agent) = await app.GivenContactAsync();
        await agent.Client.PostJsonAsync(
            $"/api/v1/conversations/{visitor.Id}/transfers", new { queue = "cards", summary = "银行卡被吞" });
        var helper = await app.SignedInAsync(Role.Agent); // Certified for general, not for cards.

        await helper.BeAvailableAsync();
        await app.MatchAsync();
        var early = await HasAsync(helper, visitor);
        app.Clock.Move(TimeSpan.FromSeconds(35));
        await app.MatchAsync();
        var reason = await app.WithDatabaseAsync(db => db.Set<Assignment>()
            .Where(a => a.Staff == helper.Id).Select(a => a.Reason).SingleOrDefaultAsync());

        Assert.False(early);
        Assert.True(await HasAsync(helper, visitor));
        Assert.EndsWith(";overflow", reason);
    }

    [Theory]
    [OnBothEngines]
    public async Task Outside_the_hours_nobody_waits_but_everybody_may_leave_a_message_or_be_called_back(Engine engine)
    {
        var app = await OwnAsync(engine);
        var visitor = await app.GivenVisitorAsync();
        await visitor.SayAsync("请问如何挂失");
        await CloseAsync(app);

        var asked = await visitor.Client.PostJsonAsync($"/api/v1/conversations/{visitor.Id}/person", new { });
        var helped = await visitor.Client.PostJsonAsync(
            $"/api/v1/conversations/{visitor.Id}/help", new { kind = "elder" });
        using var stream = await visitor.ListenAsync();
        var told = await stream.UntilAsync(e => e.State == "off-hours");
        var waiting = await CountWaitingAsync(app, visitor);
        var bad = await LeaveAsync(visitor, "javascript:1");
        var left = await LeaveAsync(visitor, "138 0013 8000");
        var agent = await app.SignedInAsync(Role.Agent);
        await agent.BeAvailableAsync();
        await app.MatchAsync();
        var contact = await agent.Client.GetJsonAsync($"/api/v1/desk/contacts/{visitor.Id}");

        Assert.Equal("assistant", asked.Json.GetProperty("state").GetString());
        Assert.Equal("assistant", helped.Json.GetProperty("state").GetString());
        Assert.True(told.Data.GetProperty("until").GetDateTimeOffset() > app.Clock.GetUtcNow());
        Assert.Equal(0, waiting);
        Assert.Equal("conversation.callback", bad.Code);
        Assert.Equal(HttpStatusCode.OK, left.Status);
        Assert.Contains("138 0013 8000", contact.Json.GetProperty("notes").GetRawText());
        Assert.Equal(1, await app.WithDatabaseAsync(db => db.Set<Promise>().CountAsync(
            p => p.About == visitor.Id && p.Kind == "message" && p.State == PromiseState.Open)));
    }

    [Theory]
    [OnBothEngines]
    public async Task Who_still_waits_when_the_hours_end_is_served_within_a_while_or_gets_a_promise(Engine engine)
    {
        var app = await OwnAsync(engine);
        var visitor = await app.GivenVisitorAsync();
        await visitor.AskForPersonAsync();
        await CloseAsync(app);

        await app.MatchAsync();
        var early = await PromisedAsync(app, visitor);
        app.Clock.Move(TimeSpan.FromSeconds(605));
        await app.MatchAsync();

        Assert.False(early);
        Assert.True(await PromisedAsync(app, visitor));
        Assert.Equal(1, await CountWaitingAsync(app, visitor));
    }

    private static object Body(int basedOn = 0, string nameZh = "银行卡", string? overflowTo = null) => new
    {
        nameZh,
        nameEn = "Cards",
        line = "cards",
        languages = new[] { "zh", "en" },
        certificate = "cards",
        servedBy = new[] { "agent" },
        basedOn,
        overflowTo,
        overflowAfterSeconds = 30,
    };

    // Nobody serves on any day but the one after tomorrow.
    private static Task<bool> CloseAsync(FirstWindowApp app) => app.WithDatabaseAsync(async db =>
    {
        var now = app.Clock.GetUtcNow();
        var opens = ((int)Platform.Calendar.BankCalendar.DateOf(now.AddDays(2)).DayOfWeek + 6) % 7;
        var hours = Enumerable.Range(0, OpeningHours.Days).Select(d => d == opens ? "09:00-18:00" : string.Empty);
        var settings = app.Services.GetRequiredService<BankBook>().Current with { Hours = [.. hours] };
        var version = new BankSettingsVersion
        {
            Version = 99,
            Content = System.Text.Json.JsonSerializer.Serialize(settings, Platform.Web.JsonSettings.Options),
            ProposedAt = now,
        };
        version.Settle(now);
        db.Add(version);
        db.Announce(BankBook.Topic);
        await db.CommitAsync(CancellationToken.None);
        await app.Services.GetRequiredService<BankBook>().FreshAsync(CancellationToken.None);
        return true;
    });

    private static Task<int> CountWaitingAsync(FirstWindowApp app, Visitor visitor) => app.WithDatabaseAsync(db =>
        db.Set<WaitingContact>().CountAsync(w => w.Conversation == new ConversationId(visitor.Id)));

    private static Task<bool> PromisedAsync(FirstWindowApp app, Visitor visitor) => app.WithDatabaseAsync(db =>
        db.Set<Promise>().AnyAsync(p => p.About == visitor.Id && p.Kind == "message"));

    private static Task<Answer> LeaveAsync(Visitor visitor, string callback) =>
        visitor.Client.PostJsonAsync($"/api/v1/conversations/{visitor.Id}/message-left", new { callback });

    private static async Task<bool> HasAsync(Colleague agent, Visitor visitor) =>
        (await agent.Client.GetJsonAsync("/api/v1/desk/contacts")).Json.EnumerateArray()
            .Any(c => c.GetProperty("id").GetGuid() == visitor.Id);

    private static async Task<string?> OverflowOfAsync(Colleague by) =>
        (await by.Client.GetJsonAsync("/api/v1/queues")).Json.EnumerateArray()
            .Single(q => q.GetProperty("code").GetString() == "cards").GetProperty("overflowTo").GetString();

    private static Task<Answer> ChangeAsync(Colleague by, string code, object body) =>
        by.Client.PutJsonAsync("/api/v1/queues/" + code, body);

    private static Task<Answer> DecideAsync(Colleague by, Guid id) =>
        by.Client.PutJsonAsync($"/api/v1/queues/proposals/{id}/decision", new { approve = true });
}
