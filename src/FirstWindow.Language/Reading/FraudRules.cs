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
    // A warning or a question about fraud names the same words as the fraud itself.
    private const double TalkAboutFraud = 0.25;

    // The model has learnt what each sign is worth beside the other words; the signs count a little by themselves, so
    // that one which a bank adds is not without effect.
    private const double SignShare = 0.4;

    private static readonly Pattern AboutFraud = new(
        "(谨防|警惕|切勿|请勿|不要相信|提防|防范|防骗|反诈|宣传|怎么(防|识别|辨别|避免)|如何(防|识别|辨别|避免)|什么是|是什么意思"
        + "|凡是|一律|都是诈骗|均为诈骗|都是骗|beware|how to (avoid|spot))",
        new Dictionary<string, List<string>>());

    /// <summary>The shipped model; it stays when the pack changes.</summary>
    public static Lazy<BinaryModel> Model { get; } = new(() => BinaryModel.Load(PackFile.Open("fraud.bin")));

    public IReadOnlyList<Rule> Rules => pack.Rules;

    /// <summary>What the model reads: the words, their meanings and the signs.</summary>
    public SparseText FeaturesOf(NormalText text) => Cues.Fraud.FeaturesOf(text, pack.Find(text));

    public Suspicion Read(NormalText text)
    {
        var signs = pack.Find(text).DistinctBy(m => m.Rule).ToList();
        var likely = model.Value.Score(Cues.Fraud.FeaturesOf(text, signs));
        var score = 1 - (1 - SignShare * Chance.Of(signs)) * (1 - likely);
        score = AboutFraud.Regex.IsMatch(text.Text) ? score * TalkAboutFraud : score;
        var types = signs.Select(s => s.Rule.Group).Where(group => group != "pressure").Distinct();
        return new(Math.Round(score, 4), [.. types], signs);
    }
}
