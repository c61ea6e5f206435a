using FirstWindow.Language.Normal;
using FirstWindow.Language.Rules;

namespace FirstWindow.Language.Etiquette;

/// <summary>Terms of the trade with their plain words (clause A3.2.3a).</summary>
internal sealed class Jargon
{
    private const int ExplainedWithinChars = 8;

    private static readonly Lazy<JargonPack> Shipped = new(() => PackFile.Read<JargonPack>(JargonPack.File));

    private readonly PhraseTrie trie = new();
    private readonly List<string> explains;
    private readonly List<(string Term, string Plain)> terms = [];

    private Jargon(JargonPack pack, Lexicon words)
    {
        explains = [.. (pack.ExplainedBy ?? Shipped.Value.ExplainedBy!).Select(w => NormalText.Of(w, words).Text)];
        foreach (var (term, plain) in pack.Terms)
        {
            trie.Add(NormalText.Of(term, words).Text, terms.Count);
            terms.Add((term, plain));
        }
    }

    /// <summary>Reads the pack from its text.</summary>
    public static Jargon Parse(string yaml, Lexicon words) =>
        new(PackFile.Parse<JargonPack>(yaml, JargonPack.File), words);

    /// <summary>The first use of each term that the reply does not explain itself.</summary>
    public List<Finding> Find(NormalText text)
    {
        var first = new SortedDictionary<int, (int Start, int Length)>();
        trie.Visit(text.Text, first, static (seen, term, start, length) => seen.TryAdd(term, (start, length)));
        var findings = new List<Finding>();
        foreach (var (term, (start, length)) in first)
        {
            if (!IsExplained(text.Text, start + length))
            {
                var (from, size) = text.OriginalSpan(start, length);
                var suggestion = $"{terms[term].Term}({terms[term].Plain})";
                findings.Add(new("A3.2.3a", "jargon", "coach", from, size, suggestion));
            }
        }

        return findings;
    }

    private bool IsExplained(string text, int end)
    {
        var after = text.AsSpan(end, Math.Min(ExplainedWithinChars, text.Length - end));
        if (after.StartsWith("("))
        {
            return true;
        }

        foreach (var word in explains)
        {
            if (after.Contains(word, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>The pack of terms as it stands in its file.</summary>
internal sealed class JargonPack
{
    public const string Name = "jargon";
    public const string File = Name + ".yaml";

    public string Id { get; init; } = "";
    public string Source { get; init; } = "";

    /// <summary>Words that explain what stands just before them; as shipped when left out.</summary>
    public List<string>? ExplainedBy { get; init; }

    public Dictionary<string, string> Terms { get; init; } = [];
}
