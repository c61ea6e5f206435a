using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Staff.Domain;

namespace FirstWindow.Staff.Contracts;

/// <summary>What colleagues and customers may know of a member of staff.</summary>
public sealed record StaffCard(
    StaffId Id, string Name, string Number, string? Team, IReadOnlySet<Role> Roles, bool IsDisabled)
{
    /// <summary>Certificates that are not suspended; an expired one is still among them.</summary>
    public IReadOnlyList<HeldCertificate> Certificates { get; init; } = [];

    /// <summary>Whether this is a program of the bank: nobody trains it, whoever runs the house answers for
    /// it.</summary>
    public bool IsProgram { get; init; }

    /// <summary>Whether a certificate of this person is good for that, now.</summary>
    public bool IsCertified(NeededCertificate needed, DateTimeOffset at) => !IsDisabled
        && (IsProgram || Certificates.Any(c => c.Code == needed.Code && c.Language == needed.Language
            && c.Level >= needed.LevelMin && c.ExpiresAt > at
            && (c.Scope == HeldCertificate.Everywhere || c.Scope == needed.Queue || c.Scope == needed.Line)));
}

/// <summary>Looks up colleagues. Answers come from memory and follow changes at once.</summary>
public interface IStaffDirectory
{
    /// <summary>One colleague; none when the id is nobody's.</summary>
    ValueTask<StaffCard?> FindAsync(StaffId id, CancellationToken ct);

    /// <summary>Everyone, in the order of their numbers.</summary>
    ValueTask<IReadOnlyList<StaffCard>> AllAsync(CancellationToken ct);
}

/// <summary>A demo sign-in, as written to <c>demo-accounts.json</c>.</summary>
public sealed record DemoAccount(
    string UserName, string Password, string TotpSecret, IReadOnlyList<string> Roles, string Name);
