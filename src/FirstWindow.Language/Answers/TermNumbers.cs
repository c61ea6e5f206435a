namespace FirstWindow.Language.Answers;

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
