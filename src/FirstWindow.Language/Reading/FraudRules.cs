using FirstWindow.Language.Classifying;
using FirstWindow.Language.Normal;
using FirstWindow.Language.Rules;

namespace FirstWindow.Language.Reading;

/// <summary>How far a text smells of fraud, of which types, and by which signs (one match a sign).</summary>
internal sealed record Suspicion(double Score, IReadOnlyList<string> Types, IReadOnlyList<RuleMatch> Signs);

/// <summary>
/// The signs of fraud from <c>packs/fraud.yaml</c>, and a linear model for what victims say without naming a sign.
/// </summary>
internal sealed class FraudRules(RulePack pack, Lazy<BinaryModel> model)
{
    private readonly Weights weights = pack.Weights;

    // A warning or a question about fraud names the same words as the fraud itself.
    private readonly Pattern aboutFraud = pack.AnyOf("about_fraud");

    /// <summary>The shipped model; it stays when the pack changes.</summary>
    public static Lazy<BinaryModel> Model { get; } = new(() => BinaryModel.Load(PackFile.Open("fraud.bin")));

    public IReadOnlyList<Rule> Rules => pack.Rules;

    /// <summary>What the model reads: the words, their meanings and the signs.</summary>
    public SparseText FeaturesOf(NormalText text) => text.Words.FraudCues.FeaturesOf(text, pack.Find(text));

    public Suspicion Read(NormalText text)
    {
        var signs = pack.Find(text).DistinctBy(m => m.Rule).ToList();
        var likely = model.Value.Score(text.Words.FraudCues.FeaturesOf(text, signs));
        // The model has learnt what each sign is worth beside the other words; the signs count a little by
        // themselves, so that one which a bank adds is not without effect.
        var score = 1 - (1 - weights["sign_share"] * Chance.Of(signs)) * (1 - likely);
        score = aboutFraud.Regex.IsMatch(text.Text) ? score * weights["talk_about_fraud"] : score;
        var types = signs.Select(s => s.Rule.Group).Where(group => group != "pressure").Distinct();
        return new(Math.Round(score, 4), [.. types], signs);
    }
}
