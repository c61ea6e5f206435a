using System.Runtime.InteropServices;
using FirstWindow.Language.Normal;

namespace FirstWindow.Language.Answers;

/// <summary>
/// What a text is compared by: Chinese one, two and three character sequences, two sounds, Latin words with their
/// neighbours, and the concepts behind the words, each with its count. The highest byte of a key is its kind.
/// </summary>
internal static class Features
{
    // How much a shared feature of each kind tells: concept, one, two, three characters, word, two words.
    private static readonly float[] Weights = [0, 2.5f, 0.8f, 0.7f, 0.2f, 1, 0.5f, 0.25f];
    private const int Concept = 1;
    private const int Single = 2;
    private const int Pair = 3;
    private const int Triple = 4;
    private const int Word = 5;
    private const int WordPair = 6;
    private const int SoundPair = 7;
    private const int CharsMax = 2_000;

    public static bool IsConcept(ulong key) => key >> 56 == Concept;

    public static float WeightOf(ulong key) => Weights[key >> 56];

    public static Dictionary<ulong, int> Of(string text)
    {
        var normal = NormalText.Of(text.Length > CharsMax ? text[..CharsMax] : text).Text.AsSpan();
        var features = new Dictionary<ulong, int>(normal.Length * 3);
        var at = 0;
        var (one, two, word) = ('\0', '\0', 0UL);
        var conceptEnd = 0;
        while (at < normal.Length)
        {
            if (at >= conceptEnd
                && (Concepts.Shipped.At(normal, at) ?? Concepts.Shipped.HeardAt(normal, at)) is { } known)
            {
                conceptEnd = at + known.Text.Length;
                if (known.Concepts.Length == 0)
                {
                    at = conceptEnd;
                    (one, two) = ('\0', '\0');
                    continue;
                }

                foreach (var concept in known.Concepts)
                {
                    Add(features, Key(Concept, (ulong)concept));
                }
            }

            var c = normal[at];
            if (CharTable.IsHan(c))
            {
                AddHan(features, two, one, c);
                (two, one, word) = (one, c, 0);
                at++;
            }
            else if (char.IsLetterOrDigit(c))
            {
                var end = WordEnd(normal, at);
                word = AddWord(features, normal[at..end], word);
                (two, one) = ('\0', '\0');
                at = end;
            }
            else
            {
                (two, one) = ('\0', '\0');
                at++;
            }
        }

        return features;
    }

    private static void AddHan(Dictionary<ulong, int> features, char two, char one, char c)
    {
        Add(features, Key(Single, c));
        if (one != '\0')
        {
            Add(features, Key(Pair, ((ulong)one << 16) | c));
            Add(features, Key(SoundPair, ((ulong)Sounds.Of(one) << 16) | Sounds.Of(c)));
        }

        if (two != '\0')
        {
            Add(features, Key(Triple, ((ulong)two << 32) | ((ulong)one << 16) | c));
        }
    }

    private static ulong AddWord(Dictionary<ulong, int> features, ReadOnlySpan<char> word, ulong previous)
    {
        var hash = 14695981039346656037UL;
        foreach (var c in EnglishStem.Of(word))
        {
            hash = (hash ^ c) * 1099511628211UL;
        }

        Add(features, Key(Word, hash >> 8));
        if (previous != 0)
        {
            Add(features, Key(WordPair, ((previous * 31) ^ hash) >> 8));
        }

        return hash;
    }

    private static int WordEnd(ReadOnlySpan<char> text, int at)
    {
        var end = at;
        while (end < text.Length && char.IsLetterOrDigit(text[end]) && !CharTable.IsHan(text[end]))
        {
            end++;
        }

        return end;
    }

    private static void Add(Dictionary<ulong, int> features, ulong key) =>
        CollectionsMarshal.GetValueRefOrAddDefault(features, key, out _)++;

    private static ulong Key(int kind, ulong value) => ((ulong)kind << 56) | (value & 0x00ff_ffff_ffff_ffffUL);
}
