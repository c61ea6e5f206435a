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
    /// <param name="texts">What to learn from.</param>
    /// <param name="labels">The class of each text.</param>
    /// <param name="classes">How many classes there are.</param>
    /// <param name="features">How many features there are.</param>
    /// <param name="cost">How much an error costs against large weights.</param>
    /// <param name="alphas">How much each text holds up each separator, [classes][texts]: where to start from, and
    /// where it ended. From what a part of the texts came to, the whole takes few rounds.</param>
    /// <param name="shrinkFrom">Texts so far beyond the margin are left out until the rest has settled; then all are
    /// looked at again. Small numbers save time and cost a little exactness.</param>
    public static float[][] Train(
        (int[] Rows, float[] Values, float KnownShare)[] texts, int[] labels, int classes, int features, float cost,
        float[][]? alphas = null, float shrinkFrom = float.PositiveInfinity)
    {
        var squares = texts.Select(t => t.Values.Sum(v => v * v) + Bias * Bias).ToArray();
        var weights = new float[classes][];
        Parallel.For(0, classes, label => weights[label] = TrainOne(
            texts, squares, labels, label, features, cost, alphas?[label] ?? new float[texts.Length], shrinkFrom));
        return weights;
    }

    private static float[] TrainOne(
        (int[] Rows, float[] Values, float KnownShare)[] texts, float[] squares, int[] labels, int label, int features,
        float cost, float[] alphas, float shrinkFrom)
    {
        var random = new Random(label + 1);
        var weights = Sum(texts, labels, label, features, alphas);
        var order = Enumerable.Range(0, texts.Length).ToArray();
        var active = order.Length;
        // The rarer side counts more, or a class of ten examples would be drowned by the rest.
        var softness = 0.5f / cost;
        var shrinkAbove = shrinkFrom;
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

            shrinkAbove = most <= 0 ? shrinkFrom : Math.Min(most, shrinkFrom);
        }

        return weights;
    }

    private static float[] Sum(
        (int[] Rows, float[] Values, float KnownShare)[] texts, int[] labels, int label, int features, float[] alphas)
    {
        var weights = new float[features + 1];
        for (var text = 0; text < texts.Length; text++)
        {
            if (alphas[text] > 0)
            {
                var (rows, values, _) = texts[text];
                Add(weights, rows, values, labels[text] == label ? alphas[text] : -alphas[text]);
            }
        }

        return weights;
    }

    private static float Dot(ReadOnlySpan<float> weights, ReadOnlySpan<int> rows, ReadOnlySpan<float> values)
    {
        values = values[..rows.Length];
        // Four sums, as each addition would wait for the one before.
        var (sum, second, third, fourth) = (weights[^1] * Bias, 0f, 0f, 0f);
        var i = 0;
        for (; i + 3 < rows.Length; i += 4)
        {
            sum += weights[rows[i]] * values[i];
            second += weights[rows[i + 1]] * values[i + 1];
            third += weights[rows[i + 2]] * values[i + 2];
            fourth += weights[rows[i + 3]] * values[i + 3];
        }

        for (; i < rows.Length; i++)
        {
            sum += weights[rows[i]] * values[i];
        }

        return sum + second + third + fourth;
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
