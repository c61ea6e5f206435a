namespace FirstWindow.Language.Classifying;

/// <summary>
/// A yes-or-no classifier small enough to ship: one byte of weight for each of a fixed number of hash buckets. A byte
/// holds the signed square root of its weight, so that the many small weights are not rounded away.
/// </summary>
internal sealed class BinaryModel
{
    private readonly sbyte[] weights;
    private readonly float[] unpacked;
    private readonly float largest;
    private readonly float bias;
    private readonly float slope;

    public BinaryModel(sbyte[] weights, float largest, float bias, float slope)
    {
        this.largest = largest;
        this.weights = weights;
        unpacked = [.. Enumerable.Range(0, 256).Select(i => Unpack((sbyte)(byte)i, largest))];
        this.bias = bias;
        this.slope = slope;
    }

    /// <summary>What a margin is multiplied by before it becomes a chance.</summary>
    public float Slope => slope;

    public BinaryModel WithSlope(float other) => new(weights, largest, bias, other);

    public static BinaryModel Load(Stream stream)
    {
        using var reader = new BinaryReader(stream);
        var (largest, bias, slope) = (reader.ReadSingle(), reader.ReadSingle(), reader.ReadSingle());
        var weights = new sbyte[reader.ReadInt32()];
        reader.BaseStream.ReadExactly(System.Runtime.InteropServices.MemoryMarshal.AsBytes(weights.AsSpan()));
        return new(weights, largest, bias, slope);
    }

    public void Save(Stream stream)
    {
        using var writer = new BinaryWriter(stream);
        writer.Write(largest);
        writer.Write(bias);
        writer.Write(slope);
        writer.Write(weights.Length);
        writer.Write(System.Runtime.InteropServices.MemoryMarshal.AsBytes(weights.AsSpan()));
    }

    /// <summary>The chance, 0 to 1, of yes.</summary>
    public double Score(string text) => Score(TextFeatures.Of(text));

    /// <summary>The same from features that the caller collected.</summary>
    public double Score(in SparseText features)
    {
        var (sum, norm) = (0f, 0f);
        for (var i = 0; i < features.Keys.Length; i++)
        {
            var value = Weight(features.Values[i]);
            sum += unpacked[(byte)weights[features.Keys[i] % (uint)weights.Length]] * value;
            norm += value * value;
        }

        var margin = norm == 0 ? bias : sum / MathF.Sqrt(norm) + bias;
        return 1 / (1 + Math.Exp(-slope * margin));
    }

    /// <summary>The weight that a byte stands for, when the largest one is given.</summary>
    public static float Unpack(sbyte packed, float largest) =>
        MathF.Sign(packed) * packed / 127f * packed / 127f * largest;

    public static sbyte Pack(float weight, float largest) =>
        (sbyte)(MathF.Sign(weight) * MathF.Round(MathF.Sqrt(MathF.Abs(weight) / largest) * 127));

    public static float Weight(float count) => count == 1 ? 1 : 1 + MathF.Log(count);
}
