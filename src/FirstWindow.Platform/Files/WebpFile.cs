using System.Buffers.Binary;
using System.Text;

namespace FirstWindow.Platform.Files;

/// <summary>WebP by RFC 9649: the chunks that make up the picture are copied; Exif, XMP, colour profiles and everything
/// unknown are left out.</summary>
internal static class WebpFile
{
    private const int FrameBytes = 12;
    private const byte SaysIccExifXmp = 0x20 | 0x08 | 0x04;
    private static readonly HashSet<string> Kept = ["VP8 ", "VP8L", "VP8X", "ALPH", "ANIM", "ANMF"];

    public static RewrittenPicture? Rewrite(byte[] content)
    {
        var walk = new ByteWalk(content);
        walk.Take(4);
        var end = 8L + walk.LittleEndian32();
        if (end > content.Length || !walk.Take(4).SequenceEqual("WEBP"u8))
        {
            return null;
        }

        using var kept = new MemoryStream(content.Length);
        kept.Write(content.AsSpan(0, FrameBytes));
        var (width, height) = (0, 0);
        while (walk.At + 8 <= end)
        {
            var name = Encoding.Latin1.GetString(walk.Take(4));
            var length = walk.LittleEndian32();
            var data = walk.Take(length).ToArray();
            walk.Take(length % 2); // Chunks begin at even places.
            if (walk.IsPast)
            {
                return null;
            }

            (width, height) = width == 0 ? SizeOf(name, data) : (width, height);
            if (!Kept.Contains(name))
            {
                continue;
            }

            if (name == "VP8X" && data.Length > 0)
            {
                data[0] &= unchecked((byte)~SaysIccExifXmp);
            }

            kept.Write(Encoding.Latin1.GetBytes(name));
            kept.Write(BitConverter.GetBytes(length));
            kept.Write(data);
            kept.Write(new byte[length % 2]);
        }

        var bytes = kept.ToArray();
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), bytes.Length - 8);
        return width == 0 ? null : new("image/webp", ".webp", bytes, width, height, (int)end);
    }

    private static (int Width, int Height) SizeOf(string name, ReadOnlySpan<byte> data) => name switch
    {
        "VP8X" when data.Length >= 10 =>
            (1 + (data[4] | (data[5] << 8) | (data[6] << 16)), 1 + (data[7] | (data[8] << 8) | (data[9] << 16))),
        "VP8 " when data.Length >= 10 => ((data[6] | (data[7] << 8)) & 0x3fff, (data[8] | (data[9] << 8)) & 0x3fff),
        "VP8L" when data.Length >= 5 && data[0] == 0x2f =>
            (1 + ((data[1] | (data[2] << 8)) & 0x3fff),
                1 + (((data[2] >> 6) | (data[3] << 2) | (data[4] << 10)) & 0x3fff)),
        _ => (0, 0),
    };
}
