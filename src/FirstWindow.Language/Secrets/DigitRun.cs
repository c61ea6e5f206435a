namespace FirstWindow.Language.Secrets;

/// <summary>A number as people write or say it: 1234, 1 2 3 4, 1-2-3-4, 123-456, 一二三四, 幺二三四, 壹贰叁肆.</summary>
internal readonly record struct DigitRun(int Start, int End, int Digits, bool Spoken)
{
    // Longer numbers are never a secret; the bound keeps one look at a run constant.
    private const int DigitsMax = 40;

    public int Length => End - Start;

    public static bool IsDigit(char c) => char.IsAsciiDigit(c) || IsSpokenDigit(c);

    /// <summary>Reads the number that begins here; false when none does.</summary>
    public static bool TryRead(in CompactText text, int at, out DigitRun run)
    {
        run = default;
        if (!IsDigit(text[at]))
        {
            return false;
        }

        var (end, digits, group, spoken) = (at, 0, 0, false);
        DigitRun? beforeGap = null;
        while (digits < DigitsMax)
        {
            if (IsDigit(text[end]))
            {
                if (digits > 0 && text.HasGapBefore(end))
                {
                    beforeGap ??= new(at, end, digits, spoken);
                    group = 0;
                }

                spoken |= !char.IsAsciiDigit(text[end]);
                digits++;
                group++;
                end++;
            }
            else if (IsJoined(text, end, group))
            {
                end++;
                group = 0;
            }
            else
            {
                break;
            }
        }

        // "123456 95588" is a code and something else, not one number of eleven digits.
        run = beforeGap is { Digits: >= 4 } first && digits > 8 ? first : new(at, end, digits, spoken);
        return true;
    }

    // Only digits set apart one by one or three by three; "12,000" and "2026-11-21" are no such thing.
    private static bool IsJoined(in CompactText text, int at, int group)
    {
        if (text[at] is not ('-' or '.' or '·' or '、' or ',' or '*' or '_' or '/') || !IsDigit(text[at + 1]))
        {
            return false;
        }

        return (group == 1 && !IsDigit(text[at + 2]))
            || (group == 3 && text[at] == '-'
                && IsDigit(text[at + 2]) && IsDigit(text[at + 3]) && !IsDigit(text[at + 4]));
    }

    private static bool IsSpokenDigit(char c) => c is '一' or '二' or '三' or '四' or '五' or '六' or '七' or '八' or '九'
        or '零' or '〇' or '幺' or '两' or '洞' or '拐' or '壹' or '贰' or '叁' or '肆' or '伍' or '陆' or '柒' or '捌' or '玖';
}
