using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Storage;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace FirstWindow.Tests.Journeys;

/// <summary>With Chromium's own virtual device, which makes real passkeys.</summary>
public sealed class UsingAPasskey(Houses houses, Chromium chromium) : Browsing(houses, chromium)
{
    private const string Begun = "写了一半的回复";

    [Fact]
    [Clause("A4.2.3b")]
    [Clause("A4.4.2")]
    public async Task Added_by_keyboard_it_opens_the_covered_desk_signs_in_again_in_place_and_at_the_door()
    {
        Allow("status of 401");
        Allow("status of 423");
        var app = await OwnAsync(Engine.Sqlite);
        var customer = await CustomerWindow.EnterAsync(await OpenAsync(app));
        await customer.AskForPersonAsync();
        await customer.SayAsync("我的卡丢了");
        var staff = await app.GivenStaffAsync(Role.Agent);
        var named = new UriBuilder(app.Address) { Host = "localhost" }.Uri; // A bare number has no passkeys.
        var page = await OpenAsync(named, "light", await app.OpenSessionTokenAsync(staff.Id));
        await GivenDeviceAsync(page);

        await page.GotoAsync("/my-account");
        await Expect(page.GetByText("您还没有通行密钥。")).ToBeVisibleAsync();
        await page.GetByLabel("名称").FillAsync("工位 <b>电脑</b>");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.TypeAsync(app.CodeOf(staff.Id));
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByText("通行密钥已添加")).ToBeVisibleAsync();
        await Expect(page.GetByText("工位 <b>电脑</b>").First).ToBeVisibleAsync();
        Assert.Empty(await Axe.LookAsync(page, "the own passkeys"));

        var desk = await DeskWindow.EnterAsync(page);
        await desk.TakeAsync();
        await desk.Reply.FillAsync(Begun);
        await page.Keyboard.PressAsync("Control+Alt+KeyL");
        await Expect(page.Locator("#cover [name=proof]")).ToBeFocusedAsync();
        Assert.Empty(await Axe.LookAsync(page, "the cover"));
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Tab");
        await Expect(page.Locator("#cover-passkey")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#cover")).ToBeHiddenAsync();
        await Expect(desk.Reply).ToHaveValueAsync(Begun);

        app.Clock.Move(TimeSpan.FromHours(13));
        await Expect(page.Locator("#sign-in")).ToBeVisibleAsync();
        await page.Locator("#sign-in [name=userName]").FillAsync(staff.UserName);
        await page.Locator("#sign-in [name=password]").FillAsync(FirstWindowApp.Password);
        await page.Locator("#sign-in-passkey").ClickAsync();
        await Expect(page.Locator("#sign-in")).ToBeHiddenAsync();
        await Expect(desk.Reply).ToHaveValueAsync(Begun);

        await page.Locator(".top").GetByRole(AriaRole.Button, new() { Name = "退出登录" }).ClickAsync();
        await page.WaitForURLAsync("**/sign-in");
        await page.GetByLabel("用户名").FillAsync(staff.UserName);
        await page.GetByLabel("密码", new() { Exact = true }).FillAsync("Wrong-1234-abcd");
        await page.GetByRole(AriaRole.Button, new() { Name = "用通行密钥代替动态码登录" }).ClickAsync();
        await Expect(page.Locator("#passkey-fault")).ToContainTextAsync("不正确");
        Assert.Empty(await Axe.LookAsync(page, "the door"));
        await page.GetByLabel("密码", new() { Exact = true }).FillAsync(FirstWindowApp.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "用通行密钥代替动态码登录" }).ClickAsync();
        await page.WaitForURLAsync("**/desk");

        await page.GotoAsync("/my-account");
        await page.GetByRole(AriaRole.Button, new() { Name = "停用 工位 <b>电脑</b>" }).ClickAsync();
        await Expect(page.GetByText("通行密钥已停用")).ToBeVisibleAsync();
    }

    private static async Task GivenDeviceAsync(IPage page)
    {
        var browser = await page.Context.NewCDPSessionAsync(page);
        await browser.SendAsync("WebAuthn.enable");
        await browser.SendAsync("WebAuthn.addVirtualAuthenticator", new Dictionary<string, object>
        {
            ["options"] = new
            {
                protocol = "ctap2",
                transport = "internal",
                hasResidentKey = true,
                hasUserVerification = true,
                isUserVerified = true,
                automaticPresenceSimulation = true,
            },
        });
    }
}
