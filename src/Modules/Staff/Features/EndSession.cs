using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;
using FirstWindow.Staff.Domain;

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
