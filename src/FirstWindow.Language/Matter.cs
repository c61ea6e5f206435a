using System.Text.RegularExpressions;

namespace FirstWindow.Language;

/// <summary>What a customer's text is about, apart from how it is said.</summary>
public static partial class Matter
{
    // "Good morning" and "hello there" greet and nothing more; a longer line that begins so says something.
    private const int GreetingWordsMax = 2;

    /// <summary>The text without its parts that only greet or ask for a person; empty when nothing else is
    /// said.</summary>
    public static string Of(string text, PackSet packs)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(packs);
        var parts = Seam().Split(text).Select(p => p.Trim()).Where(p => p.Any(char.IsLetterOrDigit)).ToList();
        var left = parts.Where(p => !IsAside(p, packs)).ToList();
        return left.Count == parts.Count && !IsAside(text, packs) ? text : string.Join('\uff0c', left);
    }

    private static bool IsAside(string part, PackSet packs)
    {
        var signals = packs.ReadSignals(part);
        return signals.WantsPerson
            || (signals.Greeting && part.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length <= GreetingWordsMax);
    }

    // A part ends with a mark or a line; among Chinese characters a blank ends one too, elsewhere a full stop before
    // a blank.
    [GeneratedRegex(@"\.\s+|[,\uff0c\u3002!\uff01?\uff1f;\uff1b~\uff5e\n]+|(?<=[\u4e00-\u9fff])\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Seam();
}
