using FirstWindow.Platform;

namespace FirstWindow.Staff.Domain;

/// <summary>A one-time address at which a person sets the own password and second factor.</summary>
internal sealed class Invitation
{
    /// <summary>How long the address of the first administrator holds.</summary>
    public static readonly TimeSpan FirstLifetime = TimeSpan.FromHours(24);

    /// <summary>How long an address holds that an officer hands over.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(72);

    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>Whose it is; none for the first administrator, who is made at the address itself.</summary>
    public StaffId? Staff { get; init; }

    /// <summary>SHA-256 of the key in the address: the key itself is stored nowhere.</summary>
    public required byte[] KeyHash { get; init; }

    /// <summary>The second factor that is shown at the address, encrypted under the master key.</summary>
    public required byte[] TotpSecret { get; init; }

    /// <summary>Whether the person keeps the second factor and proves it here: the address alone opens
    /// nothing.</summary>
    public bool KeepsFactor { get; init; }

    public DateTimeOffset MadeAt { get; init; }

    public DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>Whether it ended by doing its work, and not because a newer one took its place.</summary>
    public bool IsUsed { get; private set; }

    public bool IsOpenAt(DateTimeOffset at) => EndedAt is null && at < ExpiresAt;

    public void Use(DateTimeOffset at) => (EndedAt, IsUsed) = (at, true);

    public void Void(DateTimeOffset at) => EndedAt ??= at;
}
