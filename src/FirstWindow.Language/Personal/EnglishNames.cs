using System.Text.RegularExpressions;
using FirstWindow.Language.Normal;

namespace FirstWindow.Language.Personal;

/// <summary>Names in English: after "my name is" or a title, in capitals as they were written.</summary>
internal static partial class EnglishNames
{
    private const int MatchesMax = 50;

    public static void Collect(NormalText text, List<Entity> found)
    {
        var count = 0;
        foreach (Match match in Introduced().Matches(text.Original))
        {
            var name = match.Groups["name"];
            found.Add(new(EntityTypes.Person, name.Index, name.Length, "C2"));
            if (++count >= MatchesMax)
            {
                return;
            }
        }
    }

    [GeneratedRegex(
        @"\b(([Mm]y name('s| is)|MY NAME IS|[Nn]ame:|[Nn]amed|[Cc]alled|[Tt]his is|[Pp]ayee|[Bb]eneficiary"
        + @"|[Aa]ccount holder) |(Mr|Mrs|Ms|Miss|Dr)\.? )(?<name>[A-Z][a-z]{1,20}( [A-Z][a-z\-']{1,20}){0,2})",
        RegexOptions.NonBacktracking)]
    private static partial Regex Introduced();
}
