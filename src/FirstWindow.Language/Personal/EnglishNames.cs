using System.Text.RegularExpressions;
using FirstWindow.Language.Normal;

namespace FirstWindow.Language.Personal;

/// <summary>Names in English: after "my name is" or a title, in capitals as they were written.</summary>
internal static partial class EnglishNames
{
    private const int MatchesMax = 50;

    public static void Collect(NormalText text, List<Entity> found)
    {
        CollectKnown(text, found);
        var count = 0;
        foreach (Match match in Introduced().Matches(text.Original))
        {
            var name = match.Groups["name"];
            found.RemoveAll(e => name.Index <= e.Start && e.Start < name.Index + name.Length);
            found.Add(new(EntityTypes.Person, name.Index, name.Length, "C2"));
            if (++count >= MatchesMax)
            {
                return;
            }
        }
    }

    // "John Smith wants …": a first name that is known, and a second word in a capital.
    private static void CollectKnown(NormalText text, List<Entity> found)
    {
        foreach (Match match in TwoCapitals().Matches(text.Original))
        {
            if (text.Words.Personal.EnglishFirstNames.Contains(match.Groups[1].Value)
                && !found.Exists(e => e.Start < match.Index + match.Length && match.Index < e.Start + e.Length))
            {
                found.Add(new(EntityTypes.Person, match.Index, match.Length, "C2"));
            }
        }
    }

    [GeneratedRegex(@"\b([A-Z][a-z]{1,20}) [A-Z][a-z\-']{1,20}\b", RegexOptions.NonBacktracking)]
    private static partial Regex TwoCapitals();

    [GeneratedRegex(
        @"\b(([Mm]y name('s| is)|MY NAME IS|[Nn]ame:|[Nn]amed|[Cc]alled|[Tt]his is|[Pp]ayee|[Bb]eneficiary"
        + @"|[Aa]ccount holder) |(Mr|Mrs|Ms|Miss|Dr)\.? )(?<name>[A-Z][a-z]{1,20}( [A-Z][a-z\-']{1,20}){0,2})",
        RegexOptions.NonBacktracking)]
    private static partial Regex Introduced();
}
