using System.Security.Cryptography;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Privacy;
using FirstWindow.Platform.Storage;
using FirstWindow.Staff.Domain;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Staff.Features;

/// <summary>A one-time address, told once: only the hash of its key is stored.</summary>
/// <param name="Invitation">Id of what is stored of it.</param>
/// <param name="Path">Path and key, to be put behind the server's own address; what stands behind # no server or log sees.</param>
/// <param name="ExpiresAt">Until when it holds.</param>
public sealed record OneTimeAddress(Guid Invitation, string Path, DateTimeOffset ExpiresAt);

/// <summary>Makes and finds one-time addresses; all calls take part in the caller's transaction.</summary>
internal sealed class Invitations(
    Database db, AccountChanges changes, SubjectKeys keys, Digests digests, DatabaseClock clock)
{
    private const int SecretBytes = 20;

    /// <summary>A new address; older ones of the same person are void from now on.</summary>
    public async Task<OneTimeAddress> IssueAsync(
        StaffId? staff, TimeSpan lifetime, CancellationToken ct, bool keepsFactor = false)
    {
        await VoidAsync(staff, ct);
        var key = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        var id = Guid.CreateVersion7();
        var invitation = new Invitation
        {
            Id = id,
            Staff = staff,
            KeyHash = digests.OfToken(key),
            TotpSecret = keys.SealWithMaster(RandomNumberGenerator.GetBytes(SecretBytes), id),
            KeepsFactor = keepsFactor,
            MadeAt = clock.Now,
            ExpiresAt = clock.Now + lifetime,
        };
        db.Add(invitation);
        return new(id, $"/setup#key={key}", invitation.ExpiresAt);
    }

    /// <summary>Makes the open addresses of a person worthless.</summary>
    public async Task VoidAsync(StaffId? staff, CancellationToken ct)
    {
        foreach (var open in await db.Set<Invitation>().Where(i => i.Staff == staff && i.EndedAt == null)
            .ToListAsync(ct))
        {
            open.Void(clock.Now);
        }
    }

    /// <summary>The invitation of a key, with the person it is for; refused when it does not hold any more, or waits
    /// for a second person's word.</summary>
    public async Task<Result<OpenInvitation>> FindAsync(string? key, CancellationToken ct)
    {
        var hashes = digests.FormsOfToken(key ?? string.Empty);
        var invitation = await db.Set<Invitation>().SingleOrDefaultAsync(i => hashes.Contains(i.KeyHash), ct);
        if (invitation is null || !invitation.IsOpenAt(clock.Now))
        {
            return StaffErrors.AddressGone;
        }

        if (await changes.HoldsBackAsync(invitation.Id, ct))
        {
            return StaffErrors.AddressWaits;
        }

        var staff = invitation.Staff is { } id ? await db.Set<StaffMember>().SingleAsync(s => s.Id == id, ct) : null;
        return staff?.DisabledAt is null
            ? new OpenInvitation(invitation, staff, invitation.KeepsFactor
                ? keys.OpenWithMaster(staff!.TotpSecret, staff.Id.Value)
                : keys.OpenWithMaster(invitation.TotpSecret, invitation.Id))
            : StaffErrors.AddressGone;
    }
}

/// <summary>An invitation that holds, the person it is for if there is one yet, and the second factor it offers, or
/// asks for.</summary>
internal sealed record OpenInvitation(Invitation Invitation, StaffMember? Staff, byte[] Secret);

/// <summary>Opens an empty house: as long as nobody works here, whoever runs the server is told an address at which the
/// first administrator is made.</summary>
[Clause("A4.2.3b")]
public sealed class FirstAdministrator
{
    internal const string Lock = "first-administrator";
    private readonly Database db;
    private readonly JournalBook journal;
    private readonly Invitations invitations;

    internal FirstAdministrator(Database db, JournalBook journal, Invitations invitations) =>
        (this.db, this.journal, this.invitations) = (db, journal, invitations);

    /// <summary>A fresh address, the older ones being void; none when somebody works here already.</summary>
    public async Task<OneTimeAddress?> OpenAsync(CancellationToken ct)
    {
        await db.BeginAsync(ct);
        await db.LockAsync(Lock, ct);
        if (await db.Set<StaffMember>().AnyAsync(ct))
        {
            return null;
        }

        var address = await invitations.IssueAsync(null, Invitation.FirstLifetime, ct);
        journal.Record(Actor.System, StaffActs.SetupOpened, Subject.System);
        await db.CommitAsync(ct);
        return address;
    }
}
