using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;
using FirstWindow.Staff.Domain;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Staff.Features;

/// <summary>Signs out: the session ends on the server, and its open streams with it.</summary>
internal sealed class EndSessionHandler(Database db, JournalBook journal, DatabaseClock clock)
{
    public async Task HandleAsync(Actor actor, CancellationToken ct)
    {
        await db.BeginAsync(ct);
        var session = await db.FindForUpdateAsync<StaffSession>("staff_session", actor.Session, ct);
        session?.End("signed-out", clock.Now);
        journal.Record(actor, StaffActs.SignedOut, Subject.Of(actor.StaffId));
        db.Announce(Sessions.Topic);
        await db.CommitAsync(ct);
    }
}

/// <summary>Takes a leaver's access away: within a second no session, stream or sign-in of the person works.</summary>
[Clause("A4.4.4a")]
internal sealed class DisableStaffHandler(Database db, JournalBook journal, DatabaseClock clock)
{
    public async Task<Result> HandleAsync(StaffId id, Actor actor, CancellationToken ct)
    {
        if (actor.StaffId == id)
        {
            return StaffErrors.Oneself;
        }

        await db.BeginAsync(ct);
        var staff = await db.FindForUpdateAsync<StaffMember>("staff", id.Value, ct);
        if (staff is null)
        {
            return StaffErrors.NotFound;
        }

        staff.Disable(clock.Now);
        foreach (var session in await db.Set<StaffSession>().Where(s => s.Staff == id && s.EndedAt == null)
            .ToListAsync(ct))
        {
            session.End("disabled", clock.Now);
        }

        journal.Record(actor, StaffActs.Disabled, Subject.Of(id));
        db.Announce(Sessions.Topic);
        db.Announce(StaffDirectory.Topic);
        await db.CommitAsync(ct);
        return Result.Success;
    }
}
