using System.Security.Cryptography;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Privacy;
using FirstWindow.Platform.Storage;
using FirstWindow.Staff.Domain;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Staff.Features;

/// <summary>Opens the one live session of a person, whoever vouched for the person: the watch over sign-ins looks, what
/// was open before ends.</summary>
internal sealed class NewSession(
    Database db, JournalBook journal, Sessions sessions, SignInWatch watch, Digests digests,
    DatabaseClock clock)
{
    /// <summary>Opens it and commits the caller's transaction.</summary>
    /// <param name="staff">Who has proved to be there.</param>
    /// <param name="place">The address the request came from.</param>
    /// <param name="device">What the browser is known by.</param>
    /// <param name="by">By what: the journal says it, and a digest of the address.</param>
    /// <param name="ct">Gives up.</param>
    /// <returns>The token for the cookie; it is stored nowhere.</returns>
    public async Task<string> OpenAsync(
        StaffMember staff, string? place, string? device, string by, CancellationToken ct)
    {
        var token = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        var (now, from) = (clock.Now, watch.DigestOf(place));
        var actor = new Actor(ActorKind.Staff, staff.Id.Value, staff.RoleSet());
        await watch.LookAsync(staff.Id, place, device, ct);
        foreach (var older in await db.Set<StaffSession>().Where(s => s.Staff == staff.Id && s.EndedAt == null)
            .ToListAsync(ct))
        {
            older.End("displaced", now);
            journal.Record(actor, StaffActs.Displaced, Subject.Of(staff.Id));
        }

        db.Add(new StaffSession
        {
            Staff = staff.Id,
            TokenHash = digests.OfToken(token),
            CreatedAt = now,
            SeenAt = now,
            Place = from,
        });
        // One live session a person: whatever the person does until the next such entry comes from there.
        journal.Record(actor, StaffActs.SignedIn, Subject.Of(staff.Id),
            place is null ? by : $"{by};from={digests.OfAddress(place):n}");
        db.Announce(Sessions.Topic);
        await db.CommitAsync(ct);
        sessions.Forget();
        return token;
    }
}
