namespace FirstWindow.Language.Classifying;

/// <summary>Numbers the features seen in training and weighs them by rarity; turns texts into unit vectors.</summary>
internal sealed class TermWeights
{
    private readonly Dictionary<uint, int> rows;
    private readonly float[] rarity;

    public TermWeights(Dictionary<uint, int> rows, float[] rarity)
    {
        this.rows = rows;
        this.rarity = rarity;
    }

    public int Count => rarity.Length;

    public IReadOnlyDictionary<uint, int> Rows => rows;

    public ReadOnlySpan<float> Rarity => rarity;

    public static TermWeights Learn(IReadOnlyList<SparseText> texts)
    {
        var rows = new Dictionary<uint, int>();
        var counts = new List<int>();
        foreach (var key in texts.SelectMany(t => t.Keys))
        {
            if (rows.TryAdd(key, counts.Count))
            {
                counts.Add(0);
            }

            counts[rows[key]]++;
        }

        return new(rows, [.. counts.Select(n => MathF.Log((1f + texts.Count) / (1f + n)) + 1f)]);
    }

    /// <summary>The unit vector of a text over the known features, and the share of its features that are known.</summary>
    public (int[] Rows, float[] Values, float KnownShare) Vector(in SparseText text)
    {
        var indexes = new int[text.Keys.Length];
        var values = new float[text.Keys.Length];
        var (count, sum) = (0, 0f);
        for (var i = 0; i < text.Keys.Length; i++)
        {
            if (rows.TryGetValue(text.Keys[i], out var row))
            {
                var value = (1 + MathF.Log(MathF.Max(text.Values[i], 0.2f))) * rarity[row];
                indexes[count] = row;
                values[count++] = value;
                sum += value * value;
            }
        }

        var scale = 1 / MathF.Max(MathF.Sqrt(sum), 1e-6f);
        for (var i = 0; i < count; i++)
        {
            values[i] *= scale;
        }

        return (indexes[..count], values[..count], (float)count / Math.Max(1, text.Keys.Length));
    }
}
