using FirstWindow.Language.Classifying;
using FirstWindow.Language.Normal;
using FirstWindow.Language.Rules;

namespace FirstWindow.Language.Reading;

/// <summary>
/// How angry a text is: the signs of <c>packs/signals.yaml</c>, and a linear model for anger that names none of them.
/// </summary>
internal sealed class AngerModel(Lazy<BinaryModel> model)
{
    public static AngerModel Shipped { get; } = new(new(() => BinaryModel.Load(PackFile.Open("anger.bin"))));

    /// <summary>0 to 1.</summary>
    /// <param name="text">The text.</param>
    /// <param name="found">What the signals' rules found in it.</param>
    /// <param name="share">How far the model is believed. Signs and model each count for themselves; together they may
    /// be certain.</param>
    public double Of(NormalText text, List<RuleMatch> found, double share)
    {
        var likely = model.Value.Score(FeaturesOf(text, found));
        return Math.Round(1 - (1 - Chance.Of(found, "anger")) * (1 - share * likely), 4);
    }

    /// <summary>What the model reads of a text.</summary>
    public static SparseText FeaturesOf(NormalText text, List<RuleMatch> found) =>
        text.Words.ToneCues.FeaturesOf(text, found);
}
