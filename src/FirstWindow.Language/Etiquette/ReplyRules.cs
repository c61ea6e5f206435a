using FirstWindow.Language.Normal;
using FirstWindow.Language.Rules;

namespace FirstWindow.Language.Etiquette;

/// <summary>All rules for replies, from their packs.</summary>
internal sealed class ReplyRules(RulePack etiquette, Jargon jargon, ColdTone tone)
{
    private readonly Pattern step = etiquette.AnyOf("step");
    private readonly double quoteReach = etiquette.Weights["quote_chars_most"];

    public IReadOnlyList<Rule> Rules => etiquette.Rules;

    public IReadOnlyList<Finding> Check(NormalText normal, ReplyContext context)
    {
        var text = normal.Original;
        var findings = Named(normal);
        if (!Quotation.IsQuoting(normal.Text))
        {
            findings.AddRange(tone.Find(text, findings, etiquette, normal.Words));
        }

        findings.AddRange(jargon.Find(normal));
        findings.AddRange(MessageLength.Check(text, context, etiquette, step.Regex));
        findings.Sort((a, b) => a.Start != b.Start ? a.Start.CompareTo(b.Start) : a.Length.CompareTo(b.Length));
        return findings;
    }

    /// <summary>What the rules of the pack find, without model, jargon and length.</summary>
    public List<Finding> Named(NormalText text) => [.. etiquette.Find(text)
        .Where(m => !Quotation.Covers(text.Text, m.Start, m.Length, quoteReach)).Select(m => FindingOf(text, m))];

    private static Finding FindingOf(NormalText text, RuleMatch match)
    {
        var (start, length) = text.OriginalSpan(match.Start, match.Length);
        var rule = match.Rule;
        return new(rule.Clause, rule.Id, rule.Severity, start, length, rule.Suggestion);
    }
}
