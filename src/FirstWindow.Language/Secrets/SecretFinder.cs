using System.Buffers;

namespace FirstWindow.Language.Secrets;

/// <summary>Finds the C3 secrets of a text: a trigger word, then a value close to it.</summary>
internal static class SecretFinder
{
    private const int StackCharsMax = 512;
    private static readonly List<Secret> None = [];

    public static List<Secret> Find(string text, string? previousText, Lexicon words)
    {
        if (text.Length == 0)
        {
            return None;
        }

        if (text.Length <= StackCharsMax)
        {
            Span<char> chars = stackalloc char[text.Length];
            Span<int> origins = stackalloc int[text.Length];
            return Find(CompactText.Fold(text, chars, origins, words), previousText, words);
        }

        var borrowedChars = ArrayPool<char>.Shared.Rent(text.Length);
        var borrowedOrigins = ArrayPool<int>.Shared.Rent(text.Length);
        try
        {
            return Find(CompactText.Fold(text, borrowedChars, borrowedOrigins, words), previousText, words);
        }
        finally
        {
            // The borrowed memory held the secret: it must not lie there for the next reader.
            ArrayPool<char>.Shared.Return(borrowedChars, clearArray: true);
            ArrayPool<int>.Shared.Return(borrowedOrigins);
        }
    }

    private static List<Secret> Find(in CompactText text, string? previousText, Lexicon lexicon)
    {
        List<Secret>? found = null;
        var words = text.Words;
        var at = 0;
        while (at < text.Length)
        {
            var step = text.Chars[at..].IndexOfAny(words.Triggers);
            if (step < 0)
            {
                break;
            }

            at += step;
            if (words.TriggerAt(text, at) is not { } trigger)
            {
                at++;
                continue;
            }

            var isWord = !char.IsAsciiLetter(trigger.Word[0]) || text.IsWholeWord(at, trigger.Word.Length);
            if (isWord)
            {
                SecretValues.Collect(text, at, trigger.Word.Length, trigger.Kind, ref found);
            }

            at += isWord ? trigger.Word.Length : 1;
        }

        CardTracks.Collect(text, ref found);
        if (found is null && previousText is not null)
        {
            BareCodes.Collect(text, previousText, lexicon, ref found);
        }

        return found is null ? None : WithoutOverlaps(found);
    }

    private static List<Secret> WithoutOverlaps(List<Secret> found)
    {
        found.Sort((a, b) => a.Start != b.Start ? a.Start.CompareTo(b.Start) : b.Length.CompareTo(a.Length));
        var kept = new List<Secret>(found.Count);
        foreach (var secret in found)
        {
            if (kept.Count == 0 || secret.Start >= kept[^1].Start + kept[^1].Length)
            {
                kept.Add(secret);
            }
            else if (secret.Start + secret.Length > kept[^1].Start + kept[^1].Length)
            {
                var last = kept[^1];
                kept[^1] = last with { Length = secret.Start + secret.Length - last.Start };
            }
        }

        return kept;
    }
}
