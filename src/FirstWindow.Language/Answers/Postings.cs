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

    /// <summary>Builds postings of texts whose features have these weights.</summary>
    public static Postings Of(List<Dictionary<ulong, float>> weightsOf, Dictionary<ulong, int> numbers)
    {
        var starts = new int[numbers.Count + 1];
        foreach (var key in weightsOf.SelectMany(f => f.Keys))
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
        for (var text = 0; text < weightsOf.Count; text++)
        {
            foreach (var (key, weight) in weightsOf[text])
            {
                var at = next[numbers[key]]++;
                (texts[at], weights[at]) = (text, weight);
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
}
