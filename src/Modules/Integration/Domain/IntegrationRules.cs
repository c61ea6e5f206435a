using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Policies;

namespace FirstWindow.Integration.Domain;

internal static class WebhookPermissions
{
    /// <summary>See where events are sent to, and what became of each.</summary>
    public static readonly Permission Read = new(
        "webhook.read", Role.Administrator, Role.Compliance, Role.Auditor);

    /// <summary>Add endpoints, test, pause and remove them, send dead letters again.</summary>
    public static readonly Permission Keep = new("webhook.keep", Role.Administrator);

    /// <summary>Decide about an endpoint somebody else has added.</summary>
    public static readonly Permission Decide = new("webhook.decide", Role.Compliance, Role.Administrator);
}

internal static class EventPermissions
{
    /// <summary>Read what happened, without anybody's words or data.</summary>
    public static readonly Permission Read = new("event.read", Role.ConnectedSystem, Role.Administrator);
}

internal static class WebhookActs
{
    public static readonly Act Proposed = new("webhook.proposed", "A4.3.2a");
    public static readonly Act Approved = new("webhook.approved", "A4.3.2a");
    public static readonly Act Rejected = new("webhook.rejected", "A4.3.2a");
    public static readonly Act Paused = new("webhook.paused");
    public static readonly Act Resumed = new("webhook.resumed");
    public static readonly Act Stopped = new("webhook.stopped");
    public static readonly Act SecretRotated = new("webhook.secret-rotated");
    public static readonly Act Tested = new("webhook.tested");
    public static readonly Act Removed = new("webhook.removed");

    /// <summary>A receiver has taken an event.</summary>
    public static readonly Act Delivered = new("webhook.delivered");

    public static readonly Act Died = new("webhook.dead-letter");
    public static readonly Act ResendAsked = new("webhook.resend-asked");
    public static readonly Act Discarded = new("webhook.discarded");
}

internal static class EventActs
{
    /// <summary>Another system has read events.</summary>
    public static readonly Act Exported = new("events.exported");
}

internal static class WebhookPolicies
{
    private const string Design = "首窗产品设计，由银行信息科技部门确认";

    public static readonly Policy AttemptsMost = new(
        "webhook.attempts", 8, "次", 1, 20, Design, "一个事件最多尝试推送几次，之后转入死信",
        "Most attempts at telling of an event before it is set aside");
    public static readonly Policy StopAfterHours = new(
        "webhook.stop-after", 24, "小时", 1, 720, Design, "接收地址连续失败多少小时后自动停止推送并告警",
        "How long an endpoint may fail before it is stopped and alarmed");
    public static readonly Policy KeepDays = new(
        "webhook.keep-days", 30, "日", 1, 3_650, Design, "推送记录保留多少日（未处理的死信一直保留）",
        "Days for which records of deliveries are kept; those set aside stay");
    public static readonly Policy OldSecretHours = new(
        "webhook.old-secret", 24, "小时", 0, 168, Design, "更换密钥后，旧密钥还同时有效多少小时",
        "How long an old secret holds beside the new one");
}

internal static class WebhookErrors
{
    public static readonly Error NotFound = new(ErrorKind.NotFound, "webhook.not-found", "There is no such endpoint.");
    public static readonly Error BadName = new(
        ErrorKind.Invalid, "webhook.name", "The name has 2 to 60 characters.");
    public static readonly Error BadAddress = new(ErrorKind.Invalid, "webhook.url",
        "The address is an https URL of at most 500 characters without user name, password or fragment.");
    public static readonly Error BadKinds = new(
        ErrorKind.Invalid, "webhook.kinds", "Choose at least one kind of event, of those there are.");
    public static readonly Error HostNotAllowed = new(ErrorKind.Refused, "webhook.host-not-allowed",
        "The settings of the installation do not allow this host.", "A4.2.1a");
    public static readonly Error AddressRefused = new(ErrorKind.Refused, "webhook.address-refused",
        "The host is not found, or leads to a network address that events are not sent to.", "A4.2.1a");
    public static readonly Error Own = new(ErrorKind.Refused, "webhook.own",
        "Somebody other than who added the endpoint decides about it.", "A4.3.2a");
    public static readonly Error Decided = new(
        ErrorKind.Conflict, "webhook.decided", "This endpoint was decided about already.");
    public static readonly Error NotApproved = new(
        ErrorKind.Conflict, "webhook.not-approved", "The endpoint has not been approved, or has been removed.");
    public static readonly Error SecretMoved = new(ErrorKind.Conflict, "webhook.secret-moved",
        "The secret was replaced meanwhile; look again before you replace it once more.");
    public static readonly Error NotDead = new(
        ErrorKind.Conflict, "webhook.not-dead", "This delivery is no dead letter.");
    public static readonly Error NoDelivery = new(
        ErrorKind.NotFound, "webhook.delivery-not-found", "There is no such delivery.");
    public static readonly Error NoReason = new(
        ErrorKind.Invalid, "webhook.reason", "Say why, in 4 to 300 characters.");
    public static readonly Error BadCursor = new(
        ErrorKind.Invalid, "event.cursor", "The cursor is not one that this interface has given.");
}
