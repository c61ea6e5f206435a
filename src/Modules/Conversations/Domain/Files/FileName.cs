using System.Globalization;
using System.Text;
using FirstWindow.Language;
using FirstWindow.Platform.Files;

namespace FirstWindow.Conversations.Domain.Files;

/// <summary>A file's name as it may be kept and shown: no folders, nothing that turns the direction of writing, no
/// secrets, and the ending its content gives it.</summary>
internal static class FileName
{
    private const int CharactersMax = 60;

    public static string Clean(string? given, SafeFile file, PackSet packs)
    {
        var name = given ?? string.Empty;
        name = name[(name.LastIndexOfAny(['/', '\\']) + 1)..];
        var dot = name.LastIndexOf('.');
        name = dot > 0 ? name[..dot] : name;
        var kept = new StringBuilder();
        foreach (var rune in name.EnumerateRunes().Where(IsPlain).Take(CharactersMax))
        {
            kept.Append(rune);
        }

        var cleaned = packs.Blot(kept.ToString()).Text.Trim(' ', '.');
        return (cleaned.Length == 0 ? file.IsPicture ? "picture" : "document" : cleaned) + file.Extension;
    }

    private static bool IsPlain(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
        && rune.Value is not ('"' or '<' or '>' or '|' or ':' or '*' or '?' or 0xfffd);
}
