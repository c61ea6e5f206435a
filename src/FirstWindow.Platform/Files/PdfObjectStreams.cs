using System.IO.Compression;

namespace FirstWindow.Platform.Files;

/// <summary>
/// Objects of a PDF may lie packed in streams, where their names cannot be read. They are unpacked here, within
/// bounds. Every place that looks like a stream is looked at, whatever lengths and tables the file gives, because
/// readers' programs differ in what of that they believe.
/// </summary>
internal static class PdfObjectStreams
{
    private const int HeadMax = 64 * 1024;
    private const int UnpackedMax = 16 * 1024 * 1024;
    private const int RatioMax = 100;
    private const int UnpackedAnyway = 1024 * 1024;

    public static Error? Refuse(byte[] content)
    {
        var left = Math.Min(UnpackedMax, Math.Max(UnpackedAnyway, content.Length * (long)RatioMax));
        for (var at = 0; NextStream(content, ref at) is { } keyword;)
        {
            if (HeadOf(content.AsSpan(0, keyword)) is not { Length: > 0 } head)
            {
                return FileErrors.Unreadable;
            }

            var signs = PdfNames.In(head);
            var holdsObjects = signs.HasFlag(PdfSigns.ObjectStream)
                || (signs.HasFlag(PdfSigns.Count) && signs.HasFlag(PdfSigns.First));
            if (!holdsObjects)
            {
                continue;
            }

            if (signs.HasFlag(PdfSigns.OtherPacking) || signs.HasFlag(PdfSigns.Filter) != signs.HasFlag(PdfSigns.Flate))
            {
                return FileErrors.Unreadable;
            }

            // Not packed, its names were read with the file's.
            if (signs.HasFlag(PdfSigns.Flate) && RefusePacked(content, at, ref left) is { } fault)
            {
                return fault;
            }
        }

        return null;
    }

    private static Error? RefusePacked(byte[] content, int from, ref long left)
    {
        using var objects = new MemoryStream();
        try
        {
            using var unpacking = new ZLibStream(
                new MemoryStream(content, from, content.Length - from), CompressionMode.Decompress);
            var buffer = new byte[16 * 1024];
            for (int read; (read = unpacking.Read(buffer)) > 0;)
            {
                left -= read;
                if (left < 0)
                {
                    return FileErrors.Unreadable;
                }

                objects.Write(buffer, 0, read);
            }
        }
        catch (InvalidDataException)
        {
            return FileErrors.Unreadable;
        }

        return PdfNames.In(objects.GetBuffer().AsSpan(0, (int)objects.Length)).HasFlag(PdfSigns.Active)
            ? FileErrors.Active : null;
    }

    // The word "stream" at the end of a line; at is moved to the first byte behind it.
    private static int? NextStream(ReadOnlySpan<byte> content, ref int at)
    {
        while (content[at..].IndexOf("stream"u8) is >= 0 and var ahead)
        {
            var keyword = at + ahead;
            at = keyword + 6;
            if (keyword >= 3 && content[(keyword - 3)..keyword].SequenceEqual("end"u8))
            {
                continue;
            }

            if (content[at..] is [(byte)'\r', (byte)'\n', ..])
            {
                at += 2;
                return keyword;
            }

            if (content[at..] is [(byte)'\n' or (byte)'\r', ..])
            {
                at++;
                return keyword;
            }
        }

        return null;
    }

    // The dictionary before a stream. None when what stands there is no object, e.g. because its beginning was only
    // words in a string or a remark: then nobody knows what the stream is.
    private static ReadOnlySpan<byte> HeadOf(ReadOnlySpan<byte> before)
    {
        var near = before[^Math.Min(HeadMax, before.Length)..];
        for (var end = near.Length; near[..end].LastIndexOf("obj"u8) is >= 0 and var at; end = at)
        {
            if (!IsObject(near[..at]))
            {
                continue;
            }

            var head = near[(at + 3)..];
            return IsDictionary(head) ? head : [];
        }

        return [];
    }

    // "12 0 " before the word, and no remark that begins on its line.
    private static bool IsObject(ReadOnlySpan<byte> before)
    {
        var line = before[(before.LastIndexOfAny("\r\n"u8) + 1)..];
        var number = before.TrimEnd(" \r\n\t\f\0"u8);
        var version = number.TrimEnd("0123456789"u8);
        return !line.Contains((byte)'%') && number.Length < before.Length && version.Length < number.Length
            && version.TrimEnd(" \r\n\t\f\0"u8) is [.., >= (byte)'0' and <= (byte)'9'];
    }

    private static bool IsDictionary(ReadOnlySpan<byte> head)
    {
        var (depth, isOver) = (0, false);
        for (var at = 0; at < head.Length; at++)
        {
            var letter = head[at];
            if (" \r\n\t\f\0"u8.Contains(letter))
            {
                continue;
            }

            if (letter == '%')
            {
                var rest = head[at..].IndexOfAny("\r\n"u8);
                at = rest < 0 ? head.Length : at + rest;
            }
            else if (head[at..].StartsWith("<<"u8) && !isOver)
            {
                (depth, at) = (depth + 1, at + 1);
            }
            else if (head[at..].StartsWith(">>"u8) && depth > 0)
            {
                (depth, at) = (depth - 1, at + 1);
                isOver = depth == 0;
            }
            else if (depth == 0 || letter is (byte)')' or (byte)'>' or (byte)'\\'
                || (letter is (byte)'(' && !SkipWords(head, ref at)) || (letter is (byte)'<' && !SkipHex(head, ref at)))
            {
                return false; // Also where it began in the middle of a string.
            }
        }

        return isOver;
    }

    private static bool SkipWords(ReadOnlySpan<byte> head, ref int at)
    {
        var depth = 0;
        for (; at < head.Length; at++)
        {
            switch (head[at])
            {
                case (byte)'\\':
                    at++;
                    break;
                case (byte)'(':
                    depth++;
                    break;
                case (byte)')' when --depth == 0:
                    return true;
            }
        }

        return false;
    }

    private static bool SkipHex(ReadOnlySpan<byte> head, ref int at)
    {
        var length = head[(at + 1)..].IndexOf((byte)'>');
        var isHex = length >= 0
            && !head.Slice(at + 1, length).ContainsAnyExcept("0123456789abcdefABCDEF \r\n\t\f\0"u8);
        at += length + 1;
        return isHex;
    }
}
