using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace FirstWindow.Tests;

/// <summary>Small files of every kind that may be sent, with what a camera and a person leave in them.</summary>
public static class SampleFiles
{
    /// <summary>Words that must not survive: as a place, a camera or a name in the metadata.</summary>
    public const string Trace = "GPS-31.2304-121.4737";

    /// <summary>A red square of so many pixels a side, at most 255, with a text chunk and an Exif chunk.</summary>
    public static byte[] Png(byte side = 2) =>
    [
        0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a,
        .. PngChunk("IHDR", [0, 0, 0, side, 0, 0, 0, side, 8, 2, 0, 0, 0]),
        .. PngChunk("tEXt", Encoding.Latin1.GetBytes("Comment\0" + Trace)),
        .. PngChunk("eXIf", Encoding.Latin1.GetBytes("MM\0*" + Trace)),
        .. PngChunk("IDAT", Deflate([.. Enumerable.Repeat(RedLine(side), side).SelectMany(l => l)])),
        .. PngChunk("IEND", []),
    ];

    /// <summary>A JPEG's segments, with Exif that holds a place and says the picture lies on its side.</summary>
    public static byte[] Jpeg() =>
    [
        0xff, 0xd8,
        .. JpegSegment(0xe0, [.. "JFIF\0"u8, 1, 1, 0, 0, 1, 0, 1, 0, 0]),
        .. JpegSegment(0xe1,
        [
            .. "Exif\0\0II"u8, 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0,
            .. Encoding.Latin1.GetBytes(Trace),
        ]),
        .. JpegSegment(0xfe, Encoding.Latin1.GetBytes(Trace)),
        .. JpegSegment(0xdb, [0, .. Enumerable.Repeat((byte)1, 64)]),
        .. JpegSegment(0xc0, [8, 0, 16, 0, 16, 1, 1, 0x11, 0]),
        .. JpegSegment(0xc4, [0, 1, .. new byte[15], 0]),
        .. JpegSegment(0xda, [1, 1, 0, 0, 63, 0]),
        0x12, 0xff, 0x00, 0x34, 0xff, 0xd0, 0x56,
        0xff, 0xd9,
    ];

    /// <summary>A GIF of one pixel with a comment.</summary>
    public static byte[] Gif() =>
    [
        .. "GIF89a"u8, 1, 0, 1, 0, 0x80, 0, 0, 255, 0, 0, 0, 0, 0,
        0x21, 0xfe, (byte)Trace.Length, .. Encoding.Latin1.GetBytes(Trace), 0,
        0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 0x01, 0, 0x3b,
    ];

    /// <summary>A WebP's chunks, with Exif.</summary>
    public static byte[] Webp()
    {
        byte[] chunks =
        [
            .. "WEBP"u8,
            .. WebpChunk("VP8X", [0x08, 0, 0, 0, 1, 0, 0, 1, 0, 0]),
            .. WebpChunk("VP8L", [0x2f, 1, 0x40, 0, 0, 0]),
            .. WebpChunk("EXIF", Encoding.Latin1.GetBytes(Trace)),
        ];
        return [.. "RIFF"u8, .. BitConverter.GetBytes(chunks.Length), .. chunks];
    }

    /// <summary>A PDF without anything that runs.</summary>
    public static byte[] Pdf(string with = "") => Encoding.Latin1.GetBytes(
        $"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R {with} >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [] /Count 0 >>\n"
        + "endobj\ntrailer\n<< /Root 1 0 R >>\nstartxref\n0\n%%EOF\n");

    /// <summary>A PDF whose objects are packed away, as most programs write it today.</summary>
    public static byte[] PackedPdf(
        string objects, string dictionary = "/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode") =>
        PackedPdf(Deflate(Encoding.Latin1.GetBytes("3 0 " + objects)), dictionary);

    /// <summary>The same with the packed bytes given.</summary>
    public static byte[] PackedPdf(
        byte[] packed, string dictionary = "/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode") =>
    [
        .. Encoding.Latin1.GetBytes(
            $"%PDF-1.5\n1 0 obj\n<< /Type /Catalog /Title (a \\) (b) >>) /Pages 2 0 R >>\nendobj\n"
            + $"2 0 obj\n<< {dictionary} /Length {packed.Length} >>\nstream\n"),
        .. packed, .. "\nendstream\nendobj\nstartxref\n0\n%%EOF\n"u8,
    ];

    /// <summary>Bytes as PDF packs them.</summary>
    public static byte[] Deflated(byte[] data) => Deflate(data);

    private static byte[] JpegSegment(byte marker, byte[] data) =>
        [0xff, marker, (byte)((data.Length + 2) >> 8), (byte)(data.Length + 2), .. data];

    private static byte[] WebpChunk(string name, byte[] data) =>
    [
        .. Encoding.Latin1.GetBytes(name), .. BitConverter.GetBytes(data.Length), .. data,
        .. new byte[data.Length % 2],
    ];

    private static byte[] RedLine(int pixels) =>
        [0, .. Enumerable.Repeat<byte[]>([255, 0, 0], pixels).SelectMany(p => p)];

    private static byte[] PngChunk(string name, byte[] data)
    {
        byte[] named = [.. Encoding.Latin1.GetBytes(name), .. data];
        var chunk = new byte[8 + named.Length];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        named.CopyTo(chunk, 4);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(4 + named.Length), Sum(named));
        return chunk;
    }

    private static byte[] Deflate(byte[] data)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest))
        {
            zlib.Write(data);
        }

        return packed.ToArray();
    }

    private static uint Sum(byte[] bytes)
    {
        var sum = uint.MaxValue;
        foreach (var one in bytes)
        {
            sum ^= one;
            for (var bit = 0; bit < 8; bit++)
            {
                sum = (sum & 1) == 1 ? 0xedb88320 ^ (sum >> 1) : sum >> 1;
            }
        }

        return ~sum;
    }
}
