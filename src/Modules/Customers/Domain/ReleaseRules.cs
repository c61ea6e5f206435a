using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Policies;

namespace FirstWindow.Customers.Domain;

internal static class ReleasePermissions
{
    /// <summary>Ask that data leave the house.</summary>
    public static readonly Permission Request = new("release.request", Role.Supervisor, Role.ComplaintHandler,
        Role.RightsDesk, Role.Compliance)
    { OpensCustomers = true };

    /// <summary>Decide about it; never one's own.</summary>
    public static readonly Permission Decide = new("release.decide", Role.Compliance, Role.RightsDesk)
    {
        OpensCustomers = true,
    };
}

internal static class ReleaseActs
{
    public static readonly Act Requested = new("release.requested", "A4.3.2a", "A4.3.2b");
    public static readonly Act Approved = new("release.approved", "A4.3.2a");
    public static readonly Act Declined = new("release.declined", "A4.3.2a");

    /// <summary>The key of the file was shown, the one time.</summary>
    public static readonly Act KeyShown = new("release.key-shown", "A4.3.2a");

    /// <summary>One customer's data left; the customer sees it.</summary>
    public static readonly Act Fetched = new("release.fetched", "A4.3.2a", "A4.3.3a");
}

internal static class ReleaseKinds
{
    public const string Share = "share";
    public const string Export = "export";

    /// <summary>What must be known of a recipient before anything is given.</summary>
    public static readonly IReadOnlyList<string> Assessment =
        ["legal-basis", "ability", "security", "purpose-limited", "deletes-after"];
}

internal static class ReleasePolicies
{
    private const string Design = "首窗产品设计，由银行合规部门确认";

    public static readonly Policy Hours = new("release.hours", 24, "小时", 1, 168, Design, "对外提供或导出获批后，多少小时内有效",
        "How long an approved release or export holds");
    public static readonly Policy FetchesMost = new("release.fetches", 1, "次", 1, 10, Design, "每次获批的数据最多可下载多少次",
        "How often released data may be fetched");
    public static readonly Policy RowsMost = new("release.rows", 1_000, "人", 1, 100_000, Design, "一次导出最多多少位客户",
        "Most customers in one export");
}

internal static class ReleaseErrors
{
    public static readonly Error NotFound = new(ErrorKind.NotFound, "release.not-found", "There is no such request.");
    public static readonly Error BadRequest = new(ErrorKind.Invalid, "release.incomplete",
        "Name the recipient and whose data: a customer you have at hand, or a segment.");

    public static readonly Error NoAssessment = new(ErrorKind.Refused, "release.recipient-not-assessed",
        "Confirm every point about the recipient first.", "A4.3.2b");

    public static readonly Error NoConsent = new(ErrorKind.Refused, "release.no-consent",
        "The customer has not agreed, separately, that data be given to others.", "A4.3.2b");

    public static readonly Error TooMuch = new(ErrorKind.Refused, "release.too-much",
        "Name the fields, and only such as this purpose may have.", "A4.1.2a");

    public static readonly Error Own = new(
        ErrorKind.Refused, "release.own", "Somebody other than who asks decides.", "A4.3.2a");

    public static readonly Error Decided = new(ErrorKind.Conflict, "release.decided", "This request was decided already.");
    public static readonly Error KeyShown = new(ErrorKind.Conflict, "release.key-shown",
        "The key was shown already, once; ask again if it is lost.");

    public static readonly Error NoKey = new(ErrorKind.Conflict, "release.no-key",
        "Take the key of the file first: the file is encrypted under it.");

    public static readonly Error NotApproved = new(ErrorKind.Refused, "release.not-approved",
        "It was not approved, has expired, or was fetched as often as it may be.", "A4.3.2a");
}
