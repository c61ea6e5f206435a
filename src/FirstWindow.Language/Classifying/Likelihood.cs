namespace FirstWindow.Language.Classifying;

/// <summary>
/// How likely each feature is in each class, as a share of the weights that the separators have found. What separates
/// classes says little on features it never needed; how often they occur in a class still does.
/// </summary>
/// <remarks>
/// Naive Bayes beside a linear separator: Wang, Manning, "Baselines and bigrams", ACL 2012. Both are sums over features,
/// so reading a text costs nothing more. Share and smoothing by cross-validation, see docs/language.md.
/// </remarks>
internal static class Likelihood
{
    private const float Share = 0.06f;
    private const float Smoothing = 0.005f;

    /// <summary>Adds it to the weights, [classes][features + 1].</summary>
    public static void AddTo(
        float[][] weights, (int[] Rows, float[] Values, float KnownShare)[] texts, int[] labels, int features)
    {
        var sums = weights.Select(_ => new float[features]).ToArray();
        for (var i = 0; i < texts.Length; i++)
        {
            var (rows, values, _) = texts[i];
            var ofClass = sums[labels[i]];
            for (var k = 0; k < rows.Length; k++)
            {
                ofClass[rows[k]] += values[k];
            }
        }

        var totals = sums.Select(s => MathF.Log(s.Sum() + Smoothing * features)).ToArray();
        Parallel.For(0, features, row =>
        {
            var mean = 0f;
            for (var label = 0; label < sums.Length; label++)
            {
                sums[label][row] = MathF.Log(sums[label][row] + Smoothing) - totals[label];
                mean += sums[label][row] / sums.Length;
            }

            // Only differences between classes count; small numbers keep their digits in a file of halves.
            for (var label = 0; label < sums.Length; label++)
            {
                weights[label][row] += Share * (sums[label][row] - mean);
            }
        });
    }
}
