using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Policies;

namespace FirstWindow.Customers.Domain;

/// <summary>Why a tag is gone.</summary>
internal enum TagEnd
{
    Expired,

    /// <summary>A consent it rested on is no longer in force.</summary>
    ConsentEnded,

    /// <summary>The customer does not want it; it never comes back.</summary>
    Refused,

    /// <summary>Its rule gives no tags any more.</summary>
    RuleEnded,
}

/// <summary>One time that counted for a tag: the reference of a contact and a moment.</summary>
internal sealed record TagCause(string Reference, DateTimeOffset At, bool IsQuestion);

/// <summary>What a customer's behaviour says, why, and until when.</summary>
internal sealed class CustomerTag
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public CustomerId Customer { get; init; }

    /// <summary>Code of the rule that gave it.</summary>
    public required string Rule { get; init; }

    /// <summary>Version of the rule that gave it, or renewed it last.</summary>
    public int Version { get; set; }

    /// <summary>The consents it rests on, separated by commas.</summary>
    public required string Consents { get; set; }

    /// <summary><see cref="TagCause"/>s as JSON: references and moments only.</summary>
    public required string Reason { get; set; }

    public DateTimeOffset Since { get; init; }

    public DateTimeOffset ExpiresAt { get; set; }

    public DateTimeOffset? EndedAt { get; private set; }

    public TagEnd? Ended { get; private set; }

    public void End(TagEnd why, DateTimeOffset at)
    {
        if (EndedAt is null)
        {
            (Ended, EndedAt) = (why, at);
        }
    }
}

/// <summary>An offer this customer never meets again, whatever is agreed later.</summary>
internal sealed class OfferRefusal
{
    public CustomerId Customer { get; init; }

    public required string Offer { get; init; }

    public DateTimeOffset At { get; init; }

    /// <summary>Who wrote it down; none when the customer did.</summary>
    public Guid? RecordedBy { get; init; }

    public Guid? Contact { get; init; }
}

internal static class TagPermissions
{
    /// <summary>See the rules and offers with their history.</summary>
    public static readonly Permission Read = new("tags.read", Role.Supervisor, Role.Compliance, Role.Auditor);

    /// <summary>Propose a rule or an offer, and try it on history.</summary>
    public static readonly Permission Change = new("tags.change", Role.Supervisor, Role.Compliance);

    /// <summary>Decide about another's proposal.</summary>
    public static readonly Permission Decide = new("tags.decide", Role.Compliance);
}

internal static class TagActs
{
    public static readonly Act Proposed = new("tags.proposed", "A1.3.2");
    public static readonly Act Changed = new("tags.changed", "A1.3.2", "B3.2.1a");
    public static readonly Act Rejected = new("tags.rejected", "A1.3.2");
    public static readonly Act Previewed = new("tags.previewed", "B3.2.1b");
    public static readonly Act Given = new("tag.given", "B3.2.1a", "B3.2.1b");
    public static readonly Act Renewed = new("tag.renewed", "B3.2.1a", "B3.2.1b");
    public static readonly Act Ended = new("tag.ended", "B3.2.1a");
}

internal static class OfferActs
{
    public static readonly Act Shown = new("offer.shown", "B3.2.1c");
    public static readonly Act Withheld = new("offer.withheld", "B3.2.1c", "B3.2.2b");
    public static readonly Act Told = new("offer.told", "B3.2.1c", "B3.2.2b");
    public static readonly Act Refused = new("offer.refused", "C4.3.4");
}

internal static class OfferPolicies
{
    public static readonly Policy SuitabilityMonths = new("offer.suitability-months", 12, "个月", 1, 24,
        "《商业银行理财产品销售管理要求》及银行自定，由银行合规部门确认", "客户风险承受能力评估多少个月内有效",
        "Months for which an assessment of what risk suits a customer holds");
}

internal static class TagErrors
{
    public static readonly Error NotFound = new(ErrorKind.NotFound, "tags.not-found", "There is no such proposal.");
    public static readonly Error BadName = new(ErrorKind.Invalid, "tags.name",
        "A code has 2 to 40 small letters, digits or hyphens; names have 1 to 40 characters on one line.");

    public static readonly Error BadTopics = new(ErrorKind.Invalid, "tags.topics",
        "Name 1 to 20 topics: categories, or slugs of published articles.");

    public static readonly Error BadNumbers = new(ErrorKind.Invalid, "tags.numbers",
        "How often is 1 to 100; within and for how long are 1 to 366 days.");

    public static readonly Error BadConsent = new(ErrorKind.Refused, "tags.consent-missing",
        "A tag rests on a consent: profiling or marketing.", "B3.2.1a");

    public static readonly Error BadViewers = new(ErrorKind.Invalid, "tags.viewers", "Say which posts may see the tag.");
    public static readonly Error Sensitive = new(ErrorKind.Refused, "tags.sensitive-unmarked",
        "These topics tell something sensitive: mark the rule so, and it needs that consent besides.", "B3.2.1a");

    public static readonly Error ProposalOpen = new(
        ErrorKind.Conflict, "tags.proposal-open", "A proposal for this code waits for its decision.");

    public static readonly Error ChangedMeanwhile = new(
        ErrorKind.Conflict, "tags.changed-meanwhile", "Somebody changed this meanwhile; look at it again.");

    public static readonly Error Decided = new(ErrorKind.Conflict, "tags.decided", "This was decided already.");
    public static readonly Error OwnProposal = new(
        ErrorKind.Refused, "tags.own-proposal", "Somebody other than its author decides.", "A1.3.2");

    public static readonly Error NoTag = new(ErrorKind.Invalid, "tags.no-such-tag", "There is no such tag in force.");
    public static readonly Error BadOffer = new(ErrorKind.Invalid, "tags.offer",
        "An offer has a text of 4 to 500 characters in both languages and a risk of 1 to 5.");

    public static readonly Error WealthUnmarked = new(ErrorKind.Refused, "tags.wealth-unmarked",
        "Its tag is about wealth: mark the offer so; it needs a certificate and a suitability check.", "B3.2.2b");

    public static readonly Error NotTagged = new(
        ErrorKind.NotFound, "tag.not-found", "The customer has no such tag.");
}

/// <summary>Why an offer may not be made to somebody now.</summary>
internal static class OfferErrors
{
    public static readonly Error NotFound = new(
        ErrorKind.NotFound, "offer.not-found", "There is no such offer for this customer.");

    public static readonly Error Refused = new(ErrorKind.Refused, "offer.refused-for-good",
        "The customer refused offers. A second pitch breaks the rules.", "C4.3.4");

    public static readonly Error NoConsent = new(ErrorKind.Refused, "offer.no-consent",
        "The customer has not agreed to offers.", "B3.2.1c");

    public static readonly Error NotCertified = new(ErrorKind.Refused, "offer.not-certified",
        "Only colleagues with a valid wealth certificate give wealth advice.", "B3.2.2b");

    public static readonly Error NotAssessed = new(ErrorKind.Refused, "offer.not-assessed",
        "What risk the customer can bear is not known from a document or the bank's books.", "B3.2.2b");

    public static readonly Error AssessmentOld = new(ErrorKind.Refused, "offer.assessment-old",
        "The assessment of the risk the customer can bear has expired.", "B3.2.2b");

    public static readonly Error NotSuitable = new(ErrorKind.Refused, "offer.not-suitable",
        "The product's risk is higher than the customer can bear.", "B3.2.2b");

    /// <summary>Those that only a certified colleague meets, with something to be done about it.</summary>
    public static readonly IReadOnlyList<Error> OfSuitability = [NotAssessed, AssessmentOld, NotSuitable];
}
