using System.Net;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;
using FirstWindow.Routing.Contracts;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace FirstWindow.Tests.Api;

/// <summary>Whom customers see looks at themselves first, and is looked at by the own supervisor.</summary>
public sealed class GoingOnDuty(Houses houses) : ApiTests(houses)
{
    [Theory]
    [OnBothEngines]
    [Clause("A2.1.1")]
    [Clause("C3.1.1")]
    public async Task Nobody_is_seen_by_customers_before_the_check_and_a_fault_asks_for_another(Engine engine)
    {
        var app = await OwnAsync(engine);
        var agent = await app.SignedInAsync(Role.Agent);
        var other = await app.SignedInAsync(Role.Agent);
        var supervisor = await app.SignedInAsync(Role.Supervisor);
        await app.CertifyAsync(agent.Id, ServiceQueue.Sign);
        await other.BeAvailableAsync(); // Who only writes needs no check.

        var early = await AvailableAsync(agent);
        var half = await agent.Client.PutJsonAsync("/api/v1/desk/shift-check", Seen(badge: false));
        var stillEarly = await AvailableAsync(agent);
        var whole = await agent.Client.PutJsonAsync("/api/v1/desk/shift-check", Seen());
        var again = await agent.Client.PutJsonAsync("/api/v1/desk/shift-check", Seen());
        var onDuty = await AvailableAsync(agent);
        var byAgent = await SpotAsync(other, agent.Id.Value, false, "工牌没有佩戴");
        var ofOneself = await SpotAsync(supervisor, supervisor.Id.Value, true, "着装整洁");
        var wordless = await SpotAsync(supervisor, agent.Id.Value, false, " ");
        var fault = await SpotAsync(supervisor, agent.Id.Value, false, "<script>alert(1)</script>工牌没有佩戴");
        var afterFault = await AvailableAsync(agent);
        await agent.Client.PutJsonAsync("/api/v1/desk/shift-check", Seen());
        var putRight = await AvailableAsync(agent);
        var page = await supervisor.Client.GetStringAsync("/shift");
        var acts = await app.WithDatabaseAsync(db => db.Set<JournalEntry>()
            .Where(e => e.Subject == agent.Id.Value && e.Act.StartsWith("shift.")).Select(e => e.Act).ToListAsync());

        Assert.All([early, stillEarly, afterFault],
            a => Assert.Equal(("shift.check-missing", "C3.1.1"), (a.Code, a.Clause)));
        Assert.Equal(("shift.not-whole", "A2.1.1"), (half.Code, half.Clause));
        Assert.All([whole, again, onDuty, fault, putRight], a => Assert.Equal(HttpStatusCode.NoContent, a.Status));
        Assert.Equal(HttpStatusCode.Forbidden, byAgent.Status);
        Assert.Equal(HttpStatusCode.NotFound, ofOneself.Status);
        Assert.Equal("shift.words", wordless.Code);
        Assert.Contains("&lt;script&gt;", page);
        Assert.DoesNotContain("<script>alert", page);
        Assert.Equal(2, acts.Count(a => a == "shift.self-checked"));
        Assert.Single(acts, "shift.spot-checked");
        Assert.True(await app.WasRefusedAsync("shift.check-missing", "C3.1.1", agent.Id));
        Assert.True(await app.WasRefusedAsync("shift.not-whole", "A2.1.1", agent.Id));
    }

    private static object Seen(bool badge = true) => new { dress = true, badge, ornaments = true };

    private static Task<Answer> AvailableAsync(Colleague agent) =>
        agent.Client.PutJsonAsync("/api/v1/desk/presence", new { state = "available", capacity = 4 });

    private static Task<Answer> SpotAsync(Colleague by, Guid staff, bool isGood, string words) =>
        by.Client.PostJsonAsync($"/api/v1/floor/agents/{staff}/spot-checks", new { isGood, words });
}
