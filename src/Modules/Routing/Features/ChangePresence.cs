using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Storage;
using FirstWindow.Routing.Domain;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Routing.Features;

internal sealed record ChangePresence(PresenceState State, string? Reason, int Capacity);

/// <summary>An agent comes, pauses or goes.</summary>
[Clause("C4.2.2")]
internal sealed class ChangePresenceHandler(
    Database db, PolicyBook policies, JournalBook journal, DatabaseClock clock)
{
    public async Task HandleAsync(ChangePresence request, Actor actor, CancellationToken ct)
    {
        await db.BeginAsync(ct);
        await db.LockAsync("presence:" + actor.Id, ct);
        var presence = await db.Set<Presence>().SingleOrDefaultAsync(p => p.Staff == actor.StaffId, ct);
        if (presence is null)
        {
            presence = new Presence { Staff = actor.StaffId };
            db.Add(presence);
        }

        if (presence.Change(request.State, request.Reason, request.Capacity, clock.Now,
            policies.Seconds(RoutingPolicies.Lease)) is { } span)
        {
            db.Add(span);
        }

        journal.Record(actor, RoutingActs.PresenceChanged, Subject.Of(actor.StaffId), request.State.ToCode());
        db.Announce(RoutingDesk.Topic);
        await db.CommitAsync(ct);
    }
}

internal sealed class PresenceReader(Database db)
{
    public async Task<Presence?> FindAsync(StaffId staff, CancellationToken ct) =>
        await db.Set<Presence>().AsNoTracking().SingleOrDefaultAsync(p => p.Staff == staff, ct);
}
