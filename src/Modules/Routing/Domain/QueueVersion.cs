using System.Text.Json;
using System.Text.RegularExpressions;
using FirstWindow.Platform;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Web;
using FirstWindow.Routing.Contracts;

namespace FirstWindow.Routing.Domain;

/// <summary>A queue as somebody left it.</summary>
internal sealed class QueueVersion : TwoPersonVersion
{
    public required string Code { get; init; }

    /// <summary>The queue, as JSON.</summary>
    public required string Content { get; init; }

    protected override Error AlreadyDecided => RoutingErrors.QueueDecided;

    protected override Error OwnProposal => RoutingErrors.QueueOwnProposal;

    public ServiceQueue Read() => JsonSerializer.Deserialize<ServiceQueue>(Content, JsonSettings.Options)!;
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
