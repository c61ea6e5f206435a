using FirstWindow.Language.Normal;
using FirstWindow.Language.Rules;

namespace FirstWindow.Language.Reading;

/// <summary>Signals from the rules of <c>packs/signals.yaml</c> and <c>packs/fraud.yaml</c>.</summary>
internal sealed class SignalRules(RulePack signals, FraudRules fraud)
{
    private readonly Weights weights = signals.Weights;

    public IReadOnlyList<Rule> Rules => signals.Rules;

    public TextSignals Read(NormalText normal)
    {
        var matches = signals.Find(normal);
        var anger = Chance.Of(matches, "anger");
        var suspicion = fraud.Read(normal);
        return new(
            WantsPerson: Has(matches, "person"),
            Anger: anger,
            Distress: Chance.Of(matches, "distress"),
            Complaint: Chance.Of(matches, "complaint") + weights["anger_as_complaint"] * anger >= weights["complaint_from"],
            Fraud: suspicion.Score,
            FraudSigns: [.. suspicion.Signs.Select(s => s.Rule.Id).Distinct()],
            Greeting: Has(matches, "greeting"),
            Thanks: Has(matches, "thanks"),
            NotHelpful: Has(matches, "not-helpful"))
        {
            FraudKind = suspicion.Kind,
        };
    }

    private static bool Has(List<RuleMatch> matches, string group) => matches.Exists(m => m.Rule.Group == group);
}

/// <summary>Adds up the weights of rules as independent chances.</summary>
internal static class Chance
{
    public static double Of(IEnumerable<RuleMatch> matches, string? group = null)
    {
        var none = 1.0;
        foreach (var match in matches)
        {
            none *= group is null || match.Rule.Group == group ? 1 - match.Rule.Weight : 1;
        }

        return Math.Round(1 - none, 4);
    }
}
