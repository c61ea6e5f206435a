using System.Runtime.InteropServices;

namespace FirstWindow.Language.Answers;

/// <summary>
/// Which texts hold a feature, and how much of it: one run of bytes a feature, in it for each text the distance from
/// the one before and three bits of weight, seven bits a byte. Every 64 texts a skip lets a reader pass over the rest.
/// </summary>
internal sealed class Postings
{
    public const int Levels = 8;
    public const int LevelBits = 3;
    private const int BlockTexts = 64;
    private const int GroupShift = 14;

    // Keys ascend; groups tell where those with the same highest bits begin, which saves most steps of the search.
    private readonly uint[] keys;
    private readonly int[] groups = new int[(1 << (32 - GroupShift)) + 1];
    private readonly int[] starts;
    private readonly int[] counts;
    private readonly byte[] highest;
    private readonly byte[] bytes;
    private readonly Skip[] skips;
    private readonly int[] skipStarts;

    /// <summary>Turns texts over; their numbers are those of their order.</summary>
    /// <param name="blocks">The texts; the keys in them are replaced by numbers.</param>
    /// <param name="numbered">The key that each of these numbers stands for.</param>
    public Postings(IReadOnlyList<CountedTexts> blocks, out IReadOnlyList<uint> numbered)
    {
        var terms = new TermNumbers();
        var sizes = Count(blocks, terms);
        numbered = terms.Keys;
        keys = [.. terms.Keys];
        var order = new int[keys.Length];
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        Array.Sort(keys, order);
        starts = new int[keys.Length + 1];
        skipStarts = new int[keys.Length + 1];
        counts = new int[keys.Length];
        highest = new byte[keys.Length];
        var cursors = new Cursor[keys.Length];
        for (var i = 0; i < order.Length; i++)
        {
            var size = sizes[order[i]];
            cursors[order[i]] = new(starts[i], -1, 0, skipStarts[i]);
            starts[i + 1] = checked(starts[i] + size.Bytes);
            skipStarts[i + 1] = skipStarts[i] + (size.Texts - 1) / BlockTexts;
            (counts[i], highest[i]) = (size.Texts, size.Highest);
        }

        bytes = new byte[starts[^1]];
        skips = new Skip[skipStarts[^1]];
        Write(blocks, cursors);
        var group = 0;
        for (var i = 0; i < keys.Length; i++)
        {
            while (group <= keys[i] >> GroupShift)
            {
                groups[group++] = i;
            }
        }

        groups.AsSpan(group).Fill(keys.Length);
    }

    /// <summary>The place of a feature, or -1.</summary>
    public int Find(uint key)
    {
        var group = key >> GroupShift;
        var at = Array.BinarySearch(keys, groups[group], groups[group + 1] - groups[group], key);
        return Math.Max(at, -1);
    }

    /// <summary>How many texts hold the feature at this place.</summary>
    public int CountAt(int place) => counts[place];

    /// <summary>The highest level of the feature at this place in any text.</summary>
    public int HighestAt(int place) => highest[place];

    /// <summary>The texts that hold the feature at this place; none when the place is -1.</summary>
    public PostingReader ReaderAt(int place) => place < 0
        ? new(bytes, 0, 0, skips, 0, 0)
        : new(bytes, starts[place], starts[place + 1], skips, skipStarts[place], skipStarts[place + 1]);

    /// <summary>The number that begins at this byte.</summary>
    public static int Decode(byte[] bytes, ref int at)
    {
        int value = bytes[at++];
        if (value > 127)
        {
            value &= 127;
            for (var shift = 7; ; shift += 7)
            {
                int more = bytes[at++];
                value |= (more & 127) << shift;
                if (more < 128)
                {
                    break;
                }
            }
        }

        return value;
    }

    // How many bytes and texts each feature takes; its key is replaced by its number on the way.
    private static List<Size> Count(IReadOnlyList<CountedTexts> blocks, TermNumbers terms)
    {
        var sizes = new List<Size>();
        var text = 0;
        foreach (var block in blocks)
        {
            var keys = CollectionsMarshal.AsSpan(block.Keys);
            var levels = CollectionsMarshal.AsSpan(block.Levels);
            var at = 0;
            foreach (var end in block.Ends)
            {
                for (; at < end; at++)
                {
                    var term = terms.Of(keys[at]);
                    keys[at] = (uint)term;
                    if (term == sizes.Count)
                    {
                        sizes.Add(new(0, 0, -1, 0));
                    }

                    ref var size = ref CollectionsMarshal.AsSpan(sizes)[term];
                    size = new(
                        size.Bytes + LengthOf(Coded(text - size.Last, levels[at])), size.Texts + 1, text,
                        Math.Max(size.Highest, levels[at]));
                }

                text++;
            }
        }

        return sizes;
    }

    private void Write(IReadOnlyList<CountedTexts> blocks, Cursor[] cursors)
    {
        var text = 0;
        foreach (var block in blocks)
        {
            var terms = CollectionsMarshal.AsSpan(block.Keys);
            var levels = CollectionsMarshal.AsSpan(block.Levels);
            var at = 0;
            foreach (var end in block.Ends)
            {
                for (; at < end; at++)
                {
                    ref var cursor = ref cursors[terms[at]];
                    if (cursor.Texts == BlockTexts)
                    {
                        skips[cursor.Skip++] = new(cursor.Last, cursor.Next);
                        cursor.Texts = 0;
                    }

                    var value = Coded(text - cursor.Last, levels[at]);
                    for (; value > 127; value >>= 7)
                    {
                        bytes[cursor.Next++] = (byte)(value | 128);
                    }

                    bytes[cursor.Next++] = (byte)value;
                    cursor.Last = text;
                    cursor.Texts++;
                }

                text++;
            }
        }
    }

    private static uint Coded(int distance, byte level) => ((uint)distance << LevelBits) | level;

    private static int LengthOf(uint value) => value < 1 << 7 ? 1 : value < 1 << 14 ? 2 : value < 1 << 21 ? 3 : 4;

    private readonly record struct Size(int Bytes, int Texts, int Last, byte Highest);

    private record struct Cursor(int Next, int Last, int Texts, int Skip);
}
