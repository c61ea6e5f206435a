namespace FirstWindow.Language.Classifying;

/// <summary>
/// Trains one linear separator per class against the rest: squared hinge loss, L2 penalty, by dual coordinate descent.
/// </summary>
/// <remarks>
/// Source: Hsieh, Chang, Lin, Keerthi, Sundararajan, "A dual coordinate descent method for large-scale linear SVM",
/// ICML 2008. Converges linearly; the order of visits is drawn from a fixed seed, so training is repeatable.
/// </remarks>
internal static class LinearTrainer
{
    private const int RoundsMax = 30;
    private const float Tolerance = 0.1f;
    private const float Bias = 1f;

    /// <summary>Weights in class-major order, shape [classes][features + 1]; the last one is the bias.</summary>
    public static float[][] Train(
        (int[] Rows, float[] Values, float KnownShare)[] texts, int[] labels, int classes, int features, float cost)
    {
        var squares = texts.Select(t => t.Values.Sum(v => v * v) + Bias * Bias).ToArray();
        var weights = new float[classes][];
        Parallel.For(0, classes, label =>
            weights[label] = TrainOne(texts, squares, labels, label, features, cost));
        return weights;
    }

    private static float[] TrainOne(
        (int[] Rows, float[] Values, float KnownShare)[] texts, float[] squares, int[] labels, int label, int features,
        float cost)
    {
        var random = new Random(label + 1);
        var weights = new float[features + 1];
        var alphas = new float[texts.Length];
        var order = Enumerable.Range(0, texts.Length).ToArray();
        var active = order.Length;
        // The rarer side counts more, or a class of ten examples would be drowned by the rest.
        var softness = 0.5f / cost;
        var shrinkAbove = float.PositiveInfinity;
        for (var round = 0; round < RoundsMax; round++)
        {
            var (most, least) = (float.NegativeInfinity, float.PositiveInfinity);
            for (var i = 0; i < active; i++)
            {
                var swap = random.Next(i, active);
                (order[i], order[swap]) = (order[swap], order[i]);
                var text = order[i];
                var sign = labels[text] == label ? 1f : -1f;
                var (rows, values, _) = texts[text];
                var gradient = sign * Dot(weights, rows, values) - 1 + softness * alphas[text];
                if (alphas[text] == 0 && gradient > shrinkAbove)
                {
                    active--;
                    (order[i], order[active]) = (order[active], order[i]);
                    i--;
                    continue;
                }

                var projected = alphas[text] == 0 ? Math.Min(gradient, 0) : gradient;
                most = Math.Max(most, projected);
                least = Math.Min(least, projected);
                if (Math.Abs(projected) > 1e-6f)
                {
                    var old = alphas[text];
                    alphas[text] = Math.Max(old - gradient / (squares[text] + softness), 0);
                    Add(weights, rows, values, (alphas[text] - old) * sign);
                }
            }

            if (most - least <= Tolerance)
            {
                if (active == order.Length)
                {
                    break;
                }

                (active, shrinkAbove) = (order.Length, float.PositiveInfinity);
                continue;
            }

            shrinkAbove = most <= 0 ? float.PositiveInfinity : most;
        }

        return weights;
    }

    private static float Dot(float[] weights, int[] rows, float[] values)
    {
        var sum = weights[^1] * Bias;
        for (var i = 0; i < rows.Length; i++)
        {
            sum += weights[rows[i]] * values[i];
        }

        return sum;
    }

    private static void Add(float[] weights, int[] rows, float[] values, float step)
    {
        for (var i = 0; i < rows.Length; i++)
        {
            weights[rows[i]] += step * values[i];
        }

        weights[^1] += step * Bias;
    }
}
