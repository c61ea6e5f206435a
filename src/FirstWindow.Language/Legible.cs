using System.Collections.Frozen;
using System.Text;
using System.Text.RegularExpressions;
using FirstWindow.Language.Normal;
using FirstWindow.Language.Rules;

namespace FirstWindow.Language;

/// <summary>
/// Whether a text is made of words at all, however badly they are written: Chinese characters in use, pinyin, or
/// letters in the order of English words. Keys struck at random, bare numbers and bare links are not.
/// </summary>
public static class Legible
{
    private const int LettersMin = 2;
    // Rows 0xB0 to 0xF7 of GB 2312 hold the 6,763 characters that Chinese is written with; what lies outside of its
    // columns was added later for all that was ever written.
    private const byte HanFirst = 0xB0;
    private const byte HanLast = 0xF7;
    private const byte ColumnFirst = 0xA1;

    private static readonly Encoding National = CodePagesEncodingProvider.Instance.GetEncoding("gb2312")!;

    private static readonly Regex Link = Linear(
        @"(https?://|www\.)\S+|\b[a-z0-9-]+\.(com|cn|net|org|top|xyz|vip|info|cc|io|club|site|shop|online)\b\S*");

    private static readonly Regex Word = Linear("[a-z]+");

    private static readonly Regex Pinyin = Linear(
        "^(([zcs]h|[bpmfdtnlgkhjqxrzcsyw])?(i?[ao]ng|u?ang?|i?an?|[ei]ng?|iao|iu|ie|ia|ai|ei|ao|ou|er|uai|ui|ua|uo|un|ue|ong|[aoeiuv]))+$");

    // Three letters in a row of some English word; each line of the pack is two of them and all that may come third.
    private static readonly Lazy<FrozenSet<string>> Triples = new(() => PackFile.Text("letters.txt")
        .Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .SelectMany(line => line[2..].TrimEnd().Select(third => line[..2] + third))
        .ToFrozenSet(StringComparer.Ordinal));

    /// <summary>Whether at least half of the text's characters and letters belong to words.</summary>
    internal static bool Is(string text, Lexicon lexicon)
    {
        var plain = Link.Replace(NormalText.Of(text, lexicon).Text, " ");
        var words = Word.Matches(plain).Select(m => m.Value).Where(w => w.Length >= LettersMin).ToList();
        var han = plain.Where(CharTable.IsHan).ToList();
        var sense = han.Count(IsInUse) + words.Where(CanBeSaid).Sum(w => w.Length);
        return sense > 0 && 2 * sense >= han.Count + words.Sum(w => w.Length);
    }

    /// <summary>Whether the text holds the address of a page.</summary>
    public static bool HoldsLink(string text) => Link.IsMatch(text);

    private static bool IsInUse(char han)
    {
        Span<byte> bytes = stackalloc byte[4];
        return National.GetBytes([han], bytes) == 2 && bytes[0] is >= HanFirst and <= HanLast
            && bytes[1] >= ColumnFirst;
    }

    // Two of three triples are enough: people misspell.
    private static bool CanBeSaid(string word)
    {
        var framed = $"_{word}_";
        var triples = Enumerable.Range(0, word.Length).Select(i => framed.Substring(i, 3)).ToList();
        return 3 * triples.Count(Triples.Value.Contains) >= 2 * triples.Count || Pinyin.IsMatch(word);
    }

    // Whatever strangers write takes time in proportion to its length.
    private static Regex Linear(string pattern) => new(pattern, RegexOptions.NonBacktracking | RegexOptions.IgnoreCase);
}
