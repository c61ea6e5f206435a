using FirstWindow.Language.Normal;
using FirstWindow.Language.Rules;

namespace FirstWindow.Language.Reading;

/// <summary>Whether a text is a complaint, and how grave: none, minor, severe or major.</summary>
internal sealed record ComplaintReading(bool IsComplaint, string Grade, double Score);

/// <summary>Complaints from <c>packs/signals.yaml</c>, their grade from <c>packs/complaint.yaml</c>.</summary>
internal sealed class ComplaintRules(RulePack signals, RulePack grades)
{
    private const double ComplaintFrom = 0.5;

    public IReadOnlyList<Rule> Rules => grades.Rules;

    public ComplaintReading Read(NormalText text)
    {
        var found = signals.Find(text);
        var signs = grades.Find(text);
        var anger = Chance.Of(found, "anger");
        var said = Chance.Of(found, "complaint");
        var score = 1 - (1 - said) * (1 - 0.55 * anger) * (1 - Math.Min(0.45 * signs.Count, 0.9));
        score = Math.Round(score, 4);
        if (score < ComplaintFrom)
        {
            return new(false, "none", score);
        }

        // A grave sign alone may be a question; it needs a grievance beside it.
        var isAggrieved = said > 0 || anger > 0.3;
        var grade = signs.Exists(s => s.Rule.Group == "major") ? "major"
            : isAggrieved && signs.Exists(s => s.Rule.Group == "severe") ? "severe"
            : "minor";
        return new(true, grade, score);
    }
}
