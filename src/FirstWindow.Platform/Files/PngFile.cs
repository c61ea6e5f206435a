using System.Buffers.Binary;
using System.Text;

namespace FirstWindow.Platform.Files;

/// <summary>PNG by ISO/IEC 15948: the chunks that make up the picture are copied, each checked by its own sum; texts,
/// times, Exif and everything unknown are left out.</summary>
internal static class PngFile
{
    private const int SignatureBytes = 8;
    private static readonly HashSet<string> Kept =
        ["IHDR", "PLTE", "IDAT", "IEND", "tRNS", "gAMA", "cHRM", "sRGB", "sBIT", "bKGD", "pHYs"];

    private static readonly uint[] Sums = MakeSums();

    public static RewrittenPicture? Rewrite(byte[] content)
    {
        var walk = new ByteWalk(content);
        if (!walk.Take(SignatureBytes).SequenceEqual<byte>([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]))
        {
            return null;
        }

        using var kept = new MemoryStream(content.Length);
        kept.Write(content.AsSpan(0, SignatureBytes));
        var (width, height) = (0u, 0u);
        var hasPicture = false;
        while (!walk.IsPast)
        {
            var start = walk.At;
            var length = walk.BigEndian32();
            var named = walk.Take(4L + length);
            var sum = walk.BigEndian32();
            if (walk.IsPast || Sum(named) != sum)
            {
                return null;
            }

            var name = Encoding.Latin1.GetString(named[..4]);
            if ((name == "IHDR") != (start == SignatureBytes))
            {
                return null;
            }

            if (name == "IHDR")
            {
                (width, height) = (BinaryPrimitives.ReadUInt32BigEndian(named[4..]),
                    BinaryPrimitives.ReadUInt32BigEndian(named[8..]));
            }

            hasPicture |= name == "IDAT";
            if (Kept.Contains(name))
            {
                kept.Write(walk.Since(start));
            }

            if (name == "IEND")
            {
                return hasPicture
                    ? new("image/png", ".png", kept.ToArray(), (int)Math.Min(width, int.MaxValue),
                        (int)Math.Min(height, int.MaxValue), walk.At)
                    : null;
            }
        }

        return null;
    }

    private static uint Sum(ReadOnlySpan<byte> bytes)
    {
        var sum = uint.MaxValue;
        foreach (var one in bytes)
        {
            sum = Sums[(sum ^ one) & 0xff] ^ (sum >> 8);
        }

        return ~sum;
    }

    private static uint[] MakeSums()
    {
        var sums = new uint[256];
        for (var i = 0u; i < sums.Length; i++)
        {
            var sum = i;
            for (var bit = 0; bit < 8; bit++)
            {
                sum = (sum & 1) == 1 ? 0xedb88320 ^ (sum >> 1) : sum >> 1;
            }

            sums[i] = sum;
        }

        return sums;
    }
}
