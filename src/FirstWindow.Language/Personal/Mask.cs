namespace FirstWindow.Language.Personal;

/// <summary>How each type of personal data is shown by default.</summary>
internal static class Mask
{
    private const int DistrictReachChars = 16;

    public static string Of(string type, string text) => type switch
    {
        EntityTypes.Phone => Keep(text, 3, 4),
        EntityTypes.IdNumber => Keep(text, 3, 4),
        EntityTypes.BankCard => Card(text),
        EntityTypes.Account => Keep(text, 0, 4),
        EntityTypes.Email => text[0] + "***" + text[Math.Max(text.AsSpan().IndexOfAny('@', '＠'), 0)..],
        EntityTypes.Person => text[0] + (char.IsAscii(text[0]) ? "***" : new string('*', text.Length - 1)),
        EntityTypes.Address => Address(text),
        EntityTypes.Passport or EntityTypes.Permit => Keep(text, 1, 2),
        EntityTypes.Plate => Keep(text, 2, 1),
        EntityTypes.Password => "【已隐去:密码】",
        EntityTypes.OneTimeCode => "【已隐去:验证码】",
        _ => "【已隐去:安全码】",
    };

    // Counts what carries the number, not the blanks people put between.
    private static string Keep(string text, int first, int last)
    {
        var signs = text.Where(char.IsLetterOrDigit).ToArray();
        return signs.Length <= first + last
            ? new string('*', signs.Length)
            : new string(signs[..first]) + new string('*', signs.Length - first - last) + new string(signs[^last..]);
    }

    private static string Card(string text)
    {
        var signs = text.Where(char.IsLetterOrDigit).ToArray();
        return signs.Length < 12
            ? new string('*', signs.Length)
            : $"{new string(signs[..4])} **** **** {new string(signs[^4..])}";
    }

    // A flat address is shown down to its district, or to its city when it names none.
    private static string Address(string text)
    {
        var district = text.AsSpan().IndexOfAny("区县旗區縣");
        var end = district is > 0 and < DistrictReachChars ? district : text.IndexOf('市');
        return end is > 0 and < DistrictReachChars ? text[..(end + 1)] + "***" : "***";
    }
}
