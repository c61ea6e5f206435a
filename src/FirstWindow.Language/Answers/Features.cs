using FirstWindow.Language.Normal;

namespace FirstWindow.Language.Answers;

/// <summary>
/// What a text is compared by: Chinese characters and their pairs, Latin words and their pairs, and the concepts behind
/// the words. The range of a key tells its kind, so that a pair of Chinese characters is its own key.
/// </summary>
internal static class Features
{
    private const uint ConceptFirst = 0x0001_0000;
    private const uint WordFirst = 0x0010_0000;
    private const uint WordPairFirst = 0x1a00_0000;
    private const uint HanPairFirst = 0x3400_0000;
    private const int CharsMax = 2_000;

    public static bool IsConcept(uint key) => key is >= ConceptFirst and < WordFirst;

    /// <summary>How much a shared feature of this kind tells.</summary>
    public static float WeightOf(uint key, SearchRules rules) => key switch
    {
        < ConceptFirst => rules.Character,
        < WordFirst => rules.Concept,
        < WordPairFirst => rules.Word,
        < HanPairFirst => rules.WordPair,
        _ => rules.CharacterPair,
    };

    /// <summary>Adds the features of a text, each occurrence as so much.</summary>
    public static void AddTo(FeatureBag bag, string text, float amount, Lexicon words)
    {
        var normal = NormalText.Of(text.Length > CharsMax ? text[..CharsMax] : text, words).Text.AsSpan();
        var concepts = words.Concepts;
        var (at, conceptEnd, before, word) = (0, 0, '\0', 0u);
        while (at < normal.Length)
        {
            if (at >= conceptEnd
                && (concepts.At(normal, at) ?? concepts.HeardAt(normal, at)) is { } known)
            {
                conceptEnd = at + known.Length;
                if (known.Concepts.Length == 0)
                {
                    (at, before) = (conceptEnd, '\0');
                    continue;
                }

                foreach (var concept in known.Concepts)
                {
                    bag.Add(ConceptFirst + (uint)concept, amount);
                }
            }

            var c = normal[at];
            if (CharTable.IsHan(c))
            {
                bag.Add(c, amount);
                if (before != '\0')
                {
                    bag.Add(((uint)before << 16) | c, amount);
                }

                (before, word) = (c, 0);
                at++;
            }
            else if (char.IsLetterOrDigit(c))
            {
                var end = WordEnd(normal, at);
                word = AddWord(bag, normal[at..end], word, amount);
                (at, before) = (end, '\0');
            }
            else
            {
                before = '\0';
                at++;
            }
        }
    }

    private static uint AddWord(FeatureBag bag, ReadOnlySpan<char> word, uint previous, float amount)
    {
        var hash = 2166136261u;
        foreach (var c in EnglishStem.Of(word))
        {
            hash = (hash ^ c) * 16777619u;
        }

        hash ^= hash >> 15;
        bag.Add(WordFirst + hash % (WordPairFirst - WordFirst), amount);
        if (previous != 0)
        {
            bag.Add(WordPairFirst + (previous * 31 ^ hash) % (HanPairFirst - WordPairFirst), amount);
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
}
