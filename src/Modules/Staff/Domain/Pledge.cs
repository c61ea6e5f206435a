using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Policies;

namespace FirstWindow.Staff.Domain;

/// <summary>A wording of the confidentiality pledge; what somebody accepted can be shown years later.</summary>
internal sealed class PledgeVersion : TwoPersonVersion
{
    public required string Chinese { get; init; }

    public required string English { get; init; }

    /// <summary>Why it was worded anew.</summary>
    public required string Reason { get; init; }

    protected override Error AlreadyDecided => PledgeErrors.AlreadyDecided;

    protected override Error OwnProposal => PledgeErrors.OwnProposal;
}

/// <summary>That a member of staff has accepted the pledge in one version; again once its time is over.</summary>
internal sealed class PledgeAcceptance
{
    public StaffId Staff { get; init; }

    public int Version { get; init; }

    public DateTimeOffset At { get; set; }
}

internal static class PledgeActs
{
    public static readonly Act Published = new("pledge.published", "A4.4.2");
    public static readonly Act Proposed = new("pledge.proposed", "A1.3.2");
    public static readonly Act Approved = new("pledge.approved", "A4.4.2", "A1.3.2");
    public static readonly Act Rejected = new("pledge.rejected", "A1.3.2");
    public static readonly Act Accepted = new("pledge.accepted", "A4.4.2");
}

internal static class PledgePolicies
{
    public static readonly Policy ValidDays = new("pledge.valid-days", 365, "日", 30, 730,
        "FirstWindow 默认值（定期提醒）", "保密承诺接受后多少日内有效，到期须重新阅读并接受",
        "Days for which an accepted pledge holds before it is asked for again");
}

internal static class PledgePermissions
{
    /// <summary>Propose another wording, see who has not accepted yet.</summary>
    public static readonly Permission Change = new("pledge.change", Role.Compliance);

    /// <summary>Decide about another's wording.</summary>
    public static readonly Permission Decide = new("pledge.decide", Role.Compliance);
}

internal static class PledgeErrors
{
    public static readonly Error NotFound = new(ErrorKind.NotFound, "pledge.not-found", "There is no such wording.");

    public static readonly Error AlreadyDecided = new(
        ErrorKind.Conflict, "pledge.already-decided", "This wording was decided already.");

    public static readonly Error OwnProposal = new(ErrorKind.Refused, "pledge.own-proposal",
        "A second person must decide; you proposed this wording yourself.", "A1.3.2");

    public static readonly Error ProposalOpen = new(
        ErrorKind.Conflict, "pledge.proposal-open", "Another wording waits for its decision.");

    public static readonly Error Changed = new(
        ErrorKind.Conflict, "pledge.changed", "The pledge was worded anew; read it as it stands now.");

    public static readonly Error Wording = new(ErrorKind.Invalid, "pledge.wording",
        "Both wordings need 20 to 4000 characters, the reason 4 to 400.");
}
