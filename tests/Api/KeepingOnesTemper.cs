using System.Net;
using System.Text.Json;
using FirstWindow.Conversations.Features;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Promises;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FirstWindow.Tests.Api;

public sealed class KeepingOnesTemper(Houses houses) : ApiTests(houses)
{
    private const string Angry = "你们乱扣我的年费，太气人了！";

    [Theory]
    [OnBothEngines]
    [Clause("B1.1.2b")]
    public async Task Distress_is_owed_empathy_and_the_next_step_in_time(Engine engine)
    {
        var app = await OwnAsync(engine);
        var (visitor, agent) = await app.GivenContactAsync();

        await visitor.SayAsync(Angry);
        await LookAsync(app, visitor);
        var due = (await agent.Client.GetJsonAsync("/api/v1/desk/contacts")).Json[0].GetProperty("empathyDueAt");
        await agent.ReplyAsync(visitor.Id, "非常抱歉给您添麻烦了。");
        await LookAsync(app, visitor);
        var half = await OwedAsync(app, visitor, "empathy");
        await agent.ReplyAsync(visitor.Id, "我现在为您查这笔年费，查到后马上告诉您。");
        await LookAsync(app, visitor);
        var whole = await OwedAsync(app, visitor, "empathy");
        await visitor.SayAsync("你们太让人生气了，气死我了！");
        await LookAsync(app, visitor);
        app.Clock.Move(TimeSpan.FromSeconds(40)); // past the 30 s of chat.empathy
        await app.LookAtPromisesAsync();
        await app.OpenSessionAsync(agent.Id);
        await agent.ReplyAsync(visitor.Id, "实在抱歉，我马上为您登记并跟进。");
        await LookAsync(app, visitor);
        var late = await OwedAsync(app, visitor, "empathy");

        Assert.Equal(JsonValueKind.String, due.ValueKind);
        Assert.Equal([PromiseState.Open], half);
        Assert.Equal([PromiseState.Kept], whole);
        Assert.Equal([PromiseState.Kept, PromiseState.Broken], late);
    }

    [Theory]
    [OnBothEngines]
    [Clause("A2.3.3c")]
    public async Task An_argument_alerts_the_supervisors_and_one_of_them_owns_it(Engine engine)
    {
        var app = await OwnAsync(engine);
        var (visitor, agent) = await app.GivenContactAsync();
        var first = await app.SignedInAsync(Role.Supervisor);
        var second = await app.SignedInAsync(Role.Supervisor);
        using var desk = new EventReader(
            await first.Client.GetAsync("/api/v1/desk/events", HttpCompletionOption.ResponseHeadersRead));

        await visitor.SayAsync(Angry);
        await agent.ReplyAsync(visitor.Id, "规定就是这样。");
        var early = await AlertsAsync(app, first, visitor);
        await visitor.SayAsync("你这是什么态度，气死我了！");
        var blocked = await agent.ReplyAsync(visitor.Id, "这个不归我管。"); // What was not sent shows the temper, too.
        await visitor.SayAsync("太过分了，我非常生气！");
        var alerts = await AlertsAsync(app, first, visitor);
        await desk.UntilAsync(e => e.Name == "watch" && e.Data.GetProperty("standing").GetInt32() == 1);
        var id = Assert.Single(alerts).GetProperty("id").GetGuid();
        var noRole = await agent.Client.PutJsonAsync($"/api/v1/alerts/{id}/owner", new { });
        var taken = await first.Client.PutJsonAsync($"/api/v1/alerts/{id}/owner", new { });
        var late = await second.Client.PutJsonAsync($"/api/v1/alerts/{id}/owner", new { });
        var page = await second.Client.GetStringAsync("/alerts");
        var settled = await first.Client.PutJsonAsync($"/api/v1/alerts/{id}/settlement", new { });
        var after = await AlertsAsync(app, first, visitor);

        Assert.Empty(early);
        Assert.Equal("reply.breaks-rule", blocked.Code);
        Assert.Equal("argument", alerts[0].GetProperty("kind").GetString());
        Assert.Equal(HttpStatusCode.Forbidden, noRole.Status);
        Assert.Equal(HttpStatusCode.NoContent, taken.Status);
        Assert.Equal((HttpStatusCode.Conflict, "alert.taken"), (late.Status, late.Code));
        Assert.Contains("林测试", WebUtility.HtmlDecode(page));
        Assert.Equal(HttpStatusCode.NoContent, settled.Status);
        Assert.Empty(after);
    }

    [Theory]
    [OnBothEngines]
    public async Task A_wish_for_a_person_and_a_greeting_are_not_taken_for_the_need(Engine engine)
    {
        var app = await On(engine);
        var (visitor, agent) = await app.GivenContactAsync("信用卡丢了怎么办");
        var asked = await NeedAsync(agent, visitor);
        foreach (var aside in new[] { "转人工", "你好", "有人吗？", "帮我转一下人工客服" })
        {
            await visitor.SayAsync(aside);
        }

        var still = await NeedAsync(agent, visitor);
        await visitor.SayAsync("二手房贷款所需资料和流程，转人工");
        var next = await NeedAsync(agent, visitor);

        Assert.False(string.IsNullOrEmpty(asked));
        Assert.Equal(asked, still);
        Assert.NotEqual(asked, next);
        Assert.False(string.IsNullOrEmpty(next));
    }

    [Theory]
    [OnBothEngines]
    [Clause("A2.3.3a")]
    public async Task A_contact_ends_for_abuse_only_after_calming_warning_and_supervisor(Engine engine)
    {
        var app = await On(engine);
        var (visitor, agent) = await app.GivenContactAsync("你就是个废物，蠢货！");
        var supervisor = await app.SignedInAsync(Role.Supervisor);
        var stranger = await app.SignedInAsync(Role.Agent);

        var mood = await agent.Client.GetJsonAsync($"/api/v1/desk/contacts/{visitor.Id}/mood");
        var early = await EndAsync(agent, visitor);
        var hasty = await MeasureAsync(agent, visitor, "warning");
        var unknown = await MeasureAsync(agent, visitor, "hang-up");
        var foreign = await MeasureAsync(stranger, visitor, "calming");
        var calmed = await MeasureAsync(agent, visitor, "calming");
        var again = await MeasureAsync(agent, visitor, "calming");
        var warned = await MeasureAsync(agent, visitor, "warning");
        var half = await EndAsync(agent, visitor);
        var called = await MeasureAsync(agent, visitor, "supervisor");
        var alerts = await supervisor.Client.GetJsonAsync("/api/v1/alerts");
        var ended = await EndAsync(agent, visitor);
        var said = (await visitor.ReadAsync(7)).Where(e => e is { Name: "message", From: "agent" }).ToList();
        var refusals = await app.WithDatabaseAsync(db => db.Set<JournalEntry>()
            .CountAsync(e => e.Act == "refused" && e.Clause == "A2.3.3a" && e.Subject == visitor.Id));

        Assert.True(mood.Json.GetProperty("isAbusive").GetBoolean());
        Assert.All([early, half], a => Assert.Equal(("wrap-up.measures-missing", "A2.3.3a"), (a.Code, a.Clause)));
        Assert.Equal(("measure.order", "A2.3.3a"), (hasty.Code, hasty.Clause));
        Assert.Equal("measure.step", unknown.Code);
        Assert.Equal(HttpStatusCode.NotFound, foreign.Status);
        Assert.All([calmed, again, warned, called, ended], a => Assert.Equal(HttpStatusCode.NoContent, a.Status));
        Assert.Contains(alerts.Json.EnumerateArray(), a => a.GetProperty("kind").GetString() == "abuse"
            && a.GetProperty("conversation").GetGuid() == visitor.Id);
        Assert.Equal(2, said.Count);
        Assert.Contains("请不要使用侮辱性的词语", said[1].Text);
        Assert.Equal(3, refusals);
    }

    [Theory]
    [OnBothEngines]
    [Clause("B2.1.1a")]
    public async Task The_same_template_again_is_flagged_and_sending_it_all_the_same_is_on_record(Engine engine)
    {
        var app = await On(engine);
        var (visitor, agent) = await app.GivenContactAsync();
        const string Template = "我已为您登记，请您耐心等待。";

        var before = await CheckAsync(agent, visitor, Template);
        await agent.ReplyAsync(visitor.Id, Template);
        var flagged = await CheckAsync(agent, visitor, "我已为您登记,请您耐心等待!");
        var other = await CheckAsync(agent, visitor, "您的登记编号稍后以短信告知。");
        var sent = await agent.ReplyAsync(visitor.Id, Template);
        var acts = await app.WithDatabaseAsync(db => db.Set<JournalEntry>()
            .CountAsync(e => e.Act == "reply.template-repeated" && e.Subject == visitor.Id));

        Assert.DoesNotContain("repeated-template", before);
        Assert.Contains("repeated-template", flagged);
        Assert.DoesNotContain("repeated-template", other);
        Assert.Equal(HttpStatusCode.Created, sent.Status);
        Assert.Equal(1, acts);
    }

    [Theory]
    [OnBothEngines]
    public async Task An_alarm_that_is_settled_leaves_the_desk_by_itself(Engine engine)
    {
        var app = await OwnAsync(engine);
        var agent = await app.SignedInAsync(Role.Agent);
        using var desk = new EventReader(
            await agent.Client.GetAsync("/api/v1/desk/events", HttpCompletionOption.ResponseHeadersRead));
        await desk.UntilAsync(e => e.Name == "snapshot");

        app.Services.GetRequiredService<Alarms>().Raise("test.alarm", "Something is wrong.");
        var raised = await desk.UntilAsync(e => e.Name == "alerts" && e.Data.GetArrayLength() > 0);
        app.Services.GetRequiredService<Alarms>().Clear("test.alarm");
        var cleared = await desk.UntilAsync(e => e.Name == "alerts");

        Assert.Equal("test.alarm", raised.Data[0].GetProperty("code").GetString());
        Assert.Equal(0, cleared.Data.GetArrayLength());
    }

    private static Task LookAsync(FirstWindowApp app, Visitor visitor) =>
        app.Services.GetRequiredService<TemperWatch>().LookAsync(new(visitor.Id), CancellationToken.None);

    private static Task<List<PromiseState>> OwedAsync(FirstWindowApp app, Visitor visitor, string kind) =>
        app.WithDatabaseAsync(db => db.Set<Promise>().Where(p => p.About == visitor.Id && p.Kind == kind)
            .OrderBy(p => p.MadeAt).Select(p => p.State).ToListAsync());

    private static async Task<List<JsonElement>> AlertsAsync(FirstWindowApp app, Colleague supervisor, Visitor visitor)
    {
        await LookAsync(app, visitor);
        return [.. (await supervisor.Client.GetJsonAsync("/api/v1/alerts")).Json.EnumerateArray()];
    }

    private static Task<Answer> MeasureAsync(Colleague agent, Visitor visitor, string step) =>
        agent.Client.PutJsonAsync($"/api/v1/conversations/{visitor.Id}/measures", new { id = Guid.NewGuid(), step });

    private static async Task<string?> NeedAsync(Colleague agent, Visitor visitor) =>
        (await agent.Client.GetJsonAsync($"/api/v1/desk/contacts/{visitor.Id}/mood")).Json.GetProperty("need").GetString();

    private static Task<Answer> EndAsync(Colleague agent, Visitor visitor) => agent.Client.PutJsonAsync(
        $"/api/v1/conversations/{visitor.Id}/wrap-up", Records.Whole(("outcome", "abuse")));

    private static async Task<string> CheckAsync(Colleague agent, Visitor visitor, string text) =>
        (await agent.Client.PostJsonAsync("/api/v1/desk/check", new { conversation = visitor.Id, text })).Json.ToString();
}
