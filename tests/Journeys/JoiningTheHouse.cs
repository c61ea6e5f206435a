using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Storage;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace FirstWindow.Tests.Journeys;

/// <summary>Invited by one, confirmed by another, and from then on in one's own hands.</summary>
public sealed class JoiningTheHouse(Houses houses, Chromium chromium) : Browsing(houses, chromium)
{
    private const string Password = "Blue-Kettle-42";
    private const string Newer = "Green Teapot 43";
    private readonly List<string> violations = [];

    [Theory]
    [InlineData("light")]
    [InlineData("elder")]
    [Clause("A4.2.1c")]
    [Clause("A4.2.3b")]
    public async Task Invited_confirmed_signed_in_and_with_another_password(string theme)
    {
        Allow("status of 403");
        Allow("status of 422");
        var app = await OwnAsync(Engine.Sqlite);
        var officer = await SignedInAsync(app, theme, Role.StaffOfficer);
        var lead = await SignedInAsync(app, theme, Role.DutyLead);

        await officer.GotoAsync("/staff/invitation");
        await officer.GetByLabel("姓名").FillAsync("周敏");
        await officer.GetByLabel("工号").FillAsync("8102");
        await officer.GetByLabel("用户名").FillAsync("zhou.min");
        await officer.GetByLabel("合规", new() { Exact = true }).CheckAsync();
        await officer.GetByRole(AriaRole.Button, new() { Name = "生成一次性地址" }).ClickAsync();
        await Expect(officer.GetByText("须由另一位同事在“待复核”页面确认后")).ToBeVisibleAsync();
        await LookAsync(officer, "the address");
        var address = await officer.Locator("#address").InputValueAsync();

        var invited = await OpenAsync(app, theme);
        await invited.GotoAsync(address);
        await Expect(invited.GetByRole(AriaRole.Heading, new() { Name = "这个一次性地址正在等待第二人确认" })).ToBeVisibleAsync();
        await LookAsync(invited, "too early");
        await officer.GotoAsync("/staff");
        await Expect(officer.GetByText("须由另一位同事确认。")).ToBeVisibleAsync();
        await Expect(officer.GetByRole(AriaRole.Button, new() { Name = "确认 周敏" })).ToHaveCountAsync(0);
        await LookAsync(officer, "the officer's list");

        await lead.GotoAsync("/staff/changes");
        await LookAsync(lead, "to confirm");
        await lead.GetByRole(AriaRole.Button, new() { Name = "确认 周敏" }).ClickAsync();
        await Expect(lead.GetByText("已确认并生效。")).ToBeVisibleAsync();
        await LookAsync(lead, "confirmed");

        await invited.GotoAsync(address);
        await Expect(invited.Locator("code.secret")).ToBeVisibleAsync();
        await LookAsync(invited, "set up");
        var secret = (await invited.Locator("code.secret").TextContentAsync())!.Replace(" ", string.Empty);
        await invited.GetByLabel("新密码").FillAsync(Password);
        await invited.GetByLabel("再输入一次").FillAsync(Password);
        await invited.GetByLabel("动态码", new() { Exact = true }).FillAsync(app.CodeOf(secret));
        await invited.GetByRole(AriaRole.Button, new() { Name = "完成设置" }).ClickAsync();
        await SignInAsync(app, invited, Password, secret);

        await invited.Locator(".self-name").ClickAsync();
        await Expect(invited.GetByRole(AriaRole.Heading, new() { Name = "我的账号" })).ToBeVisibleAsync();
        await Expect(invited.GetByText("当前登录", new() { Exact = true })).ToBeVisibleAsync();
        await LookAsync(invited, "the own account");
        await ChangeAsync(invited, "not-it", Newer, app.CodeOf(secret));
        await Expect(invited.GetByRole(AriaRole.Alert)).ToContainTextAsync("原密码或动态码不正确");
        await LookAsync(invited, "refused");
        app.Clock.Move(TimeSpan.FromSeconds(30));
        await ChangeAsync(invited, Password, Newer, app.CodeOf(secret));
        await Expect(invited.GetByText("密码已修改，其他登录已结束。")).ToBeVisibleAsync();
        await LookAsync(invited, "changed");
        await invited.GetByRole(AriaRole.Button, new() { Name = "结束当前登录并退出" }).ClickAsync();
        await SignInAsync(app, invited, Newer, secret);

        Assert.True(violations.Count == 0, string.Join('\n', violations));
    }

    private static async Task SignInAsync(FirstWindowApp app, IPage page, string password, string secret)
    {
        app.Clock.Move(TimeSpan.FromSeconds(30)); // The last code is used up.
        await page.GotoAsync("/sign-in");
        await page.GetByLabel("用户名").FillAsync("zhou.min");
        await page.GetByLabel("密码").FillAsync(password);
        await page.GetByLabel("动态码", new() { Exact = true }).FillAsync(app.CodeOf(secret));
        await page.GetByRole(AriaRole.Button, new() { Name = "登录", Exact = true }).ClickAsync();
        await Expect(page.Locator(".self-name")).ToBeVisibleAsync();
    }

    private static async Task ChangeAsync(IPage page, string old, string anew, string code)
    {
        await page.GetByLabel("原密码").FillAsync(old);
        await page.GetByLabel("新密码").FillAsync(anew);
        await page.GetByLabel("再输入一次").FillAsync(anew);
        await page.GetByLabel("动态码", new() { Exact = true }).FillAsync(code);
        await page.GetByRole(AriaRole.Button, new() { Name = "修改密码" }).ClickAsync();
    }

    private async Task LookAsync(IPage page, string where) => violations.AddRange(await Axe.LookAsync(page, where));
}
