namespace FirstWindow.Language.Answers;

/// <summary>Turns what was found into a decision with an honest confidence.</summary>
internal static class AnswerDecision
{
    private const double AnswerFrom = 0.6;
    private const double ClarifyFrom = 0.3;
    private const double CloseSecond = 0.85;
    private const double NearlySame = 0.8;

    public static Answering Of(Found found)
    {
        if (found.Articles.Count == 0)
        {
            return new(Decision.Handoff, 0, []);
        }

        var top = found.Articles[0];
        var second = found.Articles.Count > 1 ? found.Articles[1].Score : 0;
        var lead = (top.Score - second) / top.Score;

        // Weights fitted by hand on the development questions; see docs/language.md.
        var strength = 11 * top.Score + 3 * lead + 1.5 * found.KnownShare - 6.2;
        var confidence = Math.Round(1 / (1 + Math.Exp(-strength)), 4);
        var isClose = second > CloseSecond * top.Score && top.Likeness < NearlySame;
        var decision = confidence >= AnswerFrom ? (isClose ? Decision.Clarify : Decision.Answer)
            : confidence >= ClarifyFrom && found.Articles.Count > 1 ? Decision.Clarify
            : Decision.Handoff;
        return new(decision, confidence, [.. found.Articles.Select(a => new Candidate(a.Id, Math.Round(a.Score, 4)))]);
    }
}
