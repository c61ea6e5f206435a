using FirstWindow.Platform;

namespace FirstWindow.Staff.Domain;

/// <summary>What a password must be like (GB/T 22239-2019, level 3): long, of several kinds of characters, and neither
/// a name nor made of what is guessed first.</summary>
[Clause("A4.2.3b")]
internal static class PasswordRules
{
    public const int CharsMax = 256;

    /// <summary>Shorter names, and shorter words of names, stand in too many good passwords.</summary>
    private const int NameCharsMin = 4;

    /// <summary>Why the password is refused; none when it is good.</summary>
    /// <param name="password">Exactly as it was typed.</param>
    /// <param name="names">The user's and the bank's own, none of which may be in it.</param>
    /// <param name="charsMin">How long it must be.</param>
    /// <param name="kindsMin">How many kinds of characters it must have.</param>
    public static Error? Check(string password, IReadOnlyList<string> names, long charsMin, long kindsMin)
    {
        if (password.Length < charsMin || password.Length > CharsMax)
        {
            return StaffErrors.PasswordTooShort(charsMin);
        }

        if (KindsOf(password) < kindsMin)
        {
            return StaffErrors.PasswordTooPlain(kindsMin);
        }

        return names.Any(name => Holds(password, name)) || CommonPasswords.IsMadeOf(password)
            ? StaffErrors.PasswordGuessable : null;
    }

    // As it is written, as one word, or any long word of it: "Dawn Bank", "dawnbank"; blanks in the password hide
    // nothing.
    private static bool Holds(string password, string name)
    {
        var packed = Pack(password);
        return name.Split([' ', '.', '-', '_'], StringSplitOptions.RemoveEmptyEntries)
            .Append(Pack(name)).Append(name)
            .Where(part => part.Length >= NameCharsMin || part == name)
            .Any(part => password.Contains(part, StringComparison.OrdinalIgnoreCase)
                || packed.Contains(part, StringComparison.OrdinalIgnoreCase));
    }

    private static string Pack(string text) => text.Replace(" ", string.Empty, StringComparison.Ordinal);

    // Small letters, capitals, digits, everything else.
    private static int KindsOf(string password) => password
        .Select(c => char.IsAsciiLetterLower(c) ? 0 : char.IsAsciiLetterUpper(c) ? 1 : char.IsAsciiDigit(c) ? 2 : 3)
        .Distinct().Count();
}
