using System.Net;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Storage;
using Xunit;

namespace FirstWindow.Tests.Api;

public sealed class WritingAnArticle(Houses houses) : ApiTests(houses)
{
    private const string Body = "先在手机银行登记。\n\n## 步骤\n1. 打开手机银行。\n\n## 风险提示\n- 不要告诉任何人验证码。";

    [Theory]
    [OnBothEngines]
    [Clause("A3.2.1")]
    [Clause("B3.1.1b")]
    public async Task Customers_see_it_only_once_somebody_else_has_approved(Engine engine)
    {
        var app = await OwnAsync(engine);
        var author = await app.SignedInAsync(Role.KnowledgeAuthor, Role.KnowledgeApprover);
        var approver = await app.SignedInAsync(Role.KnowledgeApprover);
        const string question = "熊猫纪念章怎么登记领取";

        var written = await WriteAsync(author, Body);
        var id = written.Json.GetProperty("id").GetGuid();
        var own = await ApproveAsync(author, id);
        var hidden = await author.Client.GetJsonAsync($"/api/v1/articles?q={Uri.EscapeDataString(question)}");
        var approved = await ApproveAsync(approver, id);
        var visitor = await app.GivenVisitorAsync();
        await visitor.SayAsync(question);
        var answer = (await visitor.ReadAsync(2))[1].Text;

        Assert.Equal(HttpStatusCode.Created, written.Status);
        Assert.Equal(("article.own", "A3.2.1"), (own.Code, own.Clause));
        Assert.DoesNotContain(hidden.Json.EnumerateArray(), a => a.GetProperty("slug").GetString() == "panda-badge");
        Assert.Equal(HttpStatusCode.NoContent, approved.Status);
        Assert.Contains("先在手机银行登记", answer);
    }

    [Theory]
    [OnBothEngines]
    [Clause("B3.1.1b")]
    public async Task Without_its_risks_it_is_not_published(Engine engine)
    {
        var app = await On(engine);
        var author = await app.SignedInAsync(Role.KnowledgeAuthor);
        var approver = await app.SignedInAsync(Role.KnowledgeApprover);

        var written = await WriteAsync(author, "## 步骤\n1. 打开手机银行。");
        var refused = await ApproveAsync(approver, written.Json.GetProperty("id").GetGuid());

        Assert.Equal(("article.without-risks", "B3.1.1b"), (refused.Code, refused.Clause));
    }

    [Theory]
    [OnBothEngines]
    [Clause("A3.3.3a")]
    [Clause("B3.1.1b")]
    [Clause("B3.1.1c")]
    [Clause("C2.2.2")]
    public async Task What_a_product_owes_its_reader_is_in_the_article_before_it_is_published(Engine engine)
    {
        var app = await On(engine);
        var author = await app.SignedInAsync(Role.KnowledgeAuthor);
        var approver = await app.SignedInAsync(Role.KnowledgeApprover);
        const string Suits = "\n\n## 适用说明\n适合能放到期的闲置资金；短期要付货款的不合适。";
        const string Structure = "挂钩标的为黄金；测算：按1.00%约得247元；起点1万元。\n\n";
        const string Fees = "\n\n## 费用\n本行不收费。";
        const string Papers = "\n\n## 所需资料\n身份证；在手机银行核验人脸。";
        async Task<Answer> PublishAsync(string body, string line = "special", string scene = "query", string? title = null) =>
            await ApproveAsync(approver, (await WriteAsync(author, body, scene, line, title)).Json.GetProperty("id").GetGuid());

        var forNobody = await PublishAsync(Body, line: "wealth");
        var unstructured = await PublishAsync(Body + Suits, line: "wealth", title: "结构性存款怎么算利息");
        var withoutFees = await PublishAsync(Body + Papers, scene: "open");
        var withoutPapers = await PublishAsync(Body + Fees, scene: "open");
        var suitable = await PublishAsync(Body + Suits, line: "wealth");
        var structured = await PublishAsync(Structure + Body + Suits, line: "wealth", title: "结构性存款怎么算利息");
        var withPapers = await PublishAsync(Body + Fees + Papers, scene: "open");

        Assert.Equal(("article.without-suitability", "B3.1.1c"), (forNobody.Code, forNobody.Clause));
        Assert.Equal(("article.structure-missing", "B3.1.1b"), (unstructured.Code, unstructured.Clause));
        Assert.Equal(("article.without-fees", "C2.2.2"), (withoutFees.Code, withoutFees.Clause));
        Assert.Equal(("article.without-documents", "A3.3.3a"), (withoutPapers.Code, withoutPapers.Clause));
        Assert.All([suitable, structured, withPapers], a => Assert.Equal(HttpStatusCode.NoContent, a.Status));
        foreach (var refused in new[] { forNobody, unstructured, withoutFees, withoutPapers })
        {
            Assert.True(await app.WasRefusedAsync(refused.Code!, refused.Clause!, approver.Id));
        }
    }

    [Theory]
    [OnBothEngines]
    [Clause("B3.1.1a")]
    public async Task Without_line_scene_and_segment_it_is_not_taken(Engine engine)
    {
        var app = await On(engine);
        var author = await app.SignedInAsync(Role.KnowledgeAuthor);

        var refused = await WriteAsync(author, Body, scene: "");
        var taken = await WriteAsync(author, Body);

        Assert.Equal(("article.without-tags", "B3.1.1a"), (refused.Code, refused.Clause));
        Assert.Equal(HttpStatusCode.Created, taken.Status);
    }

    [Theory]
    [OnBothEngines]
    [Clause("A3.2.1")]
    public async Task A_wrong_one_is_withdrawn_at_once_with_a_reason_and_two_people_bring_it_back(Engine engine)
    {
        var app = await OwnAsync(engine);
        var author = await app.SignedInAsync(Role.KnowledgeAuthor);
        var approver = await app.SignedInAsync(Role.KnowledgeApprover);
        var agent = await app.SignedInAsync(Role.Agent);
        var shown = (await author.Client.GetJsonAsync("/api/v1/articles?q=信用卡丢了怎么办")).Json.EnumerateArray()
            .Single(a => a.GetProperty("slug").GetString() == "credit-card-lost").GetProperty("versionId").GetGuid();
        var url = $"/api/v1/articles/{shown}";

        var byAgent = await agent.Client.PutJsonAsync(url + "/withdrawal", new { reason = "电话有误" });
        var without = await author.Client.PutJsonAsync(url + "/withdrawal", new { reason = " " });
        var withdrawn = await author.Client.PutJsonAsync(url + "/withdrawal", new { reason = "电话有误" });
        var twice = await author.Client.PutJsonAsync(url + "/withdrawal", new { reason = "电话有误" });
        var publicPage = await app.Client().GetJsonAsync("/help/credit-card-lost");
        var visitor = await app.GivenVisitorAsync();
        await visitor.SayAsync("信用卡丢了怎么办");
        var answer = (await visitor.ReadAsync(2))[1].Text;
        var asked = await author.Client.PutJsonAsync(url + "/return", new { });
        var own = await author.Client.PutJsonAsync(url + "/return", new { });
        var stillGone = await app.Client().GetJsonAsync("/help/credit-card-lost");
        var agreed = await approver.Client.PutJsonAsync(url + "/return", new { });
        var back = await app.Client().GetAsync("/help/credit-card-lost");

        Assert.Equal(HttpStatusCode.Forbidden, byAgent.Status);
        Assert.Equal(("article.without-reason", "A3.2.1"), (without.Code, without.Clause));
        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.Conflict), (withdrawn.Status, twice.Status));
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (publicPage.Status, stillGone.Status));
        Assert.DoesNotContain("信用卡遗失", answer.Split('\n')[0]);
        Assert.False(asked.Json.GetProperty("isShown").GetBoolean());
        Assert.Equal(("article.own-return", "A3.2.1"), (own.Code, own.Clause));
        Assert.True(agreed.Json.GetProperty("isShown").GetBoolean());
        Assert.Equal(HttpStatusCode.OK, back.StatusCode);
    }

    private static Task<Answer> WriteAsync(
        Colleague author, string body, string scene = "query", string line = "special", string? title = null) =>
        author.Client.PostJsonAsync("/api/v1/articles", new
        {
            slug = "panda-badge",
            locale = "zh",
            line,
            scene,
            segments = "mass",
            title = title ?? "熊猫纪念章的登记和领取",
            body,
            questions = new[] { "熊猫纪念章怎么登记领取", "熊猫章在哪领" },
            source = "首窗示范银行纪念章办法",
        });

    private static Task<Answer> ApproveAsync(Colleague approver, Guid id) =>
        approver.Client.PutJsonAsync($"/api/v1/articles/{id}/approval", new { });
}
