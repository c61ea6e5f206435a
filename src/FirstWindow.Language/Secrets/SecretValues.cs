using System.Buffers;

namespace FirstWindow.Language.Secrets;

/// <summary>The value that belongs to a trigger word: after it, or right before it.</summary>
internal static class SecretValues
{
    private static readonly SearchValues<char> SentenceEnds = SearchValues.Create("。!?;\n");

    public static void Collect(in CompactText text, int word, int length, SecretKind kind, ref List<Secret>? found)
    {
        if (kind == SecretKind.CardTrack || IsAboutSomethingElse(text, word, length, kind))
        {
            return;
        }

        if (kind == SecretKind.CardExpiry)
        {
            CardExpiries.Collect(text, word, length, ref found);
            return;
        }

        if (!CollectAfter(text, word + length, kind, char.IsAsciiLetter(text[word]), ref found))
        {
            CollectBefore(text, word, kind, ref found);
        }
    }

    private static bool IsAboutSomethingElse(in CompactText text, int word, int length, SecretKind kind)
    {
        if (kind == SecretKind.OneTimeCode && text.StartsWith(word, "code") && length == 4)
        {
            return EndsWithAny(text, word, text.Words.OtherCodes) > 0;
        }

        if (kind != SecretKind.CardSecurityCode || text[word] is not ('末' or '后' or '最' or 'l'))
        {
            return false;
        }

        foreach (var tail in text.Words.Tails)
        {
            var near = text.Chars[Math.Max(0, word - 8)..word];
            if (near.IndexOf(tail) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    private static bool CollectAfter(in CompactText text, int end, SecretKind kind, bool latin, ref List<Secret>? found)
    {
        var limit = Math.Min(text.Length, end + text.Words.ReachChars);
        for (var at = end; at < limit; at++)
        {
            var between = text.Chars[end..at];
            var linked = at == end || EndsWithAny(text, at, text.Words.DirectLinks, end) > 0;
            if (at > end && text.Words.TriggerAt(text, at) is not null)
            {
                return false;
            }

            if (linked && WrittenValues.TryRead(text, at, kind, at == end, out var length))
            {
                (found ??= []).Add(text.Span(at, length, kind));
                CollectMore(text, at + length, kind, ref found);
                return true;
            }

            if (DigitRun.TryRead(text, at, out var run))
            {
                var isValue = linked
                    ? IsLinkedValue(text, end, run, kind, at == end)
                    : !latin && between.IndexOfAny(text.Words.Doubts) < 0 && IsLooseValue(text, end, run, kind);
                if (isValue)
                {
                    (found ??= []).Add(text.Span(at, run.Length, KindOf(text, kind, run.Digits)));
                    CollectMore(text, run.End, kind, ref found);
                    return true;
                }

                at = run.End - 1;
            }
            else if (SentenceEnds.Contains(text[at]))
            {
                return false;
            }
        }

        return false;
    }

    // "tried 123456 and 888888": the second one is a secret as well.
    private static void CollectMore(in CompactText text, int at, SecretKind kind, ref List<Secret>? found)
    {
        for (var i = 0; i < text.Words.MoreValues; i++)
        {
            var joint = JointAt(text, at);
            if (joint == 0 || !DigitRun.TryRead(text, at + joint, out var run)
                || !IsLinkedValue(text, at, run, kind, adjacent: true))
            {
                return;
            }

            found!.Add(text.Span(run.Start, run.Length, kind));
            at = run.End;
        }
    }

    private static int JointAt(in CompactText text, int at)
    {
        foreach (var joint in text.Words.JoinsValues)
        {
            if (text.StartsWith(at, joint))
            {
                return joint.Length;
            }
        }

        return 0;
    }

    private static void CollectBefore(in CompactText text, int word, SecretKind kind, ref List<Secret>? found)
    {
        foreach (var between in text.Words.Between)
        {
            var end = word - between.Length;
            if (end < 3 || !text.EndsWith(word, between) || !DigitRun.IsDigit(text[end - 1]))
            {
                continue;
            }

            var start = end - 1;
            while (start > 0 && end - start < text.Words.ReachChars
                && (DigitRun.IsDigit(text[start - 1]) || text[start - 1] == '-'))
            {
                start--;
            }

            if (!DigitRun.TryRead(text, start, out var run) || run.End != end || !IsLooseValue(text, 0, run, kind))
            {
                return;
            }

            // Nothing but "'s" between them says little; six digits are the one common length of a code.
            if (between.Length > 0 && between != "的" || run.Digits == (kind == SecretKind.CardSecurityCode ? 3 : 6))
            {
                (found ??= []).Add(text.Span(run.Start, run.Length, kind));
            }

            return;
        }
    }

    private static bool IsLinkedValue(in CompactText text, int end, DigitRun run, SecretKind kind, bool adjacent)
    {
        var (fewest, most, _) = text.Words.DigitsOf(kind);
        return run.Digits >= fewest && run.Digits <= most && !IsHotline(text, run) && !IsPartOfMore(text, run)
            && StartsWithAny(text, run.End, text.Words.Units) == 0
            && (adjacent || !IsNamedOtherwise(text, end, run.Start));
    }

    private static bool IsLooseValue(in CompactText text, int end, DigitRun run, SecretKind kind)
    {
        var (fewest, _, most) = text.Words.DigitsOf(kind);
        return run.Digits >= fewest && run.Digits <= most && !IsHotline(text, run) && !IsPartOfMore(text, run)
            && StartsWithAny(text, run.End, text.Words.Units) == 0
            && StartsWithAny(text, run.End, text.Words.LooseUnits) == 0
            && !IsNamedOtherwise(text, end, run.Start);
    }

    private static bool IsNamedOtherwise(in CompactText text, int from, int number)
    {
        // "balance is 5000": look before the "is".
        while (number > from && text[number - 1] is '是' or '为' or ':' or '=' or '了' or 's' or 'i')
        {
            number--;
        }

        return EndsWithAny(text, number, text.Words.NamedOtherwise, from) > 0;
    }

    public static bool IsHotline(in CompactText text, DigitRun run)
    {
        if (run.Digits == 5)
        {
            return StartsWithAny(text, run.Start, text.Words.Hotlines) > 0;
        }

        return run.Digits >= 7 && text.StartsWith(run.Start, "106");
    }

    // 1234.56, 2026-11-21 and 6222**** are longer things than the digits read here.
    private static bool IsPartOfMore(in CompactText text, DigitRun run) =>
        (text[run.End] is '.' or '-' or '/' && char.IsAsciiDigit(text[run.End + 1]) && !text.HasGapBefore(run.End + 1))
        || text[run.End] == '*';

    private static SecretKind KindOf(in CompactText text, SecretKind kind, int digits) =>
        kind == SecretKind.CardSecurityCode && digits > text.Words.DigitsOf(kind).Loose ? SecretKind.OneTimeCode : kind;

    public static int StartsWithAny(in CompactText text, int at, string[] words)
    {
        foreach (var word in words)
        {
            if (text.StartsWith(at, word))
            {
                return word.Length;
            }
        }

        return 0;
    }

    private static int EndsWithAny(in CompactText text, int end, string[] words, int from = 0)
    {
        foreach (var word in words)
        {
            if (word.Length <= end - from && text.EndsWith(end, word))
            {
                return word.Length;
            }
        }

        return 0;
    }
}
