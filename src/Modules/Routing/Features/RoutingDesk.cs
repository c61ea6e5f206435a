using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Storage;
using FirstWindow.Routing.Contracts;
using FirstWindow.Routing.Domain;
using FirstWindow.Staff.Contracts;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Routing.Features;

/// <summary>The other modules' side of routing, inside their transactions.</summary>
internal sealed class RoutingDesk(
    Database db, PolicyBook policies, QueueBook queues, Eligibility eligibility, Returns returns, JournalBook journal,
    IStaffDirectory directory, DatabaseClock clock) : IRouting
{
    public const string Topic = "routing";

    /// <summary>Nobody reads more of a place than that; counting a hundred thousand for each of them would stop the
    /// house.</summary>
    private const int AheadMax = 1_000;

    public void Arrive(Arrival arrival)
    {
        var queue = FindQueue(arrival.Queue)!;
        db.Add(new WaitingContact
        {
            Conversation = arrival.Conversation,
            Queue = queue.Code,
            Priority = (int)queue.ClassOf(arrival.Class),
            ArrivedAt = arrival.ArrivedAt,
            Language = queue.LanguageOf(arrival.Locale),
            Channel = arrival.Channel,
            QueuedAt = clock.Now,
            Preferred = arrival.Preferred,
        });
        db.Announce(Topic);
    }

    public IReadOnlyList<ServiceQueue> Queues =>
        [.. queues.Current.Values.OrderBy(q => q.Code, StringComparer.Ordinal)];

    public ServiceQueue? FindQueue(string code) => queues.Current.GetValueOrDefault(code);

    public async Task LeaveAsync(ConversationId conversation, CancellationToken ct)
    {
        var waiting = await db.Set<WaitingContact>().SingleOrDefaultAsync(w => w.Conversation == conversation, ct);
        if (waiting is not null)
        {
            db.Remove(waiting);
            db.Announce(Topic);
        }
    }

    public async Task RaiseAsync(ConversationId conversation, ContactClass contactClass, CancellationToken ct)
    {
        var waiting = await db.Set<WaitingContact>().SingleOrDefaultAsync(w => w.Conversation == conversation, ct);
        if (waiting is not null)
        {
            waiting.Raise(FindQueue(waiting.Queue)!.ClassOf(contactClass));
            db.Announce(Topic);
        }
    }

    public async Task<Result> AcceptAsync(ConversationId conversation, StaffId staff, CancellationToken ct)
    {
        var assignment = await OpenAsync(conversation, ct);
        if (assignment is null || assignment.Staff != staff)
        {
            return RoutingErrors.NotYours;
        }

        if (assignment.AcceptedAt is null
            && !await eligibility.IsCertifiedAsync(staff, assignment.Queue, assignment.Language, ct))
        {
            return RoutingErrors.NotCertified;
        }

        assignment.Accept(clock.Now, policies.Seconds(RoutingPolicies.Lease));
        return Result.Success;
    }

    public async Task<Result> DeclineAsync(ConversationId conversation, Actor actor, CancellationToken ct)
    {
        await db.BeginAsync(ct);
        await db.LockAsync(RoutingWorker.Lock, ct);
        var assignment = await OpenAsync(conversation, ct);
        if (assignment is null || assignment.Staff != actor.StaffId || assignment.AcceptedAt is not null)
        {
            return RoutingErrors.NotYours;
        }

        await returns.ReturnAsync(assignment, EndReasons.Declined, null, ct);
        journal.Record(actor, RoutingActs.Declined, Subject.Of(conversation));
        await db.CommitAsync(ct);
        return Result.Success;
    }

    public async Task ReleaseAsync(ConversationId conversation, string reason, CancellationToken ct)
    {
        if (await OpenAsync(conversation, ct) is not { } assignment)
        {
            return;
        }

        assignment.End(reason, clock.Now);
        var presence = await db.Set<Presence>().SingleOrDefaultAsync(p => p.Staff == assignment.Staff, ct);
        presence?.Serve(clock.Now);
        db.Announce(Topic);
    }

    public async Task<Result> TakeAsync(ConversationId conversation, StaffId staff, string reason, CancellationToken ct)
    {
        var former = await OpenAsync(conversation, ct);
        var waiting = await db.Set<WaitingContact>().SingleOrDefaultAsync(w => w.Conversation == conversation, ct)
            ?? new WaitingContact
            {
                Conversation = conversation,
                Queue = former?.Queue ?? ServiceQueue.General,
                Priority = former?.Priority ?? (int)ContactClass.Ordinary,
                ArrivedAt = former?.ArrivedAt ?? clock.Now,
                Language = former?.Language ?? FindQueue(ServiceQueue.General)!.Languages[0],
                Channel = former?.Channel ?? "web",
                QueuedAt = former?.QueuedAt ?? clock.Now,
            };
        if (!await eligibility.IsCertifiedAsync(staff, waiting.Queue, waiting.Language, ct))
        {
            return RoutingErrors.NotCertified;
        }

        await ReleaseAsync(conversation, reason, ct);
        await LeaveAsync(conversation, ct);
        await db.SaveChangesAsync(ct); // The assignment ends before the next may begin.
        var lease = policies.Seconds(RoutingPolicies.Lease);
        var taken = Assignment.Offer(waiting, staff, reason, clock.Now, lease);
        taken.Accept(clock.Now, lease);
        db.Add(taken);
        return Result.Success;
    }

    public async Task<IReadOnlyList<OpenAssignment>> OpenOfAsync(StaffId staff, CancellationToken ct) =>
        await db.Set<Assignment>().AsNoTracking().Where(a => a.Staff == staff && a.EndedAt == null)
            .OrderBy(a => a.OfferedAt)
            .Select(a => new OpenAssignment(a.Conversation, a.Staff, a.OfferedAt, a.AcceptedAt != null, a.LeaseUntil))
            .ToListAsync(ct);

    public async Task<QueuePlace?> PlaceOfAsync(ConversationId conversation, CancellationToken ct)
    {
        var me = await db.Set<WaitingContact>().AsNoTracking()
            .SingleOrDefaultAsync(w => w.Conversation == conversation, ct);
        if (me is null)
        {
            return null;
        }

        var ahead = await db.Set<WaitingContact>().Where(
            w => w.Queue == me.Queue && w.Language == me.Language
                && (w.Priority < me.Priority || (w.Priority == me.Priority && w.ArrivedAt < me.ArrivedAt)))
            .Take(AheadMax).CountAsync(ct);
        var seenSince = clock.Now - policies.Seconds(RoutingPolicies.Lease);
        var here = await db.Set<Presence>().Where(p => p.State == PresenceState.Available && p.SeenAt > seenSince)
            .Select(p => p.Staff).ToHashSetAsync(ct);
        var (queue, now) = (FindQueue(me.Queue), clock.Now);
        var online = queue is null ? 0 : (await directory.AllAsync(ct)).Count(
            c => here.Contains(c.Id) && Eligibility.MayServe(c, queue, me.Language, now));
        return new(ahead, online, online == 0 ? null : await WaitOfAsync(me.Queue, ahead, ct));
    }

    // From one acceptance to the next, as it went of late: with so many ahead, that many times as long. With too few to
    // go by nobody can say.
    private async Task<int?> WaitOfAsync(string queue, int ahead, CancellationToken ct)
    {
        var now = clock.Now;
        var since = now - policies.Seconds(RoutingPolicies.WaitWindow);
        var accepted = await db.Set<Assignment>().Where(a => a.AcceptedAt > since && a.Queue == queue)
            .Select(a => a.AcceptedAt!.Value).ToListAsync(ct);
        return accepted.Count < policies[RoutingPolicies.WaitSample] ? null
            : (int)((now - accepted.Min()) * (ahead + 1) / accepted.Count).TotalSeconds;
    }

    public async Task BeatAsync(StaffId staff, CancellationToken ct)
    {
        await db.BeginAsync(ct);
        var now = clock.Now;
        var presence = await db.Set<Presence>().SingleOrDefaultAsync(p => p.Staff == staff, ct);
        var lease = policies.Seconds(RoutingPolicies.Lease);
        if (presence?.Return(now, lease) is true)
        {
            journal.Record(Actor.System, RoutingActs.PresenceChanged, Subject.Of(staff), "available;reason=back");
            db.Announce(Topic);
        }

        presence?.Beat(now, lease);
        foreach (var assignment in await db.Set<Assignment>()
            .Where(a => a.Staff == staff && a.EndedAt == null && a.AcceptedAt != null).ToListAsync(ct))
        {
            assignment.Renew(now, policies.Seconds(RoutingPolicies.Lease));
        }

        await db.CommitAsync(ct);
    }

    private async Task<Assignment?> OpenAsync(ConversationId conversation, CancellationToken ct) =>
        await db.Set<Assignment>().SingleOrDefaultAsync(a => a.Conversation == conversation && a.EndedAt == null, ct);
}
