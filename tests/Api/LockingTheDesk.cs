using System.Net;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;
using FirstWindow.Staff.Domain;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace FirstWindow.Tests.Api;

/// <summary>Customers' data open only after the pledge, and to nobody while the desk is locked.</summary>
public sealed class LockingTheDesk(Houses houses) : ApiTests(houses)
{
    private const string Another = "本人承诺：只为办理业务使用客户信息，不在任何无关场合谈论，离座锁屏。";
    private const string AnotherInEnglish = "I pledge to use customers' data for my work alone and to talk of it nowhere.";

    [Theory]
    [OnBothEngines]
    [Clause("A4.4.2")]
    public async Task Without_the_pledge_no_card_contact_or_search_opens(Engine engine)
    {
        var app = await On(engine);
        var (visitor, agent, customer) = await app.GivenServedCustomerAsync("C10000001");
        await TakePledgeAsync(app, agent.Id);

        Answer[] refused =
        [
            await agent.Client.GetJsonAsync($"/api/v1/customers/{customer}/card"),
            await agent.Client.PostJsonAsync("/api/v1/customers/search", new { number = "C10000001" }),
            await agent.Client.GetJsonAsync($"/api/v1/desk/contacts/{visitor.Id}"),
            await agent.Client.GetJsonAsync("/api/v1/desk/contacts"),
            await agent.ReplyAsync(visitor.Id, "您好"),
        ];
        var page = await agent.Client.SendAsync(Page($"/customers/{customer}"));
        var shown = await agent.Client.GetJsonAsync("/api/v1/pledge");
        var other = await AcceptAsync(agent, shown.Json.GetProperty("version").GetInt32() + 1);
        var accepted = await AcceptAsync(agent, shown.Json.GetProperty("version").GetInt32());
        var again = await AcceptAsync(agent, shown.Json.GetProperty("version").GetInt32());
        var open = await agent.Client.GetJsonAsync($"/api/v1/desk/contacts/{visitor.Id}");

        Assert.All(refused, r => Assert.Equal(
            (HttpStatusCode.Forbidden, "access.pledge-owed", "A4.4.2"), (r.Status, r.Code, r.Clause)));
        Assert.StartsWith("/pledge?next=", page.Headers.Location!.ToString(), StringComparison.Ordinal);
        Assert.Equal(6, await CountAsync(app, agent.Id, "refused", "access.pledge-owed"));
        Assert.Equal("pledge.changed", other.Code);
        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NoContent), (accepted.Status, again.Status));
        Assert.Equal(1, await CountAsync(app, agent.Id, "pledge.accepted"));
        Assert.Equal(HttpStatusCode.OK, open.Status);
    }

    [Theory]
    [OnBothEngines]
    [Clause("A4.4.2")]
    [Clause("A1.3.2")]
    public async Task Another_wording_is_decided_by_two_and_then_asked_of_everybody(Engine engine)
    {
        var app = await OwnAsync(engine);
        var (compliance, second) = (await app.SignedInAsync(Role.Compliance), await app.SignedInAsync(Role.Compliance));
        var agent = await app.SignedInAsync(Role.Agent);
        var bad = await ProposeAsync(compliance, "太短", AnotherInEnglish);
        var proposed = await ProposeAsync(compliance, Another, AnotherInEnglish);
        var twice = await ProposeAsync(second, Another, AnotherInEnglish);
        var url = $"/api/v1/pledge/proposals/{proposed.Json.GetProperty("id").GetGuid()}/decision";
        var own = await compliance.Client.PutJsonAsync(url, new { approve = true });
        var before = await agent.Client.GetJsonAsync("/api/v1/desk/contacts");
        var approved = await second.Client.PutJsonAsync(url, new { approve = true });
        var late = await second.Client.PutJsonAsync(url, new { approve = false });
        var after = await agent.Client.GetJsonAsync("/api/v1/desk/contacts");
        await AcceptAsync(second, 2);
        var owing = await second.Client.GetJsonAsync("/api/v1/pledge/owing");
        await AcceptAsync(agent, 2);
        var open = await agent.Client.GetJsonAsync("/api/v1/desk/contacts");

        Assert.Equal(("pledge.wording", "pledge.proposal-open"), (bad.Code, twice.Code));
        Assert.Equal(("pledge.own-proposal", "A1.3.2"), (own.Code, own.Clause));
        Assert.True(await app.WasRefusedAsync("pledge.own-proposal", "A1.3.2", compliance.Id));
        Assert.Equal(HttpStatusCode.OK, before.Status);
        Assert.Equal(HttpStatusCode.NoContent, approved.Status);
        Assert.Equal("pledge.already-decided", late.Code);
        Assert.Equal(("access.pledge-owed", "A4.4.2"), (after.Code, after.Clause));
        Assert.Contains(owing.Json.EnumerateArray(), p => p.GetProperty("number").GetString() == agent.Number);
        Assert.DoesNotContain(owing.Json.EnumerateArray(), p => p.GetProperty("number").GetString() == second.Number);
        Assert.Equal(HttpStatusCode.OK, open.Status);
    }

    [Theory]
    [OnBothEngines]
    [Clause("A4.4.2")]
    public async Task A_pledge_is_asked_for_again_when_its_time_is_over(Engine engine)
    {
        var app = await OwnAsync(engine);
        var staff = await app.GivenStaffAsync(Role.Agent);
        await TakePledgeAsync(app, staff.Id);
        var agent = new Colleague(app, staff, await app.OpenSessionAsync(staff.Id));
        await AcceptAsync(agent, 1);
        var fresh = await agent.Client.GetJsonAsync("/api/v1/desk/contacts");

        app.Clock.Move(TimeSpan.FromDays(366));
        var later = new Colleague(app, staff, await app.OpenSessionAsync(staff.Id));
        var over = await later.Client.GetJsonAsync("/api/v1/desk/contacts");
        await AcceptAsync(later, 1);
        var renewed = await later.Client.GetJsonAsync("/api/v1/desk/contacts");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (fresh.Status, renewed.Status));
        Assert.Equal("access.pledge-owed", over.Code);
        Assert.Equal(2, await CountAsync(app, staff.Id, "pledge.accepted"));
    }

    [Theory]
    [OnBothEngines]
    [Clause("A4.4.2")]
    public async Task A_locked_desk_gets_nothing_in_any_tab_until_its_person_is_back(Engine engine)
    {
        var app = await On(engine);
        var (visitor, agent, customer) = await app.GivenServedCustomerAsync("C10000002");
        await agent.Client.PutJsonAsync($"/api/v1/conversations/{visitor.Id}/draft", new { text = "写了一半", page = "window-one" });
        using var stream = new EventReader(await agent.Client.SendAsync(
            new(HttpMethod.Get, "/api/v1/desk/events"), HttpCompletionOption.ResponseHeadersRead));
        await stream.UntilAsync(e => e.Name == "snapshot");

        var locked = await agent.Client.PutJsonAsync("/api/v1/session/lock", new { });
        await agent.Client.PutJsonAsync("/api/v1/session/lock", new { });
        Answer[] refused =
        [
            await agent.Client.GetJsonAsync("/api/v1/desk/contacts"),
            await agent.Client.GetJsonAsync($"/api/v1/customers/{customer}/card"),
            await agent.Client.GetJsonAsync("/api/v1/session"),
            await agent.ReplyAsync(visitor.Id, "您好"),
            await agent.Client.GetJsonAsync("/api/v1/rules"),
        ];
        var page = await agent.Client.SendAsync(Page("/desk"));
        var cover = await agent.Client.SendAsync(Page("/unlock?next=%2Fdesk"));
        await visitor.SayAsync("锁屏时说的话");
        var wrong = await OpenAsync(agent, "Wrong-1234-abcd");
        var open = await OpenAsync(agent, FirstWindowApp.Password);
        var heard = await stream.UntilAsync(e => e.Name == "message");
        var contact = await agent.Client.GetJsonAsync($"/api/v1/desk/contacts/{visitor.Id}");

        Assert.Equal(HttpStatusCode.NoContent, locked.Status);
        Assert.All(refused, r => Assert.Equal(
            (HttpStatusCode.Locked, "access.locked", "A4.4.2"), (r.Status, r.Code, r.Clause)));
        Assert.Equal(6, await CountAsync(app, agent.Id, "refused", "access.locked"));
        Assert.Equal("/unlock?next=%2Fdesk", page.Headers.Location!.ToString());
        Assert.Equal(HttpStatusCode.OK, cover.StatusCode);
        Assert.Equal(("desk.wrong-proof", "A4.4.2"), (wrong.Code, wrong.Clause));
        Assert.Equal(HttpStatusCode.NoContent, open.Status);
        Assert.Equal("锁屏时说的话", heard.Text);
        Assert.Equal("写了一半", contact.Json.GetProperty("draft").GetProperty("text").GetString());
        Assert.Equal(1, await CountAsync(app, agent.Id, "desk.locked"));
        Assert.Equal(1, await CountAsync(app, agent.Id, "desk.opened"));
    }

    [Theory]
    [OnBothEngines]
    [Clause("A4.4.2")]
    public async Task A_desk_is_opened_by_nobody_elses_word_by_no_code_twice_and_not_by_guessing(Engine engine)
    {
        var app = await OwnAsync(engine);
        var (agent, other) = (await app.SignedInAsync(Role.Agent), await app.SignedInAsync(Role.Agent));
        await agent.Client.PutJsonAsync("/api/v1/session/lock", new { });
        var code = app.CodeOf(agent.Id);

        var foreign = await OpenAsync(agent, app.CodeOf(other.Id));
        var first = await OpenAsync(agent, code);
        await agent.Client.PutJsonAsync("/api/v1/session/lock", new { });
        var twice = await OpenAsync(agent, code);
        var empty = await OpenAsync(agent, "");
        var script = await OpenAsync(agent, "<script>alert(1)</script>");
        for (var i = 0; i < 3; i++)
        {
            await OpenAsync(agent, "Wrong-1234-abcd");
        }

        var shut = await OpenAsync(agent, FirstWindowApp.Password);
        var others = await other.Client.GetJsonAsync("/api/v1/desk/contacts");
        app.Clock.Move(TimeSpan.FromMinutes(14));
        var left = await agent.Client.CallAsync(HttpMethod.Delete, "/api/v1/session", null);

        Assert.Equal(HttpStatusCode.NoContent, first.Status);
        Assert.All([foreign, twice, script, shut], a => Assert.Equal(
            ("desk.wrong-proof", HttpStatusCode.Forbidden), (a.Code, a.Status)));
        Assert.Equal(HttpStatusCode.BadRequest, empty.Status);
        Assert.Equal(1, await CountAsync(app, agent.Id, "staff.locked"));
        Assert.Equal(HttpStatusCode.OK, others.Status);
        Assert.Equal(HttpStatusCode.NoContent, left.Status); // Whoever is locked can still sign out.
    }

    [Theory]
    [OnBothEngines]
    public async Task A_program_has_no_desk_to_lock_or_open_and_is_told_so(Engine engine)
    {
        var app = await On(engine);
        var program = await app.ProgramAsync("turnstile", Role.Agent);

        Answer[] refused =
        [
            await program.PutJsonAsync("/api/v1/session/lock", new { }),
            await program.PostJsonAsync("/api/v1/session/proofs", new { proof = FirstWindowApp.Password }),
            await program.PostJsonAsync("/api/v1/session/proofs", new { proof = "000000" }),
            await program.PostJsonAsync("/api/v1/session/proofs/challenges", new { }),
        ];

        Assert.All(refused, r => Assert.Equal(
            (HttpStatusCode.UnprocessableEntity, "staff.person-only"), (r.Status, r.Code)));
    }

    private static HttpRequestMessage Page(string url)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.Add("Accept", "text/html");
        return request;
    }

    private static Task<Answer> AcceptAsync(Colleague colleague, int version) =>
        colleague.Client.PutJsonAsync("/api/v1/pledge/acceptance", new { version });

    private static Task<Answer> ProposeAsync(Colleague colleague, string chinese, string english) =>
        colleague.Client.PostJsonAsync("/api/v1/pledge/proposals", new { chinese, english, reason = "按新规修订" });

    private static Task<Answer> OpenAsync(Colleague colleague, string proof) =>
        colleague.Client.PostJsonAsync("/api/v1/session/proofs", new { proof });

    // A test account has accepted the pledge when it is made; this one has not, and its session is asked anew.
    private static async Task TakePledgeAsync(FirstWindowApp app, StaffId staff)
    {
        await app.WithDatabaseAsync(db =>
            db.Set<PledgeAcceptance>().Where(a => a.Staff == staff).ExecuteDeleteAsync());
        await app.WithDatabaseAsync(async db =>
        {
            db.Announce("sessions");
            await db.CommitAsync(CancellationToken.None);
            return true;
        });
    }

    private static Task<int> CountAsync(FirstWindowApp app, StaffId staff, string act, string? detail = null) =>
        app.WithDatabaseAsync(db => db.Set<JournalEntry>().CountAsync(
            e => e.Actor == staff.Value && e.Act == act && (detail == null || e.Detail == detail)));
}
