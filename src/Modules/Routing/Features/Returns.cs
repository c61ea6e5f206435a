using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Storage;
using FirstWindow.Routing.Contracts;
using FirstWindow.Routing.Domain;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Routing.Features;

/// <summary>Brings contacts back to their old place; part of the caller's transaction.</summary>
internal sealed class Returns(Database db, IContactDesk desk, DatabaseClock clock)
{
    public async Task ReturnAsync(
        Assignment assignment, string why, (StaffId By, string Words)? note, CancellationToken ct)
    {
        assignment.End(why, clock.Now);
        await db.SaveChangesAsync(ct); // The assignment ends before the contact may wait again.
        db.Add(assignment.ToWaiting());
        db.Announce(RoutingDesk.Topic);
        await desk.ReturnedAsync(assignment.Conversation, assignment.Staff, note, ct);
    }
}

/// <summary>
/// Moves everything an absent agent has in hand back to the queues in one act, each contact to its old place with the
/// reason as a note. Of two supervisors at once one does it; the other is told that nothing is left.
/// </summary>
[Clause("C4.2.2")]
internal sealed class MoveContactsHandler(
    Database db, Returns returns, PolicyBook policies, JournalBook journal, DatabaseClock clock)
{
    private const int ReasonCharsMin = 4;
    private const int ReasonCharsMax = 200;

    public async Task<Result<int>> HandleAsync(StaffId from, string? reason, Actor actor, CancellationToken ct)
    {
        if (reason?.Trim() is not { Length: >= ReasonCharsMin and <= ReasonCharsMax } why || why.Any(char.IsControl))
        {
            return RoutingErrors.MoveReason;
        }

        await db.BeginAsync(ct);
        await db.LockAsync(RoutingWorker.Lock, ct);
        if (await db.Set<Presence>().SingleOrDefaultAsync(p => p.Staff == from, ct) is not { } presence)
        {
            return RoutingErrors.NoAgent;
        }

        var contacts = await db.Set<Assignment>().Where(a => a.Staff == from && a.EndedAt == null)
            .OrderBy(a => a.ArrivedAt).ToListAsync(ct);
        if (contacts.Count == 0)
        {
            return RoutingErrors.NothingToMove;
        }

        foreach (var contact in contacts)
        {
            await returns.ReturnAsync(contact, EndReasons.Moved, (actor.StaffId, why), ct);
            journal.Record(actor with { Contact = contact.Conversation }, RoutingActs.Moved,
                Subject.Of(contact.Conversation), $"from={from.Value}");
        }

        if (presence.State is PresenceState.Available)
        {
            presence.Pause(BreakReasons.Moved, clock.Now, policies.Seconds(RoutingPolicies.Lease));
        }

        await db.CommitAsync(ct);
        return contacts.Count;
    }
}
