using FirstWindow.Language.Classifying;
using FirstWindow.Language.Normal;
using FirstWindow.Language.Rules;

namespace FirstWindow.Language.Answers;

/// <summary>Turns what was found into a decision with an honest confidence.</summary>
internal sealed class AnswerDecision(BinaryModel bankMatter)
{
    private const double InScopeFrom = 0.6;
    private const double CloseSecond = 0.8;
    private const double NearlySame = 0.9;

    private static readonly Lazy<BinaryModel> Model = new(() => BinaryModel.Load(PackFile.Open("domain.bin")));
    private static readonly Lazy<AnswerDecision> Standard = new(() => new(Model.Value));

    /// <summary>The shipped model of whether a text is about a bank at all.</summary>
    public static BinaryModel BankMatter => Model.Value;

    /// <summary>With the model that ships, of whether a text is about a bank at all.</summary>
    public static AnswerDecision Shipped => Standard.Value;

    public Answering Of(NormalText question, Found found, AnswerLimits limits)
    {
        if (found.Articles.Count == 0)
        {
            return new(Decision.Handoff, 0, []);
        }

        var top = found.Articles[0];
        var second = found.Articles.Count > 1 ? found.Articles[1].Score : 0;
        var lead = (top.Score - second) / top.Score;
        var scope = top.Likeness > NearlySame ? 1 : InScope(question, found);
        var right = Chance(-2.5 + 2.3 * top.Score + 5.4 * lead + 3.6 * top.Coverage);
        var confidence = Math.Round(scope * (0.35 + 0.65 * right), 4);
        var isClose = second > CloseSecond * top.Score && top.Likeness < NearlySame;
        var decision = scope >= InScopeFrom && right >= limits.Answer && !isClose ? Decision.Answer
            : scope >= InScopeFrom && confidence >= limits.Clarify && found.Articles.Count > 1 ? Decision.Clarify
            : Decision.Handoff;
        return new(decision, confidence, [.. found.Articles.Select(a => new Candidate(a.Id, Math.Round(a.Score, 4)))]);
    }

    // How much the question is about a bank at all: by the shipped model, by the bank's own concepts, and by how much
    // of it the articles know. Weights fitted on questions held back from the model; see docs/language.md.
    private double InScope(NormalText question, Found found) => Chance(
        -5.2 + 7.5 * bankMatter.Score(TextFeatures.Of(question)) + 2 * found.KnownShare
        + 3 * Math.Min(found.Concepts, 4) / 4.0
        + 4 * Math.Max(0, found.Articles[0].Likeness - 0.4));

    private static double Chance(double strength) => 1 / (1 + Math.Exp(-strength));
}
