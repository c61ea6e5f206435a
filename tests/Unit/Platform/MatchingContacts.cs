using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Routing.Contracts;
using FirstWindow.Routing.Domain;
using Xunit;

namespace FirstWindow.Tests.Unit.Platform;

/// <summary>The matching against a small model, over random histories: 300 of them, 10,000 in <c>./test
/// long</c>.</summary>
public sealed class MatchingContacts
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 2, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Inside_a_class_nobody_overtakes_and_nobody_gets_more_than_there_is_room_for()
    {
        var histories = Environment.GetEnvironmentVariable("FIRSTWINDOW_TEST_MODE") == "long" ? 10_000 : 300;
        for (var seed = 0; seed < histories; seed++)
        {
            var random = new Random(seed);
            var waiting = Enumerable.Range(0, random.Next(1, 30)).Select(i => Contact(random, i)).ToList();
            var agents = Enumerable.Range(0, random.Next(1, 8)).Select(i => Agent(random, i)).ToList();
            var pairs = new Matching(() => 4).Pair(waiting, agents, (_, _) => false).ToList();

            // nobody idles while somebody waits
            Assert.Equal(Math.Min(waiting.Count, agents.Sum(a => a.Free)), pairs.Count);
            Assert.Equal(pairs.Count, pairs.Select(p => p.Contact.Conversation).Distinct().Count());
            Assert.All(agents, a => Assert.True(pairs.Count(p => p.Agent == a.Staff) <= a.Free));
            foreach (var sameClass in waiting.GroupBy(w => w.Priority))
            {
                var served = pairs.Where(p => p.Contact.Priority == sameClass.Key).Select(p => p.Contact.ArrivedAt)
                    .ToList();
                Assert.Equal(sameClass.Select(w => w.ArrivedAt).Order().Take(served.Count), served);
            }
        }
    }

    [Fact]
    public void After_so_many_privileged_contacts_an_ordinary_one_is_let_in()
    {
        var waiting = Enumerable.Range(0, 6).Select(i => Made(ContactClass.Elder, i))
            .Append(Made(ContactClass.Ordinary, 99)).ToList();

        var order = new Matching(() => 4).Pair(waiting, [new(StaffId.New(), Agents, Start, 10)], (_, _) => false)
            .Select(p => p.Contact.Priority).ToList();

        Assert.Equal([1, 1, 1, 1, 5, 1, 1], order);
    }

    [Fact]
    public void The_longest_idle_agent_comes_first_and_one_who_missed_the_contact_does_not()
    {
        var idle = new FreeAgent(StaffId.New(), Agents, Start.AddMinutes(-10), 1);
        var busy = new FreeAgent(StaffId.New(), Agents, Start, 1);
        var contact = Made(ContactClass.Ordinary, 0);

        Assert.Equal(idle.Staff, new Matching(() => 4).Pair([contact], [busy, idle], (_, _) => false).Single().Agent);
        Assert.Equal(
            busy.Staff, new Matching(() => 4).Pair([contact], [busy, idle], (_, a) => a == idle.Staff).Single().Agent);
    }

    [Fact]
    public void A_queue_is_served_only_by_its_roles()
    {
        var expertsOnly = new WaitingContact
        {
            Conversation = ConversationId.New(),
            Queue = ServiceQueue.Expert.Code,
            Priority = 5,
            ArrivedAt = Start
        };

        Assert.Empty(
            new Matching(() => 4).Pair([expertsOnly], [new(StaffId.New(), Agents, Start, 3)], (_, _) => false));
        Assert.Single(new Matching(() => 4)
            .Pair([expertsOnly], [new(StaffId.New(), new HashSet<Role> { Role.Expert }, Start, 3)], (_, _) => false));
    }

    private static readonly HashSet<Role> Agents = [Role.Agent];

    private static WaitingContact Contact(Random random, int i) =>
        Made(random.Next(4) switch { 0 => ContactClass.Fraud, 1 => ContactClass.Elder, _ => ContactClass.Ordinary },
            i + (random.Next(3) * 100));

    private static WaitingContact Made(ContactClass contactClass, int second) => new()
    {
        Conversation = ConversationId.New(),
        Queue = ServiceQueue.General.Code,
        Priority = (int)contactClass,
        ArrivedAt = Start.AddSeconds(second),
    };

    private static FreeAgent Agent(Random random, int i) =>
        new(StaffId.New(), Agents, Start.AddSeconds(-random.Next(1_000) - i), random.Next(0, 4));
}
