using FirstWindow.Platform;
using FirstWindow.Routing.Contracts;
using FirstWindow.Routing.Domain;
using Xunit;

namespace FirstWindow.Tests.Unit.Platform;

/// <summary>The matching against a plain model that looks at everything again for each contact, over random
/// histories of arrivals, releases, refusals and time.</summary>
public sealed class MatchingContacts
{
    private const int Histories = 10_000;
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 2, 0, 0, TimeSpan.Zero);

    private static readonly IReadOnlyDictionary<string, ServiceQueue> Queues = new[]
    {
        Queue("cards") with { OverflowTo = "general", OverflowAfterSeconds = 60 },
        Queue("general"),
        Queue("loans") with { OverflowTo = "cards", OverflowAfterSeconds = 200 },
    }.ToDictionary(q => q.Code);

    [Fact]
    [Clause("A3.1.1b")]
    public void Ten_thousand_random_histories_go_as_the_plain_model_says()
    {
        var pairs = 0;
        for (var seed = 0; seed < Histories; seed++)
        {
            pairs += Play(new Random(seed), seed);
        }

        Assert.True(pairs > Histories, $"The histories are too empty to prove anything: {pairs} pairs.");
    }

    [Fact]
    public void After_so_many_privileged_contacts_an_ordinary_one_is_let_in_and_urgent_ones_do_not_count()
    {
        var waiting = Enumerable.Range(0, 6).Select(i => Made(ContactClass.Privileged, i))
            .Append(Made(ContactClass.Ordinary, 99)).Append(Made(ContactClass.Fraud, 100)).ToList();

        var order = Pair(waiting, [Agent(10)]).Pairs.Select(p => p.Contact.Priority);

        Assert.Equal([0, 3, 3, 3, 3, 5, 3, 3], order);
    }

    [Fact]
    public void The_count_goes_on_from_pass_to_pass()
    {
        var first = Pair([Made(ContactClass.Privileged, 0), Made(ContactClass.Privileged, 1)], [Agent(2)]);
        var second = Matching.Pair(
            [.. Enumerable.Range(2, 3).Select(i => Made(ContactClass.Privileged, i)), Made(ContactClass.Ordinary, 9)],
            [Agent(4)], first.Turns, Rules(Start));

        Assert.Equal([3, 3, 5, 3], second.Pairs.Select(p => p.Contact.Priority));
    }

    [Fact]
    public void The_same_agent_comes_first_then_who_can_do_least_else_then_the_longest_idle()
    {
        var idle = Agent(1, "general") with { IdleSince = Start.AddMinutes(-10) };
        var busy = Agent(1, "general");
        var versatile = Agent(1, "general", "cards") with { IdleSince = Start.AddMinutes(-60) };
        var contact = Made(ContactClass.Ordinary, 0);
        var known = new WaitingContact
        {
            Conversation = ConversationId.New(),
            Queue = "general",
            Priority = 5,
            ArrivedAt = Start,
            QueuedAt = Start,
            Preferred = versatile.Staff,
        };

        var plain = Pair([contact], [busy, versatile, idle]).Pairs.Single();
        var same = Pair([known], [busy, versatile, idle]).Pairs.Single();
        var missed = Matching.Pair(
            [contact], [busy, idle], new Dictionary<string, int>(),
            Rules(Start) with { IsExcluded = (_, a) => a == idle.Staff }).Pairs.Single();

        Assert.Equal(idle.Staff, plain.Agent);
        Assert.StartsWith("fewest-skills;free=3;class=5", plain.Reason);
        Assert.Equal(versatile.Staff, same.Agent);
        Assert.StartsWith("same-agent", same.Reason);
        Assert.Equal(busy.Staff, missed.Agent);
    }

    [Fact]
    [Clause("A3.2.1")]
    public void Nobody_gets_a_contact_of_a_queue_or_language_without_its_certificate()
    {
        var english = new WaitingContact
        {
            Conversation = ConversationId.New(),
            Queue = "general",
            Priority = 0,
            ArrivedAt = Start,
            QueuedAt = Start,
            Language = "en",
            Preferred = StaffId.New(),
        };

        Assert.Empty(Pair([english], [Agent(3, "general"), Agent(3, "cards")]).Pairs);
    }

    // A history of some passes: contacts come, agents finish, some decline, time goes by.
    private static int Play(Random random, int seed)
    {
        var waiting = new List<WaitingContact>();
        var agents = Enumerable.Range(0, random.Next(1, 6)).Select(_ => RandomAgent(random)).ToList();
        var excluded = new HashSet<(ConversationId, StaffId)>();
        IReadOnlyDictionary<string, int> turns = new Dictionary<string, int>();
        var modelTurns = new Dictionary<string, int>();
        var made = 0;
        for (var pass = 0; pass < 5; pass++)
        {
            var now = Start.AddSeconds(100 * pass);
            waiting.AddRange(Enumerable.Range(0, random.Next(0, 8)).Select(_ => RandomContact(random, now, agents)));
            foreach (var contact in waiting.Where(_ => random.Next(4) == 0))
            {
                excluded.Add((contact.Conversation, agents[random.Next(agents.Count)].Staff));
            }

            var rules = Rules(now) with
            {
                IsExcluded = (c, a) => excluded.Contains((c, a)),
                PrivilegedMax = 1 + (seed % 3),
            };
            var outcome = Matching.Pair([.. waiting.OrderBy(_ => random.Next())], agents, turns, rules);
            var expected = new PlainModel(waiting, agents, modelTurns, rules).Run();

            Assert.Equal(expected, outcome.Pairs.Select(p => (p.Contact.Conversation, p.Agent)));
            turns = outcome.Turns;
            made += outcome.Pairs.Count;
            foreach (var (contact, agent, _) in outcome.Pairs)
            {
                waiting.Remove(contact);
                Serve(agents, agent, -1, contact.Channel, now.AddMilliseconds(made));
            }

            foreach (var agent in agents.Where(_ => random.Next(2) == 0).ToList())
            {
                Serve(agents, agent.Staff, random.Next(0, 2), "web", now.AddSeconds(1 + random.Next(90)));
            }
        }

        return made;
    }

    private static void Serve(List<FreeAgent> agents, StaffId staff, int more, string channel, DateTimeOffset at)
    {
        var i = agents.FindIndex(a => a.Staff == staff);
        var on = new Dictionary<string, int>(agents[i].FreeOn);
        if (on.TryGetValue(channel, out var left))
        {
            on[channel] = left + more;
        }

        agents[i] = agents[i] with { Free = agents[i].Free + more, IdleSince = at, FreeOn = on };
    }

    private static FreeAgent RandomAgent(Random random) => new(
        StaffId.New(),
        Queues.Keys.SelectMany(q => new[] { "zh", "en" }.Select(l => new Lane(q, l))).Where(_ => random.Next(2) == 0)
            .ToHashSet(),
        Start.AddSeconds(-random.Next(5)), random.Next(0, 4))
    {
        FreeOn = random.Next(3) == 0 ? new Dictionary<string, int> { ["email"] = random.Next(0, 2) } : [],
    };

    private static WaitingContact RandomContact(Random random, DateTimeOffset now, List<FreeAgent> agents)
    {
        var arrived = now.AddSeconds(-random.Next(0, 300));
        return new()
        {
            Conversation = ConversationId.New(),
            Queue = Queues.Keys.ElementAt(random.Next(Queues.Count)),
            Priority = new[] { 0, 1, 2, 3, 3, 5, 5, 5 }[random.Next(8)],
            ArrivedAt = arrived,
            QueuedAt = random.Next(4) == 0 ? now : arrived,
            Language = random.Next(3) == 0 ? "en" : "zh",
            Channel = random.Next(3) == 0 ? "email" : "web",
            Preferred = random.Next(3) == 0 ? agents[random.Next(agents.Count)].Staff : null,
        };
    }

    private static Matching.Outcome Pair(
        IReadOnlyCollection<WaitingContact> waiting, IReadOnlyCollection<FreeAgent> agents) =>
        Matching.Pair(waiting, agents, new Dictionary<string, int>(), Rules(Start));

    private static MatchingRules Rules(DateTimeOffset now) => new(Queues, 4, now, (_, _) => false);

    private static ServiceQueue Queue(string code) => ServiceQueue.AtFirst[0] with { Code = code };

    private static FreeAgent Agent(int free, params string[] queues) => new(
        StaffId.New(), (queues.Length == 0 ? ["general"] : queues).Select(q => new Lane(q, "zh")).ToHashSet(), Start,
        free);

    private static WaitingContact Made(ContactClass contactClass, int second) => new()
    {
        Conversation = ConversationId.New(),
        Queue = "general",
        Priority = (int)contactClass,
        ArrivedAt = Start.AddSeconds(second),
        QueuedAt = Start.AddSeconds(second),
    };
}
