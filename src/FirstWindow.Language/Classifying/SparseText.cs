using FirstWindow.Language.Answers;

namespace FirstWindow.Language.Classifying;

/// <summary>A text as counted features: parallel arrays of hash and count, in the order in which they came.</summary>
internal readonly record struct SparseText(uint[] Keys, float[] Values)
{
    [ThreadStatic]
    private static FeatureBag? kept;

    /// <summary>The features that are put into the bag, each once.</summary>
    public static SparseText Of<T>(T text, Action<T, FeatureBag> collect)
    {
        var bag = kept ??= new FeatureBag();
        try
        {
            collect(text, bag);
            var (keys, values) = (new uint[bag.Count], new float[bag.Count]);
            for (var i = 0; i < keys.Length; i++)
            {
                (keys[i], values[i]) = (bag.KeyAt(i), bag.AmountAt(i));
            }

            return new(keys, values);
        }
        finally
        {
            bag.Clear();
        }
    }
}
