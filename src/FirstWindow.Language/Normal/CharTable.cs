using System.Globalization;
using System.Text;

namespace FirstWindow.Language.Normal;

/// <summary>What each UTF-16 unit is matched as; built once, 128 KB, read without a branch per case.</summary>
internal sealed class CharTable
{
    /// <summary>
    /// The mark of a character that matching ignores (zero-width, bidi, combining, variation selectors).
    /// </summary>
    public const char Dropped = '\0';

    private readonly char[] folded;

    public CharTable(TraditionalPack pack) => folded = Build(pack);

    public char Fold(char c) => folded[c];

    public static bool IsHan(char c) => c is (>= '\u4e00' and <= '\u9fff') or (>= '\u3400' and <= '\u4dbf') or '〇';

    private static char[] Build(TraditionalPack pack)
    {
        var table = new char[65536];
        for (var i = 0; i < table.Length; i++)
        {
            table[i] = FoldOne((char)i);
        }

        foreach (var line in pack.Pairs)
        {
            for (var i = 0; i + 1 < line.Length; i += 2)
            {
                table[line[i]] = line[i + 1];
            }
        }

        return table;
    }

    private static char FoldOne(char c)
    {
        if (c is '\t' or '\n' or '\r')
        {
            return c == '\t' ? ' ' : c;
        }

        if (c is '\u2019' or '\u02bc' or '\u0060' or '\u00b4')
        {
            return '\''; // Telephones write "can’t".
        }

        if (c is (>= '\ufe00' and <= '\ufe0f') or (>= '\u0300' and <= '\u036f') or '\u20e3')
        {
            return Dropped;
        }

        switch (char.GetUnicodeCategory(c))
        {
            case UnicodeCategory.Format:
                return Dropped;
            case UnicodeCategory.Control or UnicodeCategory.SpaceSeparator:
                return ' ';
            case UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator:
                return '\n';
            default:
                return char.ToLowerInvariant(IsCompatible(c) ? Compatible(c) : c);
        }
    }

    // Full-width forms, circled and raised digits, compatibility ideographs.
    private static bool IsCompatible(char c) => c is (>= '\uff00' and <= '\uffef') or (>= '\u2460' and <= '\u24ff')
        or (>= '\u2070' and <= '\u209f') or (>= '\u2776' and <= '\u2793') or (>= '\uf900' and <= '\ufaff')
        or '\u00b2' or '\u00b3' or '\u00b9' or (>= '\u3220' and <= '\u3229') or (>= '\u3280' and <= '\u3289');

    private static char Compatible(char c)
    {
        if (c is >= '\u2776' and <= '\u277e')
        {
            return (char)('1' + (c - '\u2776'));
        }

        var plain = c.ToString().Normalize(NormalizationForm.FormKC);
        return plain.Length == 1 ? plain[0] : plain.Length == 3 && plain[0] == '(' ? plain[1] : c;
    }
}

/// <summary>The pack of traditional characters as it stands in its file.</summary>
internal sealed class TraditionalPack
{
    public string Id { get; init; } = "";
    public string Source { get; init; } = "";

    /// <summary>Lines of pairs: a character, then what it is matched as.</summary>
    public List<string> Pairs { get; init; } = [];
}
