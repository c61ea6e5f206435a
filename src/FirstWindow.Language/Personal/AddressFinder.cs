using System.Text.RegularExpressions;
using FirstWindow.Language.Normal;

namespace FirstWindow.Language.Personal;

/// <summary>The patterns of addresses, of the words that a pack names.</summary>
internal sealed class AddressPatterns
{
    private const string Place = "[\u4e00-\u9fff0-9]";

    /// <param name="listOf">The words of a list: an edited pack's own, or the shipped ones where it leaves them
    /// out.</param>
    public AddressPatterns(Func<Func<PersonalPack, List<string>>, List<string>> listOf)
    {
        var estates = listOf(p => p.Estates);
        var estate = AnyOf([.. estates, .. listOf(p => p.EstateEndings)]);
        var street = AnyOf([.. listOf(p => p.Streets), .. estates]);
        var number = "[0-9一二三四五六七八九十百零甲乙丙东西南北之附增a-z\\-]{1,7}"
            + AnyOf(listOf(p => p.NumberUnits)) + "(之[0-9]{1,3})?";
        Chain = new(
            "(" + Place + "{1,10}" + street + "([\u4e00-\u9fff]{0,8}?" + number + "){1,6}"
            + "|[\u4e00-\u9fff]{2,6}(省|市|自治区)[\u4e00-\u9fff]{1,6}(市|区|县|州|旗)([\u4e00-\u9fff]{1,6}(区|县|镇|乡|街道))?"
            + "[\u4e00-\u9fff]{1,8}" + street + "([\u4e00-\u9fff-[的了有在和]]{0,4}?" + number + ")?)"
            + "(" + number + "){0,6}([\u4e00-\u9fff-[改为到至的]]{2,8}" + estate + ")?(" + number + "){0,4}"
            + AnyOf(listOf(p => p.BuildingSides)) + "?([甲乙丙丁]?[0-9]{1,4}(-[0-9]{1,4}){1,3}|[0-9]{3,4}室?)?",
            RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture);
        Level = new(
            AnyOf(listOf(p => p.AddressLevels)) + "|[0-9一二三四五六七八九十a-z]" + AnyOf(listOf(p => p.LevelUnits)),
            RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture);
        English = new(
            "((" + AnyOf(listOf(p => p.EnglishRooms)) + @"\.? [A-Z0-9]{1,5}|[0-9]{1,3}/F"
            + "|([A-Z][a-z]+ ){1,4}" + AnyOf(listOf(p => p.EnglishEstates)) + ")([,，] ?| )){0,5}"
            + @"(No\. ?)?[0-9]{1,5}[A-Za-z]? (([A-Z][a-z]+('s)?|[0-9]{1,3}(st|nd|rd|th)) ){1,3}"
            + AnyOf(listOf(p => p.EnglishStreets)) + @"\b"
            + "( (Central|East|West|North|South))?([,，] ?[A-Z][a-z]+( [A-Z][a-z]+)?){0,3}"
            + "([,，]? [A-Z]{1,2}[0-9][0-9A-Z]? [0-9][A-Z]{2}|[,，] [A-Z]{2} [0-9]{5}|[,，]? [0-9]{6})?",
            RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture);
    }

    /// <summary>A chain of places to its last number.</summary>
    public Regex Chain { get; }

    /// <summary>A part that shows a chain to be an address.</summary>
    public Regex Level { get; }

    /// <summary>An address in English, in capitals as it was written.</summary>
    public Regex English { get; }

    private static string AnyOf(List<string> words) => $"({string.Join('|', words.Select(Regex.Escape))})";
}

/// <summary>Finds postal addresses: a chain of places that ends in a street, an estate, a building or a room.</summary>
internal static class AddressFinder
{
    private const int MatchesMax = 50;

    public static void Collect(NormalText text, List<Entity> found)
    {
        var (count, begun, done) = (0, 0, 0);
        var words = text.Words.Personal;
        foreach (var match in words.Addresses.Chain.EnumerateMatches(text.Text))
        {
            var start = Start(text, match.Index, match.Length, done);
            var end = EndOf(text.Text, match.Index + match.Length);
            if (start == done && done > 0) // One chain goes on where the other ends: 天府大道|中段1366号.
            {
                var (from, length) = text.OriginalSpan(begun, end - begun);
                (found[^1], done) = (found[^1] with { Start = from, Length = length }, end);
            }
            else if (start >= done && IsAddress(text.Text.AsSpan(start, end - start), words))
            {
                var (from, length) = text.OriginalSpan(start, end - start);
                found.Add(new(EntityTypes.Address, from, length, "C2"));
                (begun, done) = (start, end);
            }

            if (++count >= MatchesMax)
            {
                return;
            }
        }

        CollectEnglish(text, found);
    }

    // A telephone number right behind an address is none of its rooms.
    private static int EndOf(string text, int end)
    {
        if (end < text.Length && char.IsAsciiDigit(text[end]))
        {
            while (char.IsAsciiDigit(text[end - 1]) || text[end - 1] == '-')
            {
                end--;
            }
        }

        return end;
    }

    // The chain begins at its largest place when one is named, else after the word that opens an address.
    private static int Start(NormalText normal, int at, int length, int done)
    {
        var (text, pack) = (normal.Text, normal.Words.Personal.Pack);
        var from = Math.Max(done, at - normal.Words.Personal.AddressReachChars);
        var window = text.AsSpan(from, at + length - from);
        var cut = window[..(at - from)].LastIndexOfAny("。!?;,\n(");
        from += cut + 1;
        window = window[(cut + 1)..];
        var earliest = -1;
        foreach (var known in pack.Provinces.Concat(pack.Cities))
        {
            var place = window.IndexOf(known);
            earliest = place >= 0 && (earliest < 0 || place < earliest) ? place : earliest;
        }

        if (earliest >= 0)
        {
            return from + earliest;
        }

        var start = 0;
        foreach (var opener in normal.Words.Personal.BeforeAddress)
        {
            var place = window[..Math.Min(window.Length, at - from + 6)].LastIndexOf(opener);
            start = place >= 0 ? Math.Max(start, place + opener.Length) : start;
        }

        return from + start;
    }

    private static bool IsAddress(ReadOnlySpan<char> text, PersonalWords words)
    {
        var levels = 0;
        foreach (var match in words.Addresses.Level.EnumerateMatches(text))
        {
            levels += match.Length > 0 ? 1 : 0;
        }

        return levels >= words.AddressLevelsFewest && text.Length >= words.AddressCharsFewest;
    }

    private static void CollectEnglish(NormalText text, List<Entity> found)
    {
        foreach (var match in text.Words.Personal.Addresses.English.EnumerateMatches(text.Original))
        {
            found.Add(new(EntityTypes.Address, match.Index, match.Length, "C2"));
        }
    }
}
