using System.Buffers.Binary;
using System.Text;

namespace FirstWindow.Platform.Files;

/// <summary>A file as it may be kept and shown: known by its content, not by its name, and written anew without what
/// it says of the camera, the place and the person.</summary>
/// <param name="Type">Its media type, one of five.</param>
/// <param name="Extension">The ending its name gets.</param>
/// <param name="Content">The bytes to keep.</param>
public sealed record SafeFile(string Type, string Extension, byte[] Content)
{
    /// <summary>Media type of what is only offered for download.</summary>
    public const string Pdf = PdfFile.Type;

    private const long PixelsMax = 60_000_000;

    // What stands behind a picture's end is dropped; these say that somebody put a second file there.
    private static readonly byte[][] SecondFiles =
        [.. new[] { "PK\u0003\u0004", "PK\u0005\u0006", "%PDF-", "<html", "<script", "<svg", "<?php", "<!doctype", "MZ\u0090" }
            .Select(Encoding.Latin1.GetBytes)];

    /// <summary>Whether a browser shows it; anything else is only offered for download.</summary>
    public bool IsPicture => Type != PdfFile.Type;

    /// <summary>Width of a picture in pixels.</summary>
    public int Width { get; private init; }

    /// <summary>Height of a picture in pixels.</summary>
    public int Height { get; private init; }

    /// <summary>Reads a file of a kind that may be sent; refuses every other.</summary>
    public static Result<SafeFile> Read(byte[] content)
    {
        if (content.Length == 0)
        {
            return FileErrors.Empty;
        }

        if (content.AsSpan().StartsWith("%PDF-"u8))
        {
            return PdfFile.Refuse(content) is { } fault ? fault
                : new SafeFile(PdfFile.Type, ".pdf", content);
        }

        var picture = content switch
        {
            [0xff, 0xd8, 0xff, ..] => JpegFile.Rewrite(content),
            [0x89, 0x50, 0x4e, 0x47, ..] => PngFile.Rewrite(content),
            [0x47, 0x49, 0x46, 0x38, ..] => GifFile.Rewrite(content),
            [0x52, 0x49, 0x46, 0x46, ..] => WebpFile.Rewrite(content),
            _ => null,
        };
        return picture is null ? FileErrors.UnknownKind
            : Holds(content.AsSpan(picture.End)) ? FileErrors.TwoInOne
            : (long)picture.Width * picture.Height is <= 0 or > PixelsMax ? FileErrors.TooManyPixels
            : new SafeFile(picture.Type, picture.Extension, picture.Content)
            {
                Width = picture.Width,
                Height = picture.Height,
            };
    }

    private static bool Holds(ReadOnlySpan<byte> rest)
    {
        var lower = new byte[rest.Length];
        for (var i = 0; i < rest.Length; i++)
        {
            lower[i] = rest[i] is >= (byte)'A' and <= (byte)'Z' ? (byte)(rest[i] | 0x20) : rest[i];
        }

        foreach (var sign in SecondFiles)
        {
            if (rest.IndexOf(sign) >= 0 || lower.AsSpan().IndexOf(sign) >= 0)
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>A picture written anew.</summary>
/// <param name="Type">Its media type.</param>
/// <param name="Extension">The ending its name gets.</param>
/// <param name="Content">What is kept of it.</param>
/// <param name="Width">In pixels.</param>
/// <param name="Height">In pixels.</param>
/// <param name="End">Where the picture ended in the file that was sent.</param>
internal sealed record RewrittenPicture(
    string Type, string Extension, byte[] Content, int Width, int Height, int End);

/// <summary>Reads through bytes without ever leaving them: past the end everything is zero and <see cref="IsPast"/>
/// says so.</summary>
internal ref struct ByteWalk(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> bytes = bytes;

    /// <summary>Where the next byte is.</summary>
    public int At { get; private set; }

    /// <summary>Whether more was asked for than there is: the file is cut off.</summary>
    public bool IsPast { get; private set; }

    public int Byte() => Take(1) is [var one] ? one : 0;

    public int BigEndian16() => Take(2) is { Length: 2 } two ? BinaryPrimitives.ReadUInt16BigEndian(two) : 0;

    public int LittleEndian16() => Take(2) is { Length: 2 } two ? BinaryPrimitives.ReadUInt16LittleEndian(two) : 0;

    public uint BigEndian32() => Take(4) is { Length: 4 } four ? BinaryPrimitives.ReadUInt32BigEndian(four) : 0;

    public uint LittleEndian32() => Take(4) is { Length: 4 } four ? BinaryPrimitives.ReadUInt32LittleEndian(four) : 0;

    /// <summary>The next so many bytes; none when there are fewer.</summary>
    public ReadOnlySpan<byte> Take(long count)
    {
        if (count < 0 || count > bytes.Length - At)
        {
            (IsPast, At) = (true, bytes.Length);
            return [];
        }

        var taken = bytes.Slice(At, (int)count);
        At += (int)count;
        return taken;
    }

    /// <summary>The bytes from a place up to here.</summary>
    public readonly ReadOnlySpan<byte> Since(int start) => bytes[start..At];

    /// <summary>The byte so far ahead, without moving; zero past the end.</summary>
    public readonly int Peek(int ahead = 0) => At + ahead < bytes.Length ? bytes[At + ahead] : 0;
}

/// <summary>Refusals of a file.</summary>
public static class FileErrors
{
    /// <summary>Nothing was sent.</summary>
    public static readonly Error Empty = new(ErrorKind.Invalid, "file.empty", "The file is empty.");

    /// <summary>Not a kind that may be sent.</summary>
    public static readonly Error UnknownKind = new(ErrorKind.Unsupported, "file.kind",
        "Only pictures (PNG, JPEG, WebP, GIF) and PDF files can be sent; this file is something else or is damaged.");

    /// <summary>Something stands behind the picture.</summary>
    public static readonly Error TwoInOne = new(ErrorKind.Unsupported, "file.two-in-one",
        "The file holds a second file behind the first; save the picture anew and send that.");

    /// <summary>A document that does something.</summary>
    public static readonly Error Active = new(ErrorKind.Unsupported, "file.active",
        "The PDF holds a program or another file; print it to a new PDF and send that.");

    /// <summary>A document that nobody can look into.</summary>
    public static readonly Error Locked = new(ErrorKind.Unsupported, "file.locked",
        "The PDF is locked with a password, so nobody can look for programs in it; send one without.");

    /// <summary>A document that is not built as it should be.</summary>
    public static readonly Error Unreadable = new(ErrorKind.Unsupported, "file.unreadable",
        "The PDF cannot be taken apart to look for programs in it; print it to a new PDF and send that.");

    /// <summary>Too large to be unpacked.</summary>
    public static readonly Error TooManyPixels = new(ErrorKind.TooLarge, "file.pixels",
        "The picture has more than 60 million pixels; send a smaller one.");

    /// <summary>The malware scanner knows it.</summary>
    public static readonly Error Malware = new(ErrorKind.Refused, "file.malware",
        "The malware scanner found something in the file; it was not taken.", "A1.3.4");

    /// <summary>The malware scanner did not answer.</summary>
    public static readonly Error NotScanned = new(ErrorKind.Away, "file.not-scanned",
        "Files cannot be checked at the moment and are not taken; please try again later.", "A1.3.4");

    /// <summary>The conversation is full.</summary>
    public static readonly Error TooMany = new(ErrorKind.TooLarge, "file.too-many",
        "This conversation has as many files as it may hold.");

    /// <summary>Its time is over.</summary>
    public static readonly Error Erased = new(ErrorKind.NotFound, "file.erased", "The file was erased as due.");

    /// <summary>No such file, or not for this reader.</summary>
    public static readonly Error NotFound = new(ErrorKind.NotFound, "file.not-found", "There is no such file.");

    /// <summary>More bytes than the policy allows.</summary>
    public static Error TooLarge(long megabytes) => new(ErrorKind.TooLarge, "file.too-large",
        $"A file may have at most {megabytes} MB; send a smaller one.");
}
