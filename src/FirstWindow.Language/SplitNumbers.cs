using FirstWindow.Language.Normal;
using FirstWindow.Language.Personal;

namespace FirstWindow.Language;

/// <summary>
/// Numbers that people send in two messages: "6222 0212", then "3456 7890 128". What the second message adds is blotted
/// out where both together are a card, an identity or a mobile number, or a code that the first one spoke of.
/// </summary>
internal static class SplitNumbers
{
    private const int HeadDigitsMin = 2;
    private const int CardDigitsMin = 16;
    private const int CardDigitsMax = 19;
    private const string Trailing = " \n\r\t,，.。、…-—:：";
    private const string Units = "元块万千百亿年月日号点分秒个张笔次位岁%折期天股手倍";
    private const string Currencies = "¥￥$€£";

    /// <summary>Whether a text may go on with a number that was begun before. Most texts do not, so that nobody need
    /// read what came before them.</summary>
    public static bool MayContinue(string text, Lexicon words)
    {
        var digits = 0;
        foreach (var c in text.AsSpan().TrimStart())
        {
            if (NumberFinder.DigitOf(words.Characters.Fold(c)) != '\0')
            {
                digits++;
            }
            else if (c is not (' ' or '-'))
            {
                break;
            }
        }

        return digits >= HeadDigitsMin;
    }

    /// <summary>The text without what ends a number that the sender's text before began.</summary>
    public static Blotted Blot(string text, string previous, Lexicon words)
    {
        var secrets = SecretBlotter.Blot(text, previous, words);
        var begun = previous.TrimEnd([.. Trailing]);
        var rest = text.TrimStart();
        if (secrets.Count > 0 || begun.Length == 0
            || IsWhole(begun, atEnd: true, words) || IsWhole(rest, atEnd: false, words))
        {
            return secrets;
        }

        if (Find(begun, rest, words) is not { } number)
        {
            return new(text, 0);
        }

        var marker = Marker(number.Type, SecretBlotter.IsMarkedInChinese(previous + text));
        return new(marker + rest[(number.Start + number.Length - begun.Length - 1)..], 1);
    }

    // In positions of both texts with one blank between them.
    private static Entity? Find(string begun, string rest, Lexicon words)
    {
        var joined = $"{begun} {rest}";
        var found = new List<Entity>();
        NumberFinder.Collect(NormalText.Of(joined, words), found);
        foreach (var one in found)
        {
            if (one.Start < begun.Length && one.Start + one.Length > begun.Length + 1
                && IsMeant(joined, begun.Length, one, words))
            {
                return one;
            }
        }

        return BareCard(joined, words);
    }

    private static bool IsMeant(string joined, int border, Entity number, Lexicon words)
    {
        var end = number.Start + number.Length;
        if ((end < joined.Length && Units.Contains(joined[end]))
            || (number.Start > 0 && Currencies.Contains(joined[number.Start - 1])))
        {
            return false;
        }

        var first = DigitsOf(joined.AsSpan(number.Start, border - number.Start), words);
        return number.Type switch
        {
            EntityTypes.BankCard => first[0] is >= '3' and <= '6', // What issuers begin with; years begin with 1 and 2.
            EntityTypes.IdNumber => true,
            EntityTypes.Phone => first.Length is 3 or 7, // As people group them; two amounts seldom fall so.
            _ => false,
        };
    }

    // Digits alone, begun as Chinese bank cards begin: a slip in one digit must not lay the others open.
    private static Entity? BareCard(string joined, Lexicon words)
    {
        var digits = DigitsOf(joined, words);
        var isBare = joined.All(
            c => c is ' ' or '-' || NumberFinder.DigitOf(words.Characters.Fold(c)) != '\0');
        return isBare && digits.Length is >= CardDigitsMin and <= CardDigitsMax && digits.StartsWith("62", StringComparison.Ordinal)
            ? new(EntityTypes.BankCard, 0, joined.Length, "C2") : null;
    }

    private static bool IsWhole(string text, bool atEnd, Lexicon words)
    {
        var found = new List<Entity>();
        NumberFinder.Collect(NormalText.Of(text, words), found);
        return found.Exists(e => atEnd ? e.Start + e.Length == text.Length : e.Start == 0);
    }

    private static string DigitsOf(ReadOnlySpan<char> text, Lexicon words)
    {
        var digits = new List<char>(text.Length);
        foreach (var c in text)
        {
            if (NumberFinder.DigitOf(words.Characters.Fold(c)) is not '\0' and var digit)
            {
                digits.Add(digit);
            }
        }

        return new([.. digits]);
    }

    private static string Marker(string type, bool chinese) => type switch
    {
        EntityTypes.BankCard => chinese ? "【已隐去:卡号】" : "[hidden: card number]",
        EntityTypes.IdNumber => chinese ? "【已隐去:证件号】" : "[hidden: identity number]",
        _ => chinese ? "【已隐去:手机号】" : "[hidden: phone number]",
    };
}
