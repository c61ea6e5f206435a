using FirstWindow.Language.Normal;

namespace FirstWindow.Language.Personal;

/// <summary>
/// Finds phones, identity numbers, cards and accounts among the numbers of a text, however they are written.
/// </summary>
internal static class NumberFinder
{
    private const int DigitsMax = 34;

    public static void Collect(NormalText text, List<Entity> found)
    {
        var normal = text.Text;
        Span<char> digits = stackalloc char[DigitsMax];
        Span<int> places = stackalloc int[DigitsMax];
        var at = 0;
        while (at < normal.Length)
        {
            if (DigitOf(normal[at]) == '\0')
            {
                at++;
                continue;
            }

            var (count, end) = Read(normal, at, digits, places);
            Classify(text, digits[..count], places[..count], end, found);
            at = Math.Max(end, at + 1);
        }
    }

    // A number goes on over one blank or hyphen, as people group digits.
    private static (int Count, int End) Read(string text, int at, Span<char> digits, Span<int> places)
    {
        var (count, end) = (0, at);
        while (end < text.Length && count < DigitsMax)
        {
            var digit = DigitOf(text[end]);
            if (digit == '\0' && count == 17 && text[end] == 'x')
            {
                digit = 'x';
            }

            if (digit != '\0')
            {
                places[count] = end;
                digits[count++] = digit;
                end++;
            }
            else if (count > 0 && text[end] is ' ' or '-' && end + 1 < text.Length && DigitOf(text[end + 1]) != '\0')
            {
                end++;
            }
            else
            {
                break;
            }
        }

        while (end < text.Length && count == DigitsMax && DigitOf(text[end]) != '\0')
        {
            end++;
        }

        return (count, end);
    }

    private static void Classify(
        NormalText text, ReadOnlySpan<char> digits, ReadOnlySpan<int> places, int end, List<Entity> found)
    {
        var type = digits.Length == DigitsMax ? null : TypeOf(text, digits, places, end);
        if (type is not null)
        {
            Add(text, type, places[0], end, found);
            return;
        }

        // Several numbers may stand side by side: try each group set apart by a blank.
        var start = 0;
        while (start < digits.Length)
        {
            var stop = LongestKnown(text, digits, places, start, end);
            if (stop > start)
            {
                var last = stop < digits.Length ? places[stop - 1] + 1 : end;
                var known = TypeOf(text, digits[start..stop], places[start..stop], last)!;
                Add(text, known, places[start], last, found);
                start = stop;
            }
            else
            {
                start = NextGroup(places, start);
            }
        }
    }

    private static int LongestKnown(
        NormalText text, ReadOnlySpan<char> digits, ReadOnlySpan<int> places, int start, int end)
    {
        var isWhole = start == 0;
        for (var stop = digits.Length; stop > start + 7; stop--)
        {
            var isGroupEnd = stop == digits.Length || places[stop] != places[stop - 1] + 1;
            var last = stop == digits.Length ? end : places[stop - 1] + 1;
            if (isGroupEnd && !(isWhole && stop == digits.Length)
                && TypeOf(text, digits[start..stop], places[start..stop], last) is not null)
            {
                return stop;
            }
        }

        return start;
    }

    private static int NextGroup(ReadOnlySpan<int> places, int start)
    {
        start++;
        while (start < places.Length && places[start] == places[start - 1] + 1)
        {
            start++;
        }

        return start;
    }

    private static string? TypeOf(NormalText normal, ReadOnlySpan<char> digits, ReadOnlySpan<int> places, int end)
    {
        var (text, start) = (normal.Text, places[0]);
        if (IsGluedToWord(text, start, end))
        {
            return null;
        }

        var words = normal.Words.Personal;
        if (digits.Length == 18 && CheckDigits.IsCitizen(digits))
        {
            return EntityTypes.IdNumber;
        }

        if (digits.Length is 11 or 13 or 10 or 12 && Phones.IsPhone(digits, text, start))
        {
            return EntityTypes.Phone;
        }

        if (digits.Length is 15 or 18 && IsNear(text, start, words, words.Pack.IdWords))
        {
            return EntityTypes.IdNumber;
        }

        if (digits.Length is >= 8 and <= 30 && !digits.Contains('x')
            && IsNear(text, start, words, words.Pack.AccountWords)
            && !(digits.Length >= 16 && CheckDigits.IsCard(digits)))
        {
            return EntityTypes.Account;
        }

        return IsCard(text, digits, start, words) ? EntityTypes.BankCard : null;
    }

    private static bool IsCard(string text, ReadOnlySpan<char> digits, int start, PersonalWords words) =>
        digits.Length is >= 13 and <= 19 && !digits.Contains('x')
        && (CheckDigits.IsCard(digits) ? digits.Length >= 15 || IsNear(text, start, words, words.Pack.CardWords)
            : digits.Length >= 16 && IsNear(text, start, words, words.Pack.CardWords));

    private static bool IsNear(string text, int start, PersonalWords words, List<string> wanted)
    {
        var reach = words.NumberReachChars;
        var before = text.AsSpan(Math.Max(0, start - reach), Math.Min(start, reach));
        var cut = before.LastIndexOfAny("。!?;,\n");
        before = before[(cut + 1)..];
        foreach (var word in wanted)
        {
            if (before.Contains(word, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    // "a12345" and "1.5" and "3/4" are parts of something else.
    private static bool IsGluedToWord(string text, int start, int end) =>
        IsGlue(text, start - 1, start - 2) || IsGlue(text, end, end + 1);

    private static bool IsGlue(string text, int next, int beyond) =>
        next >= 0 && next < text.Length && (char.IsAsciiLetter(text[next])
            || (text[next] is '.' or '/' && beyond >= 0 && beyond < text.Length && char.IsAsciiDigit(text[beyond])));

    private static void Add(NormalText text, string type, int start, int end, List<Entity> found)
    {
        var (from, length) = text.OriginalSpan(start, end - start);
        found.Add(new(type, from, length, "C2"));
    }

    public static char DigitOf(char c) => c switch
    {
        >= '0' and <= '9' => c,
        '零' or '〇' or '洞' => '0',
        '一' or '幺' or '壹' => '1',
        '二' or '两' or '贰' => '2',
        '三' or '叁' => '3',
        '四' or '肆' => '4',
        '五' or '伍' => '5',
        '六' or '陆' => '6',
        '七' or '拐' or '柒' => '7',
        '八' or '捌' => '8',
        '九' or '玖' => '9',
        _ => '\0',
    };
}
