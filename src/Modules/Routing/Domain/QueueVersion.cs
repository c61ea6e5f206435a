using System.Text.Json;
using System.Text.RegularExpressions;
using FirstWindow.Platform;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Web;
using FirstWindow.Routing.Contracts;

namespace FirstWindow.Routing.Domain;

/// <summary>A queue as somebody left it: a version is never changed, only decided.</summary>
internal sealed class QueueVersion
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required string Code { get; init; }

    public int Version { get; init; }

    /// <summary>The queue, as JSON.</summary>
    public required string Content { get; init; }

    public Guid? ProposedBy { get; init; }

    public DateTimeOffset ProposedAt { get; init; }

    public Guid? DecidedBy { get; private set; }

    public DateTimeOffset? DecidedAt { get; private set; }

    public PolicyState State { get; private set; } = PolicyState.Proposed;

    public ServiceQueue Read() => JsonSerializer.Deserialize<ServiceQueue>(Content, JsonSettings.Options)!;

    /// <summary>Holds at once: no customer is served differently by it.</summary>
    public void Settle(DateTimeOffset at) => (State, DecidedAt) = (PolicyState.Approved, at);

    /// <summary>The second person's word. The proposer's own is refused.</summary>
    public Result Decide(bool approve, Guid by, DateTimeOffset at)
    {
        if (State is not PolicyState.Proposed)
        {
            return RoutingErrors.QueueDecided;
        }

        if (ProposedBy == by)
        {
            return RoutingErrors.QueueOwnProposal;
        }

        (State, DecidedBy, DecidedAt) = (approve ? PolicyState.Approved : PolicyState.Rejected, by, at);
        return Result.Success;
    }
}

/// <summary>Rules of a queue.</summary>
internal static partial class QueueRules
{
    /// <summary>What is wrong with a queue; none when all is well.</summary>
    public static Error? Check(ServiceQueue queue, IReadOnlyDictionary<string, ServiceQueue> others) =>
        !CodePattern().IsMatch(queue.Code) || !CodePattern().IsMatch(queue.Line)
            || !CodePattern().IsMatch(queue.Certificate) || !IsName(queue.NameZh) || !IsName(queue.NameEn)
            || queue.Languages.Count == 0 || queue.Languages.Any(l => l is not ("zh" or "en"))
            || queue.LevelMin is < 1 or > 3 || queue.ServedBy.Count == 0 ? RoutingErrors.QueueBad
        : queue.OverflowTo is { } target && (target == queue.Code || !others.ContainsKey(target)
            || queue.OverflowAfterSeconds is < 10 or > 7_200) ? RoutingErrors.QueueOverflow
        : null;

    /// <summary>Whether somebody is served differently: a name alone changes nothing for customers, and to a new queue
    /// nobody comes yet.</summary>
    public static bool AffectsCustomers(ServiceQueue next, ServiceQueue? before) =>
        before is not null && Told(next) != Told(before);

    private static string Told(ServiceQueue queue) =>
        JsonSerializer.Serialize(queue with { NameZh = "", NameEn = "" }, JsonSettings.Options);

    private static bool IsName(string name) =>
        name.Trim().Length is >= 1 and <= 40 && !name.Any(char.IsControl);

    [GeneratedRegex(@"^[a-z0-9][a-z0-9-]{1,39}\z")]
    private static partial Regex CodePattern();
}
