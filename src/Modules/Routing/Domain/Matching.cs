using System.Globalization;
using FirstWindow.Platform;
using FirstWindow.Routing.Contracts;

namespace FirstWindow.Routing.Domain;

/// <summary>Contacts of one queue in one language.</summary>
internal readonly record struct Lane(string Queue, string Language);

/// <summary>An agent who could take another contact.</summary>
/// <param name="Staff">Who.</param>
/// <param name="Lanes">What post and certificates allow, now.</param>
/// <param name="IdleSince">When the agent last got or finished something.</param>
/// <param name="Free">How many more at once.</param>
internal sealed record FreeAgent(StaffId Staff, IReadOnlySet<Lane> Lanes, DateTimeOffset IdleSince, int Free)
{
    /// <summary>How many more on a channel with a limit of its own.</summary>
    public IReadOnlyDictionary<string, int> FreeOn { get; init; } = new Dictionary<string, int>();
}

/// <summary>What matching knows besides contacts and agents.</summary>
/// <param name="Queues">The queues in force, by code.</param>
/// <param name="PrivilegedMax">How many privileged contacts in a row.</param>
/// <param name="Now">By the database's clock.</param>
/// <param name="IsExcluded">Whether an agent declined or missed this contact before.</param>
internal sealed record MatchingRules(
    IReadOnlyDictionary<string, ServiceQueue> Queues, long PrivilegedMax, DateTimeOffset Now,
    Func<ConversationId, StaffId, bool> IsExcluded)
{
    /// <summary>After how many pairs to stop; the rest follows in the next short transaction.</summary>
    public int PairsMax { get; init; } = int.MaxValue;

    /// <summary>The lane whose people help out; none as long as the contact has not waited long enough.</summary>
    public Lane? OverflowOf(WaitingContact contact) =>
        Queues.GetValueOrDefault(contact.Queue) is { OverflowTo: { } target } queue
            && Now - contact.QueuedAt >= TimeSpan.FromSeconds(queue.OverflowAfterSeconds)
                ? new(target, contact.Language) : null;
}

/// <summary>Who gets whom, and why.</summary>
internal sealed record Pairing(WaitingContact Contact, StaffId Agent, string Reason);

/// <summary>
/// Who gets whom: a pure function, so that it can be checked against a model. Contacts by class, then arrival; after so
/// many privileged ones in a row the first ordinary contact of the queue goes before the next. Of the agents who may:
/// who served the customer before, else who can do the least else, else the longest idle.
/// </summary>
[Clause("A3.1.1b")]
[Clause("A3.2.1")]
[Clause("B4.2.4")]
internal sealed class Matching
{
    private readonly MatchingRules rules;
    private readonly Dictionary<string, int> turns;
    private readonly Dictionary<StaffId, Candidate> agents = [];
    private readonly Dictionary<Lane, SortedSet<Candidate>> lanes = [];
    private readonly Dictionary<string, Queue<WaitingContact>> ordinary = [];
    private readonly HashSet<ConversationId> given = [];
    private readonly List<Pairing> pairs = [];

    private Matching(MatchingRules rules, IReadOnlyDictionary<string, int> turns, IEnumerable<FreeAgent> free)
    {
        this.rules = rules;
        this.turns = new(turns);
        foreach (var agent in free.Where(a => a.Free > 0))
        {
            var candidate = new Candidate(agent);
            agents[agent.Staff] = candidate;
            Enter(candidate);
        }
    }

    /// <summary>What came of it.</summary>
    /// <param name="Pairs">In the order in which they were made.</param>
    /// <param name="Turns">How many privileged contacts in a row each queue has served.</param>
    /// <param name="FreeLanes">Where somebody is still free.</param>
    public sealed record Outcome(
        IReadOnlyList<Pairing> Pairs, IReadOnlyDictionary<string, int> Turns, IReadOnlySet<Lane> FreeLanes);

    /// <summary>Pairs contacts with agents.</summary>
    /// <param name="waiting">Contacts, any order.</param>
    /// <param name="agents">Agents with free places.</param>
    /// <param name="turns">How many privileged contacts in a row each queue has served before.</param>
    /// <param name="rules">Everything else.</param>
    public static Outcome Pair(
        IReadOnlyCollection<WaitingContact> waiting, IReadOnlyCollection<FreeAgent> agents,
        IReadOnlyDictionary<string, int> turns, MatchingRules rules)
    {
        var matching = new Matching(rules, turns, agents);
        matching.Run(waiting);
        return new(matching.pairs, matching.turns,
            matching.lanes.Where(l => l.Value.Count > 0).Select(l => l.Key).ToHashSet());
    }

    // Who cannot be taken now cannot be taken later in the same pass either: places only become fewer.
    private void Run(IReadOnlyCollection<WaitingContact> waiting)
    {
        var order = waiting.OrderBy(c => c.Priority).ThenBy(c => c.ArrivedAt).ThenBy(c => c.Conversation.Value)
            .ToList();
        foreach (var contact in order.Where(c => c.IsOrdinary))
        {
            (ordinary.TryGetValue(contact.Queue, out var line) ? line : ordinary[contact.Queue] = new())
                .Enqueue(contact);
        }

        foreach (var contact in order)
        {
            if (pairs.Count >= rules.PairsMax)
            {
                return;
            }

            if (given.Contains(contact.Conversation) || BestFor(contact) is not { } agent)
            {
                continue;
            }

            if (contact.IsPrivileged && turns.GetValueOrDefault(contact.Queue) >= rules.PrivilegedMax
                && FirstOrdinary(contact.Queue) is { } first)
            {
                Give(first, BestFor(first)!);
                if (BestFor(contact) is not { } left)
                {
                    continue;
                }

                agent = left;
            }

            Give(contact, agent);
        }
    }

    private WaitingContact? FirstOrdinary(string queue)
    {
        var line = ordinary.GetValueOrDefault(queue);
        while (line?.TryPeek(out var first) is true)
        {
            if (!given.Contains(first.Conversation) && BestFor(first) is not null)
            {
                return first;
            }

            line.Dequeue();
        }

        return null;
    }

    private Candidate? BestFor(WaitingContact contact)
    {
        if (contact.Preferred is { } before && agents.TryGetValue(before, out var same) && May(same, contact))
        {
            return same;
        }

        var own = FirstOf(new(contact.Queue, contact.Language), contact);
        var helper = rules.OverflowOf(contact) is { } lane ? FirstOf(lane, contact) : null;
        return own is null || (helper is not null && helper.CompareTo(own) < 0) ? helper : own;
    }

    private Candidate? FirstOf(Lane lane, WaitingContact contact) =>
        lanes.GetValueOrDefault(lane)?.FirstOrDefault(c => HasPlace(c, contact));

    private bool May(Candidate candidate, WaitingContact contact) => candidate.Free > 0 && HasPlace(candidate, contact)
        && (candidate.Agent.Lanes.Contains(new(contact.Queue, contact.Language))
            || (rules.OverflowOf(contact) is { } lane && candidate.Agent.Lanes.Contains(lane)));

    private bool HasPlace(Candidate candidate, WaitingContact contact) =>
        candidate.FreeOn.GetValueOrDefault(contact.Channel, candidate.Free) > 0
            && !rules.IsExcluded(contact.Conversation, candidate.Agent.Staff);

    private void Give(WaitingContact contact, Candidate candidate)
    {
        pairs.Add(new(contact, candidate.Agent.Staff, ReasonOf(contact, candidate)));
        given.Add(contact.Conversation);
        if (contact.IsPrivileged || contact.IsOrdinary)
        {
            turns[contact.Queue] = contact.IsPrivileged ? turns.GetValueOrDefault(contact.Queue) + 1 : 0;
        }

        Leave(candidate);
        candidate.Take(contact.Channel, pairs.Count);
        if (candidate.Free > 0)
        {
            Enter(candidate);
        }
    }

    // On record with the assignment: what decided, of how many.
    private string ReasonOf(WaitingContact contact, Candidate candidate)
    {
        var own = new Lane(contact.Queue, contact.Language);
        var isHelper = !candidate.Agent.Lanes.Contains(own);
        var others = lanes.GetValueOrDefault(isHelper ? rules.OverflowOf(contact)!.Value : own);
        var why = contact.Preferred == candidate.Agent.Staff ? "same-agent"
            : others is null || others.Count == 1 ? "only-one-free"
            : others.Max?.Agent.Lanes.Count > candidate.Agent.Lanes.Count ? "fewest-skills" // The last can do the most.
            : "longest-idle";
        var waited = (long)(rules.Now - contact.ArrivedAt).TotalSeconds;
        return string.Create(CultureInfo.InvariantCulture,
            $"{why};free={others?.Count ?? 0};class={contact.Priority};waited={waited}{(isHelper ? ";overflow" : "")}");
    }

    private void Enter(Candidate candidate)
    {
        foreach (var lane in candidate.Agent.Lanes)
        {
            (lanes.TryGetValue(lane, out var free) ? free : lanes[lane] = []).Add(candidate);
        }
    }

    private void Leave(Candidate candidate)
    {
        foreach (var lane in candidate.Agent.Lanes)
        {
            lanes[lane].Remove(candidate);
        }
    }

    /// <summary>An agent while contacts are given out; whoever got one in this pass is the least idle of all.</summary>
    private sealed class Candidate(FreeAgent agent) : IComparable<Candidate>
    {
        private int lastGiven;

        public FreeAgent Agent { get; } = agent;

        public int Free { get; private set; } = agent.Free;

        public Dictionary<string, int> FreeOn { get; } = new(agent.FreeOn);

        public void Take(string channel, int turn)
        {
            (Free, lastGiven) = (Free - 1, turn);
            if (FreeOn.TryGetValue(channel, out var left))
            {
                FreeOn[channel] = left - 1;
            }
        }

        public int CompareTo(Candidate? other) => other is null ? -1
            : Agent.Lanes.Count.CompareTo(other.Agent.Lanes.Count) is not 0 and var skills ? skills
            : lastGiven.CompareTo(other.lastGiven) is not 0 and var turn ? turn
            : Agent.IdleSince.CompareTo(other.Agent.IdleSince) is not 0 and var idle ? idle
            : Agent.Staff.Value.CompareTo(other.Agent.Staff.Value);
    }
}
