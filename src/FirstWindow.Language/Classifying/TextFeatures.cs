using FirstWindow.Language.Answers;
using FirstWindow.Language.Normal;

namespace FirstWindow.Language.Classifying;

/// <summary>
/// Features of a text for the linear classifiers: words, neighbouring words, pairs of words a little apart in either
/// order, and the character sequences of each word with its borders; Chinese as sequences of one to four characters.
/// The two highest bits of a key tell its kind, so that each kind can be brought to its own length.
/// </summary>
internal static class TextFeatures
{
    public const int Kinds = 4;

    private const uint Word = 0;
    private const uint Neighbours = 1;
    private const uint Apart = 2;
    private const uint Sequence = 3;
    private const int WordsMax = 400;
    private const int ApartMax = 6;
    private const int ConceptsMax = 12;
    private const int ShortestSequence = 2;
    private const int LongestSequence = 5;
    private const int LongestHanSequence = 4;

    public static SparseText Of(string text) => Of(NormalText.Of(text, Lexicon.AsShipped));

    public static SparseText Of(NormalText text) => SparseText.Of(text, static (text, bag) => AddTo(bag, text));

    /// <summary>The features of a text that is normal already, added to others.</summary>
    public static void AddTo(FeatureBag bag, NormalText text) => Collect(text.Text, bag, text.Words.EnglishConcepts);

    /// <summary>The key of one meaning, or of two that occur together.</summary>
    public static uint KeyOfCue(uint one, uint other) => KeyOf(Apart, Mix(one, other, 17));

    private static void Collect(ReadOnlySpan<char> text, FeatureBag bag, EnglishConcepts english)
    {
        Span<uint> recent = stackalloc uint[ApartMax];
        Span<uint> concepts = stackalloc uint[ConceptsMax];
        var (known, meant, words, at) = (0, 0, 0, 0);
        while (at < text.Length && words < WordsMax)
        {
            var end = WordEnd(text, at);
            if (end == at)
            {
                at++;
                continue;
            }

            var word = text[at..end];
            if (CharTable.IsHan(word[0]))
            {
                CollectHan(word, bag);
                known = 0;
            }
            else
            {
                var hash = EnglishConcepts.HashOf(word);
                bag.Add(KeyOf(Word, hash), 1);
                bag.Add(KeyOf(Neighbours, Mix(known > 0 ? recent[(known - 1) % ApartMax] : 1, hash, 3)), 1);
                for (var back = 2; back <= Math.Min(known, ApartMax); back++)
                {
                    var other = recent[(known - back) % ApartMax];
                    bag.Add(KeyOf(Apart, Mix(Math.Min(other, hash), Math.Max(other, hash), 5)), 1);
                }

                CollectSequences(word, bag);
                recent[known++ % ApartMax] = hash;
                meant = CollectConcepts(english, recent, known, bag, concepts, meant);
            }

            words++;
            at = end;
        }
    }

    // The concepts of every phrase that ends with the latest word, each also with those met before.
    private static int CollectConcepts(
        EnglishConcepts english, ReadOnlySpan<uint> recent, int known, FeatureBag bag, Span<uint> concepts, int meant)
    {
        for (var length = 1; length <= Math.Min(known, EnglishConcepts.PhraseWordsMax); length++)
        {
            var phrase = 0UL;
            for (var i = known - length; i < known; i++)
            {
                phrase = EnglishConcepts.Extend(phrase, recent[i % ApartMax]);
            }

            if (english.Of(phrase) is not { } named)
            {
                continue;
            }

            foreach (var concept in named)
            {
                bag.Add(KeyOf(Word, Mix(concept, 977, 7)), 1);
                meant = Pair(concept, bag, concepts, meant);
            }
        }

        return meant;
    }

    private static int Pair(uint concept, FeatureBag bag, Span<uint> concepts, int meant)
    {
        foreach (var other in concepts[..meant])
        {
            if (other != concept)
            {
                bag.Add(KeyOf(Apart, Mix(Math.Min(other, concept), Math.Max(other, concept), 11)), 1);
            }
        }

        if (meant < ConceptsMax && !concepts[..meant].Contains(concept))
        {
            concepts[meant++] = concept;
        }

        return meant;
    }

    private static void CollectSequences(ReadOnlySpan<char> word, FeatureBag bag)
    {
        Span<char> bordered = stackalloc char[Math.Min(word.Length, 40) + 2];
        bordered[0] = bordered[^1] = ' ';
        word[..(bordered.Length - 2)].CopyTo(bordered[1..]);
        for (var i = 0; i < bordered.Length; i++)
        {
            var hash = Begin(29);
            for (var length = 1; length <= LongestSequence && i + length <= bordered.Length; length++)
            {
                hash = Extend(hash, bordered[i + length - 1]);
                if (length >= ShortestSequence)
                {
                    bag.Add(KeyOf(Sequence, Finish(hash)), 1);
                }
            }
        }
    }

    private static void CollectHan(ReadOnlySpan<char> run, FeatureBag bag)
    {
        for (var i = 0; i < run.Length; i++)
        {
            var hash = Begin(43);
            for (var length = 1; length <= LongestHanSequence && i + length <= run.Length; length++)
            {
                var kind = length == 1 ? Word : length == 2 ? Neighbours : Sequence;
                hash = Extend(hash, run[i + length - 1]);
                bag.Add(KeyOf(kind, Finish(hash)), 1);
            }
        }
    }

    private static int WordEnd(ReadOnlySpan<char> text, int at)
    {
        var han = CharTable.IsHan(text[at]);
        var end = at;
        while (end < text.Length && CharTable.IsHan(text[end]) == han
            && (char.IsLetterOrDigit(text[end]) || (text[end] == '\'' && end > at)))
        {
            end++;
        }

        return end;
    }

    public static int KindOf(uint key) => (int)(key >> 30);

    // 0 is no feature.
    private static uint KeyOf(uint kind, uint hash) => Math.Max((kind << 30) | (hash >> 2), 1);

    public static uint Hash(ReadOnlySpan<char> text, uint seed)
    {
        var hash = Begin(seed);
        foreach (var c in text)
        {
            hash = Extend(hash, c);
        }

        return Finish(hash);
    }

    private static uint Begin(uint seed) => 2166136261u ^ seed;

    private static uint Extend(uint hash, char c) => (hash ^ c) * 16777619u;

    private static uint Mix(uint a, uint b, uint seed) => Finish(((a * 2654435761u) + b) ^ (seed * 2246822519u));

    private static uint Finish(uint hash)
    {
        hash ^= hash >> 15;
        hash *= 2246822519u;
        return hash ^ (hash >> 13);
    }
}
