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
    private const int ContactsMax = 500;
    private static readonly TimeSpan LookForLapsesEvery = TimeSpan.FromSeconds(1);
    private readonly IServiceScopeFactory scopes;
    private readonly PolicyBook policies;
    private readonly DatabaseClock clock;
    private readonly ChangeFeed feed;
    private readonly Alarms alarms;
    private readonly ILogger<RoutingWorker> log;
    private readonly TopicStream rings;
    private readonly Matching matching;

    public RoutingWorker(
        IServiceScopeFactory scopes, PolicyBook policies, DatabaseClock clock, ChangeFeed feed, Alarms alarms,
        ILogger<RoutingWorker> log)
    {
        (this.scopes, this.policies, this.clock, this.feed, this.alarms, this.log) =
            (scopes, policies, clock, feed, alarms, log);
        rings = new(feed, topic => topic is RoutingDesk.Topic);
        matching = new(() => policies[RoutingPolicies.PrivilegedInARow]);
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
        await db.LockAsync("routing", ct);
        await TakeBackAsync(scope.ServiceProvider, db, ct);
        await db.SaveChangesAsync(ct);
        var offered = await OfferAsync(scope.ServiceProvider, db, ct);
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
        return await db.Set<WaitingContact>().AnyAsync(ct)
            || await db.Set<Assignment>().AnyAsync(a => a.EndedAt == null && a.LeaseUntil < now, ct);
    }

    private async Task TakeBackAsync(IServiceProvider services, Database db, CancellationToken ct)
    {
        var now = clock.Now;
        var journal = services.GetRequiredService<JournalBook>();
        var desk = services.GetRequiredService<IContactDesk>();
        foreach (var lapsed in await db.Set<Assignment>().Where(a => a.EndedAt == null && a.LeaseUntil < now)
            .ToListAsync(ct))
        {
            lapsed.End("lapsed", now);
            db.Add(new WaitingContact
            {
                Conversation = lapsed.Conversation,
                Queue = lapsed.Queue,
                Priority = lapsed.Priority,
                ArrivedAt = lapsed.ArrivedAt, // the old place
            });
            if (lapsed.AcceptedAt is null
                && await db.Set<Presence>().SingleOrDefaultAsync(p => p.Staff == lapsed.Staff, ct) is { } presence
                && presence.Change(PresenceState.Break, "no-answer", presence.Capacity, now,
                    policies.Seconds(RoutingPolicies.Lease)) is { } span)
            {
                db.Add(span);
            }

            journal.Record(
                Actor.System, RoutingActs.Lapsed, Subject.Of(lapsed.Conversation), $"staff={lapsed.Staff.Value}");
            await desk.ReturnedAsync(lapsed.Conversation, lapsed.Staff, ct);
        }
    }

    private async Task<int> OfferAsync(IServiceProvider services, Database db, CancellationToken ct)
    {
        var waiting = await db.Set<WaitingContact>().OrderBy(w => w.Priority).ThenBy(w => w.ArrivedAt).Take(ContactsMax)
            .ToListAsync(ct);
        var agents = await FreeAgentsAsync(services, db, ct);
        if (waiting.Count == 0 || agents.Count == 0)
        {
            return 0;
        }

        var ids = waiting.Select(w => w.Conversation).ToList();
        var missed = (await db.Set<Assignment>().AsNoTracking()
                .Where(a => ids.Contains(a.Conversation)
                    && (a.EndReason == "lapsed" || a.EndReason == "declined" || a.EndReason == "transferred"))
                .Select(a => new { a.Conversation, a.Staff }).ToListAsync(ct))
            .Select(a => (a.Conversation, a.Staff)).ToHashSet();
        var journal = services.GetRequiredService<JournalBook>();
        var desk = services.GetRequiredService<IContactDesk>();
        var offered = 0;
        foreach (var (contact, agent) in matching.Pair(waiting, agents, (c, a) => missed.Contains((c, a))).ToList())
        {
            db.Remove(contact);
            db.Add(Assignment.Offer(contact, agent, $"longest-idle;free-agents={agents.Count}", clock.Now,
                policies.Seconds(RoutingPolicies.AnswerWithin)));
            journal.Record(Actor.System, RoutingActs.Offered, Subject.Of(
                contact.Conversation), $"staff={agent.Value};queue={contact.Queue}");
            await desk.OfferedAsync(contact.Conversation, agent, ct);
            offered++;
        }

        return offered;
    }

    private async Task<IReadOnlyList<FreeAgent>> FreeAgentsAsync(
        IServiceProvider services, Database db, CancellationToken ct)
    {
        var now = clock.Now;
        var silenceMax = policies.Seconds(RoutingPolicies.Lease);
        var here =
            (await db.Set<Presence>().AsNoTracking().Where(p => p.State == PresenceState.Available).ToListAsync(ct))
            .Where(p => p.IsHere(now, silenceMax)).ToList();
        var busy = await db.Set<Assignment>().Where(a => a.EndedAt == null).GroupBy(a => a.Staff)
            .Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, ct);
        var cards = (await services.GetRequiredService<IStaffDirectory>().AllAsync(ct)).Where(c => !c.IsDisabled)
            .ToDictionary(c => c.Id);
        return [.. here.Where(p => cards.ContainsKey(p.Staff))
            .Select(p =>
                new FreeAgent(p.Staff, cards[p.Staff].Roles, p.IdleSince, p.Capacity - busy.GetValueOrDefault(p.Staff)))
            .Where(a => a.Free > 0)];
    }

    [LoggerMessage(2001, LogLevel.Warning, "Contacts could not be matched; the next pass tries again.")]
    private static partial void LogPassFailed(ILogger log, Exception fault);
}
