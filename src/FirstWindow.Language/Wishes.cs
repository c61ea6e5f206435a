using System.Text.RegularExpressions;

namespace FirstWindow.Language;

/// <summary>Takes apart a message in which a customer asks for several things.</summary>
public static partial class Wishes
{
    private const int PartsMax = 4;
    private const int PartCharsMin = 4;

    /// <summary>The parts that may be a wish each, in order; the text itself when it has but one.</summary>
    public static IReadOnlyList<string> Split(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = Seam().Split(text).Select(p => p.Trim(' ', ',', '\uff0c', '\u3002', '\u3001'))
            .Where(p => p.Length >= PartCharsMin).Take(PartsMax).ToList();
        return parts.Count >= 2 ? parts : [text];
    }

    // A sentence ends, a line ends, or a word says that something else follows.
    [GeneratedRegex(
        "[\u3002\uff01\uff1f!?;\uff1b\n]+"
        + "|(?<=[^\\s])[,\uff0c\\s]*(?:另外|还有|顺便|再问|以及|对了|同时|\\balso\\b|\\band also\\b|\\bplus\\b|\\bby the way\\b)[,\uff0c\\s]*",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Seam();
}
