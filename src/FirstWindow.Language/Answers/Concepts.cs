using FirstWindow.Language.Normal;
using FirstWindow.Language.Rules;

namespace FirstWindow.Language.Answers;

/// <summary>What customers call the same thing, and the words that carry nothing (<c>packs/synonyms.yaml</c>).</summary>
internal sealed class Concepts
{
    public const int Filler = -1;

    private readonly Dictionary<char, (string Word, int Concept)[]> byFirst;

    private Concepts(SynonymPack pack)
    {
        var words = new Dictionary<string, int>();
        for (var concept = 0; concept < pack.Concepts.Count; concept++)
        {
            foreach (var word in pack.Concepts[concept].Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                words.TryAdd(NormalText.Of(word).Text, concept);
            }
        }

        foreach (var filler in pack.Fillers)
        {
            words.TryAdd(NormalText.Of(filler).Text, Filler);
        }

        byFirst = words.GroupBy(w => w.Key[0]).ToDictionary(
            g => g.Key, g => g.OrderByDescending(w => w.Key.Length).Select(w => (w.Key, w.Value)).ToArray());
    }

    public static Concepts Shipped { get; } = new(PackFile.Read<SynonymPack>("synonyms.yaml"));

    /// <summary>The longest known word that begins here: its concept and length, or length 0.</summary>
    public (int Concept, int Length) At(ReadOnlySpan<char> text, int at)
    {
        if (byFirst.TryGetValue(text[at], out var words))
        {
            foreach (var (word, concept) in words)
            {
                if (text[at..].StartsWith(word) && IsWholeWord(text, at, word))
                {
                    return (concept, word.Length);
                }
            }
        }

        return (Filler, 0);
    }

    private static bool IsWholeWord(ReadOnlySpan<char> text, int at, string word)
    {
        var end = at + word.Length;
        return !char.IsAsciiLetter(word[0])
            || ((at == 0 || !char.IsAsciiLetter(text[at - 1])) && (end >= text.Length || !char.IsAsciiLetter(text[end])));
    }

    private sealed class SynonymPack
    {
        public string Id { get; init; } = "";
        public string Source { get; init; } = "";
        public List<string> Concepts { get; init; } = [];
        public List<string> Fillers { get; init; } = [];
    }
}
