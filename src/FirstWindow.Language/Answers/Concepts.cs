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

    private readonly Dictionary<char, Word[]> byFirst;
    private readonly Dictionary<string, Word> bySound;

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
        byFirst = words.GroupBy(w => w.Key[0]).ToDictionary(
            g => g.Key,
            g => g.OrderByDescending(w => w.Key.Length).Select(w => new Word(w.Key, [.. w.Value])).ToArray());
        bySound = words.Where(w => w.Value.Count > 0 && IsHeard(w.Key))
            .GroupBy(w => SoundOf(w.Key))
            .ToDictionary(g => g.Key, g => new Word(g.Key, [.. g.SelectMany(w => w.Value).Distinct()]));
    }

    public static Concepts Shipped { get; } = new(PackFile.Read<SynonymPack>("synonyms.yaml"));

    /// <summary>
    /// The longest known word that begins here, with its concepts (none for a filler); null when none does.
    /// </summary>
    public Word? At(ReadOnlySpan<char> text, int at)
    {
        if (byFirst.TryGetValue(text[at], out var words))
        {
            foreach (var word in words)
            {
                if (text[at..].StartsWith(word.Text) && IsWhole(text, at, word.Text))
                {
                    return word;
                }
            }
        }

        return null;
    }

    /// <summary>The longest word that sounds as what stands here ("愈期" for "逾期"); null when none does.</summary>
    public Word? HeardAt(ReadOnlySpan<char> text, int at)
    {
        Span<char> sounds = stackalloc char[HeardCharsMax];
        var length = 0;
        while (length < HeardCharsMax && at + length < text.Length && CharTable.IsHan(text[at + length]))
        {
            sounds[length] = Sounds.Of(text[at + length]);
            length++;
        }

        var lookup = bySound.GetAlternateLookup<ReadOnlySpan<char>>();
        for (; length >= HeardCharsMin; length--)
        {
            if (lookup.TryGetValue(sounds[..length], out var word))
            {
                return word;
            }
        }

        return null;
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

    private static bool IsWhole(ReadOnlySpan<char> text, int at, string word)
    {
        var end = at + word.Length;
        return !char.IsAsciiLetter(word[0])
            || ((at == 0 || !char.IsAsciiLetter(text[at - 1]))
                && (end >= text.Length || !char.IsAsciiLetter(text[end])));
    }

    /// <summary>A known word and what it may mean.</summary>
    internal sealed record Word(string Text, int[] Concepts);

    private sealed class SynonymPack
    {
        public string Id { get; init; } = "";
        public string Source { get; init; } = "";
        public List<string> Concepts { get; init; } = [];
        public List<string> Fillers { get; init; } = [];
    }
}
