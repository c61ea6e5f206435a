using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Promises;

namespace FirstWindow.Customers.Domain;

/// <summary>Why a card is looked at. Confidential ones are compliance's alone, never shown to the customer.</summary>
internal static class Purposes
{
    public const string Service = "service";
    public const string Sharing = "sharing";

    public static readonly IReadOnlyList<string> All =
    [
        Service, "verification", "complaint", "fraud", "lending", "wealth", "marketing", Sharing, "rights", "aml", "police",
    ];

    /// <summary>What justifies opening a card that no contact of one's own leads to.</summary>
    public static readonly IReadOnlyList<string> ForBreakingGlass = ["complaint", "fraud", "rights", "aml", "police"];

    public static readonly IReadOnlyList<string> Confidential = ["aml", "police"];

    /// <summary>Whether somebody with these roles may act for this purpose.</summary>
    public static bool IsFor(string purpose, Actor actor) =>
        !Confidential.Contains(purpose) || actor.Roles.Contains(Role.Compliance);
}

internal static class CardPermissions
{
    /// <summary>Open a card that a contact or an approved reason leads to; search; reveal.</summary>
    public static readonly Permission Open = new("customer.open", Role.Agent, Role.Expert, Role.Supervisor,
        Role.ComplaintHandler, Role.RightsDesk, Role.Compliance)
    { OpensCustomers = true };

    /// <summary>Take the second look at cards opened without a contact.</summary>
    public static readonly Permission Review = new("customer.review-looks", Role.Compliance, Role.Supervisor)
    {
        OpensCustomers = true,
    };

    /// <summary>See for what which field may be used.</summary>
    public static readonly Permission ReadMatrix = new("customer.matrix", Enum.GetValues<Role>());
}

internal static class CardActs
{
    public static readonly Act Opened = new(
        "customer.opened", "A4.3.1a", "A4.3.3a", "A4.2.1c", "B2.1.2c", "B3.2.2a", "B4.2.1", "C1.3.1");
    public static readonly Act Revealed = new("customer.revealed", "A4.3.1a", "A4.3.3a", "A4.2.1b");
    public static readonly Act Searched = new("customer.searched", "A4.3.3a", "A4.4.1");
    public static readonly Act GlassBroken = new("customer.glass-broken", "A4.3.1a", "A4.3.1b");
    public static readonly Act LookReviewed = new("customer.look-reviewed", "A4.3.1b");
    public static readonly Act LooksAlarmed = new("customer.looks-alarmed", "A4.2.1a", "A4.3.1b");
    public static readonly Act FieldRecorded = new("customer.field-recorded", "A4.1.1", "A4.1.2a", "A4.1.3");
    public static readonly Act FieldDoubted = new("customer.field-doubted", "A4.1.3");
    public static readonly Act FieldConfirmed = new("customer.field-confirmed", "A4.1.3");
    public static readonly Act ActingRecorded = new("customer.acting-recorded", "B4.2.2d");
    public static readonly Act ActingEnded = new("customer.acting-ended", "B4.2.2d");
}

internal static class CardPromises
{
    /// <summary>Somebody doubts a field: the customer is asked.</summary>
    public static readonly PromiseKind ConfirmField = new("confirm-field", [80], Role.Supervisor);

    /// <summary>A card was opened without a contact: somebody else looks whether that was right.</summary>
    public static readonly PromiseKind SecondLook = new("second-look", [80], Role.Compliance);
}

internal static class CardPolicies
{
    private const string Design = "首窗产品设计，由银行合规部门确认";

    public static readonly Policy RevealSeconds = new("customer.reveal-seconds", 30, "秒", 5, 120, Design, "显示一项客户信息原文，多久后自动遮盖",
        "How long a field is shown in clear");
    public static readonly Policy RevealsPerHour = new("customer.reveals-per-hour", 60, "次", 5, 1_000, Design, "每人每小时最多显示多少项客户信息原文",
        "Most fields shown in clear, a person and hour");
    public static readonly Policy LooksPerHour = new(
        "customer.looks-per-hour", 30, "次", 1, 1_000, Design, "没有会话时，每人每小时最多打开多少张客户卡片",
        "Most cards opened without a contact, a person and hour");

    public static readonly Policy GlassMinutes = new("customer.glass-minutes", 15, "分钟", 1, 240, Design, "凭特别理由打开的客户卡片，多久后自动关闭",
        "When a card opened for a special reason shuts by itself");
    public static readonly Policy SecondLookDays = new("customer.second-look-days", 1, "工作日", 1, 10, Design, "特别查看后，多少个工作日内须由他人复核",
        "Working days within which somebody else reviews a special look");
    public static readonly Policy ConfirmDays = new("customer.confirm-days", 3, "工作日", 1, 30, Design, "对客户信息有疑问，多少个工作日内须与客户确认",
        "Working days within which a doubt about a customer's data is settled with the customer");
    public static readonly Policy NightFrom = new("customer.night-from", 22, "点", 0, 23, Design, "夜间查看客户信息的报警，从几点开始",
        "Hour from which looks at customers by night are alarmed");
    public static readonly Policy NightUntil = new("customer.night-until", 6, "点", 0, 23, Design, "夜间查看客户信息的报警，到几点结束",
        "Hour until which looks at customers by night are alarmed");
}

internal static class CardErrors
{
    /// <summary>Nobody's number, a stranger's card, and one's own of yesterday: one answer.</summary>
    public static readonly Error NotFound = new(ErrorKind.NotFound, "customer.not-found",
        "There is no such customer, or no contact or approved reason of yours leads there.", "A4.3.1a");

    public static readonly Error BadLookup = new(
        ErrorKind.Invalid, "customer.lookup", "Search by reference, phone or id-number, with a value of 2 to 40 characters.");

    public static readonly Error NoPurpose = new(
        ErrorKind.Refused, "customer.purpose-missing", "Say for which purpose; this one does not allow it.", "A4.3.3a");

    public static readonly Error NoReason = new(ErrorKind.Refused, "customer.reason-missing",
        "A card without a contact opens only with an approved purpose and a reason of at least ten characters.", "A4.3.1a");

    public static readonly Error TooManyLooks = new(ErrorKind.Refused, "customer.too-many-looks",
        "More cards were opened without a contact this hour than anybody may. Your supervisor was told.", "A4.2.1a");

    public static readonly Error TooManyReveals = new(ErrorKind.Refused, "customer.too-many-reveals",
        "More was revealed this hour than anybody may. Your supervisor was told.", "A4.2.1a");

    public static readonly Error OwnLook = new(
        ErrorKind.Refused, "customer.own-look", "Somebody else takes the second look.", "A4.3.1b");

    public static readonly Error Reviewed = new(
        ErrorKind.Conflict, "customer.look-reviewed", "The second look was taken already.");

    public static readonly Error NoSuchField = new(
        ErrorKind.NotFound, "customer.no-such-field", "The card has no such field.");

    public static readonly Error NotForKind = new(ErrorKind.NotFound, "customer.no-such-field",
        "The card of this kind of customer, a person or a company, has no such field.", "C1.3.1");

    public static readonly Error NoSuchNeed = new(ErrorKind.Refused, "customer.need-unknown",
        "The list of needs the service adapts to has no such need.", "B4.2.1");

    public static readonly Error DiffersFromRecord = new(ErrorKind.Refused, "customer.differs-from-record",
        "The bank has checked another value; bring a document, or doubt the field and ask the customer.", "A3.3.2");

    public static readonly Error FieldNotForPurpose = new(ErrorKind.Refused, "customer.field-not-for-purpose",
        "For this purpose the field may be neither collected nor shown.", "A4.1.2a");

    public static readonly Error BadValue = new(ErrorKind.Refused, "customer.value-malformed",
        "The value does not have the form of this field, or its check digit is wrong.", "A4.1.3");

    public static readonly Error BadSource = new(ErrorKind.Refused, "customer.source-missing",
        "Say where the value comes from: customer, document, bank or register.", "A4.1.3");

    public static readonly Error NeedsConsent = new(ErrorKind.Refused, "customer.consent-missing",
        "The customer has not given the separate consent this field needs.", "A4.1.2c");

    public static readonly Error BadActing = new(ErrorKind.Refused, "customer.acting-incomplete",
        "Somebody acts for a customer only with name, relation, scope, evidence of the authorisation and its end.", "B4.2.2d");
}
