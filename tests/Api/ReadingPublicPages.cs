using System.Net;
using FirstWindow.Knowledge.Domain;
using FirstWindow.Knowledge.Features;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Bank;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FirstWindow.Tests.Api;

public sealed class ReadingPublicPages(Houses houses) : ApiTests(houses)
{
    private const string Body = "纪念章先登记后领取。\n\n## 步骤\n1. 打开手机银行。\n2. 点登记。\n\n## 费用\n免费。\n\n## 风险提示\n- 不要告诉任何人验证码。";

    [Theory]
    [OnBothEngines]
    public async Task Anybody_reads_an_approved_article_with_its_steps_risks_fees_source_version_and_date(Engine engine)
    {
        var app = await On(engine);

        var page = await ReadAsync(app, "/help/credit-card-lost");

        Assert.Contains("信用卡丢失后的挂失和补卡", page);
        Assert.Contains("<h2>步骤</h2>", page);
        Assert.Contains("<h2>费用</h2>", page);
        Assert.Contains("<h2>风险提示</h2>", page);
        Assert.Contains("《银行卡业务管理办法》", page);
        Assert.Contains("复核日期", page);
        Assert.Contains("<dt>版本</dt><dd>1</dd>", page);
    }

    [Theory]
    [OnBothEngines]
    public async Task It_is_read_in_english_where_there_is_english_and_says_so_where_there_is_not(Engine engine)
    {
        var app = await On(engine);

        Assert.Contains("Lost credit card", await ReadAsync(app, "/help/credit-card-lost?lang=en"));
        Assert.Contains("not available in English", await ReadAsync(app, $"/help/{ChineseOnly()}?lang=en"));
    }

    // Articles get their English one after the other.
    private static string ChineseOnly() => Path.GetFileNameWithoutExtension(Directory
        .EnumerateFiles(Path.Combine(Environment.GetEnvironmentVariable("FIRSTWINDOW_ROOT")!, "seed", "articles"))
        .Order(StringComparer.Ordinal).First(file => !File.ReadAllText(file).Contains("\nenglish:")));

    [Theory]
    [OnBothEngines]
    public async Task What_is_not_approved_does_not_exist_on_any_public_page(Engine engine)
    {
        var app = await OwnAsync(engine);
        var author = await app.SignedInAsync(Role.KnowledgeAuthor, Role.KnowledgeApprover);
        var approver = await app.SignedInAsync(Role.KnowledgeApprover);

        var draft = await WriteAsync(author, "熊猫章草稿标题", Body);
        await NowhereAsync(app, "熊猫章草稿标题");

        Assert.Equal("article.own", (await ApproveAsync(author, draft)).Code);
        await NowhereAsync(app, "熊猫章草稿标题");

        Assert.Equal(HttpStatusCode.NoContent, (await ApproveAsync(approver, draft)).Status);
        Assert.Contains("纪念章先登记后领取", await ReadAsync(app, "/help/panda-medal"));
        Assert.Contains("panda-medal", await ReadAsync(app, "/help"));

        var second = await WriteAsync(author, "熊猫章新标题", Body.Replace("先登记后领取", "改为现场领取"));
        Assert.DoesNotContain("现场领取", await ReadAsync(app, "/help/panda-medal"));
        await ApproveAsync(approver, second);
        var now = await ReadAsync(app, "/help/panda-medal");
        Assert.Contains("现场领取", now);
        Assert.DoesNotContain("先登记后领取", now);

        await WithdrawAsync(app, "panda-medal");
        await NowhereAsync(app, "熊猫章新标题");
    }

    [Theory]
    [OnBothEngines]
    public async Task A_large_print_guide_tells_one_step_a_block(Engine engine)
    {
        var app = await On(engine);

        var page = await ReadAsync(app, "/help/credit-card-lost?print=large");
        var guides = await ReadAsync(app, "/help/guides");

        Assert.Contains("data-theme=\"elder\"", page);
        Assert.Contains("第1步（共6步）", page);
        Assert.Contains("第6步（共6步）", page);
        Assert.Contains("风险提示", page);
        Assert.Contains("/help/elder-help-and-child-acting?print=large", guides);
        Assert.Contains("授权", await ReadAsync(app, "/help/elder-help-and-child-acting?print=large"));
    }

    [Theory]
    [OnBothEngines]
    public async Task Complaint_deadlines_are_those_of_the_policies_and_contacts_those_of_the_settings(Engine engine)
    {
        var app = await OwnAsync(engine);
        var compliance = await app.SignedInAsync(Role.Compliance);
        var second = await app.SignedInAsync(Role.Compliance);
        Assert.Contains("15日内答复", await ReadAsync(app, "/help/complain"));

        var above = await ProposeAsync(compliance, 16);
        var proposed = await ProposeAsync(compliance, 12);
        Assert.Equal("policy.out-of-range", above.Code);
        Assert.Equal(HttpStatusCode.NoContent, (await second.Client.PutJsonAsync(
            $"/api/v1/policies/proposals/{proposed.Json.GetProperty("id").GetGuid()}/decision",
            new { approve = true })).Status);
        await app.Services.GetRequiredService<Platform.Policies.PolicyBook>().FreshAsync(CancellationToken.None);
        var page = await ReadAsync(app, "/help/complain");

        Assert.Contains("12日内答复", page);
        Assert.DoesNotContain("15日内答复", page);
        Assert.Contains($"tel:{app.Services.GetRequiredService<BankBook>().Current.ComplaintLine}", page);
        Assert.Contains("12378", page);
    }

    [Theory]
    [OnBothEngines]
    public async Task Words_searched_for_are_words_and_never_markup(Engine engine)
    {
        var app = await On(engine);

        var page = await app.Client().GetStringAsync(
            "/help?q=" + Uri.EscapeDataString("\"><script>alert(1)</script>挂失"));
        var found = await ReadAsync(app, "/help?q=" + Uri.EscapeDataString("信用卡丢了怎么办"));
        var nothing = await ReadAsync(app, "/help?q=" + new string('长', 700));

        Assert.DoesNotContain("<script>alert", page);
        Assert.Contains("/help/credit-card-lost", found);
        Assert.NotEmpty(nothing);
    }

    [Theory]
    [OnBothEngines]
    public async Task Stopping_a_card_and_staying_safe_need_no_sign_in(Engine engine)
    {
        var app = await On(engine);

        Assert.Contains("tel:400-000-0000", await ReadAsync(app, "/help/stop-card"));
        Assert.Contains("110", await ReadAsync(app, "/help/security"));
        Assert.Contains("/help/complain", await ReadAsync(app, "/"));
    }

    private static async Task<string> ReadAsync(FirstWindowApp app, string address)
    {
        var answer = await app.Client().GetAsync(address);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
    }

    private static async Task NowhereAsync(FirstWindowApp app, string title)
    {
        foreach (var address in new[] { "/help/panda-medal", "/help/panda-medal?print=large", "/help/panda-medal?lang=en" })
        {
            var answer = await app.Client().GetAsync(address);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
            Assert.DoesNotContain("纪念章", WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync()));
        }

        foreach (var address in new[] { "/help", "/help?q=" + Uri.EscapeDataString(title), "/help/guides", "/help/security" })
        {
            var page = await ReadAsync(app, address);
            Assert.DoesNotContain("panda-medal", page);
            Assert.DoesNotContain("纪念章", page);
        }
    }

    private static async Task<Guid> WriteAsync(Colleague author, string title, string body)
    {
        var written = await author.Client.PostJsonAsync("/api/v1/articles", new
        {
            slug = "panda-medal",
            locale = "zh",
            line = "security",
            scene = "query",
            segments = "mass",
            title,
            body,
            questions = new[] { title, "纪念章怎么领" },
            source = "首窗示范银行纪念章办法",
        });
        return written.Json.GetProperty("id").GetGuid();
    }

    private static Task<Answer> ApproveAsync(Colleague approver, Guid id) =>
        approver.Client.PutJsonAsync($"/api/v1/articles/{id}/approval", new { });

    private static Task<Answer> ProposeAsync(Colleague by, int days) => by.Client.PostJsonAsync(
        "/api/v1/policies/proposals", new { key = "complaint.simple", value = days, reason = "缩短答复期限" });

    private static async Task WithdrawAsync(FirstWindowApp app, string slug)
    {
        await app.WithDatabaseAsync(async db =>
        {
            await db.BeginAsync(CancellationToken.None);
            foreach (var version in await db.Set<ArticleVersion>().Where(a => a.Slug == slug).ToListAsync())
            {
                version.Retire();
            }

            db.Announce(KnowledgeIndex.Topic);
            await db.CommitAsync(CancellationToken.None);
            return true;
        });
        await app.Services.GetRequiredService<KnowledgeIndex>().FreshAsync(CancellationToken.None);
    }
}
