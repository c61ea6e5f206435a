using FirstWindow.Platform;
using FirstWindow.Platform.Policies;

namespace FirstWindow.Staff.Domain;

/// <summary>What a password must be like (GB/T 22239-2019, level 3): long, of several kinds of characters, and neither
/// the name nor one of the words that are guessed first.</summary>
[Clause("A4.2.3b")]
internal static class PasswordRules
{
    public const int CharsMax = 256;

    private static readonly string[] GuessedFirst =
        ["password", "passw0rd", "admin", "qwerty", "123456", "abc123", "111111", "iloveyou", "firstwindow", "woaini"];

    /// <summary>Why the password is refused; none when it is good.</summary>
    public static Error? Check(string password, string userName, long charsMin, long kindsMin)
    {
        if (password.Length < charsMin || password.Length > CharsMax)
        {
            return StaffErrors.PasswordTooShort(charsMin);
        }

        if (KindsOf(password) < kindsMin)
        {
            return StaffErrors.PasswordTooPlain(kindsMin);
        }

        return GuessedFirst.Append(userName).Any(w => password.Contains(w, StringComparison.OrdinalIgnoreCase))
            ? StaffErrors.PasswordGuessable : null;
    }

    // Small letters, capitals, digits, everything else.
    private static int KindsOf(string password) => password
        .Select(c => char.IsAsciiLetterLower(c) ? 0 : char.IsAsciiLetterUpper(c) ? 1 : char.IsAsciiDigit(c) ? 2 : 3)
        .Distinct().Count();
}
