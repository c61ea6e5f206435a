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

    /// <summary>How the person was known who lost a way to sign in (<see cref="IdentityProofs"/>); none for what is no
    /// reset.</summary>
    public string? KnownBy { get; init; }

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

/// <summary>How an officer makes sure who asks for a new way to sign in: as strictly as when the account was made, from
/// the person and a document with a picture. A voice on the telephone, a mail or somebody's word is none.</summary>
internal static class IdentityProofs
{
    /// <summary>By whoever has the server's own shell, who could do more.</summary>
    public const string Shell = "server-shell";

    /// <summary>What an officer chooses from: seen in person, or by video; with staff card or identity card.</summary>
    public static readonly IReadOnlyList<string> All = ["in-person", "by-video"];
}
