using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;

namespace FirstWindow.Customers.Domain;

/// <summary>What a customer is asked to agree to, each by itself. Serving the customer needs no consent: it is the
/// contract.</summary>
internal static class ConsentPurposes
{
    public const string Marketing = "marketing";
    public const string Profiling = "profiling";
    public const string Sensitive = "sensitive";
    public const string Sharing = "sharing";

    public static readonly IReadOnlyList<string> All = [Sensitive, Sharing, Marketing, Profiling];

    public static readonly IReadOnlyList<string> Channels = ["web", "phone", "branch", "app"];
}

internal static class ConsentActs
{
    public static readonly Act WordingPublished = new("consent.wording-published", "A4.1.2b");
    public static readonly Act Given = new("consent.given", "A4.1.2c");
    public static readonly Act Refused = new("consent.refused", "A4.1.2c", "C4.3.4");
    public static readonly Act Withdrawn = new("consent.withdrawn", "A4.1.2c");
}

internal static class ConsentErrors
{
    public static readonly Error NoSuchPurpose = new(
        ErrorKind.NotFound, "consent.no-such-purpose", "Nobody is asked for consent to this.");

    public static readonly Error OldWording = new(ErrorKind.Refused, "consent.wording-not-shown",
        "The wording in force must have been shown; say which version it was.", "A4.1.2b");

    public static readonly Error BadChannel = new(ErrorKind.Refused, "consent.no-evidence",
        "Say over which channel the customer decided, and in which contact.", "A4.1.2c");

    public static readonly Error RefusedForGood = new(ErrorKind.Refused, "consent.refused-for-good",
        "The customer refused offers. Only the customer alone can turn them on again.", "C4.3.4");

    public static readonly Error NothingToWithdraw = new(
        ErrorKind.Conflict, "consent.not-given", "There is no consent that could be withdrawn.");
}
