using System.Runtime.InteropServices;
using FirstWindow.Language.Normal;

namespace FirstWindow.Language.Rules;

/// <summary>One match of a rule, in positions of the normal text.</summary>
internal readonly record struct RuleMatch(Rule Rule, int Start, int Length);

/// <summary>The rules of one pack, found together in one text.</summary>
internal sealed class RulePack
{
    // A hostile text must not buy more work than an honest one.
    private const int MatchesPerPatternMax = 16;

    private readonly PhraseTrie anchors = new();
    private readonly List<(Rule Rule, Pattern Pattern)> patterns = [];
    private readonly List<int> unanchored = [];

    private readonly Lazy<Weights> weights;
    private readonly RulePackFile file;
    private readonly Lazy<RulePackFile> shipped;

    public RulePack(RulePackFile file, string name)
    {
        this.file = file;
        shipped = new(() => PackFile.Read<RulePackFile>(name));
        weights = new(() => new(file.Weights, shipped.Value.Weights));
        Rules = [.. file.Rules.Select(rule => new Rule(rule, file.Lists, name))];
        foreach (var rule in Rules)
        {
            foreach (var pattern in rule.Patterns)
            {
                Register(rule, pattern);
            }
        }
    }

    public IReadOnlyList<Rule> Rules { get; }

    public Weights Weights => weights.Value;

    /// <summary>What a finding advises that no rule makes.</summary>
    public string AdviceOf(string name) => file.Advice.GetValueOrDefault(name) ?? shipped.Value.Advice[name];

    public static RulePack Shipped(string name) => new(PackFile.Read<RulePackFile>(name), name);

    /// <summary>What matches where any word of a list of the pack does.</summary>
    public Pattern AnyOf(string list) => file.Lists.TryGetValue(list, out var words)
        ? Pattern.AnyOf(words, file.Lists)! : Pattern.AnyOf(shipped.Value.Lists[list], shipped.Value.Lists)!;

    /// <summary>What the rules find; looked for once in a text, however many readings ask.</summary>
    public List<RuleMatch> Find(NormalText text) => text.Once(this, static (pack, text) => pack.Search(text));

    private List<RuleMatch> Search(NormalText text)
    {
        var matches = new List<RuleMatch>();
        var wanted = new bool[patterns.Count];
        anchors.Visit(text.Text, wanted, static (wanted, pattern, _, _) => wanted[pattern] = true);
        foreach (var pattern in CollectionsMarshal.AsSpan(unanchored))
        {
            wanted[pattern] = true;
        }

        for (var i = 0; i < wanted.Length; i++)
        {
            if (wanted[i])
            {
                Match(text, patterns[i].Rule, patterns[i].Pattern, matches);
            }
        }

        return matches;
    }

    private static void Match(NormalText text, Rule rule, Pattern pattern, List<RuleMatch> matches)
    {
        var count = 0;
        foreach (var match in pattern.Regex.EnumerateMatches(text.Text))
        {
            var (start, end) = (match.Index, match.Index + match.Length);
            if (end > start && rule.IsMeant(text.Text, start, end - start)
                && !matches.Exists(m => m.Rule == rule && m.Start < end && start < m.Start + m.Length))
            {
                matches.Add(new(rule, start, end - start));
            }

            if (++count >= MatchesPerPatternMax)
            {
                return;
            }
        }
    }

    private void Register(Rule rule, Pattern pattern)
    {
        patterns.Add((rule, pattern));
        if (pattern.Anchors.Count == 0)
        {
            unanchored.Add(patterns.Count - 1);
        }

        foreach (var anchor in pattern.Anchors.Distinct())
        {
            anchors.Add(anchor, patterns.Count - 1);
        }
    }
}
