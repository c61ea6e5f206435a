using System.Globalization;
using System.Text;
using FirstWindow.Platform;

namespace FirstWindow.Conversations.Domain;

/// <summary>What may stand in a message.</summary>
internal static class MessageText
{
    /// <summary>Longest message, in Unicode code points.</summary>
    public const int CharactersMax = 4_000;

    /// <summary>Why a text cannot be a message; none when it can.</summary>
    public static Error? Refuse(string? text)
    {
        if (text is null)
        {
            return ConversationErrors.BlankText;
        }

        var characters = 0;
        var isBlank = true;
        for (var i = 0; i < text.Length; i++, characters++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
                isBlank = false;
            }
            else if (char.IsSurrogate(text[i]) || IsForbidden(text[i]))
            {
                return ConversationErrors.BadText;
            }
            else
            {
                isBlank = isBlank && IsInvisible(text[i]);
            }
        }

        return characters > CharactersMax ? ConversationErrors.TooLong : isBlank ? ConversationErrors.BlankText : null;
    }

    /// <summary>At most so many characters of a text, never half a character.</summary>
    public static string Shorten(string text, int charactersMax)
    {
        var cut = new StringBuilder();
        foreach (var rune in text.EnumerateRunes().Take(charactersMax))
        {
            cut.Append(rune);
        }

        return cut.Length < text.Length ? cut.Append('…').ToString() : text;
    }

    // NUL and its neighbours are no text; line feed, tab and carriage return are.
    private static bool IsForbidden(char c) =>
        (c < ' ' && c is not ('\n' or '\t' or '\r')) || c is '\u007f' or '\ufffe' or '\uffff';

    private static bool IsInvisible(char c) =>
        char.IsWhiteSpace(c) || char.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.Control;
}
