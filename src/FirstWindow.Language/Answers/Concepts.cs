using FirstWindow.Language.Normal;
using FirstWindow.Language.Rules;

namespace FirstWindow.Language.Answers;

/// <summary>
/// What customers call the same thing, and the words that carry nothing (<c>packs/synonyms.yaml</c>).
/// </summary>
internal sealed class Concepts
{
    private const int HeardCharsMin = 2;
    private const int HeardCharsMax = 6;

    private readonly WordTrie<Word> written = new();
    private readonly WordTrie<Word> heard = new();

    private Concepts(SynonymPack pack)
    {
        var words = new Dictionary<string, List<int>>();
        for (var concept = 0; concept < pack.Concepts.Count; concept++)
        {
            foreach (var word in pack.Concepts[concept].Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                Add(words, word, concept);
            }
        }

        pack.Fillers.ForEach(filler => words.TryAdd(NormalText.Of(filler).Text, []));
        foreach (var (word, concepts) in words)
        {
            written.Add(word, new(word.Length, [.. concepts]));
        }

        foreach (var alike in words.Where(w => w.Value.Count > 0 && IsHeard(w.Key)).GroupBy(w => SoundOf(w.Key)))
        {
            heard.Add(alike.Key, new(alike.Key.Length, [.. alike.SelectMany(w => w.Value).Distinct()]));
        }
    }

    public static Concepts Shipped { get; } = new(PackFile.Read<SynonymPack>("synonyms.yaml"));

    /// <summary>
    /// The longest known word that begins here, with its concepts (none for a filler); null when none does.
    /// </summary>
    public Word? At(ReadOnlySpan<char> text, int at)
    {
        Word? longest = null;
        var node = written.Begin(text[at]);
        for (var next = at + 1; node != 0; next++)
        {
            longest = written.WordAt(node) is { } word && IsWhole(text, at, next) ? word : longest;
            node = next < text.Length ? written.Next(node, text[next]) : 0;
        }

        return longest;
    }

    /// <summary>The longest word that sounds as what stands here ("愈期" for "逾期"); null when none does.</summary>
    public Word? HeardAt(ReadOnlySpan<char> text, int at)
    {
        Word? longest = null;
        var node = heard.Begin(Sounds.Of(text[at]));
        for (var next = at + 1; node != 0; next++)
        {
            longest = heard.WordAt(node) ?? longest;
            node = next < text.Length ? heard.Next(node, Sounds.Of(text[next])) : 0;
        }

        return longest;
    }

    private static bool IsHeard(string word) =>
        word.Length is >= HeardCharsMin and <= HeardCharsMax && word.All(CharTable.IsHan);

    private static string SoundOf(string word) => string.Concat(word.Select(Sounds.Of));

    private static void Add(Dictionary<string, List<int>> words, string word, int concept)
    {
        var normal = NormalText.Of(word).Text;
        if (!words.TryGetValue(normal, out var concepts))
        {
            words[normal] = concepts = [];
        }

        concepts.Add(concept);
    }

    private static bool IsWhole(ReadOnlySpan<char> text, int at, int end) =>
        !char.IsAsciiLetter(text[at])
        || ((at == 0 || !char.IsAsciiLetter(text[at - 1])) && (end >= text.Length || !char.IsAsciiLetter(text[end])));

    /// <summary>A known word and what it may mean.</summary>
    internal sealed record Word(int Length, int[] Concepts);

    private sealed class SynonymPack
    {
        public string Id { get; init; } = "";
        public string Source { get; init; } = "";
        public List<string> Concepts { get; init; } = [];
        public List<string> Fillers { get; init; } = [];
    }
}
