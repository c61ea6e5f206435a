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
    Database db, ConductBook conduct, PolicyBook policies, Digests digests, DatabaseClock clock)
{
    private const string Use = "sign-in\n";

    /// <summary>The digest of an address.</summary>
    public byte[]? DigestOf(string? address) => string.IsNullOrEmpty(address) ? null : digests.Of(Use, address);

    /// <summary>Whether a digest is that of an address or a browser's cookie.</summary>
    public bool IsOf(byte[] digest, string? text) => !string.IsNullOrEmpty(text)
        && digests.FormsOf(Use, text).Any(f => f.AsSpan().SequenceEqual(digest));

    /// <summary>Whether somebody has signed in with this browser before.</summary>
    public async Task<bool> KnowsAsync(StaffId? staff, string? device, CancellationToken ct)
    {
        if (staff is null || string.IsNullOrEmpty(device))
        {
            return false;
        }

        var forms = digests.FormsOf(Use, device).ToList();
        return await db.Set<StaffDevice>().AnyAsync(d => d.Staff == staff && forms.Contains(d.Device), ct);
    }

    /// <summary>Looks at a sign-in that is about to hold, in its transaction and before it ends older
    /// sessions.</summary>
    public async Task LookAsync(StaffId staff, string? place, string? device, CancellationToken ct)
    {
        var since = clock.Now.AddMinutes(-policies[ConductPolicies.TwoPlacesMinutes]);
        var lately = await db.Set<StaffSession>().AsNoTracking()
            .Where(s => s.Staff == staff && s.EndedAt == null && s.SeenAt > since && s.Place != null)
            .Select(s => s.Place).ToListAsync(ct);
        if (!string.IsNullOrEmpty(place) && lately.Exists(p => !IsOf(p!, place)))
        {
            await conduct.RaiseAsync(staff, ConductKinds.TwoPlaces, "session=displaced", ct);
        }

        if (string.IsNullOrEmpty(device))
        {
            return;
        }

        var known = await db.Set<StaffDevice>().Where(d => d.Staff == staff).ToListAsync(ct);
        if (known.Find(d => IsOf(d.Device, device)) is { } same)
        {
            Renew(same, device);
            return;
        }

        db.Add(new StaffDevice { Staff = staff, Device = digests.Of(Use, device), FirstAt = clock.Now });
        if (known.Count > 0) // The first one is how the account begins.
        {
            await conduct.RaiseAsync(staff, ConductKinds.NewDevice, $"known={known.Count}", ct);
        }
    }

    // What a browser is known by is not kept, so its digest follows a change of keys when it is seen again.
    private void Renew(StaffDevice device, string text)
    {
        if (!digests.IsInForce(device.Device))
        {
            db.Remove(device);
            db.Add(new StaffDevice { Staff = device.Staff, Device = digests.Of(Use, text), FirstAt = device.FirstAt });
        }
    }
}
