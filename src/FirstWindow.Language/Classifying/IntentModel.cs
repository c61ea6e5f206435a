using System.Numerics.Tensors;
using FirstWindow.Language.Answers;

namespace FirstWindow.Language.Classifying;

/// <summary>An intent with the chance, 0 to 1, that the text means it.</summary>
internal readonly record struct Intent(string Name, double Confidence);

/// <summary>A trained classifier of intents. Immutable, so any number of threads may ask it.</summary>
internal sealed class IntentModel
{
    private const uint Magic = 0x31574649; // "IFW1"

    private readonly string[] names;
    private readonly TermWeights terms;
    private readonly float[] weights;
    private readonly float[] bias;
    private readonly float sharpness;

    /// <param name="names">The intents.</param>
    /// <param name="terms">The features known, n of them.</param>
    /// <param name="weights">Feature-major, shape [n][intents].</param>
    /// <param name="bias">One an intent.</param>
    /// <param name="sharpness">What margins are multiplied by before they become chances.</param>
    public IntentModel(string[] names, TermWeights terms, float[] weights, float[] bias, float sharpness)
    {
        this.names = names;
        this.terms = terms;
        this.weights = weights;
        this.bias = bias;
        this.sharpness = sharpness;
    }

    public IReadOnlyList<string> Names => names;

    /// <summary>
    /// The likeliest intents, best first. Chances of unknown words are held back: they sum to less than 1.
    /// </summary>
    public IReadOnlyList<Intent> Read(string text, int most = 5)
    {
        var vector = terms.Vector(TextFeatures.Of(text));
        var chances = new float[names.Length];
        Score(vector.Rows, vector.Values, chances);
        TensorPrimitives.Multiply(chances, sharpness, chances);
        TensorPrimitives.SoftMax(chances, chances);
        var known = Math.Min(1, vector.KnownShare * 1.6);
        var confidences = Array.ConvertAll(chances, chance => Math.Round(chance * known, 4));
        var likeliest = new Intent[Math.Min(most, names.Length)];
        for (var i = 0; i < likeliest.Length; i++)
        {
            var at = TensorPrimitives.IndexOfMax<double>(confidences);
            likeliest[i] = new(names[at], confidences[at]);
            confidences[at] = -1;
        }

        return likeliest;
    }

    public float[] Margins(in SparseText text)
    {
        var vector = terms.Vector(text);
        var scores = new float[names.Length];
        Score(vector.Rows, vector.Values, scores);
        return scores;
    }

    private void Score(int[] rows, float[] values, Span<float> scores)
    {
        bias.CopyTo(scores);
        for (var i = 0; i < rows.Length; i++)
        {
            var row = weights.AsSpan(rows[i] * names.Length, names.Length);
            TensorPrimitives.MultiplyAdd(row, values[i], scores, scores);
        }
    }

    public void Save(Stream stream)
    {
        using var writer = new BinaryWriter(stream);
        writer.Write(Magic);
        writer.Write(names.Length);
        Array.ForEach(names, writer.Write);
        writer.Write(terms.Count);
        for (var row = 0; row < terms.Count; row++)
        {
            writer.Write(terms.Keys[row]);
            writer.Write(terms.Rarity[row]);
        }

        Array.ForEach(bias, writer.Write);
        writer.Write(sharpness);
        foreach (var weight in weights)
        {
            writer.Write((Half)weight);
        }
    }

    /// <exception cref="FormatException">The file is no model of this version.</exception>
    public static IntentModel Load(Stream stream)
    {
        using var reader = new BinaryReader(stream);
        try
        {
            if (reader.ReadUInt32() != Magic)
            {
                throw new FormatException("The file is not a model of intents.");
            }

            return Read(reader);
        }
        catch (EndOfStreamException)
        {
            throw new FormatException("The model of intents is cut short.");
        }
    }

    private static IntentModel Read(BinaryReader reader)
    {
        var names = new string[Bounded(reader.ReadInt32(), 100_000)];
        for (var i = 0; i < names.Length; i++)
        {
            names[i] = reader.ReadString();
        }

        var rarity = new float[Bounded(reader.ReadInt32(), 50_000_000)];
        var rows = new TermNumbers();
        for (var i = 0; i < rarity.Length; i++)
        {
            rows.Of(reader.ReadUInt32());
            rarity[i] = reader.ReadSingle();
        }

        var bias = new float[names.Length];
        for (var i = 0; i < bias.Length; i++)
        {
            bias[i] = reader.ReadSingle();
        }

        var sharpness = reader.ReadSingle();
        var weights = new float[names.Length * rarity.Length];
        var bytes = new byte[names.Length * 2];
        for (var row = 0; row < rarity.Length; row++)
        {
            reader.BaseStream.ReadExactly(bytes);
            TensorPrimitives.ConvertToSingle(
                System.Runtime.InteropServices.MemoryMarshal.Cast<byte, Half>(bytes),
                weights.AsSpan(row * names.Length, names.Length));
        }

        return new(names, new TermWeights(rows, rarity), weights, bias, sharpness);
    }

    private static int Bounded(int count, int most) => count >= 0 && count <= most
        ? count
        : throw new FormatException("The model of intents is damaged.");
}
