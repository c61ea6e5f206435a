namespace FirstWindow.Language.Personal;

/// <summary>Telephone numbers of persons; hotlines (95588, 400…) are public and stay readable.</summary>
internal static class Phones
{
    public static bool IsPhone(ReadOnlySpan<char> digits, string text, int start)
    {
        if (digits.Contains('x'))
        {
            return false;
        }

        return digits.Length switch
        {
            11 => IsMobile(digits) || IsLandline(digits, text, start),
            13 => digits.StartsWith("86") && IsMobile(digits[2..]),
            10 => digits.StartsWith("09") || IsLandline(digits, text, start),
            12 => (digits.StartsWith("0") && IsMobile(digits[1..])) || IsLandline(digits, text, start)
                || digits.StartsWith("8869"),
            _ => false,
        };
    }

    private static bool IsMobile(ReadOnlySpan<char> digits) => digits[0] == '1' && digits[1] is >= '3' and <= '9';

    // Area code, then seven or eight digits; needs its hyphen or the word for telephone.
    private static bool IsLandline(ReadOnlySpan<char> digits, string text, int start)
    {
        if (digits[0] != '0' || digits[1] == '0' || digits[1] == '9')
        {
            return false;
        }

        var hyphen = text.AsSpan(start, Math.Min(6, text.Length - start)).IndexOfAny('-', ' ');
        var before = text.AsSpan(Math.Max(0, start - 8), Math.Min(start, 8));
        return hyphen is 3 or 4 || before.Contains("电话", StringComparison.Ordinal)
            || before.Contains("座机", StringComparison.Ordinal);
    }
}
