using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Staff.Domain;

namespace FirstWindow.Staff.Contracts;

/// <summary>What colleagues and customers may know of a member of staff.</summary>
public sealed record StaffCard(
    StaffId Id, string Name, string Number, string? Team, IReadOnlySet<Role> Roles, bool IsDisabled)
{
    /// <summary>Whether it is a service account rather than a person.</summary>
    public bool IsProgram => Number == StaffMember.ProgramNumber;
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
