namespace FirstWindow.Language.Answers;

/// <summary>
/// Counts features. Kept and emptied between texts, so that counting allocates nothing; the order is that of arrival.
/// </summary>
internal sealed class FeatureBag
{
    private const uint Multiplier = 2654435769;

    private uint[] keys = new uint[2048]; // 0 is no feature, so it marks an empty place.
    private float[] amounts = new float[2048];
    private int[] used = new int[1024];

    public int Count { get; private set; }

    public uint KeyAt(int i) => keys[used[i]];

    public float AmountAt(int i) => amounts[used[i]];

    public void Add(uint key, float amount)
    {
        var mask = keys.Length - 1;
        var place = (int)((key * Multiplier) >> 12) & mask;
        while (keys[place] != key)
        {
            if (keys[place] == 0)
            {
                if (Count == used.Length)
                {
                    Grow();
                    Add(key, amount);
                    return;
                }

                keys[place] = key;
                used[Count++] = place;
                break;
            }

            place = (place + 1) & mask;
        }

        amounts[place] += amount;
    }

    public void Clear()
    {
        foreach (var place in used.AsSpan(0, Count))
        {
            (keys[place], amounts[place]) = (0, 0);
        }

        Count = 0;
    }

    private void Grow()
    {
        var (oldKeys, oldAmounts, oldUsed, count) = (keys, amounts, used, Count);
        (keys, amounts, used, Count) = (new uint[2 * keys.Length], new float[2 * keys.Length], new int[2 * count], 0);
        foreach (var place in oldUsed.AsSpan(0, count))
        {
            Add(oldKeys[place], oldAmounts[place]);
        }
    }
}
