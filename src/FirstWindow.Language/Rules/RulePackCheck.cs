using System.Text.RegularExpressions;
using FirstWindow.Language.Etiquette;
using FirstWindow.Language.Normal;

namespace FirstWindow.Language.Rules;

/// <summary>Checks a pack of rules before it may hold.</summary>
internal sealed partial class RulePackCheck
{
    private const int RulesMax = 500;
    private const int SuggestionCharsMax = 200;
    private const double WeightMax = 100;
    private static readonly HashSet<string> ProgramLists = ["about_fraud", "fraud_words", "going_on", "question", "report", "step"];
    private static readonly HashSet<string> Severities = ["block", "warn", "coach"];

    private readonly List<PackFault> faults = [];
    private readonly PackFacts pack;
    private readonly RulePackFile file;
    private readonly PackLines lines;
    private readonly Func<string, bool> isClause;
    private readonly RulePackFile shipped;

    private RulePackCheck(PackFacts pack, RulePackFile file, PackLines lines, Func<string, bool> isClause)
    {
        (this.pack, this.file, this.lines, this.isClause) = (pack, file, lines, isClause);
        shipped = PackFile.Read<RulePackFile>(pack.File);
    }

    public static List<PackFault> Find(PackFacts pack, string yaml, PackLines lines, Func<string, bool> isClause)
    {
        if (PackFile.TryParse<RulePackFile>(yaml, out var fault) is not { } file)
        {
            return [fault!];
        }

        var check = new RulePackCheck(pack, file, lines, isClause);
        check.Whole();
        for (var at = 0; at < file.Rules.Count; at++)
        {
            check.One(at);
        }

        if (check.faults.Count == 0)
        {
            check.Examples();
            check.Contacts(yaml);
            check.Questions(yaml);
        }

        return check.faults;
    }

    private void Whole()
    {
        Ask(file.Id == pack.Name, "wrong-id", file.Id, "id");
        Ask(!string.IsNullOrWhiteSpace(file.Source), "no-source", string.Empty, "source");
        Ask(file.Rules.Count is > 0 and <= RulesMax, "rule-count", string.Empty, "rules");
        foreach (var id in file.Rules.GroupBy(r => r.Id).Where(g => g.Count() > 1))
        {
            Ask(false, "double-id", id.Key, "rules", file.Rules.FindLastIndex(r => r.Id == id.Key), "id");
        }

        // The program asks for these by name; without them something it promises would silently stop.
        foreach (var group in shipped.Rules.Select(r => r.Group).Except(file.Rules.Select(r => r.Group)))
        {
            Ask(false, "group-gone", group, "rules");
        }

        foreach (var (name, weight) in file.Weights)
        {
            Ask(shipped.Weights.ContainsKey(name), "unknown-weight", name, "weights", name);
            // Of what is counted there is at least one.
            Ask(IsOf(name, "_messages") || IsOf(name, "_count")
                ? weight is >= 1 and <= WeightMax && weight % 1 == 0 : weight is >= 0 and <= WeightMax,
                "bad-number", name, "weights", name);
            Ask(!IsOf(name, "_share") || weight <= 1, "bad-share", name, "weights", name);
        }

        foreach (var (name, advice) in file.Advice)
        {
            Ask(shipped.Advice.ContainsKey(name), "unknown-group", name, "advice", name);
            Ask(advice.Length <= SuggestionCharsMax, "suggestion-long", string.Empty, "advice", name);
            Ask(!string.IsNullOrWhiteSpace(advice), "bad-word", name, "advice", name);
        }

        Ask(file.Contacts.Count == 0 || shipped.Contacts.Count > 0, "unknown-group", "contacts", "contacts");
        Ask(file.Asked.Count == 0 || shipped.Asked.Count > 0, "unknown-group", "asked", "asked");

        // A list that only the program asks for is in no pattern by which it would be tried.
        foreach (var name in file.Lists.Keys.Intersect(ProgramLists))
        {
            Ask(Pattern.FaultOf($"{{{name}}}", file.Lists) is null, "pattern-syntax", name, "lists", name);
        }

        var needed = pack.Name == "etiquette" ? Insults.PlainRules : new HashSet<string>();
        foreach (var id in needed.Except(file.Rules.Select(r => r.Id)))
        {
            Ask(false, "rule-gone", id, "rules");
        }
    }

    private void One(int at)
    {
        var rule = file.Rules[at];
        var hasSeverity = shipped.Rules.Exists(r => r.Severity.Length > 0);
        Ask(IdPattern().IsMatch(rule.Id), "bad-id", rule.Id, "rules", at, "id");
        Ask(shipped.Rules.Exists(r => r.Group == rule.Group), "unknown-group", rule.Group, "rules", at, "group");
        Ask(rule.Weight is > 0 and <= 1, "bad-weight", FormattableString.Invariant($"{rule.Weight}"), "rules", at, "weight");
        Ask(hasSeverity ? Severities.Contains(rule.Severity) : rule.Severity.Length == 0, "bad-severity", rule.Severity,
            "rules", at, "severity");
        Ask(rule.Clause.Length == 0 ? !hasSeverity : isClause(rule.Clause), "unknown-clause", rule.Clause, "rules", at, "clause");
        Ask((rule.Suggestion?.Length ?? 0) <= SuggestionCharsMax, "suggestion-long", string.Empty, "rules", at, "suggestion");
        Ask(rule.Patterns.Count > 0, "no-patterns", rule.Id, "rules", at, "id");
        Ask(rule.Examples.Count > 0, "no-examples", rule.Id, "rules", at, "id");
        Patterns(at, "patterns", rule.Patterns);
        Patterns(at, "unless_before", rule.UnlessBefore);
        Patterns(at, "unless_after", rule.UnlessAfter);
        Patterns(at, "unless_inside", rule.UnlessInside);
        Patterns(at, "unless_text", rule.UnlessText);
        Patterns(at, "needs_text", rule.NeedsText);
    }

    private void Patterns(int rule, string key, List<string> sources)
    {
        for (var i = 0; i < sources.Count; i++)
        {
            if (Pattern.FaultOf(sources[i], file.Lists) is { } code)
            {
                Ask(false, code, sources[i], "rules", rule, key, i);
            }
        }
    }

    // Each rule by itself: what the others find in its examples is theirs to say.
    private void Examples()
    {
        for (var at = 0; at < file.Rules.Count; at++)
        {
            var rule = file.Rules[at];
            var alone = new RulePack(new() { Weights = file.Weights, Lists = file.Lists, Rules = [rule] }, pack.File);
            for (var i = 0; i < rule.Examples.Count; i++)
            {
                Ask(IsFound(alone, rule.Examples[i]), "example-not-found", rule.Examples[i], "rules", at, "examples", i);
            }

            for (var i = 0; i < rule.CounterExamples.Count; i++)
            {
                Ask(!IsFound(alone, rule.CounterExamples[i]), "counter-example-found", rule.CounterExamples[i],
                    "rules", at, "counter_examples", i);
            }
        }
    }

    private void Contacts(string yaml)
    {
        var set = file.Contacts.Count > 0 ? PackSet.Shipped.With(pack.Name, yaml) : PackSet.Shipped;
        for (var at = 0; at < file.Contacts.Count; at++)
        {
            var contact = file.Contacts[at];
            var read = set.ReadContact(
                [.. contact.Said.Select(s => new Said(s.Agent is not null, s.Agent ?? s.Customer ?? "", default))], contact.Over);
            var missed = read.Misses.Select(m => m.Rule).Distinct().Order(StringComparer.Ordinal).ToList();
            Ask(missed.SequenceEqual(contact.Misses.Order(StringComparer.Ordinal)), "contact-read-otherwise",
                string.Join(", ", missed), "contacts", at);
        }
    }

    private void Questions(string yaml)
    {
        if (file.Asked.Count == 0)
        {
            return;
        }

        var set = PackSet.Shipped.With(pack.Name, yaml);
        var index = AnswerIndex.Build(
            [.. file.Articles.Select(a => new IndexedArticle(a.Id, a.Title, a.Answer, a.Questions))], set);
        for (var at = 0; at < file.Asked.Count; at++)
        {
            var asked = file.Asked[at];
            var (answering, wishes) = (index.Ask(asked.Said), set.SplitWishes(asked.Said));
            var decision = answering.Decision.ToString().ToLowerInvariant();
            var first = answering.Candidates.FirstOrDefault().ArticleId;
            Ask(decision == asked.Decision && (asked.Article.Length == 0 || first == asked.Article)
                && (asked.Wishes.Count == 0 || wishes.SequenceEqual(asked.Wishes)), "question-answered-otherwise",
                FormattableString.Invariant($"{decision} {answering.Confidence} {first} {string.Join('|', wishes)}"), "asked", at);
        }
    }

    private static bool IsOf(string name, string kind) => name.EndsWith(kind, StringComparison.Ordinal);

    // By the shipped words, as all packs are tried beside the shipped others. As in the server, what a reply quotes
    // does not count.
    private bool IsFound(RulePack alone, string text)
    {
        var normal = NormalText.Of(text, Lexicon.AsShipped);
        return alone.Find(normal).Exists(m =>
            pack.Name != "etiquette"
                || !Quotation.Covers(normal.Text, m.Start, m.Length, alone.Weights["quote_chars_most"]));
    }

    private void Ask(bool holds, string code, string about, params ReadOnlySpan<object> path)
    {
        if (!holds)
        {
            faults.Add(new(lines.LineOf(path), code, about));
        }
    }

    [GeneratedRegex(@"^[a-z0-9][a-z0-9-]{1,59}\z")]
    private static partial Regex IdPattern();
}
