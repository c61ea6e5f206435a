using System.Net;
using System.Text.Json;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace FirstWindow.Tests.Api;

public sealed class TellingStepsAndBackground(Houses houses) : ApiTests(houses)
{
    private const string Question = "二手房贷款所需资料和流程";
    private const string Medal = "海棠勋章怎么领取";

    [Theory]
    [OnBothEngines]
    [Clause("A3.2.3b")]
    public async Task A_long_answer_is_gone_through_step_by_step_and_a_step_that_fails_brings_a_person(Engine engine)
    {
        var app = await On(engine);
        var visitor = await app.GivenVisitorAsync();

        await visitor.SayAsync(Question);
        var whole = (await visitor.ReadAsync(2))[1].Text;
        await visitor.SayAsync("一步一步来");
        var first = (await visitor.ReadAsync(2, after: 2))[1].Text;
        await visitor.SayAsync("下一步");
        var second = (await visitor.ReadAsync(2, after: 4))[1].Text;
        await visitor.SayAsync("没办成");
        using var stream = await visitor.ListenAsync(after: 6);
        await stream.UntilAsync(e => e.State == "waiting");
        var agent = await app.SignedInAsync(Role.Agent);
        await agent.BeAvailableAsync(8);
        await stream.UntilAsync(e => e.State is "connecting" or "assigned");
        var notes = await NotesAsync(agent, visitor.Id);

        Assert.EndsWith("请按“一步一步来”。", whole);
        Assert.Contains("第1步", first);
        Assert.Contains("没办成，请按“没办成”", first);
        Assert.Contains("第2步", second);
        Assert.Contains("第2步没办成", notes);
        await agent.PauseAsync();
    }

    [Theory]
    [OnBothEngines]
    [Clause("A3.2.3b")]
    public async Task Steps_that_are_not_numbered_are_not_published(Engine engine)
    {
        var app = await On(engine);
        var author = await app.SignedInAsync(Role.KnowledgeAuthor);
        var approver = await app.SignedInAsync(Role.KnowledgeApprover);
        var slug = $"steps-{Guid.NewGuid():n}";

        var loose = await PublishAsync(author, approver, slug, "## 步骤\n先打开手机银行，再点转账。\n\n## 风险提示\n- 核对收款人。");
        var numbered = await PublishAsync(author, approver, slug, "## 步骤\n1. 打开手机银行。\n\n## 风险提示\n- 核对收款人。");

        Assert.Equal(("article.steps-not-numbered", "A3.2.3b"), (loose.Code, loose.Clause));
        Assert.Equal(HttpStatusCode.NoContent, numbered.Status);
    }

    [Theory]
    [OnBothEngines]
    [Clause("A3.2.3b")]
    [Clause("B4.2.2a")]
    public async Task Many_steps_need_points_to_confirm_and_nobody_comes_past_one(Engine engine)
    {
        var app = await OwnAsync(engine);
        var author = await app.SignedInAsync(Role.KnowledgeAuthor);
        var approver = await app.SignedInAsync(Role.KnowledgeApprover);
        const string Risks = "\n\n## 风险提示\n- 核对收款人。";
        var ten = string.Join('\n', Enumerable.Range(1, 10).Select(i => $"{i}. 请办好第{i}件事。"));
        var paused = ten.Replace("第2件事。", "第2件事。（确认：收款人户名显示正确）")
            .Replace("第7件事。", "第7件事。（确认：金额没有输错）");

        var endless = await PublishAsync(author, approver, "ten-steps-medal", $"## 步骤\n{ten}{Risks}", Medal);
        var guide = await PublishAsync(author, approver, "debit-card-lost", $"请拨打热线。{Risks}", "储蓄卡丢了怎么办");
        var whole = await PublishAsync(author, approver, "ten-steps-medal", $"## 步骤\n{paused}{Risks}", Medal);
        var largePrint = await PublishAsync(
            author, approver, "debit-card-lost", $"## 步骤\n1. 请拨打热线。{Risks}", "储蓄卡丢了怎么办");
        var visitor = await app.GivenVisitorAsync();
        await visitor.SayAsync(Medal);
        var first = (await visitor.ReadAsync(2))[1].Text;
        await visitor.SayAsync("下一步");
        var second = (await visitor.ReadAsync(2, after: 2))[1].Text;
        await visitor.SayAsync("下一步");
        var held = (await visitor.ReadAsync(2, after: 4))[1].Text;
        await visitor.SayAsync("已确认");
        var third = (await visitor.ReadAsync(2, after: 6))[1].Text;
        var acts = await app.WithDatabaseAsync(db => db.Set<JournalEntry>().Where(e => e.Subject == visitor.Id)
            .Select(e => e.Act).ToListAsync());

        Assert.Equal(("article.without-confirm-points", "A3.2.3b"), (endless.Code, endless.Clause));
        Assert.Equal(("article.guide-without-steps", "B4.2.2a"), (guide.Code, guide.Clause));
        Assert.All([whole, largePrint], a => Assert.Equal(HttpStatusCode.NoContent, a.Status));
        Assert.Contains("第1步（共10步）", first); // Never all at once.
        Assert.DoesNotContain("第3件事", first);
        Assert.Contains("已确认", second);
        Assert.Contains("收款人户名显示正确", held);
        Assert.DoesNotContain("第3步", held);
        Assert.Contains("第3步", third);
        Assert.Contains("concierge.step-held", acts);
        Assert.Contains("concierge.step-confirmed", acts);
        Assert.Contains("第1步（共1步）", await approver.Client.GetStringAsync("/help/debit-card-lost?print=large"));
    }

    [Theory]
    [OnBothEngines]
    [Clause("A3.2.2a")]
    public async Task Who_waits_may_tell_the_background_once_and_the_agent_reads_it(Engine engine)
    {
        var app = await On(engine);
        var visitor = await app.GivenVisitorAsync();
        await visitor.SayAsync(Question);
        await visitor.ReadAsync(2);
        var before = await AskedAsync(visitor);
        await visitor.AskForPersonAsync();

        var asked = await AskedAsync(visitor);
        var tooMany = await GiveAsync(visitor, "一", "二", "三", "四");
        var given = await GiveAsync(visitor, "住房贷款，密码是abc12345", null, "<script>alert(1)</script>上海");
        var again = await GiveAsync(visitor, "住房贷款");
        var after = await AskedAsync(visitor);
        var agent = await app.SignedInAsync(Role.Agent);
        await agent.BeAvailableAsync(8);
        using var stream = await visitor.ListenAsync();
        await stream.UntilAsync(e => e.State is "connecting" or "assigned");
        var notes = await NotesAsync(agent, visitor.Id);

        Assert.Empty(before);
        Assert.Equal(3, asked.Count);
        Assert.Equal(HttpStatusCode.Conflict, tooMany.Status);
        Assert.Equal(HttpStatusCode.NoContent, given.Status);
        Assert.Equal(("background.not-asked", "A3.2.2a"), (again.Code, again.Clause));
        Assert.Equal(2, await app.WithDatabaseAsync(db => db.Set<JournalEntry>().CountAsync(
            e => e.Act == "refused" && e.Clause == "A3.2.2a" && e.Subject == visitor.Id)));
        Assert.Empty(after);
        Assert.Contains("住房贷款", notes);
        Assert.DoesNotContain("abc12345", notes);
        await agent.PauseAsync();
    }

    [Theory]
    [OnBothEngines]
    public async Task Nobody_old_angry_or_in_the_middle_of_a_fraud_is_asked_anything(Engine engine)
    {
        var app = await On(engine);
        var elder = await app.GivenVisitorAsync();
        await elder.SayAsync(Question);
        await elder.Client.PostJsonAsync($"/api/v1/conversations/{elder.Id}/help", new { kind = "elder" });
        var robbed = await app.GivenVisitorAsync();
        await robbed.SayAsync("自称公安的人让我把钱转到安全账户，现在还在通话");
        await robbed.AskForPersonAsync();
        var angry = await app.GivenVisitorAsync();
        await angry.SayAsync("你们银行太过分了，我要投诉信用卡乱收费！");
        await angry.AskForPersonAsync();
        var unclear = await app.GivenVisitorAsync();
        await unclear.AskForPersonAsync();

        foreach (var visitor in new[] { elder, robbed, angry, unclear })
        {
            Assert.Empty(await AskedAsync(visitor));
            Assert.Equal("background.not-asked", (await GiveAsync(visitor, "答")).Code);
        }

        var stranger = await app.GivenVisitorAsync();
        Assert.Equal(HttpStatusCode.NotFound,
            (await stranger.Client.GetJsonAsync($"/api/v1/conversations/{elder.Id}/background")).Status);
    }

    private static async Task<List<JsonElement>> AskedAsync(Visitor visitor) =>
        [.. (await visitor.Client.GetJsonAsync($"/api/v1/conversations/{visitor.Id}/background"))
            .Json.GetProperty("questions").EnumerateArray()];

    private static Task<Answer> GiveAsync(Visitor visitor, params string?[] answers) =>
        visitor.Client.PutJsonAsync($"/api/v1/conversations/{visitor.Id}/background", new { answers });

    private static async Task<string> NotesAsync(Colleague agent, Guid contact)
    {
        var open = await agent.Client.GetJsonAsync($"/api/v1/desk/contacts/{contact}");
        return string.Join('\n', open.Json.GetProperty("notes").EnumerateArray()
            .Select(n => n.GetProperty("text").GetString()));
    }

    private static async Task<Answer> PublishAsync(
        Colleague author, Colleague approver, string slug, string body, string question = "测试编号怎么办")
    {
        var written = await author.Client.PostJsonAsync("/api/v1/articles", new
        {
            slug,
            locale = "zh",
            line = "transfers",
            scene = "query",
            segments = "mass",
            title = question.Replace("怎么办", ""),
            body,
            questions = new[] { question },
            source = "测试",
        });
        return await approver.Client.PutJsonAsync(
            $"/api/v1/articles/{written.Json.GetProperty("id").GetGuid()}/approval", new { });
    }
}
