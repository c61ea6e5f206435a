using System.IO.Compression;
using System.Text;
using FirstWindow.Platform;
using FirstWindow.Platform.Storage;
using FirstWindow.Staff.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace FirstWindow.Tests.Journeys;

/// <summary>From nothing to a served customer by screens alone.</summary>
public sealed class OpeningAnEmptyHouse(Houses houses, Chromium chromium) : Browsing(houses, chromium)
{
    private const string Password = "Blue-Kettle-42";

    [Fact]
    [Clause("A4.2.3b")]
    public async Task Queues_colleagues_hours_articles_and_scripts_by_screens_alone_and_a_customer_is_served()
    {
        Allow("status of 410");
        var app = await OwnAsync(Engine.Sqlite);
        var printed = await PrintedAddressAsync(app);
        var first = await OpenAsync(app);
        await first.GotoAsync(printed);
        await first.GetByLabel("姓名").FillAsync("首位管理员");
        await first.GetByLabel("工号").FillAsync("9001");
        await first.GetByLabel("用户名").FillAsync("first.admin");
        await FinishAsync(app, first, "first.admin");
        await first.GotoAsync(printed);
        await Expect(first.GetByRole(AriaRole.Heading, new() { Name = "这个一次性地址已经失效" })).ToBeVisibleAsync();
        await SignInAsync(app, first, "first.admin");
        var second = await JoinAsync(app, first, null, "合规同事", "9002", "second.one", "系统管理员");
        var officer = await JoinAsync(app, first, second, "人事专员", "9003", "hr.officer", "人员管理");
        var author = await JoinAsync(app, officer, first, "作者", "8601", "the.author", "知识编写", "培训");
        var approver = await JoinAsync(app, officer, first, "审批人", "8602", "the.approver", "知识审批");
        var agent = await JoinAsync(app, officer, second, "林悦", "8001", "lin.yue", "坐席");
        var expert = await JoinAsync(app, officer, second, "周宁", "8002", "zhou.ning", "坐席");
        await PledgeAsync(agent);
        await PledgeAsync(expert);

        await officer.GotoAsync("/staff");
        await Expect(officer.GetByRole(AriaRole.Row)).ToHaveCountAsync(8);
        await officer.GetByRole(AriaRole.Link, new() { Name = "首位管理员" }).ClickAsync();
        await Expect(officer.GetByText("系统管理员的账号只能由另一位系统管理员办理。")).ToBeVisibleAsync();

        await MakeQueueAsync(first, "badges", "纪念章", "Badges");
        await MakeQueueAsync(first, "coins", "纪念币", "Coins");
        await first.GotoAsync("/settings");
        await first.GetByLabel("银行名称（中文）").FillAsync("熊猫银行");
        await first.GetByLabel("客服热线").FillAsync("400-123-4567");
        await first.GetByLabel("法定节假日").FillAsync("");
        await first.GetByRole(AriaRole.Button, new() { Name = "保存" }).ClickAsync();
        await second.GotoAsync("/settings");
        await second.GetByRole(AriaRole.Button, new() { Name = "批准" }).ClickAsync();
        await Expect(second.GetByText("已批准并生效。")).ToBeVisibleAsync();

        await author.GotoAsync("/knowledge/import");
        await author.Locator("input[type=file]").SetInputFilesAsync(
            new FilePayload { Name = "articles.zip", MimeType = "application/zip", Buffer = NineArticles() });
        await author.GetByRole(AriaRole.Button, new() { Name = "预览" }).ClickAsync();
        await author.GetByRole(AriaRole.Button, new() { Name = "确认导入 9 条" }).ClickAsync();
        await WriteAsync(author, "/knowledge/writing", new()
        {
            ["Slug"] = "panda-badge",
            ["Title"] = "熊猫纪念章的登记和领取",
            ["Scene"] = "query",
            ["Segments"] = "mass",
            ["Body"] = Article,
            ["Questions"] = "熊猫纪念章怎么登记\n熊猫章在哪里领",
            ["Source"] = "熊猫银行纪念章办法",
        });
        await WriteAsync(author, "/scripts/writing", new()
        {
            ["Slug"] = "need-badge",
            ["Scene"] = "badges",
            ["Chinese"] = "您好，我为您核对纪念章的登记情况。",
            ["English"] = "Let me look.",
        });
        await WriteAsync(author, "/scripts/writing", new()
        {
            ["Slug"] = "to-badges",
            ["Scene"] = "badges",
            ["Chinese"] = "我请纪念章的同事马上为您核查。",
            ["English"] = "My colleague will check.",
        });
        await ApproveAllAsync(approver, "/knowledge/drafts", 10);
        await ApproveAllAsync(approver, "/scripts", 2);
        await MakeMacroAsync(author, approver);
        await CertifyAsync(author, "8001", "general");
        await CertifyAsync(author, "8002", "badges");

        // The five minutes: an answer, a person, a colleague of the other queue, the record, the rating.
        var customer = await CustomerWindow.EnterAsync(await OpenAsync(app));
        await Expect(customer.Page.Locator(".brand")).ToContainTextAsync("熊猫银行");
        await Expect(customer.Page.Locator("footer")).ToContainTextAsync("400-123-4567");
        await customer.SayAsync("熊猫纪念章怎么登记");
        await Expect(customer.Answers).ToContainTextAsync("先在手机银行登记");
        await customer.AskForPersonAsync();
        var desk = await DeskWindow.EnterAsync(agent);
        await desk.TakeAsync();
        await desk.Reply.PressSequentiallyAsync("//纪念章");
        await Expect(desk.Wordings).ToHaveCountAsync(1);
        await desk.Reply.PressAsync("Enter");
        await Expect(desk.Page.Locator("#macro-wait")).ToContainTextAsync("转接到“纪念章”");
        await desk.Page.Keyboard.PressAsync("Enter");
        await Expect(customer.FromAgent.Last).ToContainTextAsync("我请纪念章的同事");
        await Expect(desk.Page.Locator("#nothing-open")).ToBeVisibleAsync();

        var other = await DeskWindow.EnterAsync(expert);
        await other.TakeAsync();
        await customer.SeesStateAsync("坐席 8002 为您服务");
        await Expect(other.Page.Locator("#notes")).ToContainTextAsync("请核查纪念章登记");
        await other.Reply.PressSequentiallyAsync("::核对纪念章");
        await Expect(other.Wordings).ToHaveCountAsync(1);
        await other.Reply.PressAsync("Enter");
        await other.Page.Locator("#send").ClickAsync();
        await Expect(customer.FromAgent.Last).ToContainTextAsync("核对纪念章的登记情况");
        await other.WriteRecordWithoutNeedAsync();
        await other.Page.GetByLabel("客户确认的需求").FillAsync("登记熊猫纪念章");
        await other.FileAsync();
        await Expect(customer.Page.GetByText("本次服务已结束")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_file_of_colleagues_is_previewed_and_imported()
    {
        var app = await AppAsync();
        var officer = await SignedInAsync(app, "light", Platform.Access.Role.StaffOfficer);
        await officer.GotoAsync("/staff/import");
        const string File = "工号,姓名,用户名,岗位\n6101,<b>刘一</b>,liu.yi,坐席\n6102,陈二,chen er,坐席\n";
        await officer.GetByLabel("CSV 文件").SetInputFilesAsync(
            new FilePayload { Name = "staff.csv", MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes(File) });
        await officer.GetByRole(AriaRole.Button, new() { Name = "预览" }).ClickAsync();
        await Expect(officer.GetByText("用户名应为2至50位小写字母")).ToBeVisibleAsync();
        await Expect(officer.GetByText("<b>刘一</b>")).ToBeVisibleAsync();
        await officer.GetByRole(AriaRole.Button, new() { Name = "确认导入 1 条" }).ClickAsync();
        await Expect(officer.GetByText("已导入 1 条。")).ToBeVisibleAsync();
        await officer.GotoAsync("/staff?q=6101");
        await Expect(officer.GetByText("待启用")).ToBeVisibleAsync();
    }

    private static async Task<string> PrintedAddressAsync(FirstWindowApp app)
    {
        await using var scope = app.Services.CreateAsyncScope();
        return (await scope.ServiceProvider.GetRequiredService<FirstAdministrator>()
            .OpenAsync(CancellationToken.None))!.Path;
    }

    private readonly Dictionary<string, string> secrets = [];

    // Password, second factor and the code that proves it, at the one-time address.
    private async Task FinishAsync(FirstWindowApp app, IPage page, string userName)
    {
        var secret = (await page.Locator("code.secret").TextContentAsync())!.Replace(" ", string.Empty);
        secrets[userName] = secret;
        await page.GetByLabel("新密码").FillAsync(Password);
        await page.GetByLabel("再输入一次").FillAsync(Password);
        await page.GetByLabel("动态码").FillAsync(app.CodeOf(secret));
        await page.GetByRole(AriaRole.Button, new() { Name = "完成设置" }).ClickAsync();
        await Expect(page.GetByText("账号已启用。")).ToBeVisibleAsync();
    }

    private async Task SignInAsync(FirstWindowApp app, IPage page, string userName)
    {
        app.Clock.Move(TimeSpan.FromSeconds(30)); // The code that proved the second factor is used up.
        await page.GotoAsync("/sign-in");
        await page.GetByLabel("用户名").FillAsync(userName);
        await page.GetByLabel("密码").FillAsync(Password);
        await page.GetByLabel("动态码").FillAsync(app.CodeOf(secrets[userName]));
        await page.GetByRole(AriaRole.Button, new() { Name = "登录", Exact = true }).ClickAsync();
        await Expect(page.Locator(".self-name")).ToBeVisibleAsync();
    }

    private const string Article = "先在手机银行登记。\n\n## 步骤\n1. 打开手机银行。\n2. 点登记。\n\n## 风险提示\n- 不要告诉任何人验证码。";

    private static byte[] NineArticles()
    {
        using var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create))
        {
            for (var i = 1; i <= 9; i++)
            {
                using var writer = new StreamWriter(zip.CreateEntry($"coin-{i}.md").Open());
                writer.Write($"---\nid: coin-{i}\nline: special\nscene: query\nsegments: [mass]\ntitle: 第{i}套纪念币的预约\n"
                    + $"source: 熊猫银行纪念币办法\nreviewed: 2026-01-05\nquestions:\n  - 第{i}套纪念币怎么预约\n---\n{Article}");
            }
        }

        return file.ToArray();
    }

    private static async Task MakeQueueAsync(IPage page, string code, string chinese, string english)
    {
        await page.GotoAsync("/queues?code=new");
        await page.Locator("input[name=code]").FillAsync(code);
        await page.Locator("input[name=nameZh]").FillAsync(chinese);
        await page.Locator("input[name=nameEn]").FillAsync(english);
        await page.Locator("input[name=line]").FillAsync(code);
        await page.Locator("input[name=certificate]").FillAsync(code);
        await page.GetByRole(AriaRole.Button, new() { Name = "保存" }).ClickAsync();
        await Expect(page.GetByText("已保存，立即生效。")).ToBeVisibleAsync();
    }

    private static async Task WriteAsync(IPage page, string address, Dictionary<string, string> fields)
    {
        await page.GotoAsync(address);
        foreach (var (field, text) in fields)
        {
            await page.Locator($"[name={field}]").FillAsync(text);
        }

        await page.GetByRole(AriaRole.Button, new() { Name = "提交审批" }).ClickAsync();
        await Expect(page.Locator(".notice.is-good")).ToBeVisibleAsync();
    }

    private static async Task ApproveAllAsync(IPage page, string address, int count)
    {
        await page.GotoAsync(address);
        for (var i = 0; i < count; i++)
        {
            await page.Locator(".rows a[href*='/drafts/'], [aria-labelledby=drafts] a").First.ClickAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "批准发布" }).ClickAsync();
            await Expect(page.Locator(".notice.is-good")).ToBeVisibleAsync(); // Back at the list.
        }
    }

    private static async Task MakeMacroAsync(IPage author, IPage approver)
    {
        await author.GotoAsync("/macros?slug=new");
        await author.Locator("input[name=slug]").FillAsync("badge-colleague");
        await author.Locator("input[name=nameZh]").FillAsync("纪念章转同事核查");
        await author.Locator("input[name=nameEn]").FillAsync("Badge to a colleague");
        await author.Locator("select[name=script]").SelectOptionAsync("to-badges");
        await author.Locator("input[name=needZh]").FillAsync("登记纪念章");
        await author.Locator("input[name=needEn]").FillAsync("Register a badge");
        await author.GetByLabel("转接到队列").CheckAsync();
        await author.Locator("select[name=queue]").SelectOptionAsync("badges");
        await author.Locator("input[name=summary]").FillAsync("请核查纪念章登记");
        await author.GetByRole(AriaRole.Button, new() { Name = "预览" }).ClickAsync();
        await Expect(author.Locator(".bubble.from-agent")).ToContainTextAsync("我请纪念章的同事");
        await author.GetByRole(AriaRole.Button, new() { Name = "提交复核" }).ClickAsync();
        await Expect(author.GetByText("已提交，等待第二人批准。")).ToBeVisibleAsync();
        await approver.GotoAsync("/macros");
        await approver.GetByRole(AriaRole.Button, new() { Name = "批准", Exact = true }).ClickAsync();
        await Expect(approver.GetByText("已批准，坐席台立即可用。")).ToBeVisibleAsync();
    }

    // Before anything of a customer opens.
    private static async Task PledgeAsync(IPage page)
    {
        await page.GotoAsync("/pledge");
        await page.GetByLabel("我已逐条阅读并理解").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "我承诺遵守" }).ClickAsync();
        await Expect(page.GetByText("谢谢，您的承诺已记入日志。")).ToBeVisibleAsync();
    }

    private static async Task CertifyAsync(IPage trainer, string number, string code)
    {
        await trainer.GotoAsync("/certificates");
        await trainer.GetByLabel("工号", new() { Exact = true }).FillAsync(number);
        await trainer.Locator("select[name=code]").SelectOptionAsync(code);
        await trainer.GetByRole(AriaRole.Button, new() { Name = "授予" }).ClickAsync();
        await Expect(trainer.GetByText("证书已授予，立即生效。")).ToBeVisibleAsync();
    }

    // Invited by one, confirmed by another as soon as there is one, set up and signed in by the person.
    private async Task<IPage> JoinAsync(
        FirstWindowApp app, IPage by, IPage? confirms, string name, string number, string userName,
        params string[] roles)
    {
        await by.GotoAsync("/staff/invitation");
        await by.GetByLabel("姓名").FillAsync(name);
        await by.GetByLabel("工号").FillAsync(number);
        await by.GetByLabel("用户名").FillAsync(userName);
        foreach (var role in roles)
        {
            await by.GetByLabel(role, new() { Exact = true }).CheckAsync();
        }

        await by.GetByRole(AriaRole.Button, new() { Name = "生成一次性地址" }).ClickAsync();
        var address = await by.Locator("#address").InputValueAsync();
        if (confirms is not null)
        {
            await confirms.GotoAsync("/staff");
            await confirms.GetByRole(AriaRole.Button, new() { Name = $"确认 {name}" }).ClickAsync();
            await Expect(confirms.GetByText("已确认并生效。")).ToBeVisibleAsync();
        }

        var page = await OpenAsync(app);
        await page.GotoAsync(address);
        await Expect(page.GetByText(userName)).ToBeVisibleAsync();
        await FinishAsync(app, page, userName);
        await SignInAsync(app, page, userName);
        return page;
    }
}
