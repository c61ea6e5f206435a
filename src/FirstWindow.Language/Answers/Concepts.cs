using FirstWindow.Language.Normal;

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

    private readonly Sounds sounds;

    public Concepts(SynonymPack pack, Lexicon lexicon)
    {
        sounds = lexicon.Sounds;
        Names = [.. pack.Concepts.Select(c => c.Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault(""))];
        var words = new Dictionary<string, List<int>>();
        for (var concept = 0; concept < pack.Concepts.Count; concept++)
        {
            foreach (var word in pack.Concepts[concept].Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                Add(words, NormalText.Of(word, lexicon).Text, concept);
            }
        }

        pack.Fillers.ForEach(filler => words.TryAdd(NormalText.Of(filler, lexicon).Text, []));
        foreach (var (word, concepts) in words)
        {
            written.Add(word, new(word.Length, [.. concepts]));
        }

        foreach (var alike in words.Where(w => w.Value.Count > 0 && IsHeard(w.Key)).GroupBy(w => SoundOf(w.Key)))
        {
            heard.Add(alike.Key, new(alike.Key.Length, [.. alike.SelectMany(w => w.Value).Distinct()]));
        }
    }

    /// <summary>The first word of each concept.</summary>
    public IReadOnlyList<string> Names { get; }

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
        var node = heard.Begin(sounds.Of(text[at]));
        for (var next = at + 1; node != 0; next++)
        {
            longest = heard.WordAt(node) ?? longest;
            node = next < text.Length ? heard.Next(node, sounds.Of(text[next])) : 0;
        }

        return longest;
    }

    private static bool IsHeard(string word) =>
        word.Length is >= HeardCharsMin and <= HeardCharsMax && word.All(CharTable.IsHan);

    private string SoundOf(string word) => string.Concat(word.Select(sounds.Of));

    private static void Add(Dictionary<string, List<int>> words, string normal, int concept)
    {
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
}

/// <summary>A pack of words that mean the same, as it stands in its file.</summary>
internal sealed class SynonymPack
{
    public string Id { get; init; } = "";
    public string Source { get; init; } = "";

    /// <summary>A line a concept, its words apart by blanks, its name first.</summary>
    public List<string> Concepts { get; init; } = [];

    /// <summary>Words that carry nothing.</summary>
    public List<string> Fillers { get; init; } = [];
}
