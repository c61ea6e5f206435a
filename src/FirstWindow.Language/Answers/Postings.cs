namespace FirstWindow.Language.Answers;

/// <summary>Which texts hold a feature, and how much of it: one array for all, addressed by feature.</summary>
internal sealed class Postings
{
    private readonly int[] starts;
    private readonly int[] texts;
    private readonly float[] weights;

    private Postings(int[] starts, int[] texts, float[] weights)
    {
        this.starts = starts;
        this.texts = texts;
        this.weights = weights;
    }

    /// <summary>Builds postings; with unit length every text's vector gets length 1, so sums are cosines.</summary>
    public static Postings Of(
        List<Dictionary<ulong, float>> features, Dictionary<ulong, int> numbers, float[] rarity, bool unitLength)
    {
        var starts = new int[rarity.Length + 1];
        foreach (var key in features.SelectMany(f => f.Keys))
        {
            starts[numbers[key] + 1]++;
        }

        for (var i = 1; i < starts.Length; i++)
        {
            starts[i] += starts[i - 1];
        }

        var next = starts.ToArray();
        var texts = new int[starts[^1]];
        var weights = new float[starts[^1]];
        for (var text = 0; text < features.Count; text++)
        {
            var scale = unitLength ? 1 / Norm(features[text], numbers, rarity) : 1;
            foreach (var (key, weight) in features[text])
            {
                var feature = numbers[key];
                texts[next[feature]] = text;
                weights[next[feature]++] = weight * rarity[feature] * scale;
            }
        }

        return new(starts, texts, weights);
    }

    public void AddTo(Span<float> sums, int feature, float weight)
    {
        for (var i = starts[feature]; i < starts[feature + 1]; i++)
        {
            sums[texts[i]] += weight * weights[i];
        }
    }

    private static float Norm(Dictionary<ulong, float> features, Dictionary<ulong, int> numbers, float[] rarity)
    {
        var sum = 0f;
        foreach (var (key, weight) in features)
        {
            var w = weight * rarity[numbers[key]];
            sum += w * w;
        }

        return MathF.Max(MathF.Sqrt(sum), 1e-6f);
    }
}
