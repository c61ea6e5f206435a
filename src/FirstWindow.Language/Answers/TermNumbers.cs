namespace FirstWindow.Language.Answers;

/// <summary>Gives features numbers in the order in which they come.</summary>
internal sealed class TermNumbers
{
    private const uint Multiplier = 2654435769;

    // Number and key side by side, as both are read together; key 0 is no feature, so it marks an empty place.
    private (uint Key, int Number)[] table = new (uint, int)[1 << 16];
    private int shift = 16;

    public List<uint> Keys { get; } = [];

    /// <summary>The number of a feature; the next one if it is new.</summary>
    public int Of(uint key)
    {
        var place = PlaceOf(key);
        if (table[place].Key == key)
        {
            return table[place].Number;
        }

        var number = Keys.Count;
        table[place] = (key, number);
        Keys.Add(key);
        if (2 * Keys.Count > table.Length)
        {
            Grow();
        }

        return number;
    }

    /// <summary>The number of a feature, or -1.</summary>
    public int Find(uint key)
    {
        var (found, number) = table[PlaceOf(key)];
        return found == key ? number : -1;
    }

    // Where the feature stands or would stand.
    private int PlaceOf(uint key)
    {
        var mask = table.Length - 1;
        var place = (int)((key * Multiplier) >> shift);
        while (table[place].Key != key && table[place].Key != 0)
        {
            place = (place + 1) & mask;
        }

        return place;
    }

    private void Grow()
    {
        table = new (uint, int)[2 * table.Length];
        shift--;
        for (var number = 0; number < Keys.Count; number++)
        {
            table[PlaceOf(Keys[number])] = (Keys[number], number);
        }
    }
}
