using FirstWindow.Platform.Access;
using FirstWindow.Platform.Storage;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace FirstWindow.Tests.Journeys;

/// <summary>What an administrator sets up on screens and a second person approves, by keyboard.</summary>
public sealed class SettingUpByScreens(Houses houses, Chromium chromium) : Browsing(houses, chromium)
{
    [Fact]
    public async Task Two_people_set_up_mail_by_keyboard_and_see_why_a_trial_does_not_go_out()
    {
        Allow("status of 422");
        var app = await OwnAsync(Engine.Sqlite, new Dictionary<string, string?>
        {
            ["Mailing:PrivateHosts"] = "127.0.0.1:9",
            ["Mailing:Timeout"] = "00:00:02",
        });
        var first = await SignedInAsync(app, "light", Role.Administrator);
        var second = await SignedInAsync(app, "elder", Role.Compliance);
        await first.GotoAsync("/mailing");
        await Expect(first.GetByText("还没有邮件或短信")).ToBeVisibleAsync();

        await first.TabToAsync(first.GetByLabel("发送邮件"));
        await first.Keyboard.PressAsync("Space");
        await TypeAsync(first, "mail.elsewhere.example");
        await TypeAsync(first, "9");
        await TypeAsync(first, "service@bank.example");
        await first.Keyboard.PressAsync("Enter");
        await Expect(first.GetByRole(AriaRole.Alert)).ToContainTextAsync("安装设置不允许这个主机");
        await Expect(first.GetByLabel("发送邮件")).ToBeCheckedAsync();
        await Expect(first.GetByLabel("发件地址")).ToHaveValueAsync("service@bank.example");
        Assert.Empty(await Axe.LookAsync(first, "a host that may not be"));
        await first.TabToAsync(first.GetByLabel("邮件服务器"));
        await first.Keyboard.TypeAsync("127.0.0.1"); // Tab has marked what stood there.
        await first.Keyboard.PressAsync("Enter");
        await Expect(first.GetByText("已提交，等待第二人批准。")).ToBeVisibleAsync();
        await Expect(first.GetByRole(AriaRole.Button, new() { Name = "批准", Exact = true })).ToHaveCountAsync(0);

        await second.GotoAsync("/mailing");
        Assert.Empty(await Axe.LookAsync(second, "to approve"));
        await second.TabToAsync(second.GetByRole(AriaRole.Button, new() { Name = "批准", Exact = true }));
        await second.Keyboard.PressAsync("Enter");
        await Expect(second.GetByText("已批准，立即生效。")).ToBeVisibleAsync();

        await first.GotoAsync("/mailing");
        await first.TabToAsync(first.GetByLabel("邮箱地址或手机号码"));
        await first.Keyboard.TypeAsync("li@bank.example");
        await first.Keyboard.PressAsync("Enter");
        await Expect(first.GetByRole(AriaRole.Alert)).ToContainTextAsync("测试没有发出");
    }

    [Fact]
    public async Task A_logo_is_sent_by_keyboard_approved_by_a_second_person_and_stands_on_top()
    {
        Allow("status of 415");
        var app = await OwnAsync(Engine.Sqlite);
        var first = await SignedInAsync(app, "light", Role.Administrator);
        var second = await SignedInAsync(app, "elder", Role.Compliance);
        await first.GotoAsync("/settings");

        await SendAsync(first, new() { Name = "logo.png", MimeType = "image/png", Buffer = "<svg onload=alert(1)>"u8.ToArray() });
        await Expect(first.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await SendAsync(first, new() { Name = "logo.png", MimeType = "image/png", Buffer = SampleFiles.Png(64) });
        await Expect(first.GetByText("已提交，等待另一人批准。")).ToBeVisibleAsync();
        Assert.Empty(await Axe.LookAsync(first, "a proposed logo"));

        await second.GotoAsync("/settings");
        await Expect(second.GetByRole(AriaRole.Img, new() { Name = "拟用行徽的图样" })).ToBeVisibleAsync();
        await second.TabToAsync(second.GetByRole(AriaRole.Button, new() { Name = "批准", Exact = true }));
        await second.Keyboard.PressAsync("Enter");
        await Expect(second.GetByText("已批准并生效。")).ToBeVisibleAsync();
        await Expect(second.Locator(".top .logo")).ToHaveAttributeAsync(
            "src", new System.Text.RegularExpressions.Regex("/assets/logo/"));
        Assert.True(await second.Locator(".top .logo").EvaluateAsync<bool>("image => image.naturalWidth === 64"));
    }

    private static async Task TypeAsync(IPage page, string words)
    {
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.TypeAsync(words);
    }

    private static async Task SendAsync(IPage page, FilePayload picture)
    {
        var file = page.GetByLabel("选择图片");
        await page.TabToAsync(file);
        await file.SetInputFilesAsync(picture);
        await page.TabToAsync(page.GetByRole(AriaRole.Button, new() { Name = "提交行徽" }));
        await page.Keyboard.PressAsync("Enter");
    }
}
