using System.Buffers;

namespace FirstWindow.Language.Rules;

/// <summary>A rule of a pack: patterns that break it, and the contexts in which they do not.</summary>
internal sealed class Rule
{
    private const int ContextChars = 12;
    private static readonly SearchValues<char> ClauseEnds = SearchValues.Create("。!?;,\n");

    private readonly Pattern? unlessBefore;
    private readonly Pattern? unlessAfter;
    private readonly Pattern? unlessInside;
    private readonly Pattern? unlessText;
    private readonly Pattern? needsText;

    public Rule(RuleEntry entry, IReadOnlyDictionary<string, List<string>> lists, string pack)
    {
        if (entry.Id.Length == 0 || entry.Patterns.Count == 0)
        {
            throw new FormatException($"Pack {pack}: the rule \"{entry.Id}\" needs an id and patterns.");
        }

        Id = entry.Id;
        Clause = entry.Clause;
        Severity = entry.Severity;
        Weight = entry.Weight;
        Group = entry.Group;
        Suggestion = entry.Suggestion;
        Examples = entry.Examples;
        CounterExamples = entry.CounterExamples;
        Patterns = [.. entry.Patterns.Select(source => new Pattern(source, lists))];
        unlessBefore = Pattern.AnyOf(entry.UnlessBefore, lists);
        unlessAfter = Pattern.AnyOf(entry.UnlessAfter, lists);
        unlessInside = Pattern.AnyOf(entry.UnlessInside, lists);
        unlessText = Pattern.AnyOf(entry.UnlessText, lists);
        needsText = Pattern.AnyOf(entry.NeedsText, lists);
    }

    public string Id { get; }

    public string Clause { get; }

    public string Severity { get; }

    public double Weight { get; }

    public string Group { get; }

    public string? Suggestion { get; }

    public IReadOnlyList<string> Examples { get; }

    public IReadOnlyList<string> CounterExamples { get; }

    public IReadOnlyList<Pattern> Patterns { get; }

    /// <summary>Whether the match means what the rule is about, by what stands around it.</summary>
    public bool IsMeant(string text, int start, int length)
    {
        var end = start + length;
        return !(Matches(unlessBefore, Before(text, start)) || Matches(unlessAfter, After(text, end))
            || Matches(unlessInside, text.AsSpan(start, length)) || Matches(unlessText, text)
            || (needsText is not null && !needsText.Regex.IsMatch(text)));
    }

    private static bool Matches(Pattern? pattern, ReadOnlySpan<char> text) => pattern?.Regex.IsMatch(text) ?? false;

    private static ReadOnlySpan<char> Before(string text, int start)
    {
        var window = text.AsSpan(Math.Max(0, start - ContextChars), Math.Min(start, ContextChars));
        var cut = window.LastIndexOfAny(ClauseEnds);
        return window[(cut + 1)..];
    }

    private static ReadOnlySpan<char> After(string text, int end)
    {
        var window = text.AsSpan(end, Math.Min(text.Length - end, ContextChars));
        var cut = window.IndexOfAny(ClauseEnds);
        return cut < 0 ? window : window[..cut];
    }
}
