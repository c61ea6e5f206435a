using System.Numerics.Tensors;

namespace FirstWindow.Language.Classifying;

/// <summary>Trains a model of intents from a bank's own examples.</summary>
internal static class IntentTraining
{
    private const float Cost = 3f;
    private const float ShrinkFrom = 0.1f;
    private const int CheckEvery = 5;

    // How many examples a bank has written of an intent tells little of how often customers mean it.
    private const float CountShare = 0.3f;

    public static IntentModel Train(IReadOnlyList<(string Text, string Intent)> examples)
    {
        var names = examples.Select(e => e.Intent).Distinct().Order(StringComparer.Ordinal).ToArray();
        var numbers = names.Select((name, i) => (name, i)).ToDictionary(n => n.name, n => n.i);
        var labels = examples.Select(e => numbers[e.Intent]).ToArray();
        var texts = new SparseText[examples.Count];
        Parallel.For(0, texts.Length, i => texts[i] = TextFeatures.Of(examples[i].Text));

        var alphas = names.Select(_ => new float[texts.Length]).ToArray();
        var sharpness = Sharpness(texts, labels, names, alphas);
        return Fit(texts, labels, names, sharpness, alphas);
    }

    private static IntentModel Fit(
        SparseText[] texts, int[] labels, string[] names, float sharpness, float[][] alphas)
    {
        var terms = TermWeights.Learn(texts);
        var vectors = texts.Select(t => terms.Vector(t)).ToArray();
        var byClass = LinearTrainer.Train(vectors, labels, names.Length, terms.Count, Cost, alphas, ShrinkFrom);
        Likelihood.AddTo(byClass, vectors, labels, terms.Count);
        var weights = new float[names.Length * terms.Count];
        for (var row = 0; row < terms.Count; row++)
        {
            for (var label = 0; label < names.Length; label++)
            {
                weights[row * names.Length + label] = byClass[label][row];
            }
        }

        return new(names, terms, weights, Biases(byClass, labels), sharpness);
    }

    // A class with many examples is found a little less readily than they alone would have it, one with few more so.
    private static float[] Biases(float[][] byClass, int[] labels)
    {
        var counts = new int[byClass.Length];
        Array.ForEach(labels, label => counts[label]++);
        return [.. byClass.Select((w, label) =>
            w[^1] - CountShare * MathF.Log(Math.Max(1, counts[label]) * byClass.Length / (float)labels.Length))];
    }

    // Margins on texts the model has not seen tell how far a margin may be believed. What the texts it has seen came to
    // is left in the alphas, for the fit of all to start from.
    private static float Sharpness(SparseText[] texts, int[] labels, string[] names, float[][] alphas)
    {
        var seen = Enumerable.Range(0, texts.Length).Where(i => i % CheckEvery != 0).ToArray();
        var unseen = Enumerable.Range(0, texts.Length).Where(i => i % CheckEvery == 0).ToArray();
        if (seen.Length == 0)
        {
            return 3;
        }

        var part = Array.ConvertAll(alphas, a => Array.ConvertAll(seen, i => a[i]));
        var model = Fit([.. seen.Select(i => texts[i])], [.. seen.Select(i => labels[i])], names, 1, part);
        for (var label = 0; label < names.Length; label++)
        {
            for (var i = 0; i < seen.Length; i++)
            {
                alphas[label][seen[i]] = part[label][i];
            }
        }

        var scores = unseen.Select(i => model.Margins(texts[i])).ToArray();
        var (best, least) = (3f, double.MaxValue);
        for (var candidate = 1f; candidate <= 12; candidate += 0.5f)
        {
            var loss = 0.0;
            var chances = new float[names.Length];
            for (var i = 0; i < unseen.Length; i++)
            {
                TensorPrimitives.Multiply(scores[i], candidate, chances);
                TensorPrimitives.SoftMax(chances, chances);
                loss -= Math.Log(Math.Max(chances[labels[unseen[i]]], 1e-9));
            }

            (best, least) = loss < least ? (candidate, loss) : (best, least);
        }

        return best;
    }
}
