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
        foreach (var match in Introduced().Matches(text.Original).Concat(Given().Matches(text.Original)))
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
        TakenPlaces? taken = null;
        foreach (Match match in TwoCapitals().Matches(text.Original))
        {
            if (text.Words.Personal.EnglishFirstNames.Contains(match.Groups[1].Value)
                && (taken ??= new(text.Original, found)).TryTake(match.Index, match.Length))
            {
                found.Add(new(EntityTypes.Person, match.Index, match.Length, "C2"));
            }
        }
    }

    [GeneratedRegex(@"\b([A-Z]\p{Ll}{1,20}) [A-Z]\p{Ll}{1,20}([\-'][A-Z]\p{Ll}{1,20})?\b", RegexOptions.NonBacktracking)]
    private static partial Regex TwoCapitals();

    // Whom something goes to: two words in capitals, or it may be a place.
    [GeneratedRegex(
        @"\b([Tt]ransfer(red)?|[Ss]en[dt]|[Pp]aid|[Pp]ay|[Cc]ard|[Mm]oney|[Pp]ayment|[Cc]heque)( it| money)? to "
        + @"(?<name>[A-Z]\p{Ll}{1,20}( [A-Z]\p{Ll}{1,20}){1,2})\b", RegexOptions.NonBacktracking)]
    private static partial Regex Given();

    [GeneratedRegex(
        @"\b(([Mm]y name('s| is)|MY NAME IS|[Nn]ame:|[Nn]amed|[Cc]alled|[Tt]his is"
        + @"|([Pp]ayee|[Bb]eneficiary|[Aa]ccount holder|[Rr]ecipient|[Ss]ender)( is|:)?) |(Mr|Mrs|Ms|Miss|Dr)\.? "
        + @"|([Hh]usband|[Ww]ife|[Ss]on|[Dd]aughter|[Mm]other|[Ff]ather|[Bb]rother|[Ss]ister|[Pp]artner|[Tt]enant|[Ll]andlord),? )"
        + @"(?<name>[A-Z]\p{Ll}{1,20}( [A-Z]\p{Ll}{1,20}([\-'][A-Z]\p{Ll}{1,20})?){0,2})\b",
        RegexOptions.NonBacktracking)]
    private static partial Regex Introduced();
}
