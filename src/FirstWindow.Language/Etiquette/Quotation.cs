namespace FirstWindow.Language.Etiquette;

/// <summary>Words in quotation marks are somebody else's: quoting a forbidden phrase does not break the rule.</summary>
internal static class Quotation
{
    private const string Openers = "「『“‘《";
    private const string Closers = "」』”'》";

    public static bool Covers(string text, int start, int length, double reachChars)
    {
        var opener = text.AsSpan(0, start).LastIndexOfAny(Openers);
        if (opener < 0 || start - opener > reachChars)
        {
            return PlainQuotesCover(text, start, length);
        }

        var closer = text.IndexOf(Closers[Openers.IndexOf(text[opener])], opener);
        // A reply that is one whole quotation quotes nobody.
        return closer >= start + length && (opener > 0 || closer < text.Length - 1);
    }

    public static bool IsQuoting(string text) => text.AsSpan().ContainsAny(Openers) || text.Contains('"');

    private static bool PlainQuotesCover(string text, int start, int length)
    {
        var before = text.AsSpan(0, start);
        if ((before.Count('"') & 1) == 0)
        {
            return false;
        }

        var closer = text.IndexOf('"', start + length);
        return closer > 0 && (before.IndexOf('"') > 0 || closer < text.Length - 1);
    }
}
