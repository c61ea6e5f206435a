using System.Net;
using System.Text.Json;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Promises;
using FirstWindow.Platform.Storage;
using FirstWindow.Staff.Features;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FirstWindow.Tests.Api;

/// <summary>Rights are looked through each quarter, and who leaves leaves nothing behind.</summary>
public sealed class ReviewingRights(Houses houses) : ApiTests(houses)
{
    [Theory]
    [OnBothEngines]
    [Clause("A4.2.1c")]
    [Clause("A4.4.4a")]
    public async Task Every_right_is_kept_or_withdrawn_by_somebody_else_before_a_review_is_finished(Engine engine)
    {
        var app = await OwnAsync(engine);
        var lead = await app.SignedInAsync(Role.Supervisor);
        var agent = await app.SignedInAsync(Role.Agent, Role.Expert);
        var leaver = await app.SignedInAsync(Role.Agent);
        var officer = await app.SignedInAsync(Role.StaffOfficer);
        await MakeDueAsync(app);
        await MakeDueAsync(app); // Once a quarter, however often one looks.
        var review = Assert.Single(await ReviewsAsync(officer));
        var id = review.GetProperty("id").GetGuid();
        var owed = await PromiseAsync(app, id);

        var foreign = await agent.Client.GetJsonAsync("/api/v1/access-reviews");
        var early = await FinishAsync(lead, id);
        var own = await DecideAsync(lead, id, lead, "supervisor", keep: true);
        var unknown = await DecideAsync(lead, id, agent, "auditor", keep: true);
        var kept = await DecideAsync(lead, id, agent, "agent", keep: true);
        var keptTwice = await DecideAsync(lead, id, agent, "agent", keep: true);
        var taken = await DecideAsync(lead, id, agent, "expert", keep: false);
        var back = await DecideAsync(lead, id, agent, "expert", keep: true);
        var gone = await DecideAsync(lead, id, leaver, "agent", keep: false);
        var stillThere = await leaver.Client.GetJsonAsync("/api/v1/session");
        var stillEarly = await FinishAsync(lead, id);
        var ofLead = await DecideAsync(officer, id, lead, "supervisor", keep: true);
        var ofOfficer = await DecideAsync(lead, id, officer, "staff-officer", keep: true);
        var page = await lead.Client.GetStringAsync("/access-reviews");
        var finished = await FinishAsync(lead, id);
        var again = await FinishAsync(lead, id);
        var roles = await app.WithDatabaseAsync(db => db.Set<FirstWindow.Staff.Domain.StaffMember>()
            .Where(s => s.Id == agent.Id).Select(s => s.Roles).SingleAsync());

        Assert.Equal((PromiseState.Open, (Guid?)lead.Id.Value), (owed.State, owed.Owner));
        Assert.Equal(HttpStatusCode.Forbidden, foreign.Status);
        Assert.All([early, stillEarly], a => Assert.Equal(
            (HttpStatusCode.UnprocessableEntity, "access-review.lines-left", "A4.2.1c"), (a.Status, a.Code, a.Clause)));
        Assert.True(await app.WasRefusedAsync("access-review.lines-left", "A4.2.1c", lead.Id));
        Assert.Equal(("access-review.own", "A4.2.1c"), (own.Code, own.Clause));
        Assert.True(await app.WasRefusedAsync("access-review.own", "A4.2.1c", lead.Id));
        Assert.Equal(HttpStatusCode.NotFound, unknown.Status);
        Assert.All([kept, keptTwice, taken, gone, ofLead, ofOfficer, finished], a => Assert.Equal(
            HttpStatusCode.NoContent, a.Status));
        Assert.Equal("access-review.withdrawn", back.Code);
        Assert.Equal("agent", roles);
        Assert.Equal(HttpStatusCode.Unauthorized, stillThere.Status);
        Assert.Contains("已收回", page);
        Assert.Equal("access-review.finished", again.Code);
        Assert.Equal(PromiseState.Kept, (await PromiseAsync(app, id)).State);
        Assert.True(await WasDoneAsync(app, "access-review.withdrawn", agent.Id));
        Assert.True(await WasDoneAsync(app, "staff.disabled", leaver.Id));
    }

    [Theory]
    [OnBothEngines]
    public async Task A_supervisor_sees_the_own_team_only_and_a_new_quarter_begins_a_new_review(Engine engine)
    {
        var app = await OwnAsync(engine);
        var lead = await app.SignedInAsync(Role.Supervisor);
        var elsewhere = await app.SignedInAsync(Role.Agent);
        await app.WithDatabaseAsync(db => db.Set<FirstWindow.Staff.Domain.StaffMember>()
            .Where(s => s.Id == elsewhere.Id).ExecuteUpdateAsync(s => s.SetProperty(m => m.Team, "cards")));
        await MakeDueAsync(app);
        var officer = await app.SignedInAsync(Role.StaffOfficer);
        var all = await ReviewsAsync(officer);
        var cards = all.Single(r => r.GetProperty("team").GetString() == "cards").GetProperty("id").GetGuid();

        var mine = await ReviewsAsync(lead);
        var stranger = await DecideAsync(lead, cards, elsewhere, "agent", keep: false);
        var finish = await FinishAsync(lead, cards);
        app.Clock.Move(TimeSpan.FromDays(92));
        await MakeDueAsync(app);
        var later = await app.WithDatabaseAsync(db => db.Set<FirstWindow.Staff.Domain.AccessReview>().CountAsync());

        Assert.Equal(2, all.Count);
        Assert.Equal("customer-care", Assert.Single(mine).GetProperty("team").GetString());
        Assert.All([stranger, finish], a => Assert.Equal(HttpStatusCode.NotFound, a.Status));
        Assert.Equal(4, later);
    }

    [Theory]
    [OnBothEngines]
    [Clause("A4.4.4a")]
    [Clause("A4.4.4b")]
    public async Task Who_leaves_is_shut_out_at_once_and_leaves_no_work_behind(Engine engine)
    {
        var app = await OwnAsync(engine);
        var officer = await app.SignedInAsync(Role.StaffOfficer);
        var successor = await app.GivenStaffAsync(Role.Agent);
        var (visitor, leaver, customer) = await app.GivenServedCustomerAsync("C10000002");
        await leaver.Client.PutJsonAsync($"/api/v1/customers/{customer}/fields/phone/state?contact={visitor.Id}",
            new { state = "doubted" }); // A promise to ask the customer.
        var url = $"/api/v1/staff/{leaver.Id.Value}/leaving";

        var unbegun = await officer.Client.PutJsonAsync(url + "/completion", new { });
        var oneself = await officer.Client.PutJsonAsync($"/api/v1/staff/{officer.Id.Value}/leaving", new { });
        var begun = await officer.Client.PutJsonAsync(url, new { });
        var twice = await officer.Client.PutJsonAsync(url, new { });
        var shut = await leaver.Client.GetJsonAsync("/api/v1/session");
        var list = await officer.Client.GetJsonAsync(url);
        var early = await officer.Client.PutJsonAsync(url + "/completion", new { });
        var toNobody = await officer.Client.PutJsonAsync(url + "/handover", new { successor = "99999" });
        var toOneself = await officer.Client.PutJsonAsync(url + "/handover", new { successor = leaver.Number });
        var page = await officer.Client.GetStringAsync($"/staff/{leaver.Id.Value}");
        var given = await officer.Client.PutJsonAsync(url + "/handover", new { successor = successor.Number });
        var after = await officer.Client.GetJsonAsync(url);
        var done = await officer.Client.PutJsonAsync(url + "/completion", new { });
        var owner = await app.WithDatabaseAsync(db => db.Set<Promise>().Where(p => p.Kind == "confirm-field")
            .Select(p => p.Owner).SingleAsync());

        Assert.Equal((HttpStatusCode.NotFound, "leaving.not-begun"), (unbegun.Status, unbegun.Code));
        Assert.Equal(("staff.oneself", "A4.4.4a"), (oneself.Code, oneself.Clause));
        Assert.True(await app.WasRefusedAsync("staff.oneself", "A4.4.4a", officer.Id));
        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NoContent), (begun.Status, twice.Status));
        Assert.Equal(HttpStatusCode.Unauthorized, shut.Status);
        Assert.Equal((true, 0), (list.Json.GetProperty("isShut").GetBoolean(), list.Json.GetProperty("openSessions").GetInt32()));
        Assert.Equal(1, LeftOf(list, "contacts"));
        Assert.True(LeftOf(list, "promises") >= 1);
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "leaving.work-left", "A4.4.4b"), (early.Status, early.Code, early.Clause));
        Assert.True(await app.WasRefusedAsync("leaving.work-left", "A4.4.4b", officer.Id));
        Assert.All([toNobody, toOneself], a => Assert.Equal(("leaving.successor", "A4.4.4b"), (a.Code, a.Clause)));
        Assert.Contains("离职交接", page);
        Assert.Equal(HttpStatusCode.NoContent, given.Status);
        Assert.Equal((0, 0), (LeftOf(after, "contacts"), LeftOf(after, "promises")));
        Assert.Equal(successor.Id.Value, owner);
        Assert.Equal(HttpStatusCode.NoContent, done.Status);
        Assert.True(await WasDoneAsync(app, "leaving.done", leaver.Id));
    }

    private static async Task MakeDueAsync(FirstWindowApp app)
    {
        await using var scope = app.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<AccessReviews>().MakeDueAsync(CancellationToken.None);
    }

    private static async Task<List<JsonElement>> ReviewsAsync(Colleague who) =>
        [.. (await who.Client.GetJsonAsync("/api/v1/access-reviews")).Json.EnumerateArray()];

    private static Task<Answer> DecideAsync(Colleague who, Guid review, Colleague about, string role, bool keep) =>
        who.Client.PutJsonAsync($"/api/v1/access-reviews/{review}/lines/{about.Id.Value}/{role}", new { keep });

    private static Task<Answer> FinishAsync(Colleague who, Guid review) =>
        who.Client.PutJsonAsync($"/api/v1/access-reviews/{review}/completion", new { });

    private static int LeftOf(Answer list, string kind) => list.Json.GetProperty("work").EnumerateArray()
        .Single(w => w.GetProperty("kind").GetString() == kind).GetProperty("count").GetInt32();

    private static Task<Promise> PromiseAsync(FirstWindowApp app, Guid about) =>
        app.WithDatabaseAsync(db => db.Set<Promise>().AsNoTracking().SingleAsync(p => p.About == about));

    private static Task<bool> WasDoneAsync(FirstWindowApp app, string act, StaffId about) => app.WithDatabaseAsync(db =>
        db.Set<JournalEntry>().AnyAsync(e => e.Act == act && e.Subject == about.Value));
}
