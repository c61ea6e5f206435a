using System.Text.RegularExpressions;
using FirstWindow.Language.Normal;

namespace FirstWindow.Language.Personal;

/// <summary>
/// Finds e-mail addresses, passports, permits, plates and the identity numbers of Taiwan and Hong Kong.
/// </summary>
internal static partial class DocumentFinder
{
    private const int MatchesMax = 200;

    public static void Collect(NormalText text, List<Entity> found)
    {
        var words = text.Words.Personal;
        if (text.Text.Contains('@'))
        {
            Add(text, Email(), EntityTypes.Email, found, (_, _, _) => true);
        }

        Add(text, Plate(), EntityTypes.Plate, found, (t, at, _) => words.Pack.PlateProvinces.Contains(t[at]));
        Add(text, Document(), EntityTypes.Passport, found, (t, at, length) => IsPassport(t, at, length, words));
        Add(text, Document(), EntityTypes.Permit, found, (t, at, _) => IsNear(t, at, words, words.Pack.PermitWords));
        Add(text, Document(), EntityTypes.IdNumber, found, IsIslandId);
        Add(text, HongKongId(), EntityTypes.IdNumber, found, (_, _, _) => true);
    }

    private static bool IsPassport(string text, int at, int length, PersonalWords words) =>
        length is 8 or 9 && !IsNear(text, at, words, words.Pack.PermitWords)
            && (IsNear(text, at, words, words.Pack.PassportWords) || (length == 9 && text[at] is 'e' or 'g'));

    private static bool IsIslandId(string text, int at, int length) =>
        length == 10 && CheckDigits.IsTaiwanCitizen(text.AsSpan(at, length));

    private static bool IsNear(string text, int at, PersonalWords words, List<string> wanted)
    {
        var before = text[Math.Max(0, at - words.DocumentReachChars)..at];
        return wanted.Exists(word => before.Contains(word, StringComparison.Ordinal));
    }

    private static void Add(
        NormalText text, Regex pattern, string type, List<Entity> found, Func<string, int, int, bool> isMeant)
    {
        var count = 0;
        foreach (var match in pattern.EnumerateMatches(text.Text))
        {
            var isWord = (match.Index == 0 || !char.IsAsciiLetterOrDigit(text.Text[match.Index - 1]))
                && (match.Index + match.Length >= text.Text.Length
                    || !char.IsAsciiLetterOrDigit(text.Text[match.Index + match.Length]));
            if (isWord && isMeant(text.Text, match.Index, match.Length))
            {
                var (start, length) = text.OriginalSpan(match.Index, match.Length);
                found.Add(new(type, start, length, "C2"));
            }

            if (++count > MatchesMax)
            {
                return;
            }
        }
    }

    [GeneratedRegex(
        @"[a-z0-9][a-z0-9._%+\-]{0,63}@[a-z0-9][a-z0-9\-]{0,62}(\.[a-z0-9\-]{1,62}){1,4}",
        RegexOptions.NonBacktracking)]
    private static partial Regex Email();

    [GeneratedRegex(@"[\u4e00-\u9fff][a-z][·\- ]?[a-z0-9]{5,6}", RegexOptions.NonBacktracking)]
    private static partial Regex Plate();

    [GeneratedRegex(@"[a-z][a-z]?[0-9]{7,10}", RegexOptions.NonBacktracking)]
    private static partial Regex Document();

    [GeneratedRegex(@"[a-z]{1,2}[0-9]{6}\([0-9a]\)", RegexOptions.NonBacktracking)]
    private static partial Regex HongKongId();
}
