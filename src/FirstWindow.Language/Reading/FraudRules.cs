using FirstWindow.Language.Classifying;
using FirstWindow.Language.Normal;
using FirstWindow.Language.Rules;

namespace FirstWindow.Language.Reading;

/// <summary>How far a text smells of fraud, how it tells of it, of which types, and by which signs (one match a sign).
/// </summary>
internal sealed record Suspicion(
    double Score, FraudKind Kind, IReadOnlyList<string> Types, IReadOnlyList<RuleMatch> Signs);

/// <summary>
/// The signs of fraud from <c>packs/fraud.yaml</c>, and a linear model for what victims say without naming a sign.
/// </summary>
internal sealed class FraudRules(RulePack pack, Lazy<BinaryModel> model)
{
    private readonly Weights weights = pack.Weights;

    // A warning or a question about fraud names the same words as the fraud itself.
    private readonly Pattern aboutFraud = pack.AnyOf("about_fraud");
    private readonly Pattern question = pack.AnyOf("question");
    private readonly Pattern report = pack.AnyOf("report");
    private readonly Pattern goingOn = pack.AnyOf("going_on");
    private readonly Pattern fraudWords = pack.AnyOf("fraud_words");

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
        var kind = KindOf(text.Text, score);
        score *= kind is not FraudKind.Report && aboutFraud.Regex.IsMatch(text.Text) ? weights["talk_about_fraud"] : 1;
        var types = signs.Select(s => s.Rule.Group).Where(group => group != "pressure").Distinct();
        return new(Math.Round(score, 4), kind, [.. types], signs);
    }

    // What is over comes with the question what to do now; what goes on still makes a fraud in progress of it.
    private FraudKind KindOf(string text, double score)
    {
        var (isGoingOn, namesFraud) = (goingOn.Regex.IsMatch(text), fraudWords.Regex.IsMatch(text));
        if (namesFraud && !isGoingOn && question.Regex.IsMatch(text))
        {
            return FraudKind.Question;
        }

        if (report.Regex.IsMatch(text))
        {
            return isGoingOn ? FraudKind.InProgress : FraudKind.Report;
        }

        return aboutFraud.Regex.IsMatch(text) ? FraudKind.Question
            : score >= weights["in_progress_from"] ? FraudKind.InProgress
            : namesFraud ? FraudKind.Question
            : FraudKind.None;
    }
}
