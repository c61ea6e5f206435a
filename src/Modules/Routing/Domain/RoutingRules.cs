using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Policies;

namespace FirstWindow.Routing.Domain;

internal static class RoutingPolicies
{
    private const string Source = "FirstWindow 默认值(参考 GB/T 35780.1-2017)";

    public static readonly Policy AnswerWithin = new("routing.answer-within", 20, "秒", 5, 120, Source, "坐席多久不接即转给下一位",
        "Time after which a contact nobody takes goes to the next agent");
    public static readonly Policy Lease = new("routing.lease", 60, "秒", 20, 600, Source, "坐席失联多久后转为小休，会话回到原排队位置",
        "Time after which an agent who is lost goes on a break, and the contact back to its place");
    public static readonly Policy WaitWindow = new(
        "routing.wait-window", 1_800, "秒", 300, 14_400, Source, "预计等候时间依据最近多久的接入记录",
        "How far back the waiting time that is told looks");
    public static readonly Policy WaitSample = new(
        "routing.wait-sample", 5, "次", 1, 100, Source, "至少有多少次接入记录才给出预计等候时间",
        "Fewest contacts from which a waiting time is told");
    public static readonly Policy PrivilegedInARow = new(
        "routing.privileged-in-a-row", 4, "次", 1, 100, Source, "贵宾客户最多连续接入多少位后必须接入一位普通客户",
        "Most privileged customers in a row before an ordinary one is served");
    public static readonly Policy WaitMax = new(
        "routing.wait-max", 900, "秒", 60, 14_400, Source, "排队多久无人能接入时，告知客户并按工作日承诺答复",
        "Time of waiting after which the customer is told and promised an answer on a working day");
    public static readonly Policy ClosingGrace = new(
        "routing.closing-grace", 600, "秒", 0, 7_200, Source, "服务时间结束后，仍在排队的客户多久无人接入即转为承诺答复",
        "Time after closing at which waiting becomes a promise to answer");
}

/// <summary>Why an agent pauses. Each has its longest time as a policy; zero takes it off the list.</summary>
internal static class BreakReasons
{
    /// <summary>The desk fell silent; it comes back by itself.</summary>
    public const string Lost = "lost";

    /// <summary>An offer was not answered.</summary>
    public const string NoAnswer = "no-answer";

    /// <summary>A supervisor moved the agent's contacts.</summary>
    public const string Moved = "moved";

    private const string Source = "FirstWindow 默认值";
    public static readonly Policy Rest = Of("rest", 15, "休息", "a rest");
    public static readonly Policy Meal = Of("meal", 60, "用餐", "a meal");
    public static readonly Policy Training = Of("training", 120, "培训", "training");
    public static readonly Policy Meeting = Of("meeting", 60, "会议", "a meeting");
    public static readonly Policy Paperwork = Of("paperwork", 30, "整理资料", "paperwork");

    /// <summary>Reason and longest time of every break that can be chosen.</summary>
    public static readonly IReadOnlyDictionary<string, Policy> All = new Dictionary<string, Policy>
    {
        ["rest"] = Rest,
        ["meal"] = Meal,
        ["training"] = Training,
        ["meeting"] = Meeting,
        ["paperwork"] = Paperwork,
    };

    /// <summary>The reasons that can be chosen now.</summary>
    public static IEnumerable<string> Offered(PolicyBook policies) =>
        All.Where(r => policies[r.Value] > 0).Select(r => r.Key);

    /// <summary>Whether a break of this reason is longer than it may be; one without a reason has the time of a
    /// rest.</summary>
    public static bool IsTooLong(string? reason, TimeSpan length, PolicyBook policies) =>
        length > TimeSpan.FromMinutes(policies[All.GetValueOrDefault(reason ?? "rest", Rest)]);

    private static Policy Of(string code, long minutes, string name, string english) => new(
        "break." + code, minutes, "分钟", 0, 480, Source, $"小休原因“{name}”最长多久；0 表示不提供该原因",
        $"Longest break for {english}; 0 takes the reason away");
}

/// <summary>How an assignment ends.</summary>
internal static class EndReasons
{
    public const string Lapsed = "lapsed";
    public const string NoAnswer = "no-answer";
    public const string Declined = "declined";
    public const string Moved = "moved";
    public const string Transferred = "transferred";

    /// <summary>Endings after which the same agent does not get the contact again.</summary>
    public static readonly IReadOnlyList<string> Excluding = [NoAnswer, Declined, Moved, Transferred];
}

internal static class RoutingActs
{
    public static readonly Act PresenceChanged = new("presence.changed", "C4.2.2");
    public static readonly Act Offered = new("contact.offered", "A3.1.1b", "A3.2.1", "B4.2.4");
    public static readonly Act Lapsed = new("contact.lapsed", "A3.1.1b", "C4.2.2");
    public static readonly Act Declined = new("contact.declined", "A3.1.1b");
    public static readonly Act Moved = new("contact.moved", "C4.2.2");
    public static readonly Act NobodyCame = new("contact.nobody-came", "C2.4.2a");
    public static readonly Act QueueProposed = new("queue.proposed", "A1.3.2");
    public static readonly Act QueueChanged = new("queue.changed", "A1.3.2");
    public static readonly Act QueueRejected = new("queue.rejected", "A1.3.2");
}

internal static class RoutingPermissions
{
    public static readonly Permission Present = new("presence.change", Role.Agent, Role.Expert, Role.Supervisor);
    public static readonly Permission WatchFloor = new("floor.watch", Role.Supervisor, Role.DutyLead);

    /// <summary>Move all contacts of an absent agent.</summary>
    public static readonly Permission MoveContacts = new("floor.move-contacts", Role.Supervisor);

    public static readonly Permission ReadQueues = new(
        "queue.read", Role.Administrator, Role.Supervisor, Role.DutyLead, Role.Trainer, Role.Compliance, Role.Auditor);

    public static readonly Permission ChangeQueues = new("queue.change", Role.Administrator);
    public static readonly Permission DecideQueues = new("queue.decide", Role.Administrator, Role.Compliance);
}

internal static class RoutingErrors
{
    public static readonly Error NotYours = new(
        ErrorKind.NotFound, "conversation.not-found", "There is no such conversation.");

    public static readonly Error NotCertified = new(ErrorKind.Refused, "certificate.none",
        "Without a valid certificate nobody takes this queue's contacts; ask a trainer.", "A3.2.1");

    public static readonly Error NoReason = new(ErrorKind.Invalid, "presence.reason",
        "Choose a reason that is on the list.");

    public static readonly Error BadChannel = new(ErrorKind.Invalid, "presence.channel",
        "A limit of 0 to 20 can be set for web, app, wechat, email and phone.");

    public static readonly Error NothingToMove = new(ErrorKind.Conflict, "floor.nothing-to-move",
        "There is nothing in this colleague's hands any more; somebody was quicker.");

    public static readonly Error MoveReason = new(ErrorKind.Invalid, "floor.move-reason",
        "Say in 4 to 200 characters why the contacts are moved.");

    public static readonly Error NoAgent = new(ErrorKind.NotFound, "staff.not-found",
        "There is no such member of staff.");

    public static readonly Error QueueNotFound = new(
        ErrorKind.NotFound, "queue.not-found", "There is no such queue or change.");

    public static readonly Error QueueBad = new(ErrorKind.Invalid, "queue.bad",
        "A queue needs a code, names in Chinese and English, a line, a language, a post and a certificate.");

    public static readonly Error QueueOverflow = new(ErrorKind.Invalid, "queue.overflow",
        "A queue flows over to another existing one, after 10 to 7200 seconds.");

    public static readonly Error QueueProposalOpen = new(
        ErrorKind.Conflict, "queue.proposal-open", "Another change of this queue waits for its decision.");

    public static readonly Error QueueChangedMeanwhile = new(
        ErrorKind.Conflict, "queue.changed-meanwhile", "Somebody changed this queue in between; look at it again.");

    public static readonly Error QueueDecided = new(
        ErrorKind.Conflict, "queue.already-decided", "This change was decided already.");

    public static readonly Error QueueOwnProposal = new(ErrorKind.Refused, "queue.own-proposal",
        "A second person must decide; you proposed this change yourself.", "A1.3.2");
}
