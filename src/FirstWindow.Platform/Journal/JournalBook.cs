using FirstWindow.Platform.Access;
using FirstWindow.Platform.Privacy;
using FirstWindow.Platform.Storage;

namespace FirstWindow.Platform.Journal;

/// <summary>Writes what happened, in the transaction of the change itself: no change without its entry, no entry
/// without its change.</summary>
[Clause("A4.3.3a")]
public sealed class JournalBook(Database db, DatabaseClock clock, KeyRing keys)
{
    /// <summary>Records an act; it reaches the disk with the caller's commit.</summary>
    /// <param name="actor">Who, in which role, for which purpose.</param>
    /// <param name="act">What happened.</param>
    /// <param name="subject">To whom or what.</param>
    /// <param name="detail">Codes and references only; never text of a person.</param>
    /// <param name="clause">The clause that refused, for refusals.</param>
    public void Record(Actor actor, Act act, Subject subject, string? detail = null, string? clause = null)
    {
        var entry = new JournalEntry
        {
            At = clock.Now,
            Act = act.Code,
            ActorKind = actor.Kind.ToCode(),
            Actor = actor.Kind is ActorKind.System ? null : actor.Id,
            Role = actor.RoleInUse?.ToCode(),
            Purpose = actor.Purpose,
            SubjectKind = subject.Kind,
            Subject = subject.Id,
            Contact = actor.Contact?.Value,
            Clause = clause,
            Detail = detail,
        };
        entry.Mac = MacOf(entry, new RowBytes(), keys);
        db.Add(entry);
    }

    /// <summary>The authentication code of an entry; hand-written inserts use it too.</summary>
    public static byte[] MacOf(JournalEntry e, RowBytes row, KeyRing keys) =>
        row.Start(JournalStream.Entries.Table)
            .Add(Conventions.ToMicroseconds(e.At)).Add(e.Act).Add(e.ActorKind).Add((object?)e.Actor).Add(e.Role)
            .Add(e.Purpose)
            .Add(e.SubjectKind).Add(e.Subject).Add((object?)e.Contact).Add(e.Clause).Add(e.Detail)
            .Mac(keys);
}
