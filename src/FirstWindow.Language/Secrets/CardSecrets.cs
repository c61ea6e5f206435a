namespace FirstWindow.Language.Secrets;

/// <summary>The expiry of a card, a secret only beside its number or security code.</summary>
internal static class CardExpiries
{
    public static void Collect(in CompactText text, int word, int length, ref List<Secret>? found)
    {
        if (!IsBesideACard(text, word))
        {
            return;
        }

        var end = word + length;
        for (var at = end; at < Math.Min(text.Length, end + text.Words.ExpiryReachChars); at++)
        {
            if (DigitRun.IsDigit(text[at]))
            {
                var size = ExpiryAt(text, at);
                if (size > 0)
                {
                    (found ??= []).Add(text.Span(at, size, SecretKind.CardExpiry));
                }

                return;
            }
        }
    }

    private static bool IsBesideACard(in CompactText text, int word)
    {
        var reach = text.Words.ExpiryBesideChars;
        var near = text.Chars[Math.Max(0, word - reach)..Math.Min(text.Length, word + reach)];
        if (near.IndexOfAny(text.Words.BesideExpiry) >= 0)
        {
            return true;
        }

        var digits = 0;
        foreach (var c in near)
        {
            digits = char.IsAsciiDigit(c) ? digits + 1 : c == '-' ? digits : 0;
            if (digits >= 13)
            {
                return true;
            }
        }

        return false;
    }

    // 12/27, 12-2027, 1227, 2027年12月, 12月27年, 一二二七.
    private static int ExpiryAt(in CompactText text, int at)
    {
        var first = Digits(text, at);
        var end = at + first;
        if (text[end] is '/' or '-' or '.' or '年' or '月' && DigitRun.IsDigit(text[end + 1]))
        {
            var second = Digits(text, end + 1);
            end += 1 + second;
            end += text[end] is '月' or '年' ? 1 : 0;
            return first <= 4 && second <= 4 ? end - at : 0;
        }

        return first is 4 or 6 ? first : 0;
    }

    private static int Digits(in CompactText text, int at)
    {
        var length = 0;
        while (length < 8 && DigitRun.IsDigit(text[at + length]) && (length == 0 || !text.HasGapBefore(at + length)))
        {
            length++;
        }

        return length;
    }
}

/// <summary>Magnetic-track data: %B…^…^… and ;…=…?, also without their sentinels.</summary>
internal static class CardTracks
{
    private const int TrackCharsMax = 120;
    private const int CardDigitsMin = 12;

    public static void Collect(in CompactText text, ref List<Secret>? found)
    {
        var at = 0;
        while (at < text.Length)
        {
            var step = text.Chars[at..].IndexOfAny('^', '=');
            if (step < 0)
            {
                return;
            }

            at += step;
            var start = CardNumberBefore(text, at);
            if (start < 0 || !(text[at] == '^' || char.IsAsciiDigit(text[at + 1])))
            {
                at++;
                continue;
            }

            var end = EndOfTrack(text, at);
            (found ??= []).Add(text.Span(start, end - start, SecretKind.CardTrack));
            at = end;
        }
    }

    private static int CardNumberBefore(in CompactText text, int at)
    {
        var start = at;
        while (start > 0 && at - start < 20 && char.IsAsciiDigit(text[start - 1]))
        {
            start--;
        }

        if (at - start < CardDigitsMin)
        {
            return -1;
        }

        while (start > 0 && text[start - 1] is '%' or 'b' or ';')
        {
            start--;
        }

        return start;
    }

    private static int EndOfTrack(in CompactText text, int at)
    {
        var end = at + 1;
        while (end < text.Length && end - at < TrackCharsMax && text[end] is > ' ' and <= '~' and not '?' and not ',')
        {
            end++;
        }

        return text[end] == '?' ? end + 1 : end;
    }
}

/// <summary>A number alone, sent in answer to a message that spoke of a code.</summary>
internal static class BareCodes
{
    public static void Collect(
        in CompactText text, string previousText, Lexicon lexicon, ref List<Secret>? found)
    {
        if (text.Length > text.Words.BareCodeChars
            || text.Chars.IndexOfAnyInRange('0', '9') < 0 && !DigitRun.IsDigit(text[text.Length - 1]))
        {
            return;
        }

        var kind = KindSpokenOf(previousText, lexicon);
        if (kind is null || OnlyNumber(text) is not { } run || SecretValues.IsHotline(text, run))
        {
            return;
        }

        // A password too is sent alone as a code is; a longer number is something else.
        var words = text.Words;
        var (fewest, _, most) = words.DigitsOf(
            kind is SecretKind.CardSecurityCode ? SecretKind.CardSecurityCode : SecretKind.OneTimeCode);
        if (run.Digits >= fewest && run.Digits <= most && SecretValues.StartsWithAny(text, run.End, words.Units) == 0
            && SecretValues.StartsWithAny(text, run.End, words.LooseUnits) == 0)
        {
            (found ??= []).Add(text.Span(run.Start, run.Length, kind.Value));
        }
    }

    private static SecretKind? KindSpokenOf(string previousText, Lexicon lexicon)
    {
        var chars = new char[previousText.Length];
        var previous = CompactText.Fold(previousText, chars, new int[previousText.Length], lexicon);
        if (previous.Chars.IndexOfAny(previous.Words.OtherNumbersAsked) >= 0)
        {
            return null;
        }

        var at = 0;
        while (at < previous.Length)
        {
            var step = previous.Chars[at..].IndexOfAny(previous.Words.Triggers);
            if (step < 0)
            {
                return null;
            }

            at += step;
            if (previous.Words.TriggerAt(previous, at) is { Kind: <= SecretKind.CardSecurityCode } trigger
                && (!char.IsAsciiLetter(trigger.Word[0]) || previous.IsWholeWord(at, trigger.Word.Length)))
            {
                return trigger.Kind;
            }

            at++;
        }

        return null;
    }

    private static DigitRun? OnlyNumber(in CompactText text)
    {
        DigitRun? only = null;
        var others = 0;
        for (var at = 0; at < text.Length; at++)
        {
            if (DigitRun.TryRead(text, at, out var run))
            {
                if (only is not null)
                {
                    return null;
                }

                only = run;
                at = run.End - 1;
            }
            else
            {
                others += char.IsLetter(text[at]) ? 1 : 0;
            }
        }

        return others <= text.Words.BareCodeLetters ? only : null;
    }
}
