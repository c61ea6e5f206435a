using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Policies;

namespace FirstWindow.Packs.Domain;

/// <summary>A pack as somebody changed it, or the word that the shipped one holds again.</summary>
internal sealed class PackVersion : TwoPersonVersion
{
    /// <summary>Which pack.</summary>
    public required string Pack { get; init; }

    /// <summary>Its text; empty when the shipped pack holds again.</summary>
    public required string Content { get; init; }

    /// <summary>Why.</summary>
    public required string Reason { get; init; }

    /// <summary>Digest of the shipped pack it was written beside: another one tells of an upgrade.</summary>
    public required string ShippedDigest { get; init; }

    /// <summary>Build of the program that found nothing wrong with it; any other looks again.</summary>
    public required string CheckedBy { get; init; }

    /// <summary>Whether it brings the shipped pack back.</summary>
    public bool IsReturn => Content.Length == 0;

    protected override Error AlreadyDecided => PackErrors.AlreadyDecided;

    protected override Error OwnProposal => PackErrors.OwnProposal;
}

/// <summary>Acts on the language packs.</summary>
internal static class PackActs
{
    public static readonly Act Proposed = new("pack.proposed", "A1.3.2");

    public static readonly Act Approved = new("pack.approved", "A1.3.2");

    public static readonly Act Rejected = new("pack.rejected", "A1.3.2");

    /// <summary>The shipped pack was brought back.</summary>
    public static readonly Act Returned = new("pack.returned", "A1.3.2");
}

/// <summary>Who may touch the language packs.</summary>
internal static class PackPermissions
{
    /// <summary>See the packs with their history.</summary>
    public static readonly Permission Read = new("packs.read", Role.Compliance, Role.KnowledgeApprover,
        Role.KnowledgeAuthor, Role.Quality, Role.Auditor);

    /// <summary>Check, try and propose a change.</summary>
    public static readonly Permission Propose = new("packs.propose", Role.Compliance, Role.KnowledgeApprover);

    /// <summary>Decide about another's change, and bring the shipped pack back.</summary>
    public static readonly Permission Decide = new("packs.decide", Role.Compliance, Role.KnowledgeApprover);
}

/// <summary>Refusals around the language packs.</summary>
internal static class PackErrors
{
    public static readonly Error NotFound = new(
        ErrorKind.NotFound, "pack.not-found", "There is no such pack, or no such change of one.");

    public static readonly Error Unchanged = new(
        ErrorKind.Conflict, "pack.unchanged", "The text is the one in force.");

    public static readonly Error NoReason = new(
        ErrorKind.Invalid, "pack.no-reason", "A reason of 4 to 500 characters is needed.");

    public static readonly Error ProposalOpen = new(
        ErrorKind.Conflict, "pack.proposal-open", "Another change of this pack waits for its decision.");

    public static readonly Error ChangedMeanwhile = new(ErrorKind.Conflict, "pack.changed-meanwhile",
        "Somebody changed the pack in between; look at it again.");

    public static readonly Error IsShipped = new(
        ErrorKind.Conflict, "pack.is-shipped", "The shipped pack is the one in force.");

    public static readonly Error AlreadyDecided = new(
        ErrorKind.Conflict, "pack.already-decided", "This change was decided already.");

    public static readonly Error OwnProposal = new(ErrorKind.Refused, "pack.own-proposal",
        "A second person must decide; you proposed this change yourself.", "A1.3.2");

    /// <summary>The pack is bad: each fault with its line, its stable reason and what it is about.</summary>
    public static Error Bad(IReadOnlyList<Language.PackFault> faults) => new(
        ErrorKind.Refused, "pack.bad", "The pack has faults; the one in force stays.", "A1.3.2")
    {
        Extensions = new Dictionary<string, object?> { ["faults"] = faults },
    };
}
