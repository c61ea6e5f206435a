using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Storage;
using FirstWindow.Routing.Domain;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Routing.Features;

/// <summary>How an agent wants to be there.</summary>
/// <param name="State">Which state.</param>
/// <param name="Reason">Why not, of the reasons on the list.</param>
/// <param name="Capacity">How many contacts at once in all.</param>
/// <param name="Channels">How many on a channel with a limit of its own.</param>
internal sealed record ChangePresence(
    PresenceState State, string? Reason, int Capacity, IReadOnlyDictionary<string, int> Channels);

/// <summary>An agent comes, pauses or goes. Who holds no valid certificate cannot be there for customers.</summary>
[Clause("C4.2.2")]
[Clause("A3.2.1")]
internal sealed class ChangePresenceHandler(
    Database db, Eligibility eligibility, ShiftBook shifts, PolicyBook policies, JournalBook journal,
    DatabaseClock clock)
{
    public async Task<Result> HandleAsync(ChangePresence request, Actor actor, CancellationToken ct)
    {
        var reason = request.State is PresenceState.Break ? request.Reason : null;
        if (reason is not null && !BreakReasons.Offered(policies).Contains(reason))
        {
            return RoutingErrors.NoReason;
        }

        if (request.State is PresenceState.Available
            && !await eligibility.IsCertifiedAtAllAsync(actor.StaffId, ct))
        {
            return RoutingErrors.NotCertified;
        }

        if (request.State is PresenceState.Available && !await shifts.IsReadyAsync(actor.StaffId, ct))
        {
            return ShiftErrors.CheckMissing;
        }

        await db.BeginAsync(ct);
        await db.LockAsync("presence:" + actor.Id, ct);
        var presence = await db.Set<Presence>().SingleOrDefaultAsync(p => p.Staff == actor.StaffId, ct);
        if (presence is null)
        {
            presence = new Presence { Staff = actor.StaffId };
            db.Add(presence);
        }

        presence.Change(
            request.State, reason, request.Capacity, clock.Now, policies.Seconds(RoutingPolicies.Lease));
        presence.Limit(ChannelLimits.ToText(request.Channels));
        journal.Record(actor, RoutingActs.PresenceChanged, Subject.Of(actor.StaffId),
            reason is null ? request.State.ToCode() : $"{request.State.ToCode()};reason={reason}");
        db.Announce(RoutingDesk.Topic);
        await db.CommitAsync(ct);
        return Result.Success;
    }
}

internal sealed class PresenceReader(Database db)
{
    public async Task<Presence?> FindAsync(StaffId staff, CancellationToken ct) =>
        await db.Set<Presence>().AsNoTracking().SingleOrDefaultAsync(p => p.Staff == staff, ct);
}
