using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace FirstWindow.Tests.Journeys;

public sealed class LeavingTheDesk(Houses houses, Chromium chromium) : Browsing(houses, chromium)
{
    private const string Said = "我的卡号尾数是六六八八";
    private const string Begun = "写了一半的回复";

    [Fact]
    [Clause("A4.4.2")]
    public async Task A_desk_that_is_left_is_covered_in_every_tab_and_no_word_of_the_draft_is_lost()
    {
        Allow("status of 423");
        var app = await AppAsync();
        var (desk, staff) = await ServingAsync(app);
        var page = desk.Page;
        await desk.Reply.FillAsync(Begun);
        var second = await page.Context.NewPageAsync();
        await second.GotoAsync("/rulebook");

        await page.BringToFrontAsync();
        await page.RunAndWaitForResponseAsync(
            () => page.Keyboard.PressAsync("Control+Alt+KeyL"), r => r.Url.EndsWith("/session/lock", StringComparison.Ordinal));
        await Expect(page.Locator("#cover")).ToBeVisibleAsync();
        await Expect(page.Locator("#cover [name=proof]")).ToBeFocusedAsync();
        await Expect(page.Locator("#talk")).ToBeHiddenAsync();
        await Expect(second.Locator("#cover")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator("#cover")).ToBeVisibleAsync();

        // What goes round the cover meets the server.
        var round = await page.Context.NewPageAsync();
        await round.GotoAsync("/desk");
        await Expect(round).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/unlock\\?next=%2Fdesk"));
        await Expect(round.Locator("body")).Not.ToContainTextAsync(Said);
        Assert.Empty(await Axe.LookAsync(round, "cover"));
        await round.CloseAsync();
        Assert.Empty(await Axe.LookAsync(page, "page"));

        await page.Locator("#cover [name=proof]").FillAsync("Wrong-1234-abcd");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#cover-fault")).ToContainTextAsync("不正确");
        await page.Locator("#cover [name=proof]").FillAsync(FirstWindowApp.Password);
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#cover")).ToBeHiddenAsync();
        await Expect(second.Locator("#cover")).ToBeHiddenAsync();
        await Expect(desk.Reply).ToHaveValueAsync(Begun);

        // The same words after a locked page was loaded anew.
        await page.RunAndWaitForResponseAsync(
            () => page.GetByRole(AriaRole.Button, new() { Name = "锁屏" }).ClickAsync(),
            r => r.Url.EndsWith("/session/lock", StringComparison.Ordinal));
        await page.ReloadAsync();
        await page.Locator("[name=proof]").FillAsync(app.CodeOf(staff.Id));
        await page.GetByRole(AriaRole.Button, new() { Name = "解锁" }).ClickAsync();
        await page.Locator("#contacts .open").ClickAsync();
        await Expect(desk.Reply).ToHaveValueAsync(Begun);
    }

    [Fact]
    [Clause("A4.4.2")]
    public async Task A_desk_nobody_touches_covers_itself()
    {
        Allow("status of 423");
        var app = await AppAsync();
        var page = await SignedInAsync(app, "elder", Role.Supervisor);
        await page.Clock.InstallAsync();
        await page.GotoAsync("/rulebook");
        await Expect(page.Locator("h1")).ToBeVisibleAsync();

        await page.Clock.FastForwardAsync("04:30");
        await Expect(page.Locator("#cover")).ToBeHiddenAsync();
        await page.Clock.FastForwardAsync("00:45");
        await Expect(page.Locator("#cover")).ToBeVisibleAsync();
    }

    [Fact]
    [Clause("A4.4.3")]
    public async Task After_signing_out_neither_the_back_button_nor_the_browsers_store_shows_a_customer()
    {
        Allow("status of 401");
        var app = await AppAsync();
        var (desk, _) = await ServingAsync(app);
        var page = desk.Page;
        await desk.Reply.FillAsync(Begun);
        await page.EvaluateAsync("localStorage.setItem('fw_desk_old', '旧草稿')"); // As older versions left it.

        await page.Locator(".top").GetByRole(AriaRole.Button, new() { Name = "退出登录" }).ClickAsync();
        await page.WaitForURLAsync("**/sign-in");

        await NothingIsLeftAsync(page);
    }

    [Fact]
    [Clause("A4.4.3")]
    public async Task After_a_session_that_ended_by_itself_nothing_of_a_customer_is_left()
    {
        Allow("status of 401");
        var app = await OwnAsync(FirstWindow.Platform.Storage.Engine.Sqlite);
        var (desk, _) = await ServingAsync(app);
        var page = desk.Page;
        await page.RouteAsync("**/draft", route => route.AbortAsync()); // Only this tab has the words.
        Allow("ERR_FAILED");
        await desk.Reply.FillAsync(Begun);
        await Expect(page.Locator("#draft-state")).Not.ToBeEmptyAsync();

        app.Clock.Move(TimeSpan.FromHours(13));
        await Expect(page.Locator("#sign-in")).ToBeVisibleAsync();
        await Expect(page.Locator("#talk")).ToBeHiddenAsync();
        Assert.DoesNotContain(Begun, await StoredAsync(page), StringComparison.Ordinal);
        await page.GotoAsync("/promises");
        await page.WaitForURLAsync("**/sign-in?next=*");

        await NothingIsLeftAsync(page);
    }

    private async Task<(DeskWindow Desk, StaffAccount Staff)> ServingAsync(FirstWindowApp app)
    {
        var customer = await CustomerWindow.EnterAsync(await OpenAsync(app));
        await customer.AskForPersonAsync();
        await customer.SayAsync(Said);
        var staff = await app.GivenStaffAsync(Role.Agent);
        var desk = await DeskWindow.EnterAsync(await OpenAsync(app, "light", await app.OpenSessionTokenAsync(staff.Id)));
        await desk.TakeAsync();
        await Expect(desk.Talk).ToContainTextAsync(Said);
        return (desk, staff);
    }

    private static async Task NothingIsLeftAsync(IPage page)
    {
        await page.GoBackAsync();
        await page.WaitForURLAsync("**/sign-in*");
        await Expect(page.Locator("body")).Not.ToContainTextAsync(Said);
        var stored = await StoredAsync(page);
        Assert.DoesNotContain(Begun, stored, StringComparison.Ordinal);
        Assert.DoesNotContain("fw_desk", stored, StringComparison.Ordinal);
        Assert.DoesNotContain(Said, stored, StringComparison.Ordinal);
    }

    private static Task<string> StoredAsync(IPage page) => page.EvaluateAsync<string>(
        "async () => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, window.caches ? await caches.keys() : []])");
}
