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
    public async Task The_first_administrator_brings_in_the_others_and_the_bank_gets_its_name()
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

        var second = await JoinAsync(app, first, "第二管理员", "9002", "second.admin", "系统管理员");
        var officer = await JoinAsync(app, first, "人事专员", "9003", "hr.officer", "人员管理", second);
        var agent = await JoinAsync(app, officer, "林悦", "8001", "lin.yue", "坐席", first);
        var trainer = await JoinAsync(app, officer, "培训师", "8601", "the.trainer", "培训", second);
        await trainer.GotoAsync("/certificates");
        await trainer.GetByLabel("工号", new() { Exact = true }).FillAsync("8001");
        await trainer.Locator("select[name=code]").SelectOptionAsync("general");
        await trainer.GetByRole(AriaRole.Button, new() { Name = "授予" }).ClickAsync();
        await Expect(trainer.GetByText("证书已授予，立即生效。")).ToBeVisibleAsync();
        await agent.GetByLabel("我已逐条阅读并理解").CheckAsync(); // Before anything of a customer opens.
        await agent.GetByRole(AriaRole.Button, new() { Name = "我承诺遵守" }).ClickAsync();
        var desk = await DeskWindow.EnterAsync(agent);
        await desk.BeAsync("可接待");

        await officer.GotoAsync("/staff");
        await Expect(officer.GetByRole(AriaRole.Row)).ToHaveCountAsync(6);
        await officer.GetByRole(AriaRole.Link, new() { Name = "首位管理员" }).ClickAsync();
        await Expect(officer.GetByText("系统管理员的账号只能由另一位系统管理员办理。")).ToBeVisibleAsync();

        await first.GotoAsync("/settings");
        await first.GetByLabel("银行名称（中文）").FillAsync("晨光银行");
        await first.GetByLabel("客服热线").FillAsync("400-123-4567");
        await first.GetByRole(AriaRole.Button, new() { Name = "保存" }).ClickAsync();
        await Expect(first.GetByText("已提交，等待另一人批准。")).ToBeVisibleAsync();
        await second.GotoAsync("/settings");
        await second.GetByRole(AriaRole.Button, new() { Name = "批准" }).ClickAsync();
        await Expect(second.GetByText("已批准并生效。")).ToBeVisibleAsync();

        var customer = await CustomerWindow.EnterAsync(await OpenAsync(app));
        await Expect(customer.Page.Locator(".brand")).ToContainTextAsync("晨光银行");
        await Expect(customer.Page.Locator("footer")).ToContainTextAsync("400-123-4567");
        await customer.AskForPersonAsync();
        await desk.TakeAsync();
        await customer.SeesStateAsync("坐席 8001 为您服务");
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

    // Invited by one, confirmed by another as soon as there is one, set up and signed in by the person.
    private async Task<IPage> JoinAsync(
        FirstWindowApp app, IPage by, string name, string number, string userName, string role, IPage? confirms = null)
    {
        await by.GotoAsync("/staff/invitation");
        await by.GetByLabel("姓名").FillAsync(name);
        await by.GetByLabel("工号").FillAsync(number);
        await by.GetByLabel("用户名").FillAsync(userName);
        await by.GetByLabel(role, new() { Exact = true }).CheckAsync();
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
