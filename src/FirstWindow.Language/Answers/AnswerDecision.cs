using FirstWindow.Language.Classifying;
using FirstWindow.Language.Normal;
using FirstWindow.Language.Rules;

namespace FirstWindow.Language.Answers;

/// <summary>Turns what was found into a decision with an honest confidence.</summary>
internal sealed class AnswerDecision(BinaryModel bankMatter, Weights weights)
{
    private static readonly Lazy<BinaryModel> Model = new(() => BinaryModel.Load(PackFile.Open("domain.bin")));

    /// <summary>The shipped model of whether a text is about a bank at all.</summary>
    public static BinaryModel BankMatter => Model.Value;

    /// <summary>How many articles a customer chooses from at most.</summary>
    public int OfferedMost => (int)weights["offered_count"];

    public Answering Of(NormalText question, Found found, AnswerLimits limits)
    {
        if (found.Articles.Count == 0)
        {
            return new(Decision.Handoff, 0, []);
        }

        var top = found.Articles[0];
        var second = found.Articles.Count > 1 ? found.Articles[1].Score : 0;
        var lead = (top.Score - second) / top.Score;
        var scope = top.Likeness > weights["nearly_same"] ? 1 : InScope(question, found);
        var right = Chance(weights["right_score"] * top.Score + weights["right_lead"] * lead
            + weights["right_coverage"] * top.Coverage - weights["right_against"]);
        var unsure = weights["confidence_share"];
        var confidence = Math.Round(scope * (unsure + (1 - unsure) * right), 4);
        var isClose = second > weights["close_second"] * top.Score && top.Likeness < weights["nearly_same"];
        var isInScope = scope >= weights["in_scope_from"];
        var decision = isInScope && right >= limits.Answer && !isClose ? Decision.Answer
            : isInScope && confidence >= limits.Clarify && found.Articles.Count > 1 ? Decision.Clarify
            : Decision.Handoff;
        return new(decision, confidence, [.. found.Articles.Select(a => new Candidate(a.Id, Math.Round(a.Score, 4)))]);
    }

    // How much the question is about a bank at all: by the shipped model, by the bank's own concepts, and by how much
    // of it the articles know. Weights fitted on questions held back from the model; see docs/language.md.
    private double InScope(NormalText question, Found found) => Chance(
        weights["scope_model"] * bankMatter.Score(TextFeatures.Of(question))
        + weights["scope_known"] * found.KnownShare
        + weights["scope_concepts"] * Math.Min(found.Concepts / weights["concepts_count"], 1)
        + weights["scope_likeness"] * Math.Max(0, found.Articles[0].Likeness - weights["likeness_from"])
        - weights["scope_against"]);

    private static double Chance(double strength) => 1 / (1 + Math.Exp(-strength));
}
