using System.Globalization;
using FirstWindow.Platform;
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

    /// <summary>How many at once on a channel of its own limit, e.g. <c>web=3,email=10</c>; others share the
    /// whole.</summary>
    public string? Channels { get; private set; }

    /// <summary>The times available that have ended since this was read; the earlier ones stay in the
    /// database.</summary>
    public IList<PresenceSpan> Over { get; } = [];

    public void Limit(string? channels) => Channels = channels;

    /// <summary>Is available, on a break or gone.</summary>
    public void Change(PresenceState state, string? reason, int capacity, DateTimeOffset at, TimeSpan silenceMax)
    {
        EndSpan(at, silenceMax, isLeaving: state is not PresenceState.Available);
        if (State != state)
        {
            Since = at;
            IdleSince = state is PresenceState.Available ? at : IdleSince;
        }

        (State, Reason, Capacity, SeenAt) = (state, reason, capacity, at);
    }

    /// <summary>Is sent on a break: not the agent's own wish.</summary>
    public void Pause(string reason, DateTimeOffset at, TimeSpan silenceMax) =>
        Change(PresenceState.Break, reason, Capacity, at, silenceMax);

    public void Beat(DateTimeOffset at, TimeSpan silenceMax)
    {
        EndSpan(at, silenceMax, isLeaving: false);
        SeenAt = at;
    }

    public void Serve(DateTimeOffset at) => IdleSince = at;

    /// <summary>A desk whose line comes back goes on where it was.</summary>
    public bool Return(DateTimeOffset at, TimeSpan silenceMax)
    {
        if (State is not PresenceState.Break || Reason != BreakReasons.Lost)
        {
            return false;
        }

        Change(PresenceState.Available, null, Capacity, at, silenceMax);
        return true;
    }

    public bool IsHere(DateTimeOffset at, TimeSpan silenceMax) =>
        State is PresenceState.Available && at - SeenAt < silenceMax;

    // Whoever falls silent was there as long as routing counted on it.
    private void EndSpan(DateTimeOffset at, TimeSpan silenceMax, bool isLeaving)
    {
        var wasSilent = at - SeenAt >= silenceMax;
        if (State is not PresenceState.Available || !(isLeaving || wasSilent))
        {
            return;
        }

        var until = wasSilent ? SeenAt + silenceMax : at;
        if (until > Since)
        {
            Over.Add(new PresenceSpan { Staff = Staff, Since = Since, Until = until });
        }

        Since = at;
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

    public string Language { get; init; } = "zh";

    public string Channel { get; init; } = "web";

    /// <summary>When it came to this queue, after a transfer later than it arrived.</summary>
    public DateTimeOffset QueuedAt { get; init; }

    /// <summary>Who served the customer before.</summary>
    public StaffId? Preferred { get; init; }

    /// <summary>Since when the customer knows that nobody comes in time.</summary>
    public DateTimeOffset? PromisedAt { get; set; }

    public bool IsOrdinary => Priority >= (int)ContactClass.Ordinary;

    public bool IsPrivileged => Priority == (int)ContactClass.Privileged;

    /// <summary>Turns out to be more urgent; never less.</summary>
    public void Raise(ContactClass contactClass) => Priority = Math.Min(Priority, (int)contactClass);
}

/// <summary>How many privileged contacts in a row a queue has served.</summary>
internal sealed class QueueTurn
{
    public required string Queue { get; init; }

    public int Privileged { get; set; }
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

    /// <summary>done, declined, no-answer, lapsed, moved, transferred, taken-over.</summary>
    public string? EndReason { get; private set; }

    /// <summary>Why this agent: on record, for fairness.</summary>
    public required string Reason { get; init; }

    public required string Queue { get; init; }

    public int Priority { get; init; }

    public DateTimeOffset ArrivedAt { get; init; }

    public string Language { get; init; } = "zh";

    public string Channel { get; init; } = "web";

    public DateTimeOffset QueuedAt { get; init; }

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
            Language = contact.Language,
            Channel = contact.Channel,
            QueuedAt = contact.QueuedAt,
        };

    /// <summary>The contact back in its queue, at its old place; whoever had it is asked first when back in
    /// time.</summary>
    public WaitingContact ToWaiting() => new()
    {
        Conversation = Conversation,
        Queue = Queue,
        Priority = Priority,
        ArrivedAt = ArrivedAt,
        Language = Language,
        Channel = Channel,
        QueuedAt = QueuedAt,
        Preferred = EndReason == EndReasons.Lapsed ? Staff : null,
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

/// <summary>Limits by channel as they are stored: <c>email=10,web=3</c>.</summary>
internal static class ChannelLimits
{
    public static string? ToText(IReadOnlyDictionary<string, int> limits) => limits.Count == 0 ? null
        : string.Join(',', limits.OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => $"{l.Key}={l.Value}"));

    public static Dictionary<string, int> Read(string? text) =>
        (text ?? string.Empty).Split(',', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('='))
        .ToDictionary(pair => pair[0], pair => int.Parse(pair[1], CultureInfo.InvariantCulture));
}
