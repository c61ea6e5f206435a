using System.Net;
using System.Text.Json;
using FirstWindow.Conversations.Domain;
using FirstWindow.Customers.Features;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FirstWindow.Tests.Api;

public sealed class LearningFromAnswers(Houses houses) : ApiTests(houses)
{
    private const string Question = "信用卡丢了怎么办";

    [Theory]
    [OnBothEngines]
    [Clause("B3.3.1b")]
    public async Task An_answer_counts_as_contained_only_if_nobody_was_needed_and_it_was_not_asked_again(Engine engine)
    {
        var app = await OwnAsync(engine);
        var content = await app.GivenVisitorAsync();
        await AskAsync(content, Question);
        var handedOver = await app.GivenVisitorAsync();
        await AskAsync(handedOver, Question);
        await handedOver.AskForPersonAsync();
        var unhelped = await app.GivenVisitorAsync();
        await AskAsync(unhelped, "我叫王小明，手机13812345678，信用卡丢了怎么办");
        await AskAsync(unhelped, "没有帮助");
        var lost = await app.GivenVisitorAsync();
        await AskAsync(lost, "长颈鹿的脖子为什么那么长");
        foreach (var _ in new[] { 1, 2 })
        {
            var again = await app.GivenVisitorAsync(customerToken:
                app.Services.GetRequiredService<CustomerTokens>().Mint("C10000002"));
            await AskAsync(again, Question);
            app.Clock.Move(TimeSpan.FromMinutes(10));
        }

        var author = await app.SignedInAsync(Role.KnowledgeAuthor);
        var view = (await author.Client.GetJsonAsync("/api/v1/answers?days=7")).Json;
        var cards = view.GetProperty("categories").EnumerateArray()
            .Single(c => c.GetProperty("category").GetString() == "cards");
        var wrong = view.GetProperty("wrong").EnumerateArray().ToList();
        var unanswered = view.GetProperty("unanswered").EnumerateArray().ToList();

        Assert.Equal((5, 2), (cards.GetProperty("asked").GetInt32(), cards.GetProperty("contained").GetInt32()));
        Assert.Equal(JsonValueKind.Null, cards.GetProperty("percent").ValueKind); // Too few say nothing.
        Assert.Equal(["handed-over", "not-helpful", "repeated"],
            wrong.Select(w => w.GetProperty("fault").GetString()!).Order());
        Assert.All(wrong, w => Assert.Equal("credit-card-lost", w.GetProperty("slug").GetString()));
        Assert.DoesNotContain(wrong, w => w.GetProperty("question").GetString()!.Contains("13812345678"));
        Assert.DoesNotContain(wrong, w => w.GetProperty("question").GetString()!.Contains("王小明"));
        Assert.Contains(unanswered, u => u.GetProperty("question").GetString()!.Contains("长颈鹿"));
    }

    [Theory]
    [OnBothEngines]
    [Clause("C2.2.1")]
    [Clause("C2.1.1c")]
    public async Task A_group_that_waits_longer_or_is_helped_less_is_shown_and_alarmed(Engine engine)
    {
        var app = await OwnAsync(engine);
        var supervisor = await app.SignedInAsync(Role.Supervisor);
        await GivenServedAsync(app, "zh-CN", waitSeconds: 20, count: 25, "resolved");
        await GivenServedAsync(app, "en", waitSeconds: 25, count: 25, "resolved");

        var alike = await GroupAsync(supervisor, "language", "en");
        await GivenServedAsync(app, "en", waitSeconds: 300, count: 60, "unresolved");
        var worse = await GroupAsync(supervisor, "language", "en");
        var better = await GroupAsync(supervisor, "language", "zh-CN");
        var page = await supervisor.Client.GetAsync("/fairness");

        Assert.False(alike.GetProperty("isWorse").GetBoolean());
        Assert.True(worse.GetProperty("isWorse").GetBoolean());
        Assert.False(better.GetProperty("isWorse").GetBoolean());
        Assert.Equal(300, worse.GetProperty("waitSeconds").GetInt32());
        Assert.Contains("is-bad", await page.Content.ReadAsStringAsync());
    }

    [Theory]
    [OnBothEngines]
    [Clause("B3.3.1d")]
    public async Task Human_time_on_complex_matters_is_told_from_real_handling_times(Engine engine)
    {
        var app = await OwnAsync(engine);
        foreach (var (category, minutes) in new[] { ("loans", 6), ("cards", 2) })
        {
            var (visitor, agent) = await app.GivenContactAsync(Question);
            await app.PassAtTheDesksAsync(TimeSpan.FromMinutes(minutes));
            var closed = await agent.Client.PutJsonAsync(
                $"/api/v1/conversations/{visitor.Id}/wrap-up", Records.Whole(("category", category)));
            Assert.Equal(HttpStatusCode.NoContent, closed.Status);
        }

        var author = await app.SignedInAsync(Role.KnowledgeAuthor);
        var weeks = (await author.Client.GetJsonAsync("/api/v1/answers?days=7")).Json.GetProperty("humanTime");
        var page = WebUtility.HtmlDecode(await author.Client.GetStringAsync("/answers"));

        Assert.InRange(weeks[3].GetProperty("percent").GetInt32(), 70, 80);
        Assert.Equal(JsonValueKind.Null, weeks[0].GetProperty("percent").ValueKind);
        Assert.Contains("人工时间用在复杂业务上的占比", page);
        Assert.Contains("没有人工服务", page);
    }

    [Theory]
    [OnBothEngines]
    [Clause("B2.0.1")]
    public async Task A_record_filed_under_another_line_than_was_recognised_is_counted(Engine engine)
    {
        var app = await OwnAsync(engine);
        foreach (var category in new[] { "cards", "fees", "complaint" })
        {
            var (visitor, agent) = await app.GivenContactAsync(Question);
            var closed = await agent.Client.PutJsonAsync(
                $"/api/v1/conversations/{visitor.Id}/wrap-up", Records.Whole(("category", category)));
            Assert.Equal(HttpStatusCode.NoContent, closed.Status);
        }

        var author = await app.SignedInAsync(Role.KnowledgeAuthor);
        var match = (await author.Client.GetJsonAsync("/api/v1/answers?days=7")).Json.GetProperty("match");
        var page = WebUtility.HtmlDecode(await author.Client.GetStringAsync("/answers"));
        var entry = await app.WithDatabaseAsync(db => db.Set<JournalEntry>()
            .SingleAsync(e => e.Act == "contact.category-differs"));

        // A complaint is a kind of contact, not a line of business.
        Assert.Equal((2, 1), (match.GetProperty("closed").GetInt32(), match.GetProperty("differing").GetInt32()));
        Assert.Contains("人工会话2个，其中不一致1个", page);
        Assert.Equal("recognised=cards;filed=fees", entry.Detail);
    }

    [Theory]
    [OnBothEngines]
    public async Task Agents_see_neither_page(Engine engine)
    {
        var app = await On(engine);
        var agent = await app.SignedInAsync(Role.Agent);

        Assert.Equal(HttpStatusCode.Forbidden, (await agent.Client.GetJsonAsync("/api/v1/answers")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await agent.Client.GetJsonAsync("/api/v1/fairness")).Status);
    }

    private static async Task AskAsync(Visitor visitor, string text)
    {
        var seq = await visitor.SayAsync(text);
        await visitor.ReadAsync(1, after: seq);
    }

    // Contacts as they stand in the database once they are over.
    private static async Task GivenServedAsync(
        FirstWindowApp app, string locale, int waitSeconds, int count, string outcome)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<Database>();
        var journal = scope.ServiceProvider.GetRequiredService<JournalBook>();
        var now = app.Services.GetRequiredService<DatabaseClock>().Now;
        for (var i = 0; i < count; i++)
        {
            var id = ConversationId.New();
            var conversation = new Conversation
            {
                Id = id,
                Reference = id.ToReference(),
                Channel = "web",
                Locale = locale,
                KeyId = Guid.NewGuid(),
                CreatedAt = now,
            };
            conversation.Wait(now - TimeSpan.FromSeconds(waitSeconds));
            conversation.Close(now);
            db.Add(conversation);
            db.Add(new WrapUp
            {
                Conversation = id,
                Staff = StaffId.New(),
                At = now,
                BegunAt = now,
                Category = "cards",
                Outcome = outcome,
                Body = [],
            });
            journal.Record(Actor.System, ConversationActs.Accepted, Subject.Of(id));
        }

        await db.CommitAsync(CancellationToken.None);
    }

    private static async Task<JsonElement> GroupAsync(Colleague supervisor, string trait, string group) =>
        (await supervisor.Client.GetJsonAsync("/api/v1/fairness?days=7")).Json.EnumerateArray().Single(
            g => g.GetProperty("trait").GetString() == trait && g.GetProperty("group").GetString() == group);
}
