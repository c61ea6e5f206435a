using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Promises;

namespace FirstWindow.Conversations.Domain;

/// <summary>A contact that waits for a time, or for the customer to write before.</summary>
internal sealed class Snooze
{
    public ConversationId Conversation { get; init; }

    public DateTimeOffset Until { get; init; }

    /// <summary>The customer's last word then: a newer one wakes the contact.</summary>
    public int LastCustomerSeq { get; init; }

    /// <summary>The promise to come back.</summary>
    public Guid Promise { get; init; }
}

/// <summary>Something that was done about a customer who abuses the agent.</summary>
internal sealed class Measure
{
    /// <summary>In this order: words that calm, a formal warning, the supervisor.</summary>
    public static readonly IReadOnlyList<string> Steps = ["calming", "warning", "supervisor"];

    public ConversationId Conversation { get; init; }

    public required string Step { get; init; }

    public StaffId Staff { get; init; }

    public DateTimeOffset At { get; init; }
}

internal static class PendingPolicies
{
    private const string Service = "FirstWindow 默认值(参考 GB/T 35780.1-2017、YD/T 2823-2015)";

    public static readonly Policy SnoozeLongest = new(
        "chat.snooze-longest", 480, "分钟", 5, 1_440, Service, "会话一次最长搁置多久",
        "Longest time a contact is put off at once");
    public static readonly Policy Empathy = new(
        "chat.empathy", 30, "秒", 10, 300, "FirstWindow 默认值(条款 B1.1.2b)", "客户情绪不好时，多久内须共情并预告解决办法",
        "Time within which a customer in distress is met with empathy and told what comes");
    public static readonly Policy AlertTaken = new(
        "chat.alert-taken", 60, "秒", 10, 600, Service, "争执或辱骂警示后，主管须在多久内处理完毕",
        "Time within which a supervisor has dealt with an alert on arguments or abuse");
}

internal static class PendingPromises
{
    /// <summary>The agent comes back to a contact that was put off.</summary>
    public static readonly PromiseKind Snooze = new("snooze", [90], Role.Supervisor, Role.DutyLead);

    /// <summary>A customer in distress hears empathy and what is done next.</summary>
    public static readonly PromiseKind Empathy = new("empathy", [50], Role.Supervisor);

    /// <summary>Agent and customer argue: a supervisor sees to it.</summary>
    public static readonly PromiseKind Argument = new("argument", [50], Role.Supervisor, Role.DutyLead);

    /// <summary>A customer abuses the agent: a supervisor sees to it.</summary>
    public static readonly PromiseKind Abuse = new("abuse", [50], Role.Supervisor, Role.DutyLead);

    /// <summary>What a supervisor is alerted to.</summary>
    public static readonly IReadOnlyList<string> Alerts = [Argument.Code, Abuse.Code];
}

internal static class PendingActs
{
    public static readonly Act Snoozed = new("contact.snoozed", "A3.2.2b");
    public static readonly Act Woken = new("contact.woken", "A3.2.2b");
    public static readonly Act Measured = new("contact.measure-taken", "A2.3.3a");
    public static readonly Act Distressed = new("contact.distress-seen", "B1.1.2b");
    public static readonly Act Comforted = new("contact.comforted", "B1.1.2b");
    public static readonly Act Argued = new("contact.argument-seen", "A2.3.3c");
    public static readonly Act AlertTaken = new("alert.taken", "A2.3.3c");
    public static readonly Act AlertSettled = new("alert.settled", "A2.3.3c");
    public static readonly Act TemplateRepeated = new("reply.template-repeated", "B2.1.1a");
}

internal static class PendingErrors
{
    public static readonly Error Minutes = new(
        ErrorKind.Invalid, "snooze.minutes", "Say for how many minutes, within the limit of chat.snooze-longest.");

    public static readonly Error ReplyOwed = new(ErrorKind.Conflict, "snooze.reply-owed",
        "The customer waits for an answer; answer before you put the contact off.");

    public static readonly Error Open = new(ErrorKind.Conflict, "snooze.open", "The contact is put off already.");
    public static readonly Error None = new(ErrorKind.Conflict, "snooze.none", "The contact is not put off.");
    public static readonly Error NoStep = new(
        ErrorKind.Invalid, "measure.step", "The step must be calming, warning or supervisor.");

    public static readonly Error StepMissing = new(ErrorKind.Refused, "measure.order",
        "First calm, then warn, then call the supervisor.", "A2.3.3a");

    public static readonly Error NotMeasured = new(ErrorKind.Refused, "wrap-up.measures-missing",
        "A contact ends for abuse only after words that calm, a formal warning and the supervisor, all on record.",
        "A2.3.3a");

    public static readonly Error NoAlert = new(ErrorKind.NotFound, "alert.not-found", "There is no such alert.");
    public static readonly Error AlertTaken = new(
        ErrorKind.Conflict, "alert.taken", "Somebody else sees to this alert.");
}
