using System.Text;

namespace FirstWindow.Platform.Files;

/// <summary>PDF: never shown, only offered for download. What is two files at once, says that it runs something, is
/// locked, or cannot be taken apart to see whether it does, is refused.</summary>
internal static class PdfFile
{
    public const string Type = "application/pdf";

    private const int HeadBytes = 1_024;
    private const int ZipEndBytes = 65_557;

    public static Error? Refuse(byte[] content)
    {
        var bytes = content.AsSpan();
        var end = bytes.LastIndexOf("%%EOF"u8);
        if (end < 0 || bytes.Length < 64)
        {
            return FileErrors.UnknownKind;
        }

        var head = Encoding.Latin1.GetString(bytes[..Math.Min(HeadBytes, bytes.Length)]);
        var isTwo = bytes[(end + 5)..].ContainsAnyExcept("\r\n \0\t"u8)
            || bytes[^Math.Min(ZipEndBytes, bytes.Length)..].IndexOf("PK\u0005\u0006"u8) >= 0
            || new[] { "<html", "<script", "<svg", "<!doctype" }
                .Any(sign => head.Contains(sign, StringComparison.OrdinalIgnoreCase));
        if (isTwo)
        {
            return FileErrors.TwoInOne;
        }

        var signs = PdfNames.In(bytes);
        return signs.HasFlag(PdfSigns.Locked) ? FileErrors.Locked
            : signs.HasFlag(PdfSigns.Active) ? FileErrors.Active
            : PdfObjectStreams.Refuse(content);
    }
}

/// <summary>What the names in a part of a PDF say of it.</summary>
[Flags]
internal enum PdfSigns
{
    None = 0,
    Active = 1,
    Locked = 2,
    ObjectStream = 4,
    Count = 8,
    First = 16,
    Filter = 32,
    Flate = 64,

    /// <summary>Packed in a way we do not unpack.</summary>
    OtherPacking = 128,
}

/// <summary>Finds names ("/Launch"), also when their letters are written as numbers ("/L#61unch").</summary>
internal static class PdfNames
{
    private const int NameMax = 24;

    private static readonly Dictionary<string, PdfSigns>.AlternateLookup<ReadOnlySpan<char>> Known =
        new Dictionary<string, PdfSigns>
        {
            ["JavaScript"] = PdfSigns.Active,
            ["Launch"] = PdfSigns.Active,
            ["EmbeddedFile"] = PdfSigns.Active,
            ["EmbeddedFiles"] = PdfSigns.Active,
            ["RichMedia"] = PdfSigns.Active,
            ["Rendition"] = PdfSigns.Active,
            ["ImportData"] = PdfSigns.Active,
            ["GoToE"] = PdfSigns.Active,
            ["XFA"] = PdfSigns.Active,
            ["Encrypt"] = PdfSigns.Locked,
            ["ObjStm"] = PdfSigns.ObjectStream,
            ["N"] = PdfSigns.Count,
            ["First"] = PdfSigns.First,
            ["Filter"] = PdfSigns.Filter,
            ["FlateDecode"] = PdfSigns.Flate,
            ["Fl"] = PdfSigns.Flate,
            ["DecodeParms"] = PdfSigns.OtherPacking,
            ["DP"] = PdfSigns.OtherPacking,
            ["ASCIIHexDecode"] = PdfSigns.OtherPacking,
            ["AHx"] = PdfSigns.OtherPacking,
            ["ASCII85Decode"] = PdfSigns.OtherPacking,
            ["A85"] = PdfSigns.OtherPacking,
            ["LZWDecode"] = PdfSigns.OtherPacking,
            ["LZW"] = PdfSigns.OtherPacking,
            ["RunLengthDecode"] = PdfSigns.OtherPacking,
            ["RL"] = PdfSigns.OtherPacking,
            ["Crypt"] = PdfSigns.OtherPacking,
        }.GetAlternateLookup<ReadOnlySpan<char>>();

    public static PdfSigns In(ReadOnlySpan<byte> bytes)
    {
        var found = PdfSigns.None;
        Span<char> name = stackalloc char[NameMax];
        for (var at = 0; bytes[at..].IndexOf((byte)'/') is >= 0 and var ahead;)
        {
            at += ahead + 1;
            var length = Decode(bytes, ref at, name);
            if (length > NameMax || !Known.TryGetValue(name[..length], out var sign))
            {
                continue;
            }

            // Unpacked twice is packed still; a filter named elsewhere could be any.
            found |= (sign is PdfSigns.Flate && found.HasFlag(PdfSigns.Flate))
                || (sign is PdfSigns.Filter && !NamesFilters(bytes[at..])) ? PdfSigns.OtherPacking : sign;
        }

        return found;
    }

    // The letters of the name that begins here; more than fit is a name nobody asks for.
    private static int Decode(ReadOnlySpan<byte> bytes, ref int at, Span<char> name)
    {
        var length = 0;
        for (; at < bytes.Length && !IsEnd(bytes[at]); at++)
        {
            var letter = bytes[at];
            if (letter == '#' && at + 2 < bytes.Length && char.IsAsciiHexDigit((char)bytes[at + 1])
                && char.IsAsciiHexDigit((char)bytes[at + 2]))
            {
                letter = Convert.FromHexString([(char)bytes[at + 1], (char)bytes[at + 2]])[0];
                at += 2;
            }

            if (length < name.Length)
            {
                name[length] = (char)letter;
            }

            length++;
        }

        return length;
    }

    private static bool NamesFilters(ReadOnlySpan<byte> after)
    {
        after = after.TrimStart(" \r\n\t\f\0"u8);
        if (after is not [(byte)'[', .. var list])
        {
            return after is [(byte)'/', ..];
        }

        var end = list.IndexOf((byte)']');
        return end >= 0 && Encoding.Latin1.GetString(list[..end]).Split(
            [' ', '\r', '\n', '\t', '\f', '\0'], StringSplitOptions.RemoveEmptyEntries).All(word => word[0] == '/');
    }

    private static bool IsEnd(byte letter) => " \r\n\t\f\0/<>[](){}%"u8.Contains(letter);
}
