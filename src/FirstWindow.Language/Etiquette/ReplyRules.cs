using FirstWindow.Language.Normal;
using FirstWindow.Language.Rules;

namespace FirstWindow.Language.Etiquette;

/// <summary>All rules for replies, from their packs.</summary>
internal sealed class ReplyRules(RulePack etiquette, Jargon jargon, ColdTone tone)
{
    public static ReplyRules Shipped { get; } = new(RulePack.Shipped("etiquette.yaml"), Jargon.Shipped, ColdTone.Shipped);

    public IReadOnlyList<Rule> Rules => etiquette.Rules;

    public IReadOnlyList<Finding> Check(string text, ReplyContext context)
    {
        var normal = NormalText.Of(text);
        var findings = new List<Finding>();
        foreach (var match in etiquette.Find(normal))
        {
            if (!Quotation.Covers(normal.Text, match.Start, match.Length))
            {
                findings.Add(FindingOf(normal, match));
            }
        }

        if (!Quotation.IsQuoting(normal.Text))
        {
            findings.AddRange(tone.Find(text, findings));
        }

        findings.AddRange(jargon.Find(normal));
        findings.AddRange(MessageLength.Check(text, context));
        findings.Sort((a, b) => a.Start != b.Start ? a.Start.CompareTo(b.Start) : a.Length.CompareTo(b.Length));
        return findings;
    }

    private static Finding FindingOf(NormalText text, RuleMatch match)
    {
        var (start, length) = text.OriginalSpan(match.Start, match.Length);
        var rule = match.Rule;
        return new(rule.Clause, rule.Id, rule.Severity, start, length, rule.Suggestion);
    }
}
