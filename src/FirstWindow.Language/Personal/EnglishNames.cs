using System.Text.RegularExpressions;
using FirstWindow.Language.Normal;

namespace FirstWindow.Language.Personal;

/// <summary>Names in English: after "my name is" or a title, in capitals as they were written.</summary>
internal static partial class EnglishNames
{
    private const int MatchesMax = 50;
    private const int IntroducedCharsMax = 60;

    public static void Collect(
        NormalText text, Dictionary<int, Introduction> introduced, TakenPlaces taken, List<Entity> found)
    {
        CollectKnown(text, taken, found);
        CollectChinese(text, taken, found);
        CollectIntroduced(text, introduced, taken, found);
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
    private static void CollectKnown(NormalText text, TakenPlaces taken, List<Entity> found)
    {
        foreach (Match match in TwoCapitals().Matches(text.Original))
        {
            var end = match.Index + match.Length;
            if (text.Words.Personal.EnglishFirstNames.Contains(match.Groups[1].Value)
                && (match.Index == 0 || !char.IsAsciiLetterOrDigit(text.Original[match.Index - 1]))
                && (end == text.Original.Length || !char.IsAsciiLetterOrDigit(text.Original[end])) // Chinese may.
                && taken.TryTake(match.Index, match.Length))
            {
                found.Add(new(EntityTypes.Person, match.Index, match.Length, "C2"));
            }
        }
    }

    // "Wang Xiaoming sent …", "Yuting Chen": a Chinese family name first, or last behind a given name in pinyin.
    private static void CollectChinese(NormalText text, TakenPlaces taken, List<Entity> found)
    {
        var surnames = text.Words.Personal.EnglishSurnames;
        foreach (Match match in Capitals().Matches(text.Original))
        {
            var words = Word().Matches(match.Value);
            var at = words.ToList().FindIndex(w => surnames.Contains(w.Value));
            var isFirst = at >= 0 && at + 1 < words.Count;
            var from = isFirst ? at : at > 0 && Pinyin().IsMatch(words[at - 1].Value) ? at - 1 : -1;
            if (from >= 0 && taken.TryTake(match.Index + words[from].Index, match.Length - words[from].Index))
            {
                found.Add(new(EntityTypes.Person, match.Index + words[from].Index, match.Length - words[from].Index, "C2"));
            }
        }
    }

    // "收款人 CHAN TAI MAN": two words or more in capitals where the Chinese around them lets expect a name.
    private static void CollectIntroduced(
        NormalText text, Dictionary<int, Introduction> introduced, TakenPlaces taken, List<Entity> found)
    {
        foreach (var (at, how) in introduced)
        {
            if (how is not Introduction.Strong || at >= text.Text.Length || !char.IsAsciiLetter(text.Text[at]))
            {
                continue;
            }

            var start = text.OriginalSpan(at, 1).Start;
            var ahead = text.Original.AsSpan(start, Math.Min(IntroducedCharsMax, text.Original.Length - start));
            var words = Words().EnumerateMatches(ahead);
            if (words.MoveNext() && words.Current.Index == 0 && taken.TryTake(start, words.Current.Length))
            {
                found.Add(new(EntityTypes.Person, start, words.Current.Length, "C2"));
            }
        }
    }

    [GeneratedRegex(@"[A-Z][A-Za-z'\-]{1,20}( [A-Z][A-Za-z'\-]{1,20}){1,3}", RegexOptions.NonBacktracking)]
    private static partial Regex Words();

    [GeneratedRegex(@"([A-Z][a-z]{1,20}) [A-Z]([a-z]{1,20}|[a-z]{0,20}[\-'][A-Z][a-z]{1,20})", RegexOptions.NonBacktracking)]
    private static partial Regex TwoCapitals();

    [GeneratedRegex(@"[A-Z][a-z]{1,20}(( [A-Z][a-z]{1,20}){1,3}|-[A-Za-z][a-z]{0,20} [A-Z][a-z]{1,20})", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Capitals();

    [GeneratedRegex(@"[A-Za-z\-]+", RegexOptions.NonBacktracking)]
    private static partial Regex Word();

    [GeneratedRegex(
        @"^((zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?(ang|ai|an|ao|a|eng|en|ei|er|e|iang|ian|iao|ia|ie|ing|in|iong|iu|i|ong|ou|o|uang|uan|uai|ua|ue|ui|un|uo|u)-?){2,3}$",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase)]
    private static partial Regex Pinyin();

    // Whom something goes to: two words in capitals, or it may be a place.
    [GeneratedRegex(
        @"\b([Tt]ransfer(red)?|[Ss]en[dt]|[Pp]aid|[Pp]ay|[Cc]ard|[Mm]oney|[Pp]ayment|[Cc]heque)( it| money)? to "
        + @"(?<name>[A-Z]\p{Ll}{1,20}( [A-Z]\p{Ll}{1,20}){1,2})\b", RegexOptions.NonBacktracking)]
    private static partial Regex Given();

    [GeneratedRegex(
        @"\b(([Mm]y name('s| is)|MY NAME IS|[Nn]ame:|[Nn]amed|[Cc]alled|[Tt]his is"
        + @"|([Pp]ayee|[Bb]eneficiary|[Aa]ccount holder|[Rr]ecipient|[Ss]ender)( is|:)?) |(Mr|Mrs|Ms|Miss|Dr)\.? "
        + @"|([Hh]usband|[Ww]ife|[Ss]on|[Dd]aughter|[Mm]other|[Ff]ather|[Bb]rother|[Ss]ister|[Pp]artner|[Tt]enant|[Ll]andlord),? )"
        + @"(?<name>[A-Z]\p{Ll}{1,20}( [A-Z]\p{Ll}{0,20}([\-'][A-Z]\p{Ll}{1,20})?){0,2})\b",
        RegexOptions.NonBacktracking)]
    private static partial Regex Introduced();
}
