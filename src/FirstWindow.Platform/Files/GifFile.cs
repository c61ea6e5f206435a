namespace FirstWindow.Platform.Files;

/// <summary>GIF by its 1989 specification: pictures, their timing and the count of repetitions are copied; comments,
/// texts and foreign application data are left out.</summary>
internal static class GifFile
{
    private const int GraphicControl = 0xf9;
    private const int Application = 0xff;

    public static RewrittenPicture? Rewrite(byte[] content)
    {
        var walk = new ByteWalk(content);
        var version = walk.Take(6);
        if (!version.SequenceEqual("GIF89a"u8) && !version.SequenceEqual("GIF87a"u8))
        {
            return null;
        }

        using var kept = new MemoryStream(content.Length);
        var (width, height) = (walk.LittleEndian16(), walk.LittleEndian16());
        SkipColours(ref walk, walk.Byte(), 2);
        kept.Write(walk.Since(0));
        var hasPicture = false;
        while (!walk.IsPast)
        {
            var start = walk.At;
            switch (walk.Byte())
            {
                case 0x21:
                    var label = walk.Byte();
                    var isRepetition = walk.Peek() == 11 && StartsLikeRepetition(walk);
                    SkipBlocks(ref walk);
                    if (label == GraphicControl || (label == Application && isRepetition))
                    {
                        kept.Write(walk.Since(start));
                    }

                    break;
                case 0x2c:
                    walk.Take(8);
                    SkipColours(ref walk, walk.Byte(), 0);
                    walk.Byte();
                    SkipBlocks(ref walk);
                    kept.Write(walk.Since(start));
                    hasPicture = true;
                    break;
                case 0x3b:
                    kept.WriteByte(0x3b);
                    return hasPicture && !walk.IsPast
                        ? new("image/gif", ".gif", kept.ToArray(), width, height, walk.At) : null;
                default:
                    return null;
            }
        }

        return null;
    }

    private static bool StartsLikeRepetition(ByteWalk walk)
    {
        walk.Byte();
        return walk.Take(11).SequenceEqual("NETSCAPE2.0"u8);
    }

    private static void SkipColours(ref ByteWalk walk, int flags, int bytesBefore) =>
        walk.Take(bytesBefore + ((flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1)));

    private static void SkipBlocks(ref ByteWalk walk)
    {
        while (!walk.IsPast && walk.Byte() is > 0 and var length)
        {
            walk.Take(length);
        }
    }
}
