using System.Collections.Concurrent;

namespace FirstWindow.Platform;

/// <summary>What is wrong with the installation right now; shown on the floor and told to the desks.</summary>
public sealed class Alarms
{
    private readonly ConcurrentDictionary<string, string> raised = new(StringComparer.Ordinal);

    /// <summary>The alarms that stand, code and sentence.</summary>
    public IReadOnlyDictionary<string, string> Raised => raised;

    /// <summary>Whether an alarm concerns upkeep or the edge alone: no desk can do anything about it.</summary>
    public static bool IsForAdministrators(string code) => code.StartsWith("upkeep.", StringComparison.Ordinal)
        || code.StartsWith("edge.", StringComparison.Ordinal) || code.StartsWith("keys.", StringComparison.Ordinal);

    /// <summary>Raises an alarm, or renews its sentence.</summary>
    public void Raise(string code, string sentence) => raised[code] = sentence;

    /// <summary>Takes an alarm back once its cause is gone.</summary>
    public void Clear(string code) => raised.TryRemove(code, out _);
}
