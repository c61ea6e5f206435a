namespace FirstWindow.Language.Classifying;

/// <summary>A text as counted features: parallel arrays of hash and value, in ascending hash order.</summary>
internal readonly record struct SparseText(uint[] Keys, float[] Values)
{
    public static SparseText Of(FeatureCounter counter)
    {
        var keys = counter.Keys.ToArray();
        var values = counter.Values.ToArray();
        Array.Sort(keys, values);
        var count = 0;
        for (var i = 0; i < keys.Length; i++)
        {
            if (count > 0 && keys[count - 1] == keys[i])
            {
                values[count - 1] += values[i];
            }
            else
            {
                (keys[count], values[count]) = (keys[i], values[i]);
                count++;
            }
        }

        return new(keys[..count], values[..count]);
    }
}

/// <summary>Collects features while a text is read.</summary>
internal sealed class FeatureCounter
{
    public List<uint> Keys { get; } = new(512);

    public List<float> Values { get; } = new(512);

    public void Add(uint key, float value)
    {
        Keys.Add(key);
        Values.Add(value);
    }

    public void Clear()
    {
        Keys.Clear();
        Values.Clear();
    }
}
