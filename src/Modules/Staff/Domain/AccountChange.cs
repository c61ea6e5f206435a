using FirstWindow.Platform;
using FirstWindow.Platform.Policies;

namespace FirstWindow.Staff.Domain;

/// <summary>What is asked for an account.</summary>
public enum AccountChangeKind
{
    /// <summary>A new account, entered at a one-time address.</summary>
    Invitation,

    /// <summary>A new one-time address for an account that was entered before.</summary>
    Reset,

    /// <summary>A post with a role that the person does not have yet.</summary>
    Post,
}

/// <summary>What one person asked for somebody's account; it holds once a second person has confirmed it.</summary>
[Clause("A4.2.1c")]
internal sealed class AccountChange : TwoPersonVersion
{
    /// <summary>Whose account.</summary>
    public StaffId Staff { get; init; }

    public AccountChangeKind Kind { get; init; }

    /// <summary>The address that opens by it; none for a post.</summary>
    public Guid? Invitation { get; init; }

    /// <summary>The post that is to be, as <see cref="StaffMember"/> keeps it; none for an address.</summary>
    public string? Roles { get; init; }

    public string? Team { get; init; }

    public string? Languages { get; init; }

    protected override Error AlreadyDecided => StaffErrors.ChangeDecided;

    protected override Error OwnProposal => StaffErrors.OwnChange;

    /// <summary>The second word; neither that of who asked nor that of the person concerned.</summary>
    public Result Decide(bool approve, StaffId by, DateTimeOffset at) =>
        by == Staff ? StaffErrors.OwnAccount : Decide(approve, by.Value, at);
}
