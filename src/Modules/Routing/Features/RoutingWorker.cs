using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Feed;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Storage;
using FirstWindow.Routing.Contracts;
using FirstWindow.Routing.Domain;
using FirstWindow.Staff.Contracts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FirstWindow.Routing.Features;

/// <summary>
/// Matches on every arrival, release and change of presence, and takes back what a silent agent holds. One short
/// transaction under a lock that all nodes share: skipping locked rows instead would not be first come, first served.
/// </summary>
[Clause("A3.1.1b")]
[Clause("C4.2.2")]
internal sealed partial class RoutingWorker : BackgroundService
{
    /// <summary>The lock all nodes share.</summary>
    public const string Lock = "routing";

    private const int OffersMax = 500;
    private const int WindowAtFirst = 64;
    private const int WindowGrowth = 4;
    private static readonly TimeSpan LookForLapsesEvery = TimeSpan.FromSeconds(1);
    private readonly IServiceScopeFactory scopes;
    private readonly PolicyBook policies;
    private readonly DatabaseClock clock;
    private readonly ChangeFeed feed;
    private readonly Alarms alarms;
    private readonly ILogger<RoutingWorker> log;
    private readonly TopicStream rings;

    public RoutingWorker(
        IServiceScopeFactory scopes, PolicyBook policies, DatabaseClock clock, ChangeFeed feed, Alarms alarms,
        ILogger<RoutingWorker> log)
    {
        (this.scopes, this.policies, this.clock, this.feed, this.alarms, this.log) =
            (scopes, policies, clock, feed, alarms, log);
        rings = new(feed, topic => topic is RoutingDesk.Topic);
    }

    /// <summary>Takes back lapsed contacts, then matches all that can be matched now.</summary>
    /// <returns>Contacts offered.</returns>
    public async Task<int> RunPassAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<Database>();
        if (!await HasWorkAsync(db, ct))
        {
            return 0;
        }

        await db.BeginAsync(ct);
        await db.LockAsync(Lock, ct);
        await PauseSilentAsync(scope.ServiceProvider, db, ct);
        await TakeBackAsync(scope.ServiceProvider, db, ct);
        await db.SaveChangesAsync(ct);
        var offered = await OfferAsync(scope.ServiceProvider, db, ct);
        await db.SaveChangesAsync(ct);
        await scope.ServiceProvider.GetRequiredService<LongWaits>().PromiseAsync(ct);
        await db.CommitAsync(ct);
        return offered;
    }

    public override void Dispose()
    {
        rings.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await rings.NextAsync(LookForLapsesEvery, stoppingToken);
            try
            {
                await RunPassAsync(stoppingToken);
                alarms.Clear("routing.stalled");
            }
            catch (DbUpdateConcurrencyException)
            {
                // A customer left in this moment: nothing of the pass was written, the next begins with what is true.
                feed.Publish([RoutingDesk.Topic]);
            }
            catch (Exception fault) when (StorageUnavailableException.IsCausedBy(fault))
            {
                LogPassFailed(log, fault);
                alarms.Raise("routing.stalled", "Waiting contacts cannot be assigned: the database is away.");
            }
        }
    }

    private async Task<bool> HasWorkAsync(Database db, CancellationToken ct)
    {
        var now = clock.Now;
        var silentSince = now - policies.Seconds(RoutingPolicies.Lease);
        return await db.Set<WaitingContact>().AnyAsync(ct)
            || await db.Set<Assignment>().AnyAsync(a => a.EndedAt == null && a.LeaseUntil < now, ct)
            || await db.Set<Presence>().AnyAsync(
                p => p.State == PresenceState.Available && p.SeenAt <= silentSince, ct);
    }

    // A desk nobody hears from takes a break until it is heard again.
    private async Task PauseSilentAsync(IServiceProvider services, Database db, CancellationToken ct)
    {
        var now = clock.Now;
        var lease = policies.Seconds(RoutingPolicies.Lease);
        var silentSince = now - lease;
        foreach (var silent in await db.Set<Presence>()
            .Where(p => p.State == PresenceState.Available && p.SeenAt <= silentSince).ToListAsync(ct))
        {
            var seenAt = silent.SeenAt;
            silent.Pause(BreakReasons.Lost, now, lease);
            silent.Beat(seenAt, lease); // It was not seen now.
            services.GetRequiredService<JournalBook>().Record(
                Actor.System, RoutingActs.PresenceChanged, Subject.Of(silent.Staff), "break;reason=lost");
        }
    }

    private async Task TakeBackAsync(IServiceProvider services, Database db, CancellationToken ct)
    {
        var now = clock.Now;
        var journal = services.GetRequiredService<JournalBook>();
        var returns = services.GetRequiredService<Returns>();
        foreach (var lapsed in await db.Set<Assignment>().Where(a => a.EndedAt == null && a.LeaseUntil < now)
            .OrderBy(a => a.LeaseUntil).Take(OffersMax).ToListAsync(ct))
        {
            var why = lapsed.AcceptedAt is null ? EndReasons.NoAnswer : EndReasons.Lapsed;
            if (why == EndReasons.NoAnswer && await db.Set<Presence>().SingleOrDefaultAsync(
                p => p.Staff == lapsed.Staff, ct) is { State: PresenceState.Available } presence)
            {
                presence.Pause(BreakReasons.NoAnswer, now, policies.Seconds(RoutingPolicies.Lease));
            }

            journal.Record(Actor.System, RoutingActs.Lapsed, Subject.Of(lapsed.Conversation),
                $"staff={lapsed.Staff.Value};why={why}");
            await returns.ReturnAsync(lapsed, why, null, ct);
        }
    }

    private async Task<int> OfferAsync(IServiceProvider services, Database db, CancellationToken ct)
    {
        var agents = await FreeAgentsAsync(services, db, ct);
        if (agents.Count == 0)
        {
            return 0;
        }

        var turns = await db.Set<QueueTurn>().ToDictionaryAsync(t => t.Queue, ct);
        var outcome = await MatchAsync(services, agents, turns.ToDictionary(t => t.Key, t => t.Value.Privileged), ct);
        foreach (var (queue, privileged) in outcome.Turns)
        {
            if (!turns.TryGetValue(queue, out var turn))
            {
                turn = new() { Queue = queue };
                db.Add(turn);
            }

            turn.Privileged = privileged;
        }

        await OfferAllAsync(services, db, outcome.Pairs, ct);
        if (outcome.Pairs.Count >= OffersMax)
        {
            db.Announce(RoutingDesk.Topic); // The rest follows in the next short transaction.
        }

        return outcome.Pairs.Count;
    }

    // With more rows only when somebody is still free in a lane whose end was not read.
    private async Task<Matching.Outcome> MatchAsync(
        IServiceProvider services, IReadOnlyList<FreeAgent> agents, IReadOnlyDictionary<string, int> turns,
        CancellationToken ct)
    {
        var window = services.GetRequiredService<WaitingWindow>();
        var queues = await services.GetRequiredService<QueueBook>().FreshAsync(ct);
        var now = clock.Now;
        for (var rowsMax = WindowAtFirst; ; rowsMax *= WindowGrowth)
        {
            var heads = await window.ReadAsync(agents, queues, now, rowsMax, ct);
            var excluded = await window.ExcludedAsync(heads.Contacts, ct);
            var outcome = Matching.Pair(heads.Contacts, agents, turns, new(
                queues, policies[RoutingPolicies.PrivilegedInARow], now, (c, a) => excluded.Contains((c, a)))
            { PairsMax = OffersMax });
            if (outcome.Pairs.Count >= OffersMax || !heads.Cut.Overlaps(outcome.FreeLanes))
            {
                return outcome;
            }
        }
    }

    private async Task OfferAllAsync(
        IServiceProvider services, Database db, IReadOnlyList<Pairing> offers, CancellationToken ct)
    {
        var journal = services.GetRequiredService<JournalBook>();
        var desk = services.GetRequiredService<IContactDesk>();
        var staff = offers.Select(o => o.Agent).Distinct().ToList();
        var presences = await db.Set<Presence>().Where(p => staff.Contains(p.Staff))
            .ToDictionaryAsync(p => p.Staff, ct);
        foreach (var (contact, agent, reason) in offers)
        {
            db.Remove(contact);
            db.Add(Assignment.Offer(
                contact, agent, reason, clock.Now, policies.Seconds(RoutingPolicies.AnswerWithin)));
            presences[agent].Serve(clock.Now);
            journal.Record(Actor.System, RoutingActs.Offered, Subject.Of(
                contact.Conversation), $"staff={agent.Value};queue={contact.Queue};{reason}");
            await desk.OfferedAsync(contact.Conversation, agent, ct);
        }
    }

    private async Task<IReadOnlyList<FreeAgent>> FreeAgentsAsync(
        IServiceProvider services, Database db, CancellationToken ct)
    {
        var now = clock.Now;
        var silentSince = now - policies.Seconds(RoutingPolicies.Lease);
        var putOff = (await services.GetRequiredService<IContactDesk>().PutOffAsync(ct)).ToList();
        var open = db.Set<Assignment>().AsNoTracking()
            .Where(a => a.EndedAt == null && !putOff.Contains(a.Conversation));
        // Counted by the database: most of five thousand are busy, and only the others are read.
        var free = db.Set<Presence>().AsNoTracking().Where(p => p.State == PresenceState.Available
            && p.SeenAt > silentSince && p.Capacity > open.Count(a => a.Staff == p.Staff));
        var here = await free.ToListAsync(ct);
        var busy = (await open.Where(a => free.Select(p => p.Staff).Contains(a.Staff))
                .Select(a => new { a.Staff, a.Channel }).ToListAsync(ct))
            .ToLookup(a => a.Staff, a => a.Channel);
        var cards = (await services.GetRequiredService<IStaffDirectory>().AllAsync(ct)).ToDictionary(c => c.Id);
        var queues = await services.GetRequiredService<QueueBook>().FreshAsync(ct);
        return [.. here.Where(p => cards.ContainsKey(p.Staff) && p.Capacity > busy[p.Staff].Count())
            .Select(p => new FreeAgent(p.Staff, Eligibility.LanesOf(cards[p.Staff], queues, now), p.IdleSince,
                p.Capacity - busy[p.Staff].Count())
            {
                FreeOn = ChannelLimits.Read(p.Channels)
                    .ToDictionary(l => l.Key, l => l.Value - busy[p.Staff].Count(c => c == l.Key)),
            })
            .Where(a => a.Lanes.Count > 0)];
    }

    [LoggerMessage(2001, LogLevel.Warning, "Contacts could not be matched; the next pass tries again.")]
    private static partial void LogPassFailed(ILogger log, Exception fault);
}
