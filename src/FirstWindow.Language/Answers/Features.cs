using System.Runtime.InteropServices;
using FirstWindow.Language.Normal;

namespace FirstWindow.Language.Answers;

/// <summary>
/// What a text is compared by: Chinese one, two and three character sequences, Latin words with their neighbours, and
/// the concepts behind the words. Keys are 64-bit hashes; the weight of a kind says how much a shared one tells.
/// </summary>
internal static class Features
{
    private const float SingleWeight = 0.3f;
    private const float PairWeight = 1f;
    private const float TripleWeight = 0.7f;
    private const float WordWeight = 1f;
    private const float WordPairWeight = 0.6f;
    private const float ConceptWeight = 1.1f;
    private const int CharsMax = 2_000;

    public static Dictionary<ulong, float> Of(string text)
    {
        var normal = NormalText.Of(text.Length > CharsMax ? text[..CharsMax] : text).Text.AsSpan();
        var features = new Dictionary<ulong, float>(normal.Length * 3);
        var at = 0;
        var (one, two, word) = ('\0', '\0', 0UL);
        var conceptEnd = 0;
        while (at < normal.Length)
        {
            if (at >= conceptEnd && Concepts.Shipped.At(normal, at) is { Length: > 0 } known)
            {
                conceptEnd = at + known.Length;
                if (known.Concept == Concepts.Filler)
                {
                    at = conceptEnd;
                    (one, two) = ('\0', '\0');
                    continue;
                }

                Add(features, Key(1, (ulong)known.Concept), ConceptWeight);
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

    private static void AddHan(Dictionary<ulong, float> features, char two, char one, char c)
    {
        Add(features, Key(2, c), SingleWeight);
        if (one != '\0')
        {
            Add(features, Key(3, ((ulong)one << 16) | c), PairWeight);
        }

        if (two != '\0')
        {
            Add(features, Key(4, ((ulong)two << 32) | ((ulong)one << 16) | c), TripleWeight);
        }
    }

    private static ulong AddWord(Dictionary<ulong, float> features, ReadOnlySpan<char> word, ulong previous)
    {
        var hash = 14695981039346656037UL;
        foreach (var c in EnglishStem.Of(word))
        {
            hash = (hash ^ c) * 1099511628211UL;
        }

        Add(features, Key(5, hash >> 8), WordWeight);
        if (previous != 0)
        {
            Add(features, Key(6, ((previous * 31) ^ hash) >> 8), WordPairWeight);
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

    // A feature said twice is a little more of it, not twice as much.
    private static void Add(Dictionary<ulong, float> features, ulong key, float weight)
    {
        ref var sum = ref CollectionsMarshal.GetValueRefOrAddDefault(features, key, out var seen);
        sum += seen ? weight * 0.3f : weight;
    }

    private static ulong Key(int kind, ulong value) => ((ulong)kind << 56) | (value & 0x00ff_ffff_ffff_ffffUL);
}
