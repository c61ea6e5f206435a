using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Storage;
using FirstWindow.Routing.Contracts;
using FirstWindow.Routing.Domain;
using FirstWindow.Routing.Features;
using FirstWindow.Staff.Contracts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FirstWindow.Tests.Api;

/// <summary>Random histories through tables, indexes and certificates, against the plain model.</summary>
public sealed class MatchingInTheDatabase(Houses houses) : ApiTests(houses)
{
    [Theory]
    [OnBothEngines]
    [Clause("A3.1.1b")]
    public async Task Histories_in_the_database_go_as_the_plain_model_says(Engine engine)
    {
        var app = await OwnAsync(engine);
        var random = new Random(20260301);
        var administrator = await app.SignedInAsync(Role.Administrator);
        await administrator.Client.PutJsonAsync("/api/v1/queues/cards", new
        {
            nameZh = "银行卡",
            nameEn = "Cards",
            line = "cards",
            languages = new[] { "zh", "en" },
            certificate = "cards",
            servedBy = new[] { "agent" },
            basedOn = 0,
            overflowTo = "general",
            overflowAfterSeconds = 60,
        });
        foreach (var codes in new[] { new[] { "general" }, ["general", "cards"], ["cards"], ["expert"], ["general", "expert"] })
        {
            var staff = await app.GivenUncertifiedAsync(Role.Agent, Role.Expert);
            await app.CertifyAsync(staff.Id, codes);
            await new Colleague(app, staff, await app.OpenSessionAsync(staff.Id)).BeAvailableAsync(3);
        }

        var offered = 0;
        var rounds = Environment.GetEnvironmentVariable("FIRSTWINDOW_TEST_MODE") == "long" ? 500 : 40;
        for (var round = 0; round < rounds; round++)
        {
            var expected = await app.WithDatabaseAsync(db => StepAsync(app, db, random));
            await app.MatchAsync();
            var actual = await app.WithDatabaseAsync(db => db.Set<Assignment>().AsNoTracking()
                .Where(a => a.EndedAt == null && a.AcceptedAt == null)
                .Select(a => new { a.Conversation, a.Staff }).ToListAsync());

            Assert.Equal(expected.OrderBy(e => e.Item1.Value),
                actual.Select(a => (a.Conversation, a.Staff)).OrderBy(a => a.Conversation.Value));
            offered += expected.Count;
        }

        Assert.True(offered > rounds, $"The histories are too empty to prove anything: {offered} offers.");
    }

    // Some finish, some come, all in one transaction under the lock of the matching; then what the model would do.
    private static async Task<List<(ConversationId, StaffId)>> StepAsync(FirstWindowApp app, Database db, Random random)
    {
        var ct = CancellationToken.None;
        await db.BeginAsync(ct);
        await db.LockAsync(RoutingWorker.Lock, ct);
        var now = app.Services.GetRequiredService<DatabaseClock>().Now;
        var open = await db.Set<Assignment>().Where(a => a.EndedAt == null).OrderBy(a => a.Id).ToListAsync();
        foreach (var assignment in open)
        {
            if (random.Next(2) == 0)
            {
                assignment.End(random.Next(3) == 0 ? EndReasons.Declined : "done", now);
            }
            else
            {
                assignment.Accept(now, TimeSpan.FromDays(1)); // Nobody's lease ends in this history.
            }
        }

        foreach (var assignment in open.Where(a => a.EndReason == EndReasons.Declined))
        {
            db.Add(assignment.ToWaiting());
        }

        db.AddRange(Enumerable.Range(0, random.Next(0, 7)).Select(_ => Contact(random, now)));
        await db.SaveChangesAsync(ct);
        var presences = await db.Set<Presence>().ToListAsync();
        presences.ForEach(p => p.Beat(now, TimeSpan.FromSeconds(15)));
        var queues = await app.Services.GetRequiredService<QueueBook>().FreshAsync(ct);
        var cards = (await app.Services.GetRequiredService<IStaffDirectory>().AllAsync(ct)).ToDictionary(c => c.Id);
        var busy = open.Where(a => a.EndedAt is null).ToLookup(a => a.Staff);
        var agents = presences.Select(p => new FreeAgent(
            p.Staff, Eligibility.LanesOf(cards[p.Staff], queues, now), p.IdleSince,
            p.Capacity - busy[p.Staff].Count()));
        var excluded = (await db.Set<Assignment>().Where(a => a.EndReason == EndReasons.Declined).ToListAsync())
            .Select(a => (a.Conversation, a.Staff)).ToHashSet();
        var turns = await db.Set<QueueTurn>().ToDictionaryAsync(t => t.Queue, t => t.Privileged);
        var max = app.Services.GetRequiredService<PolicyBook>()[RoutingPolicies.PrivilegedInARow];
        var expected = new PlainModel(await db.Set<WaitingContact>().AsNoTracking().ToListAsync(), [.. agents], turns,
            new(queues, max, now, (c, a) => excluded.Contains((c, a)))).Run();
        db.Announce(RoutingDesk.Topic);
        await db.CommitAsync(ct);
        return expected;
    }

    private static WaitingContact Contact(Random random, DateTimeOffset now)
    {
        var arrived = now.AddSeconds(random.Next(2) == 0 ? -200 - random.Next(30) : -random.Next(20));
        return new()
        {
            Conversation = ConversationId.New(),
            Queue = new[] { "general", "general", "cards", "expert" }[random.Next(4)],
            Priority = new[] { 0, 1, 2, 3, 3, 5, 5, 5 }[random.Next(8)],
            ArrivedAt = arrived,
            QueuedAt = arrived,
            Language = random.Next(3) == 0 ? "en" : "zh",
        };
    }
}
