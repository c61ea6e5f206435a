using FirstWindow.Language.Normal;
using FirstWindow.Language.Rules;

namespace FirstWindow.Language.Turns;

/// <summary>
/// What must follow what: a grievance an apology, distress empathy and the next step, a need its confirmation, a wait a
/// reason and thanks, the end a summary and the question for more. Acts of speech from <c>packs/courtesy.yaml</c>.
/// </summary>
internal sealed class TurnRules(RulePack courtesy, PackSet packs)
{
    private const int MessagesMax = 1_000;
    private const int CourtesyFull = 100;
    private static readonly string[] FriendlyActs =
        ["polite", "greeting", "care", "empathy", "apology", "waited", "farewell", "further-need"];

    private readonly Weights weights = courtesy.Weights;

    public IReadOnlyList<Rule> Rules => courtesy.Rules;

    /// <summary>The acts of speech in a text, by group.</summary>
    public HashSet<string> ActsOf(NormalText text) => [.. courtesy.Find(text).Select(m => m.Rule.Group)];

    public ContactReading Read(IReadOnlyList<Said> said, bool isOver)
    {
        var turns = said.Take(MessagesMax).Select((s, i) => new HeardTurn(s, i, packs, weights)).ToList();
        var agent = turns.Where(t => t.ByAgent).ToList();
        var misses = new List<Miss>();
        int? tone = null;
        if (agent.Count > 0)
        {
            misses.AddRange(Opening(turns, agent));
            misses.AddRange(Feelings(turns));
            misses.AddRange(Waits(agent));
            misses.AddRange(Offers(turns));
            misses.AddRange(Wording(agent));
            tone = Tone(agent);
            if (tone < weights["friendly_tone"])
            {
                misses.Add(Missed("C3.2.3b", "unfriendly-tone", agent[^1].Index));
            }

            if (isOver)
            {
                misses.AddRange(Closing(agent));
            }
        }

        var ordered = misses.OrderBy(m => m.Turn).ThenBy(m => m.Clause, StringComparer.Ordinal).ToList();
        var (first, last, calmed, turned) = Course([.. turns.Where(t => !t.ByAgent)]);
        return new(Math.Max(0, CourtesyFull - ordered.Sum(m => m.Cost)), ordered, first, last, calmed, turned)
        {
            Tone = tone,
        };
    }

    // What a miss costs stands in the pack under its name.
    private Miss Missed(string clause, string rule, int turn) => new(clause, rule, turn, (int)weights[rule]);

    private int Messages(string weight) => (int)weights[weight];

    // How many of a hundred of the agent's messages were friendly: a word of courtesy or care, and none cold or harsh.
    private int Tone(List<HeardTurn> agent) => 100 * agent.Count(
        t => FriendlyActs.Any(t.Does) && !packs.Check(t.Said.Text).Any(f => f.Severity is "block" or "warn")) / agent.Count;

    private IEnumerable<Miss> Opening(List<HeardTurn> turns, List<HeardTurn> agent)
    {
        if (!agent[0].Does("greeting") && !agent[0].Does("identity"))
        {
            yield return Missed("C3.2.1", "opening-without-greeting", agent[0].Index);
        }

        if (!agent[0].Does("greeting"))
        {
            yield return Missed("A2.2.3a", "customer-not-greeted", agent[0].Index);
        }

        var early = agent.Take(Messages("opening_messages")).ToList();
        if (!early.Exists(t => t.Does("identity")))
        {
            yield return Missed("A3.1.3a", "agent-not-introduced", agent[0].Index);
        }

        // Whoever is told what to do before having been asked what it is about was not listened to.
        if (agent.Find(t => t.Does("solution")) is { } solution
            && !agent.TakeWhile(t => t != solution).Append(solution).Any(t => t.Does("paraphrase")))
        {
            yield return Missed("A2.3.2a", "solution-before-need", solution.Index);
        }

        if (agent.Count >= Messages("opening_messages") && turns.Exists(t => !t.ByAgent) && !early.Exists(t => t.Does("paraphrase")))
        {
            yield return Missed("C5.2.2", "need-not-confirmed", early[^1].Index);
        }
    }

    private IEnumerable<Miss> Feelings(List<HeardTurn> turns)
    {
        for (var i = 0; i < turns.Count; i++)
        {
            if (turns[i].ByAgent || !(turns[i].IsGrievance || turns[i].IsDistress) || IsRepeated(turns, i))
            {
                continue;
            }

            var answers = turns.Skip(i + 1).Where(t => t.ByAgent).Take(Messages("answer_messages")).ToList();
            if (answers.Count == 0)
            {
                continue; // Nothing has followed yet; who waits too long is seen to by a promise.
            }

            if (turns[i].IsGrievance && !answers.Exists(t => t.Does("apology")))
            {
                yield return Missed("C5.3.1", "grievance-without-apology", answers[0].Index);
            }

            if (!answers.Exists(t => t.Does("empathy") || t.Does("care")))
            {
                yield return turns[i].IsGrievance
                    ? Missed("A2.3.3a", "grievance-without-empathy", answers[0].Index)
                    : Missed("C3.3.2", "distress-without-care", answers[0].Index);
            }

            if (!answers.Exists(t => t.Does("preview")))
            {
                yield return Missed("B1.1.2b", "feeling-without-next-step", answers[0].Index);
            }
        }
    }

    // One outburst over several messages is owed one answer.
    private static bool IsRepeated(List<HeardTurn> turns, int at) =>
        at > 0 && !turns[at - 1].ByAgent && (turns[at - 1].IsGrievance || turns[at - 1].IsDistress);

    private IEnumerable<Miss> Waits(List<HeardTurn> agent)
    {
        for (var i = 0; i < agent.Count; i++)
        {
            if (!agent[i].Does("wait"))
            {
                continue;
            }

            if (!agent[i].Does("reason") && !(i > 0 && agent[i - 1].Does("reason")))
            {
                yield return Missed("A2.2.5b", "wait-without-reason", agent[i].Index);
            }

            if (i + 1 < agent.Count && !agent[i + 1].Does("waited") && !agent[i + 1].Does("wait"))
            {
                yield return Missed("A2.2.5b", "wait-without-thanks", agent[i + 1].Index);
            }
        }
    }

    private IEnumerable<Miss> Offers(List<HeardTurn> turns)
    {
        var hasOffered = false;
        var hasRefused = false;
        foreach (var turn in turns)
        {
            if (turn.ByAgent && hasRefused && turn.Does("offer"))
            {
                yield return Missed("C4.3.4", "offer-after-refusal", turn.Index);
            }

            hasOffered |= turn.ByAgent && turn.Does("offer");
            hasRefused |= !turn.ByAgent && hasOffered && turn.Does("refusal");
        }
    }

    private IEnumerable<Miss> Wording(List<HeardTurn> agent)
    {
        foreach (var turn in agent)
        {
            foreach (var finding in packs.Check(turn.Said.Text))
            {
                if (finding.Severity is "block" or "warn")
                {
                    yield return new(
                        finding.Clause, finding.Rule, turn.Index, (int)weights[$"{finding.Severity}-finding"]);
                }
            }
        }

        if (agent.Count(t => t.Does("polite")) < weights["polite_share"] * agent.Count)
        {
            yield return Missed("A2.2.1a", "seldom-polite", agent[^1].Index);
        }
    }

    private IEnumerable<Miss> Closing(List<HeardTurn> agent)
    {
        var last = agent.TakeLast(Messages("closing_messages")).ToList();
        if (!last.Exists(t => t.Does("further-need")))
        {
            yield return Missed("A3.4.1", "closing-without-further-need", last[^1].Index);
        }

        if (!last.Exists(t => t.Does("summary")))
        {
            yield return Missed("A3.4.1", "closing-without-summary", last[^1].Index);
        }

        if (!last.Exists(t => t.Does("farewell")))
        {
            yield return Missed("C2.1.1a", "closing-without-farewell", last[^1].Index);
        }
    }

    private (string First, string Last, double Calmed, int? TurnedAt) Course(List<HeardTurn> customer)
    {
        if (customer.Count == 0)
        {
            return ("neutral", "neutral", 0, null);
        }

        var span = Math.Clamp(customer.Count / 2, 1, Messages("answer_messages")); // The end is not the beginning again.
        var (first, last) = (Strongest(customer.Take(span)), Strongest(customer.TakeLast(span)));
        var turned = customer.Skip(1).Zip(customer, (now, before) => (now, Name: before.Emotion.Name,
                Step: Math.Abs(now.Emotion.Negative - before.Emotion.Negative)))
            .Where(t => t.now.Emotion.Name != t.Name).OrderByDescending(t => t.Step).Select(t => (int?)t.now.Index)
            .FirstOrDefault();
        return (first.Emotion.Name, last.Emotion.Name,
            Math.Round(first.Emotion.Negative - last.Emotion.Negative, 4), turned);
    }

    // A bad feeling outweighs a good one, a good one outweighs none.
    private HeardTurn Strongest(IEnumerable<HeardTurn> turns) => turns
        .OrderByDescending(t => t.Emotion.Negative >= weights["felt_from"] ? t.Emotion.Negative : 0)
        .ThenBy(t => t.Emotion.Name == "neutral").First();
}
