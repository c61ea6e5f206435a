namespace FirstWindow.Platform.Files;

/// <summary>JPEG by ITU-T T.81: segments that make up the picture are copied; comments and application data (Exif with
/// place and camera, XMP, thumbnails, maker notes) are left out. Which way is up is kept, in an Exif of our
/// own.</summary>
internal static class JpegFile
{
    private const int StartOfScan = 0xda;
    private const int EndOfImage = 0xd9;
    private const int Exif = 0xe1;
    private const int Adobe = 0xee;

    public static RewrittenPicture? Rewrite(byte[] content)
    {
        var walk = new ByteWalk(content);
        walk.Take(2);
        using var kept = new MemoryStream(content.Length);
        var (width, height, up) = (0, 0, 1);
        var hasScan = false;
        while (!walk.IsPast)
        {
            var start = walk.At;
            if (walk.Byte() != 0xff)
            {
                return null;
            }

            while (walk.Peek() == 0xff)
            {
                walk.Byte(); // Filling.
            }

            var marker = walk.Byte();
            if (marker == EndOfImage)
            {
                return hasScan && width > 0
                    ? new("image/jpeg", ".jpg", Close(kept.ToArray(), up), width, height, walk.At) : null;
            }

            if (marker is < 0xc0 or (>= 0xd0 and <= 0xd8))
            {
                return null;
            }

            var data = walk.Take(walk.BigEndian16() - 2);
            if (IsFrame(marker) && data.Length >= 6)
            {
                (height, width) = ((data[1] << 8) | data[2], (data[3] << 8) | data[4]);
            }

            up = marker == Exif && UpOf(data) is { } found ? found : up;
            if (marker == StartOfScan)
            {
                SkipScan(ref walk);
                hasScan = true;
            }

            if (marker is < 0xe0 or Adobe)
            {
                kept.Write(walk.Since(start));
            }
        }

        return null;
    }

    private static bool IsFrame(int marker) => marker is >= 0xc0 and <= 0xcf and not (0xc4 or 0xc8 or 0xcc);

    // Coded data runs to the next marker; FF 00 and the restart markers belong to it.
    private static void SkipScan(ref ByteWalk walk)
    {
        while (!walk.IsPast && !(walk.Peek() == 0xff && walk.Peek(1) is not (0 or 0xff or (>= 0xd0 and <= 0xd7))))
        {
            walk.Byte();
        }
    }

    private static byte[] Close(byte[] segments, int up)
    {
        byte[] own = up == 1 ? [] :
        [
            0xff, Exif, 0, 34, (byte)'E', (byte)'x', (byte)'i', (byte)'f', 0, 0, (byte)'M', (byte)'M', 0, 42,
            0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte)up, 0, 0, 0, 0, 0, 0,
        ];
        return [0xff, 0xd8, .. own, .. segments, 0xff, EndOfImage];
    }

    // Tag 0x0112 of the first directory: 1 is upright, 2 to 8 are the other ways.
    private static int? UpOf(ReadOnlySpan<byte> data)
    {
        if (!data.StartsWith("Exif\0\0"u8) || data.Length < 16)
        {
            return null;
        }

        var tiff = data[6..];
        var isLittle = tiff[0] == 'I';
        var walk = new ByteWalk(tiff);
        walk.Take(4);
        walk.Take((isLittle ? walk.LittleEndian32() : walk.BigEndian32()) - 8);
        var entries = isLittle ? walk.LittleEndian16() : walk.BigEndian16();
        for (var i = 0; i < entries && !walk.IsPast; i++)
        {
            var tag = isLittle ? walk.LittleEndian16() : walk.BigEndian16();
            walk.Take(6);
            var value = isLittle ? walk.LittleEndian16() : walk.BigEndian16();
            walk.Take(2);
            if (tag == 0x0112)
            {
                return value is >= 1 and <= 8 ? value : null;
            }
        }

        return null;
    }
}
