using System.Runtime.InteropServices;

namespace FirstWindow.Language.Answers;

/// <summary>
/// Which texts hold a feature, and how much of it: one run of bytes a feature, in it for each text the distance from
/// the one before and three bits of weight, seven bits a byte.
/// </summary>
internal sealed class Postings
{
    public const int Levels = 8;
    private const int LevelBits = 3;
    private const int GroupShift = 14;

    // Keys ascend; groups tell where those with the same highest bits begin, which saves most steps of the search.
    private readonly uint[] keys;
    private readonly int[] groups = new int[(1 << (32 - GroupShift)) + 1];
    private readonly int[] starts;
    private readonly int[] counts;
    private readonly byte[] bytes;

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
        counts = new int[keys.Length];
        var cursors = new Cursor[keys.Length];
        for (var i = 0; i < order.Length; i++)
        {
            cursors[order[i]] = new(starts[i], -1);
            starts[i + 1] = checked(starts[i] + sizes[order[i]].Bytes);
            counts[i] = sizes[order[i]].Texts;
        }

        bytes = new byte[starts[^1]];
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

    /// <summary>Adds to each text that holds the feature as much as its level there is worth.</summary>
    public void AddTo(Span<float> sums, int place, ReadOnlySpan<float> worth)
    {
        var run = bytes.AsSpan(starts[place], starts[place + 1] - starts[place]);
        var (text, at) = (-1, 0);
        while (at < run.Length)
        {
            int value = run[at++];
            if (value > 127)
            {
                value &= 127;
                for (var shift = 7; ; shift += 7)
                {
                    int more = run[at++];
                    value |= (more & 127) << shift;
                    if (more < 128)
                    {
                        break;
                    }
                }
            }

            text += value >> LevelBits;
            sums[text] += worth[value & (Levels - 1)];
        }
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
                        sizes.Add(new(0, 0, -1));
                    }

                    ref var size = ref CollectionsMarshal.AsSpan(sizes)[term];
                    size = new(
                        size.Bytes + LengthOf(Coded(text - size.Last, levels[at])), size.Texts + 1, text);
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
                    var value = Coded(text - cursor.Last, levels[at]);
                    for (; value > 127; value >>= 7)
                    {
                        bytes[cursor.Next++] = (byte)(value | 128);
                    }

                    bytes[cursor.Next++] = (byte)value;
                    cursor.Last = text;
                }

                text++;
            }
        }
    }

    private static uint Coded(int distance, byte level) => ((uint)distance << LevelBits) | level;

    private static int LengthOf(uint value) => value < 1 << 7 ? 1 : value < 1 << 14 ? 2 : value < 1 << 21 ? 3 : 4;

    private readonly record struct Size(int Bytes, int Texts, int Last);

    private record struct Cursor(int Next, int Last);
}

/// <summary>Gives features numbers in the order in which they come.</summary>
internal sealed class TermNumbers
{
    private const uint Multiplier = 2654435769;
    private uint[] table = new uint[1 << 16];
    private int[] numbers = new int[1 << 16];
    private int shift = 16;

    public List<uint> Keys { get; } = [];

    public int Of(uint key)
    {
        var mask = table.Length - 1;
        var place = (int)((key * Multiplier) >> shift);
        while (table[place] != key)
        {
            if (table[place] == 0)
            {
                return Add(key, place);
            }

            place = (place + 1) & mask;
        }

        return numbers[place];
    }

    private int Add(uint key, int place)
    {
        table[place] = key;
        numbers[place] = Keys.Count;
        Keys.Add(key);
        var number = Keys.Count - 1;
        if (2 * Keys.Count > table.Length)
        {
            Grow();
        }

        return number;
    }

    private void Grow()
    {
        table = new uint[2 * table.Length];
        numbers = new int[table.Length];
        shift--;
        for (var number = 0; number < Keys.Count; number++)
        {
            var place = (int)((Keys[number] * Multiplier) >> shift);
            while (table[place] != 0)
            {
                place = (place + 1) & (table.Length - 1);
            }

            (table[place], numbers[place]) = (Keys[number], number);
        }
    }
}
