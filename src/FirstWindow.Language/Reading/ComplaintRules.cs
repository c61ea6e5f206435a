using FirstWindow.Language.Normal;
using FirstWindow.Language.Rules;

namespace FirstWindow.Language.Reading;

/// <summary>Whether a text is a complaint, and how grave: none, minor, severe or major.</summary>
internal sealed record ComplaintReading(bool IsComplaint, string Grade, double Score);

/// <summary>Complaints from <c>packs/signals.yaml</c>, their grade from <c>packs/complaint.yaml</c>.</summary>
internal sealed class ComplaintRules(RulePack signals, RulePack grades)
{
    private readonly Weights weights = grades.Weights;

    public IReadOnlyList<Rule> Rules => grades.Rules;

    public ComplaintReading Read(NormalText text)
    {
        var found = signals.Find(text);
        var signs = grades.Find(text);
        var anger = Chance.Of(found, "anger");
        var said = Chance.Of(found, "complaint");
        var score = 1 - (1 - said) * (1 - weights["anger"] * anger)
            * (1 - Math.Min(weights["sign"] * signs.Count, weights["signs_most"]));
        score = Math.Round(score, 4);
        if (score < weights["complaint_from"])
        {
            return new(false, "none", score);
        }

        // A grave sign alone may be a question; it needs a grievance beside it.
        var isAggrieved = said > 0 || anger > weights["aggrieved_anger"];
        var grade = signs.Exists(s => s.Rule.Group == "major") ? "major"
            : isAggrieved && signs.Exists(s => s.Rule.Group == "severe") ? "severe"
            : "minor";
        return new(true, grade, score);
    }
}
