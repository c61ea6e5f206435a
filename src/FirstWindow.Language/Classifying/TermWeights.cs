using FirstWindow.Language.Answers;

namespace FirstWindow.Language.Classifying;

/// <summary>Numbers the features seen in training and weighs them by rarity; turns texts into unit vectors.</summary>
internal sealed class TermWeights
{
    // Words, neighbours, pairs apart, character sequences: found by cross-validation, see docs/language.md.
    private static readonly float[] Shares = [1, 1, 0.8f, 1];

    // Below 1, rare features count a little less than their full rarity.
    private const float RarityPower = 0.6f;

    private readonly TermNumbers rows;
    private readonly float[] rarity;

    public TermWeights(TermNumbers rows, float[] rarity)
    {
        this.rows = rows;
        this.rarity = rarity;
    }

    public int Count => rarity.Length;

    public IReadOnlyList<uint> Keys => rows.Keys;

    public ReadOnlySpan<float> Rarity => rarity;

    public static TermWeights Learn(IReadOnlyList<SparseText> texts)
    {
        var rows = new TermNumbers();
        var counts = new List<int>();
        foreach (var key in texts.SelectMany(t => t.Keys))
        {
            var row = rows.Of(key);
            if (row == counts.Count)
            {
                counts.Add(0);
            }

            counts[row]++;
        }

        var more = 1f + texts.Count;
        return new(rows, [.. counts.Select(n => MathF.Pow(MathF.Log(more / (1f + n)) + 1f, RarityPower))]);
    }

    /// <summary>
    /// The unit vector of a text over the known features, each kind of feature with its fixed share of the length, and
    /// the share of its features that are known.
    /// </summary>
    public (int[] Rows, float[] Values, float KnownShare) Vector(in SparseText text)
    {
        var indexes = new int[text.Keys.Length];
        var values = new float[text.Keys.Length];
        var count = 0;
        Span<float> squares = stackalloc float[TextFeatures.Kinds];
        Span<byte> kinds = text.Keys.Length <= 4096 ? stackalloc byte[text.Keys.Length] : new byte[text.Keys.Length];
        for (var i = 0; i < text.Keys.Length; i++)
        {
            if (rows.Find(text.Keys[i]) is >= 0 and var row)
            {
                var amount = text.Values[i];
                var value = amount == 1 ? rarity[row] : (1 + MathF.Log(amount)) * rarity[row]; // Most occur once.
                var kind = TextFeatures.KindOf(text.Keys[i]);
                (indexes[count], values[count], kinds[count]) = (row, value, (byte)kind);
                squares[kind] += value * value;
                count++;
            }
        }

        Scale(values.AsSpan(0, count), kinds, squares);
        return (indexes[..count], values[..count], (float)count / Math.Max(1, text.Keys.Length));
    }

    private static void Scale(Span<float> values, ReadOnlySpan<byte> kinds, Span<float> squares)
    {
        var total = 0f;
        for (var kind = 0; kind < squares.Length; kind++)
        {
            total += squares[kind] > 0 ? Shares[kind] * Shares[kind] : 0;
        }

        for (var kind = 0; kind < squares.Length; kind++)
        {
            squares[kind] = squares[kind] > 0 ? Shares[kind] / MathF.Sqrt(squares[kind] * total) : 0;
        }

        for (var i = 0; i < values.Length; i++)
        {
            values[i] *= squares[kinds[i]];
        }
    }
}
