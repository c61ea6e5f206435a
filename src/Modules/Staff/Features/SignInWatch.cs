using System.Security.Cryptography;
using System.Text;
using FirstWindow.Platform;
using FirstWindow.Platform.Conduct;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Privacy;
using FirstWindow.Platform.Storage;
using FirstWindow.Staff.Domain;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Staff.Features;

/// <summary>
/// Looks at where and by which browser an account is used: two places at once, or a browser never seen with it, is
/// alarmed. Only keyed digests are kept: nobody reads from them where a colleague was.
/// </summary>
[Clause("A4.2.3c")]
internal sealed class SignInWatch(
    Database db, ConductBook conduct, PolicyBook policies, KeyRing ring, DatabaseClock clock)
{
    /// <summary>The digest of an address or a browser's cookie.</summary>
    public byte[]? DigestOf(string? text) => string.IsNullOrEmpty(text) ? null
        : HMACSHA256.HashData(ring.Digest, Encoding.UTF8.GetBytes("sign-in\n" + text))[..16];

    /// <summary>Looks at a sign-in that is about to hold, in its transaction and before it ends older
    /// sessions.</summary>
    public async Task LookAsync(StaffId staff, byte[]? place, byte[]? device, CancellationToken ct)
    {
        var since = clock.Now.AddMinutes(-policies[ConductPolicies.TwoPlacesMinutes]);
        var lately = await db.Set<StaffSession>().AsNoTracking()
            .Where(s => s.Staff == staff && s.EndedAt == null && s.SeenAt > since && s.Place != null)
            .Select(s => s.Place).ToListAsync(ct);
        if (place is not null && lately.Exists(p => !p!.AsSpan().SequenceEqual(place)))
        {
            await conduct.RaiseAsync(staff, ConductKinds.TwoPlaces, "session=displaced", ct);
        }

        if (device is null)
        {
            return;
        }

        var known = await db.Set<StaffDevice>().Where(d => d.Staff == staff).Select(d => d.Device).ToListAsync(ct);
        if (known.Exists(d => d.AsSpan().SequenceEqual(device)))
        {
            return;
        }

        db.Add(new StaffDevice { Staff = staff, Device = device, FirstAt = clock.Now });
        if (known.Count > 0) // The first one is how the account begins.
        {
            await conduct.RaiseAsync(staff, ConductKinds.NewDevice, $"known={known.Count}", ct);
        }
    }
}
