using System.Net;
using System.Text.Json;
using FirstWindow.Conversations.Domain;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Calendar;
using FirstWindow.Platform.Promises;
using FirstWindow.Platform.Storage;
using FirstWindow.Routing.Domain;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;

namespace FirstWindow.Tests.Api;

public sealed class WaitingForAPerson(Houses houses) : ApiTests(houses)
{
    [Theory]
    [OnBothEngines]
    public async Task The_expected_wait_comes_from_what_happened_and_is_not_said_without(Engine engine)
    {
        var app = await OwnAsync(engine);
        var agent = await app.SignedInAsync(Role.Agent);
        var busy = await app.GivenVisitorAsync();
        await busy.AskForPersonAsync();
        await agent.BeAvailableAsync(capacity: 1);
        await app.MatchAsync();
        var visitor = await app.GivenVisitorAsync();
        await visitor.AskForPersonAsync();

        var unknown = await PlaceAsync(visitor);
        await AcceptedAsync(app, minutesAgo: [2, 4, 6, 8, 10]);
        var known = await PlaceAsync(visitor);
        await agent.PauseAsync();
        var nobody = await PlaceAsync(visitor);

        Assert.Equal(JsonValueKind.Null, unknown.GetProperty("waitSeconds").ValueKind);
        Assert.Equal(1, unknown.GetProperty("agentsOnline").GetInt32());
        Assert.InRange(known.GetProperty("waitSeconds").GetInt32(), 115, 130); // Ten minutes for five, and nobody ahead.
        Assert.Equal(JsonValueKind.Null, nobody.GetProperty("waitSeconds").ValueKind);
    }

    [Fact]
    public async Task Who_loses_the_race_for_a_row_is_told_and_writes_nothing()
    {
        var app = await OwnAsync(Engine.Postgres);
        var visitor = await app.GivenVisitorAsync();
        await visitor.AskForPersonAsync();
        await using var other = new NpgsqlConnection(app.Postgres);
        await other.OpenAsync();
        await using var transaction = await other.BeginTransactionAsync();
        await using var command = new NpgsqlCommand("DELETE FROM waiting", other, transaction);
        await command.ExecuteNonQueryAsync();

        var leaving = LeaveAsync(visitor);
        while (!leaving.IsCompleted && await app.WithDatabaseAsync(db => db.Database.SqlQuery<int>(
            $"""
            SELECT count(*)::int AS "Value" FROM pg_stat_activity
            WHERE datname = current_database() AND wait_event_type = 'Lock'
            """).SingleAsync()) == 0)
        {
            await Task.Delay(10);
        }

        await transaction.CommitAsync();
        var left = await leaving;

        Assert.Equal((HttpStatusCode.Conflict, "storage.overtaken"), (left.Status, left.Code));
        Assert.True(await app.WithDatabaseAsync(
            db => db.Set<Conversation>().AllAsync(c => c.State == ConversationState.Waiting)));
    }

    [Theory]
    [OnBothEngines]
    public async Task Who_leaves_the_queue_is_answered_by_the_assistant_again(Engine engine)
    {
        var app = await On(engine);
        var visitor = await app.GivenVisitorAsync();
        await visitor.AskForPersonAsync();

        var left = await LeaveAsync(visitor);
        var again = await LeaveAsync(visitor);
        await visitor.SayAsync("信用卡丢了怎么办");
        using var stream = await visitor.ListenAsync();
        var answer = await stream.UntilAsync(e => e.Name == "message" && e.From == "assistant");

        Assert.All([left, again], a => Assert.Equal(HttpStatusCode.NoContent, a.Status));
        Assert.Contains("挂失", answer.Text);
        Assert.False(await app.WithDatabaseAsync(db =>
            db.Set<WaitingContact>().AnyAsync(w => w.Conversation == new ConversationId(visitor.Id))));
    }

    [Theory]
    [OnBothEngines]
    public async Task Who_is_served_waits_for_nobody_and_a_stranger_cannot_push_anybody_out(Engine engine)
    {
        var app = await On(engine);
        var (visitor, _) = await app.GivenContactAsync();
        var waiting = await app.GivenVisitorAsync();
        await waiting.AskForPersonAsync();
        var url = $"/api/v1/conversations/{waiting.Id}";

        Assert.Equal("conversation.not-waiting", (await LeaveAsync(visitor)).Code);
        Assert.Equal("conversation.not-waiting", (await LeaveMessageAsync(visitor)).Code);
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.Client.CallAsync(HttpMethod.Delete, url + "/place", null)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.Client.PostJsonAsync(url + "/message-left", new { })).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await app.Client().CallAsync(HttpMethod.Delete, url + "/place", null)).Status);
        Assert.Equal(0, (await PlaceAsync(waiting)).GetProperty("agentsOnline").GetInt32());
        await waiting.Client.CallAsync(HttpMethod.Delete, url + "/place", null);
    }

    [Theory]
    [OnBothEngines]
    public async Task A_message_left_is_promised_by_the_calendar_answered_and_read_on_the_same_page(Engine engine)
    {
        var app = await OwnAsync(engine);
        var visitor = await app.GivenVisitorAsync();
        await visitor.AskForPersonAsync();
        var empty = await LeaveMessageAsync(visitor);
        await visitor.SayAsync("请问明天能不能提前还贷");

        var taken = await LeaveMessageAsync(visitor);
        var again = await LeaveMessageAsync(visitor);
        var calendar = app.Services.GetRequiredService<CalendarBook>().Current;
        var promises = await PromisesAsync(app, visitor);

        Assert.Equal((HttpStatusCode.Conflict, "conversation.nothing-said"), (empty.Status, empty.Code));
        Assert.Equal(calendar.DueAfterWorkdays(app.Clock.GetUtcNow(), 1), DueOf(taken));
        Assert.Equal(DueOf(taken), DueOf(again));
        Assert.Equal(["message"], promises.Where(p => p.State is PromiseState.Open).Select(p => p.Kind));

        var agent = await app.SignedInAsync(Role.Agent);
        await agent.BeAvailableAsync();
        await app.MatchAsync();
        Assert.Equal(HttpStatusCode.Created, (await agent.ReplyAsync(visitor.Id, "您好,可以在手机银行预约提前还款。")).Status);
        using var stream = await visitor.ListenAsync(); // The page comes back and reads from the beginning.
        var note = await stream.UntilAsync(e => e.State == "left");
        var answer = await stream.UntilAsync(e => e.Name == "message" && e.From == "agent");

        Assert.Equal(DueOf(taken), note.Data.GetProperty("until").GetDateTimeOffset());
        Assert.Contains("提前还款", answer.Text);
        Assert.Contains(await PromisesAsync(app, visitor), p => p is { Kind: "message", State: PromiseState.Kept });
    }

    [Theory]
    [OnBothEngines]
    public async Task A_transfer_does_not_turn_the_promise_of_a_message_into_one_in_seconds(Engine engine)
    {
        var app = await OwnAsync(engine);
        var visitor = await app.GivenVisitorAsync();
        await visitor.AskForPersonAsync();
        await visitor.SayAsync("请问企业网银怎么开");
        await LeaveMessageAsync(visitor);
        var agent = await app.SignedInAsync(Role.Agent);
        await agent.BeAvailableAsync();
        await app.MatchAsync();
        await agent.Client.PutJsonAsync($"/api/v1/conversations/{visitor.Id}/acceptance", new { });

        await agent.Client.PostJsonAsync($"/api/v1/conversations/{visitor.Id}/transfers",
            new { queue = "expert", summary = "客户留言咨询企业网银，请专家答复" });

        var open = Assert.Single(await PromisesAsync(app, visitor), p => p.State is PromiseState.Open);
        Assert.Equal("message", open.Kind);
    }

    [Theory]
    [OnBothEngines]
    public async Task The_page_is_told_the_agents_name_and_number(Engine engine)
    {
        var app = await On(engine);
        var (visitor, agent) = await app.GivenContactAsync();
        using var stream = await visitor.ListenAsync();

        var assigned = await stream.UntilAsync(e => e.State == "assigned");

        Assert.Equal(agent.Number, assigned.Data.GetProperty("agent").GetString());
        Assert.Equal("林测试", assigned.Data.GetProperty("name").GetString());
    }

    [Theory]
    [OnBothEngines]
    public async Task The_transcript_is_ones_own_and_every_word_of_it_is_escaped(Engine engine)
    {
        const string Hostile = "<img src=x onerror=alert(1)>&\"'";
        var app = await On(engine);
        var (visitor, agent) = await app.GivenContactAsync(Hostile);
        await agent.ReplyAsync(visitor.Id, "您好,<b>已收到</b>。");
        var stranger = await app.GivenVisitorAsync();
        var url = $"/api/v1/conversations/{visitor.Id}/transcript";

        var page = await visitor.Client.GetAsync(url + "?format=html");
        var html = await page.Content.ReadAsStringAsync();
        var text = await visitor.Client.GetStringAsync(url);

        Assert.Contains("attachment", page.Content.Headers.ContentDisposition!.ToString());
        Assert.DoesNotContain("<img", html);
        Assert.DoesNotContain("<b>", html);
        Assert.Contains(WebUtility.HtmlEncode(Hostile), html);
        Assert.Contains("ai-generated-content", html);
        Assert.Contains(agent.Number, html);
        Assert.Contains(Hostile, text);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.Client.GetAsync(url)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await app.Client().GetAsync(url)).StatusCode);
    }

    private static async Task<JsonElement> PlaceAsync(Visitor visitor) =>
        (await visitor.Client.GetJsonAsync($"/api/v1/conversations/{visitor.Id}/place")).Json;

    private static Task<Answer> LeaveAsync(Visitor visitor) =>
        visitor.Client.CallAsync(HttpMethod.Delete, $"/api/v1/conversations/{visitor.Id}/place", null);

    private static Task<Answer> LeaveMessageAsync(Visitor visitor) =>
        visitor.Client.PostJsonAsync($"/api/v1/conversations/{visitor.Id}/message-left", new { });

    private static DateTimeOffset DueOf(Answer taken) => taken.Json.GetProperty("answeredBy").GetDateTimeOffset();

    private static Task<List<Promise>> PromisesAsync(FirstWindowApp app, Visitor visitor) =>
        app.WithDatabaseAsync(db => db.Set<Promise>().AsNoTracking().Where(p => p.About == visitor.Id).ToListAsync());

    private static Task<bool> AcceptedAsync(FirstWindowApp app, IEnumerable<int> minutesAgo) =>
        app.WithDatabaseAsync(async db =>
        {
            await db.BeginAsync(CancellationToken.None);
            foreach (var minutes in minutesAgo)
            {
                var at = app.Clock.GetUtcNow().AddMinutes(-minutes);
                var contact = new WaitingContact
                { Conversation = ConversationId.New(), Queue = "general", Priority = 5, ArrivedAt = at };
                var assignment = Assignment.Offer(contact, StaffId.New(), "test", at, TimeSpan.FromSeconds(20));
                assignment.Accept(at, TimeSpan.FromSeconds(60));
                assignment.End("done", at);
                db.Add(assignment);
            }

            await db.CommitAsync(CancellationToken.None);
            return true;
        });
}
