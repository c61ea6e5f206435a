using FirstWindow.Language.Answers;
using FirstWindow.Language.Normal;

namespace FirstWindow.Language.Classifying;

/// <summary>
/// Features of a text for the linear classifiers: words, word pairs, pairs with one word between, and the character
/// sequences of each word with its borders; Chinese as sequences of one to four characters.
/// </summary>
internal static class TextFeatures
{
    private const int WordsMax = 400;
    private const int ShortestSequence = 2;
    private const int LongestSequence = 5;
    private const int LongestHanSequence = 4;

    public static SparseText Of(string text)
    {
        var counter = new FeatureCounter();
        Collect(NormalText.Of(text).Text, counter);
        return SparseText.Of(counter);
    }

    private static void Collect(ReadOnlySpan<char> text, FeatureCounter counter)
    {
        var (previous, beforePrevious, words, at) = (1u, 0u, 0, 0);
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
                CollectHan(word, counter);
                (previous, beforePrevious) = (1u, 0u);
            }
            else
            {
                var hash = Hash(EnglishStem.Of(word), 17);
                counter.Add(hash, 1);
                counter.Add(Mix(previous, hash, 3), 1);
                if (beforePrevious != 0)
                {
                    counter.Add(Mix(beforePrevious, hash, 5), 0.5f);
                }

                CollectSequences(word, counter);
                (beforePrevious, previous) = (previous, hash);
            }

            words++;
            at = end;
        }

        if (previous != 1)
        {
            counter.Add(Mix(previous, 2, 3), 1);
        }
    }

    private static void CollectSequences(ReadOnlySpan<char> word, FeatureCounter counter)
    {
        Span<char> bordered = stackalloc char[Math.Min(word.Length, 40) + 2];
        bordered[0] = bordered[^1] = ' ';
        word[..(bordered.Length - 2)].CopyTo(bordered[1..]);
        for (var length = ShortestSequence; length <= LongestSequence; length++)
        {
            for (var i = 0; i + length <= bordered.Length; i++)
            {
                counter.Add(Hash(bordered.Slice(i, length), 29), 1);
            }
        }
    }

    private static void CollectHan(ReadOnlySpan<char> run, FeatureCounter counter)
    {
        for (var length = 1; length <= LongestHanSequence; length++)
        {
            for (var i = 0; i + length <= run.Length; i++)
            {
                counter.Add(Hash(run.Slice(i, length), 43), 1);
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

    private static uint Hash(ReadOnlySpan<char> text, uint seed)
    {
        var hash = 2166136261u ^ seed;
        foreach (var c in text)
        {
            hash = (hash ^ c) * 16777619u;
        }

        return Finish(hash);
    }

    private static uint Mix(uint a, uint b, uint seed) => Finish(((a * 2654435761u) + b) ^ (seed * 2246822519u));

    private static uint Finish(uint hash)
    {
        hash ^= hash >> 15;
        hash *= 2246822519u;
        return hash ^ (hash >> 13);
    }
}
