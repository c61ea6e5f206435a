using System.Text;
using System.Text.RegularExpressions;

namespace FirstWindow.Language.Rules;

/// <summary>
/// One pattern of a pack: literals, (a|b), [ab], x?, ~ for up to eight characters inside a clause, … for up to twelve
/// inside a sentence, and {name} for a list of the pack. Never backtracks, so no text makes it slow.
/// </summary>
internal sealed partial class Pattern
{
    private const int CharsMax = 4_000;
    private const int ExpandedCharsMax = 20_000;
    private const int SizeMax = 20_000;
    private const string NeverWritten = @"\uFFFF";
    private const string ClauseGap = "[^。!?;,\n]{0,8}";
    private const string SentenceGap = "[^。!?;\n]{0,12}";

    private static readonly string[] Backtracking = ["(?", @"\G", @"\k"];

    // Constructing a regex costs far more than asking one; most are never needed in a run.
    private readonly Lazy<Regex> regex;

    public Pattern(string source, IReadOnlyDictionary<string, List<string>> lists)
    {
        Source = source;
        var expanded = Expand(source, lists);
        Anchors = PatternAnchors.Of(expanded);
        regex = new(() => Compile(expanded));
    }

    public string Source { get; }

    /// <summary>Literals of which one at least stands in every match; empty when there is no such set.</summary>
    public IReadOnlyList<string> Anchors { get; }

    public Regex Regex => regex.Value;

    /// <summary>One pattern that matches where any of these does; null when there is none.</summary>
    public static Pattern? AnyOf(
        IReadOnlyCollection<string> sources, IReadOnlyDictionary<string, List<string>> lists) =>
        sources.Count == 0 ? null : new("(" + string.Join('|', sources) + ")", lists);

    /// <summary>Why a pattern may not be used; none when it may.</summary>
    public static string? FaultOf(string source, IReadOnlyDictionary<string, List<string>> lists)
    {
        // What starts so looks around or back, which a machine that never backtracks cannot.
        if (source.Length is 0 or > CharsMax
            || Backtracking.Any(sign => source.Contains(sign, StringComparison.Ordinal)))
        {
            return "pattern-syntax";
        }

        try
        {
            var expanded = Expand(source, lists);
            if (expanded.Length > ExpandedCharsMax)
            {
                return "pattern-large";
            }

            switch (PatternSize.Of(WithGaps(expanded)))
            {
                case null:
                    return "pattern-syntax";
                case > SizeMax:
                    return "pattern-large";
            }

            // The ordinary machine is built at once and says the same of syntax; it never sees a text but this.
            return new Regex(WithGaps(expanded), RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)
                .IsMatch(string.Empty) ? "pattern-empty" : null;
        }
        catch (FormatException)
        {
            return "unknown-list";
        }
        catch (ArgumentException)
        {
            return "pattern-syntax";
        }
    }

    private static string Expand(string source, IReadOnlyDictionary<string, List<string>> lists) =>
        ListName().Replace(source, name => Alternatives(lists, name, source));

    private static Regex Compile(string expanded) => new(
        WithOpenEnd(WithGaps(expanded)),
        RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture);

    // A match that may end anywhere in a run makes the machine keep a state for each length of the run; with something
    // behind it that may come and never does, it keeps one for all.
    private static string WithOpenEnd(string pattern) =>
        pattern.Contains('+', StringComparison.Ordinal) || pattern.Contains('*', StringComparison.Ordinal)
            || pattern.Contains(",}", StringComparison.Ordinal) ? $"({pattern}){NeverWritten}?" : pattern;

    // Inside [ ] the two signs stand for themselves.
    private static string WithGaps(string expanded)
    {
        var pattern = new StringBuilder(expanded.Length * 2);
        var inSet = false;
        foreach (var c in expanded)
        {
            inSet = c == '[' || (inSet && c != ']');
            pattern.Append(!inSet && c == '~' ? ClauseGap : !inSet && c == '…' ? SentenceGap : c.ToString());
        }

        return pattern.ToString();
    }

    private static string Alternatives(IReadOnlyDictionary<string, List<string>> lists, Match name, string source)
    {
        if (!lists.TryGetValue(name.Groups[1].Value, out var words))
        {
            throw new FormatException($"The pattern \"{source}\" names an unknown list {name.Value}.");
        }

        return "(" + string.Join('|', words) + ")";
    }

    [GeneratedRegex(@"\{([a-z_]+)\}")]
    private static partial Regex ListName();
}
