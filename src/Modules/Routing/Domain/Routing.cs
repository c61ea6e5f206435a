using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Policies;
using FirstWindow.Routing.Contracts;

namespace FirstWindow.Routing.Domain;

internal enum PresenceState
{
    /// <summary>Takes contacts.</summary>
    Available,

    /// <summary>Finishes what is open, takes nothing new.</summary>
    Break,

    /// <summary>Not here.</summary>
    Offline,
}

/// <summary>Whether an agent is there, and for how much at once.</summary>
internal sealed class Presence
{
    public StaffId Staff { get; init; }

    public PresenceState State { get; private set; } = PresenceState.Offline;

    public string? Reason { get; private set; }

    public int Capacity { get; private set; } = 1;

    public DateTimeOffset SeenAt { get; private set; }

    public DateTimeOffset Since { get; private set; }

    /// <summary>Since when the agent has had the least to do: the longest idle is served first.</summary>
    public DateTimeOffset IdleSince { get; private set; }

    /// <returns>The time available that is over with this, if one is.</returns>
    public PresenceSpan? Change(
        PresenceState state, string? reason, int capacity, DateTimeOffset at, TimeSpan silenceMax)
    {
        var span = EndSpan(at, silenceMax, isLeaving: state is not PresenceState.Available);
        if (State != state)
        {
            Since = at;
            IdleSince = state is PresenceState.Available ? at : IdleSince;
        }

        (State, Reason, Capacity, SeenAt) = (state, reason, capacity, at);
        return span;
    }

    /// <returns>The time available that ended when the agent fell silent, if that was so.</returns>
    public PresenceSpan? Beat(DateTimeOffset at, TimeSpan silenceMax)
    {
        var span = EndSpan(at, silenceMax, isLeaving: false);
        SeenAt = at;
        return span;
    }

    public void Serve(DateTimeOffset at) => IdleSince = at;

    public bool IsHere(DateTimeOffset at, TimeSpan silenceMax) =>
        State is PresenceState.Available && at - SeenAt < silenceMax;

    // Whoever falls silent was there as long as routing counted on it.
    private PresenceSpan? EndSpan(DateTimeOffset at, TimeSpan silenceMax, bool isLeaving)
    {
        var wasSilent = at - SeenAt >= silenceMax;
        if (State is not PresenceState.Available || !(isLeaving || wasSilent))
        {
            return null;
        }

        var span = new PresenceSpan { Staff = Staff, Since = Since, Until = wasSilent ? SeenAt + silenceMax : at };
        Since = at;
        return span.Until > span.Since ? span : null;
    }
}

/// <summary>A time for which an agent was available, once it is over.</summary>
internal sealed class PresenceSpan
{
    public StaffId Staff { get; init; }

    public DateTimeOffset Since { get; init; }

    public DateTimeOffset Until { get; init; }
}

/// <summary>A contact in a queue.</summary>
internal sealed class WaitingContact
{
    public ConversationId Conversation { get; init; }

    public required string Queue { get; init; }

    /// <summary>The contact class as a number.</summary>
    public int Priority { get; set; }

    public DateTimeOffset ArrivedAt { get; init; }

    /// <summary>Turns out to be more urgent; never less.</summary>
    public void Raise(ContactClass contactClass) => Priority = Math.Min(Priority, (int)contactClass);
}

/// <summary>A contact in somebody's hands, on a lease: whoever falls silent loses it, and it comes back to its old
/// place.</summary>
internal sealed class Assignment
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public ConversationId Conversation { get; init; }

    public StaffId Staff { get; init; }

    public DateTimeOffset OfferedAt { get; init; }

    public DateTimeOffset? AcceptedAt { get; private set; }

    public DateTimeOffset LeaseUntil { get; private set; }

    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>done, declined, lapsed, transferred.</summary>
    public string? EndReason { get; private set; }

    /// <summary>Why this agent: on record, for fairness.</summary>
    public required string Reason { get; init; }

    public required string Queue { get; init; }

    public int Priority { get; init; }

    public DateTimeOffset ArrivedAt { get; init; }

    public static Assignment Offer(
        WaitingContact contact, StaffId staff, string reason, DateTimeOffset at, TimeSpan answerWithin) => new()
        {
            Conversation = contact.Conversation,
            Staff = staff,
            OfferedAt = at,
            LeaseUntil = at + answerWithin,
            Reason = reason,
            Queue = contact.Queue,
            Priority = contact.Priority,
            ArrivedAt = contact.ArrivedAt,
        };

    public void Accept(DateTimeOffset at, TimeSpan lease)
    {
        AcceptedAt ??= at;
        Renew(at, lease);
    }

    public void Renew(DateTimeOffset at, TimeSpan lease) =>
        LeaseUntil = at + lease > LeaseUntil ? at + lease : LeaseUntil;

    public void End(string reason, DateTimeOffset at)
    {
        if (EndedAt is null)
        {
            (EndedAt, EndReason) = (at, reason);
        }
    }
}

internal static class RoutingPolicies
{
    private const string Source = "FirstWindow 默认值(参考 GB/T 35780.1-2017)";

    public static readonly Policy AnswerWithin = new("routing.answer-within", 20, "秒", 5, 120, Source, "坐席多久不接即转给下一位");
    public static readonly Policy Lease = new("routing.lease", 60, "秒", 20, 600, Source, "坐席失联多久后会话回到原排队位置");
    public static readonly Policy WaitWindow = new(
        "routing.wait-window", 1_800, "秒", 300, 14_400, Source, "预计等候时间依据最近多久的接入记录");
    public static readonly Policy WaitSample = new(
        "routing.wait-sample", 5, "次", 1, 100, Source, "至少有多少次接入记录才给出预计等候时间");
    public static readonly Policy PrivilegedInARow = new(
        "routing.privileged-in-a-row", 4, "次", 1, 100, Source, "优先客群最多连续接入多少位后必须接入一位普通客户");
}

internal static class RoutingActs
{
    public static readonly Act PresenceChanged = new("presence.changed", "C4.2.2");
    public static readonly Act Offered = new("contact.offered", "A3.1.1b");
    public static readonly Act Lapsed = new("contact.lapsed", "A3.1.1b", "C4.2.2");
}

internal static class RoutingPermissions
{
    public static readonly Permission Present = new("presence.change", Role.Agent, Role.Expert, Role.Supervisor);
    public static readonly Permission WatchFloor = new("floor.watch", Role.Supervisor, Role.DutyLead);
}
