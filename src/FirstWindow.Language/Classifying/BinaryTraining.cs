namespace FirstWindow.Language.Classifying;

/// <summary>
/// Trains the small yes-or-no models that ship as packs (see docs/language.md for what each learnt from).
/// </summary>
internal static class BinaryTraining
{
    private const int SlopeSteps = 80;

    /// <summary>Trains a model; its chances are fitted on examples it has not seen.</summary>
    /// <param name="seen">Examples to learn from, with whether the answer is yes.</param>
    /// <param name="unseen">Examples to fit the chances on; none of them may be among the first.</param>
    /// <param name="buckets">Size of the model in bytes; a power of two.</param>
    /// <param name="cost">How much an error costs against large weights.</param>
    public static BinaryModel Train(
        IReadOnlyList<(SparseText Text, bool Yes)> seen,
        IReadOnlyList<(SparseText Text, bool Yes)> unseen,
        int buckets,
        float cost)
    {
        var plain = Train(seen, buckets, cost, slope: 1);
        return plain.WithSlope(Slope(plain, unseen));
    }

    /// <summary>Trains a model whose slope is known already.</summary>
    public static BinaryModel Train(
        IReadOnlyList<(SparseText Text, bool Yes)> seen, int buckets, float cost, float slope)
    {
        var vectors = seen.Select(example => Vector(example.Text, buckets)).ToArray();
        var labels = seen.Select(example => example.Yes ? 1 : 0).ToArray();
        var weights = LinearTrainer.Train(vectors, labels, 2, buckets, cost)[1];
        var largest = Math.Max(weights[..buckets].Max(Math.Abs), 1e-6f);
        var packed = Array.ConvertAll(weights[..buckets], weight => BinaryModel.Pack(weight, largest));
        return new(packed, largest, weights[^1], slope);
    }

    private static (int[] Rows, float[] Values, float KnownShare) Vector(SparseText features, int buckets)
    {
        var sums = new Dictionary<int, float>();
        for (var i = 0; i < features.Keys.Length; i++)
        {
            var bucket = (int)(features.Keys[i] % (uint)buckets);
            sums[bucket] = sums.GetValueOrDefault(bucket) + BinaryModel.Weight(features.Values[i]);
        }

        var length = MathF.Max(MathF.Sqrt(sums.Values.Sum(v => v * v)), 1e-6f);
        return ([.. sums.Keys], [.. sums.Values.Select(v => v / length)], 1);
    }

    private static float Slope(BinaryModel plain, IReadOnlyList<(SparseText Text, bool Yes)> unseen)
    {
        var (best, least) = (4f, double.MaxValue);
        for (var step = 1; step <= SlopeSteps && unseen.Count > 0; step++)
        {
            var slope = step * 0.1f;
            var loss = 0.0;
            foreach (var (text, yes) in unseen)
            {
                var chance = plain.Score(text);
                var margin = Math.Log(Math.Max(chance, 1e-9) / Math.Max(1 - chance, 1e-9));
                loss += Math.Log(1 + Math.Exp(yes ? -slope * margin : slope * margin));
            }

            (best, least) = loss < least ? (slope, loss) : (best, least);
        }

        return best;
    }
}
