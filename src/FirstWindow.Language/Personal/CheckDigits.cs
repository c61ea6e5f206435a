namespace FirstWindow.Language.Personal;

/// <summary>Check digits: they tell a real number from one that merely has its length.</summary>
internal static class CheckDigits
{
    /// <summary>Luhn, ISO/IEC 7812-1 annex B.</summary>
    public static bool IsCard(ReadOnlySpan<char> digits)
    {
        if (digits.Length is < 13 or > 19 || digits[0] == '0')
        {
            return false;
        }

        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var d = digits[^(i + 1)] - '0';
            sum += (i & 1) == 0 ? d : d > 4 ? 2 * d - 9 : 2 * d;
        }

        return sum % 10 == 0 && digits.ContainsAnyExcept(digits[0]);
    }

    /// <summary>Citizen identity number, GB 11643-1999: birthday and ISO 7064 MOD 11-2.</summary>
    public static bool IsCitizen(ReadOnlySpan<char> number)
    {
        if (number.Length != 18 || number[..17].ContainsAnyExceptInRange('0', '9') || !IsBirthday(number[6..14]))
        {
            return false;
        }

        ReadOnlySpan<int> weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
        var sum = 0;
        for (var i = 0; i < 17; i++)
        {
            sum += (number[i] - '0') * weights[i];
        }

        return "10x98765432"[sum % 11] == number[17];
    }

    public static bool IsBirthday(ReadOnlySpan<char> yyyymmdd) =>
        DateOnly.TryParseExact(yyyymmdd, "yyyyMMdd", out var day) && day.Year is >= 1850 and <= 2100;

    /// <summary>Identity number of Taiwan: a letter, nine digits, MOD 10.</summary>
    public static bool IsTaiwanCitizen(ReadOnlySpan<char> number)
    {
        const string Letters = "abcdefghjklmnpqrstuvxywzio";
        var letter = number.Length == 10 ? Letters.IndexOf(number[0]) + 10 : 0;
        if (letter < 10 || number[1] is not ('1' or '2' or '8' or '9')
            || number[1..].ContainsAnyExceptInRange('0', '9'))
        {
            return false;
        }

        var sum = letter / 10 + letter % 10 * 9;
        for (var i = 1; i < 9; i++)
        {
            sum += (number[i] - '0') * (9 - i);
        }

        return (sum + number[9] - '0') % 10 == 0;
    }
}
