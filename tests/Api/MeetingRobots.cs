using FirstWindow.Conversations.Domain;
using FirstWindow.Platform;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace FirstWindow.Tests.Api;

/// <summary>Nonsense takes no place in the queue; whoever is real is brought to a person all the same.</summary>
public sealed class MeetingRobots(Houses houses) : ApiTests(houses)
{
    private const int Robots = 50;
    private const int Wave = 10;
    private const int Stubborn = 4;

    private static readonly string[] Noise =
        ["asdf qwer", "jfkdls ajfkd zxcv", "https://win-prize.top/?id=8", "x7$k!! 9q", "龘齉麤靐齾", "0x00 zzzz bbbb"];

    [Theory]
    [OnBothEngines]
    [Clause("C2.2.3")]
    public async Task A_flood_of_nonsense_waits_for_nobody_and_a_customer_in_it_gets_a_place_at_once(Engine engine)
    {
        var app = await OwnAsync(engine);

        async Task<Visitor> RobotAsync(int number)
        {
            var robot = await app.GivenVisitorAsync();
            var isStubborn = number < Stubborn;
            for (var said = 0; said < (isStubborn ? 3 : 2); said++)
            {
                var seq = await robot.SayAsync(Noise[(number + said) % Noise.Length]);
                await robot.ReadAsync(1, after: seq);
            }

            if (isStubborn)
            {
                await robot.SayAsync(Noise[number % Noise.Length]); // To the fourth nothing is said any more.
            }

            return robot;
        }

        var robots = new List<Visitor>();
        foreach (var wave in Enumerable.Range(0, Robots).Chunk(Wave))
        {
            robots.AddRange(await Task.WhenAll(wave.Select(RobotAsync)));
        }

        var customer = await app.GivenVisitorAsync();
        await customer.AskForPersonAsync();
        await robots[0].AskForPersonAsync();
        await robots[1].SayAsync("人工");
        using (var stream = await robots[1].ListenAsync())
        {
            await stream.UntilAsync(e => e.State == "waiting");
        }

        var waiting = await app.WithDatabaseAsync(db => db.Set<Conversation>()
            .Where(c => c.State == ConversationState.Waiting).Select(c => c.Id).ToListAsync());
        Assert.Equal(new[] { customer.Id, robots[0].Id, robots[1].Id }.Order(), waiting.Select(w => w.Value).Order());
        Assert.Equal((2 * Robots) + Stubborn, await app.WithDatabaseAsync(db => db.Set<JournalEntry>().CountAsync(
            e => e.Act == "concierge.unanswered" && e.Detail == "why=unreadable")));
    }

    [Theory]
    [OnBothEngines]
    [Clause("C2.2.3")]
    public async Task Who_writes_badly_reaches_a_person_within_three_messages(Engine engine)
    {
        var app = await On(engine);
        string[][] writers =
        [
            ["额那个东西弄不起来呀", "就是那个那个呀", "哎呀就是它嘛"],
            ["wo bu hui nong", "na ge dong xi"],
            ["thing no wrok plese", "wat do now"],
            ["asdf qwer", "jfkdls", "那个东西它不动呀"],
        ];

        foreach (var words in writers)
        {
            var visitor = await app.GivenVisitorAsync();
            using var stream = await visitor.ListenAsync();
            foreach (var text in words)
            {
                var seq = await visitor.SayAsync(text);
                await visitor.ReadAsync(1, after: seq);
            }

            await stream.UntilAsync(e => e.State == "waiting");
            await visitor.Client.PostJsonAsync($"/api/v1/conversations/{visitor.Id}/end", new { });
        }

        var sent = await app.GivenVisitorAsync();
        var link = await sent.SayAsync("http://icbc-points.vip/login");
        Assert.Contains("不要点开", (await sent.ReadAsync(1, after: link))[0].Text);
        var again = await sent.SayAsync("http://icbc-points.vip/login");
        Assert.Contains("1. ", (await sent.ReadAsync(1, after: again))[0].Text);
        var chosen = await sent.SayAsync("1");
        Assert.Contains("来源", (await sent.ReadAsync(1, after: chosen))[0].Text);
    }
}
