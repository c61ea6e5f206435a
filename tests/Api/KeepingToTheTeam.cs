using System.Net;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Storage;
using Xunit;

namespace FirstWindow.Tests.Api;

public sealed class KeepingToTheTeam(Houses houses) : ApiTests(houses)
{
    private const string Said = "我的年费为什么又扣了";

    [Theory]
    [OnBothEngines]
    [Clause("A4.2.3a")]
    public async Task Another_teams_contact_is_shut_to_supervisors_and_open_to_the_duty_lead(Engine engine)
    {
        var app = await On(engine);
        var (visitor, agent) = await app.GivenContactAsync(Said);
        var supervisor = await app.SignedInAsync(Role.Supervisor);
        var lead = await app.SignedInAsync(Role.DutyLead);
        var quality = await app.SignedInAsync(Role.Quality);
        var untouched = await app.GivenVisitorAsync();
        await untouched.SayAsync("年费多少");
        string[] ways =
        [
            $"/contacts/{visitor.Id}", $"/contacts/{visitor.Id}?purpose=coaching",
            $"/api/v1/conversations/{visitor.Id}/assignments", $"/api/v1/desk/contacts/{visitor.Id}",
            $"/api/v1/desk/contacts/{visitor.Id}/events?after=0",
            $"/api/v1/desk/contacts/{visitor.Id}/attachments/{Guid.NewGuid()}",
        ];
        var ofTheTeam = await supervisor.Client.GetAsync(ways[0]);
        await PastContacts.ChangeAsync(app, agent.Id, s => s.Team = "north");

        foreach (var way in ways)
        {
            var answer = await supervisor.Client.GetAsync(way);
            Assert.Equal((way, HttpStatusCode.NotFound), (way, answer.StatusCode));
            Assert.DoesNotContain(Said, WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync()));
        }

        Assert.Equal(HttpStatusCode.OK, ofTheTeam.StatusCode);
        Assert.True(await app.WasRefusedAsync("conversation.not-found", "A4.2.3a", supervisor.Id));
        Assert.Equal(0, await FoundAsync(supervisor, visitor));
        foreach (var colleague in new[] { lead, quality })
        {
            Assert.Contains(Said, WebUtility.HtmlDecode(await colleague.Client.GetStringAsync(ways[0])));
            Assert.Equal(HttpStatusCode.OK, (await colleague.Client.GetJsonAsync(ways[2])).Status);
            Assert.Equal(1, await FoundAsync(colleague, visitor));
        }

        Assert.Equal(HttpStatusCode.OK, (await supervisor.Client.GetAsync($"/contacts/{untouched.Id}")).StatusCode);
        Assert.Equal(1, await FoundAsync(supervisor, untouched)); // No person ever had it: it is no other team's.
    }

    [Theory]
    [OnBothEngines]
    [Clause("A4.2.3a")]
    public async Task What_was_said_of_another_teams_contact_is_shut_to_agents_and_supervisors(Engine engine)
    {
        var app = await On(engine);
        var (visitor, agent) = await app.GivenContactAsync();
        await agent.WrapUpAsync(visitor.Id);
        await visitor.Client.PostJsonAsync($"/api/v1/conversations/{visitor.Id}/rating", new { score = 1 });
        var id = Guid.NewGuid();
        await visitor.Client.PostJsonAsync(
            $"/api/v1/conversations/{visitor.Id}/suggestions", new { id, text = "<b>别组</b>网点能不能放老花镜" });
        var supervisor = await app.SignedInAsync(Role.Supervisor);
        var colleague = await app.SignedInAsync(Role.Agent);
        var lead = await app.SignedInAsync(Role.DutyLead);
        var whole = new { done = "已重新核对账单", told = "电话向客户说明", satisfied = "yes" };
        var seen = await colleague.Client.GetStringAsync("/api/v1/suggestions");
        await PastContacts.ChangeAsync(app, agent.Id, s => s.Team = "north");

        foreach (var one in new[] { supervisor, colleague })
        {
            Assert.DoesNotContain(id.ToString(), await one.Client.GetStringAsync("/api/v1/suggestions"));
            Assert.DoesNotContain(id.ToString(), await one.Client.GetStringAsync("/suggestions"));
            Assert.Equal(HttpStatusCode.NotFound, (await one.Client.GetAsync($"/suggestions/{id}")).StatusCode);
            var owned = await one.Client.PutJsonAsync($"/api/v1/suggestions/{id}/owner", new { });
            var answered = await one.Client.PutJsonAsync(
                $"/api/v1/suggestions/{id}/answer", new { text = "谢谢您的建议", noChange = "已有老花镜" });
            Assert.All([owned, answered], a => Assert.Equal(
                (HttpStatusCode.NotFound, "voice.not-found"), (a.Status, a.Code)));
            Assert.True(await app.WasRefusedAsync("voice.not-found", "A4.2.3a", one.Id));
        }

        var recovery = await supervisor.Client.GetAsync($"/recoveries/{visitor.Id}");
        var recovered = await supervisor.Client.PutJsonAsync($"/api/v1/conversations/{visitor.Id}/recovery", whole);
        var handed = await lead.Client.PutJsonAsync(
            $"/api/v1/suggestions/{id}/owner", new { owner = colleague.Id.Value });
        var toOwner = await colleague.Client.GetStringAsync($"/suggestions/{id}");
        var byLead = await lead.Client.PutJsonAsync($"/api/v1/conversations/{visitor.Id}/recovery", whole);

        Assert.Contains(id.ToString(), seen);
        Assert.Equal([404, 404, 204, 204],
            new[] { recovery.StatusCode, recovered.Status, handed.Status, byLead.Status }.Select(s => (int)s));
        Assert.Contains("老花镜", WebUtility.HtmlDecode(toOwner)); // Who was given it may read it.
    }

    [Theory]
    [OnBothEngines]
    [Clause("A4.2.3a")]
    public async Task Who_serves_a_customer_sees_that_another_team_did_and_not_what_was_said(Engine engine)
    {
        var app = await OwnAsync(engine);
        var (past, earlier, _) = await app.GivenServedCustomerAsync("C10000002", Said);
        await earlier.WrapUpAsync(past.Id);
        var (own, agent, _) = await app.GivenServedCustomerAsync("C10000002", "又来问一次");
        await agent.WrapUpAsync(own.Id);
        await PastContacts.ChangeAsync(app, earlier.Id, s => s.Team = "north");
        var (now, next, _) = await app.GivenServedCustomerAsync("C10000002", "再问一次");
        var url = $"/api/v1/desk/contacts/{now.Id}/past?purpose=repeated&of=";

        var open = await next.Client.GetJsonAsync($"/api/v1/desk/contacts/{now.Id}");
        var shut = await next.Client.GetJsonAsync(url + past.Id);
        var ofTheTeam = await next.Client.GetJsonAsync(url + own.Id);

        Assert.Equal([(own.Id, true), (past.Id, false)], open.Json.GetProperty("past").EnumerateArray()
            .Select(p => (p.GetProperty("id").GetGuid(), p.GetProperty("mayOpen").GetBoolean())));
        Assert.Equal((HttpStatusCode.NotFound, "A4.2.3a"), (shut.Status, shut.Clause));
        Assert.True(await app.WasRefusedAsync("conversation.not-found", "A4.2.3a", next.Id));
        Assert.Equal(HttpStatusCode.OK, ofTheTeam.Status);
    }

    private static async Task<int> FoundAsync(Colleague colleague, Visitor visitor)
    {
        var reference = new ConversationId(visitor.Id).ToReference();
        var found = await colleague.Client.GetJsonAsync($"/api/v1/contacts?purpose=coaching&reference={reference}");
        return found.Json.GetProperty("contacts").GetArrayLength();
    }
}
