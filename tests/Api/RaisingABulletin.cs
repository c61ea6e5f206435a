using System.Net;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace FirstWindow.Tests.Api;

public sealed class RaisingABulletin(Houses houses) : ApiTests(houses)
{
    private const string Url = "/api/v1/bulletins";
    private const string Chinese = "跨行转账延迟 <script>alert(1)</script>";

    [Theory]
    [OnBothEngines]
    public async Task All_desks_the_floor_and_customers_are_told_until_it_ends(Engine engine)
    {
        var app = await OwnAsync(engine);
        var lead = await app.SignedInAsync(Role.DutyLead);
        var agent = await app.SignedInAsync(Role.Agent);
        using var desk = new EventReader(
            await agent.Client.GetAsync("/api/v1/desk/events", HttpCompletionOption.ResponseHeadersRead));
        using var floor = new EventReader(
            await lead.Client.GetAsync("/floor/events", HttpCompletionOption.ResponseHeadersRead));
        await desk.UntilAsync(e => e.Name == "snapshot");
        await floor.UntilAsync(e => e.Name == "changed");

        var noRole = await agent.Client.PostJsonAsync(Url, Body(0));
        var raised = await lead.Client.PostJsonAsync(Url, Body(0));
        await desk.UntilAsync(e => e.Name == "bulletins");
        await floor.UntilAsync(e => e.Name == "bulletins");
        var hidden = await lead.Client.PostJsonAsync(Url, Body(1, isPublic: false, chinese: "内部核实中，请先登记"));
        var strip = WebUtility.HtmlDecode(await agent.Client.GetStringAsync("/bulletins/strip"));
        var page = await agent.Client.GetStringAsync("/desk");
        var customers = await app.Client().GetStringAsync("/");
        var widget = await app.Client().GetStringAsync("/widget?lang=en");
        app.Clock.Move(TimeSpan.FromMinutes(61));
        var after = await app.Client().GetStringAsync("/help/bulletins");
        var entry = await app.WithDatabaseAsync(db => db.Set<JournalEntry>()
            .OrderBy(e => e.Entry).FirstAsync(e => e.Act == "bulletin.raised"));

        Assert.Equal(HttpStatusCode.Forbidden, noRole.Status);
        Assert.All([raised, hidden], a => Assert.Equal(HttpStatusCode.NoContent, a.Status));
        Assert.Contains("跨行转账延迟", strip);
        Assert.Contains("内部核实中", strip);
        Assert.DoesNotContain("<script>alert", page);
        Assert.Contains("跨行转账延迟", WebUtility.HtmlDecode(customers));
        Assert.DoesNotContain("<script>alert", customers);
        Assert.DoesNotContain("内部核实中", customers);
        Assert.Contains("Transfers to other banks are slow", widget);
        Assert.DoesNotContain("bulletin is-", after);
        Assert.Equal(lead.Id.Value, entry.Actor);
        Assert.Contains("level=emergency;public=yes;until=", entry.Detail);
    }

    [Theory]
    [OnBothEngines]
    public async Task Of_two_at_once_the_first_is_heard_and_the_second_told(Engine engine)
    {
        var app = await OwnAsync(engine);
        var lead = await app.SignedInAsync(Role.DutyLead);
        var supervisor = await app.SignedInAsync(Role.Supervisor);
        var body = Body(0);

        var both = await Task.WhenAll(
            lead.Client.PostJsonAsync(Url, body), supervisor.Client.PostJsonAsync(Url, Body(0)));
        var winner = both[0].Status is HttpStatusCode.NoContent ? lead : supervisor;
        var list = (await lead.Client.GetJsonAsync(Url)).Json.EnumerateArray().ToList();
        var id = list[0].GetProperty("id").GetGuid();
        var again = await winner.Client.PostJsonAsync(Url, Body(0, id: id));
        var ends = await Task.WhenAll(
            lead.Client.CallAsync(HttpMethod.Delete, $"{Url}/{id}", null),
            supervisor.Client.CallAsync(HttpMethod.Delete, $"{Url}/{id}", null));
        var strip = await lead.Client.GetStringAsync("/bulletins/strip");
        var ended = await app.WithDatabaseAsync(db => db.Set<JournalEntry>().CountAsync(e => e.Act == "bulletin.ended"));

        Assert.Equal([HttpStatusCode.NoContent, HttpStatusCode.Conflict], both.Select(a => a.Status).Order());
        Assert.Equal("bulletin.raised-meanwhile", both.Single(a => a.Status is HttpStatusCode.Conflict).Code);
        Assert.Single(list);
        Assert.Equal(HttpStatusCode.NoContent, again.Status);
        Assert.Equal([HttpStatusCode.NoContent, HttpStatusCode.Conflict], ends.Select(a => a.Status).Order());
        Assert.Equal("bulletin.over", ends.Single(a => a.Status is HttpStatusCode.Conflict).Code);
        Assert.DoesNotContain("bulletin is-", strip);
        Assert.Equal(1, ended);
    }

    [Theory]
    [OnBothEngines]
    public async Task What_is_not_whole_is_refused(Engine engine)
    {
        var app = await On(engine);
        var lead = await app.SignedInAsync(Role.DutyLead);

        Assert.Equal("bulletin.words", (await lead.Client.PostJsonAsync(Url, Body(0, chinese: "  短 "))).Code);
        Assert.Equal("bulletin.words", (await lead.Client.PostJsonAsync(Url, Body(0, chinese: new('长', 301)))).Code);
        Assert.Equal("bulletin.level", (await lead.Client.PostJsonAsync(Url, Body(0, level: "panic"))).Code);
        Assert.Equal("bulletin.minutes", (await lead.Client.PostJsonAsync(Url, Body(0, minutes: 4))).Code);
        Assert.Equal("bulletin.minutes", (await lead.Client.PostJsonAsync(Url, Body(0, minutes: null))).Code);
    }

    private static object Body(
        int basedOn, bool isPublic = true, string chinese = Chinese, string level = "emergency", int? minutes = 60,
        Guid? id = null) => new
        {
            id = id ?? Guid.NewGuid(),
            level,
            chinese,
            english = "Transfers to other banks are slow",
            minutes,
            isPublic,
            basedOn,
        };
}
