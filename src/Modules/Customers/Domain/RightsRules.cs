using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Promises;

namespace FirstWindow.Customers.Domain;

internal static class RightsPermissions
{
    /// <summary>Answer what customers demand over their data.</summary>
    public static readonly Permission Answer = new("rights.answer", Role.RightsDesk) { OpensCustomers = true };

    /// <summary>Forbid erasing for a reason of law.</summary>
    public static readonly Permission Hold = new("rights.hold", Role.Compliance) { OpensCustomers = true };
}

internal static class RightsActs
{
    public static readonly Act Verified = new("my-data.verified", "A4.4.1");
    public static readonly Act OwnDataRead = new("my-data.read", "C2.4.1");
    public static readonly Act CopyFetched = new("my-data.copy-fetched", "C2.4.1");
    public static readonly Act Requested = new("rights.requested", "C2.4.1");
    public static readonly Act Fulfilled = new("rights.fulfilled", "C2.4.1");
    public static readonly Act Declined = new("rights.declined", "C2.4.1");
    public static readonly Act HoldPlaced = new("legal-hold.placed");
    public static readonly Act HoldLifted = new("legal-hold.lifted");
}

internal static class RightsKinds
{
    public const string Copy = "copy";
    public const string Delete = "delete";
    public const string Withdraw = "withdraw";

    public static readonly IReadOnlyList<string> All = ["view", Copy, "correct", Delete, Withdraw, "explain"];

    /// <summary>Grounds of law on which a request may be declined.</summary>
    public static readonly IReadOnlyList<string> Grounds =
        ["legal-term", "legal-hold", "rights-of-others", "secrecy-by-law", "not-the-customer"];

    /// <summary>Grounds of law on which nothing is erased.</summary>
    public static readonly IReadOnlyList<string> HoldGrounds = ["court", "investigation", "complaint", "audit"];
}

internal static class RightsPromises
{
    /// <summary>A customer demands something over the own data.</summary>
    public static readonly PromiseKind Request = new("rights-request", [50, 80], Role.RightsDesk, Role.Compliance);
}

internal static class RightsPolicies
{
    private const string Law = "《中华人民共和国个人信息保护法》第五十条，时限由银行合规部门确认";

    public static readonly Policy RefusalsPerMinute = new("my-data.refusals-per-minute", 30, "次/分钟", 5, 10_000,
        "FirstWindow 默认值", "“我的信息”页面，一个网络地址每分钟最多被拒绝多少次，超过后不再记入日志",
        "Refusals on the customer's own page, from one network address, above which none is journaled");
    public static readonly Policy AnswerDays = new("rights.answer-days", 30, "日", 1, 30, Law, "客户提出个人信息权利请求后，多少日内答复",
        "Days for the answer to a customer's demand about the own data");
    public static readonly Policy CopyDays = new("rights.copy-days", 7, "日", 1, 30, Law, "个人信息副本准备好后，多少日内可以下载",
        "Days for which a copy of the own data can be fetched");
    public static readonly Policy ConversationYears = new(
        "retention.conversation-years", 3, "年", 3, 30, "银行自定，依《消费投诉处理管理办法》留存要求", "会话内容在结束后保存多少年",
        "Years for which words of a conversation are kept after its end");

    public static readonly Policy IdentityYears = new(
        "retention.identity-years", 10, "年", 10, 30, "《中华人民共和国反洗钱法》（2024年修订）第三十四条", "客户身份资料在业务关系结束后保存多少年",
        "Years for which a customer's identity is kept after the relation has ended");
}

internal static class RightsErrors
{
    public static readonly Error NotVerified = new(
        ErrorKind.Forbidden, "my-data.not-verified", "Open this page from the bank's app: it says who you are.", "A4.4.1");

    public static readonly Error ForeignSite = new(
        ErrorKind.Forbidden, "access.foreign-site", "The request did not come from our own pages.")
    { CountsAs = EdgeKinds.Forged };

    /// <summary>Leaves nothing in the journal.</summary>
    public static readonly Error TooMany = new(ErrorKind.TooMany, "my-data.too-many",
        "Too many refused attempts from this address; please wait a moment.");

    public static readonly Error NotFound = new(ErrorKind.NotFound, "rights.not-found", "There is no such request.");
    public static readonly Error BadKind = new(
        ErrorKind.Invalid, "rights.kind", "Ask to view, copy, correct, delete, withdraw or explain.");

    public static readonly Error AlreadyOpen = new(
        ErrorKind.Conflict, "rights.open", "The same request is being dealt with already.");

    public static readonly Error Decided = new(ErrorKind.Conflict, "rights.decided", "The request was decided already.");
    public static readonly Error NoGround = new(ErrorKind.Refused, "rights.ground-missing",
        "A request is declined only on a ground of law, with an explanation of at least ten characters.", "C2.4.1");

    public static readonly Error NoCopy = new(
        ErrorKind.NotFound, "my-data.no-copy", "No copy is ready; ask for one, or ask again when it has expired.");

    public static readonly Error OnHold = new(ErrorKind.Refused, "erasure.legal-hold",
        "A legal hold forbids to erase anything of this customer.", "A4.4.3");

    public static readonly Error Unfinished = new(ErrorKind.Refused, "erasure.contact-open",
        "A conversation of this customer is still open; close it first.", "A4.4.3");

    public static readonly Error BadHold = new(
        ErrorKind.Invalid, "hold.ground", "A hold names its ground: court, investigation, complaint or audit.");

    public static readonly Error NoHold = new(ErrorKind.Conflict, "hold.none", "There is no hold to lift.");
}
