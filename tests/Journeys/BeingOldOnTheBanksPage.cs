using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Storage;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace FirstWindow.Tests.Journeys;

public sealed class BeingOldOnTheBanksPage(Houses houses, Chromium chromium) : Browsing(houses, chromium)
{
    private const string Overflow = "() => document.documentElement.scrollWidth - innerWidth";

    private const string SmallTargets = """
        () => [...document.querySelectorAll("button, a[href], input, textarea")].filter(e => e.checkVisibility() && e.closest("main, dialog[open], header"))
          .filter(e => !e.closest("p, li, dd") || e.tagName === "BUTTON").map(e => [e.textContent.trim(), e.getBoundingClientRect().height])
          .filter(([, height]) => height < 59.5).map(([text, height]) => `${text} ${height}`)
        """;

    [Fact]
    [Clause("B4.2.2b")]
    public async Task A_person_first_a_card_stopped_without_one_and_one_step_a_message()
    {
        var app = await OwnAsync(Engine.Sqlite);
        var customer = await CustomerWindow.EnterAsync(await OpenAsync(app));
        var page = customer.Page;
        await page.SetViewportSizeAsync(375, 812);

        await page.GetByRole(AriaRole.Button, new() { Name = "我60岁以上" }).ClickAsync();
        await customer.SeesStateAsync("已为您转人工，正在排队");
        await Expect(page.Locator("html")).ToHaveAttributeAsync("data-theme", "elder");
        await Expect(page.Locator("#place")).ToContainTextAsync("暂时无法估计等候时间");

        await page.GetByRole(AriaRole.Button, new() { Name = "紧急挂失" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog, new() { Name = "紧急挂失" });
        await Expect(dialog.GetByRole(AriaRole.Link, new() { Name = "拨打 400-000-0000" })).ToBeFocusedAsync();
        await Expect(dialog.GetByText("已为您优先排队")).ToBeVisibleAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "返回对话" }).ClickAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "退出排队" }).ClickAsync();
        await customer.SeesStateAsync("您已退出排队");
        await customer.SayAsync("信用卡丢了怎么办");
        await Expect(customer.Answers).ToHaveCountAsync(1);
        await page.GetByRole(AriaRole.Button, new() { Name = "下一步" }).ClickAsync();
        await Expect(customer.Answers).ToHaveCountAsync(2);
        await Expect(customer.Answers.Last).ToContainTextAsync("第2步");

        Assert.Equal(0, await page.EvaluateAsync<int>(Overflow));
        Assert.Empty(await page.EvaluateAsync<string[]>(SmallTargets));
    }

    [Fact]
    public async Task A_message_left_is_answered_and_read_when_the_page_is_opened_again()
    {
        var app = await OwnAsync(Engine.Sqlite);
        var customer = await CustomerWindow.EnterAsync(await OpenAsync(app));
        await customer.AskForPersonAsync();
        var leave = customer.Page.GetByRole(AriaRole.Button, new() { Name = "改为留言" });
        await leave.ClickAsync();
        await Expect(customer.Page.Locator("#place")).ToContainTextAsync("请先在下面写下您的留言");
        await Expect(customer.Words).ToBeFocusedAsync();
        await customer.SayAsync("请问提前还贷怎么预约");
        await Expect(customer.Pending).ToHaveCountAsync(0);
        await leave.ClickAsync();
        await customer.SeesStateAsync("已改为留言");
        await customer.Page.ReloadAsync();
        await Expect(customer.Page.Locator("#place")).ToContainTextAsync("留言已收到");
        await customer.Page.GotoAsync("about:blank");

        var desk = await DeskWindow.EnterAsync(await SignedInAsync(app, "light", Role.Agent));
        await desk.TakeAsync();
        await desk.ReplyAsync("您好,可以在手机银行预约。");
        await customer.Page.GotoAsync("/");

        await Expect(customer.FromAgent.Locator(".words")).ToHaveTextAsync("您好,可以在手机银行预约。");
    }

    [Fact]
    public async Task A_hidden_tab_says_that_somebody_has_written_and_the_conversation_is_saved_as_a_file()
    {
        var app = await OwnAsync(Engine.Sqlite);
        var customer = await CustomerWindow.EnterAsync(await OpenAsync(app));
        await customer.AskForPersonAsync();
        var desk = await DeskWindow.EnterAsync(await SignedInAsync(app, "light", Role.Agent));
        await desk.TakeAsync();
        await customer.SeesStateAsync("（林测试）");

        await HideAsync(customer.Page, true);
        await desk.ReplyAsync("您好,请讲。");
        await Expect(customer.Page).ToHaveTitleAsync(new System.Text.RegularExpressions.Regex("^（1条新消息）"));
        await HideAsync(customer.Page, false);
        await Expect(customer.Page).ToHaveTitleAsync(new System.Text.RegularExpressions.Regex("^在线客服"));

        var file = await customer.Page.RunAndWaitForDownloadAsync(
            () => customer.Page.GetByRole(AriaRole.Button, new() { Name = "保存对话记录" }).ClickAsync());
        Assert.EndsWith(".html", file.SuggestedFilename);
        Assert.Contains("您好,请讲。", await File.ReadAllTextAsync(await file.PathAsync()));
    }

    [Theory]
    [InlineData("light")]
    [InlineData("elder")]
    public async Task Public_pages_fit_a_small_telephone(string theme)
    {
        var page = await OpenAsync(await AppAsync(), theme);
        foreach (var width in new[] { 320, 375 })
        {
            await page.SetViewportSizeAsync(width, 812);
            foreach (var address in PublicPages.Addresses.Append("/"))
            {
                await page.GotoAsync(address);
                Assert.True(await page.EvaluateAsync<int>(Overflow) == 0, $"{address} is wider than {width} px");
            }
        }
    }

    [Fact]
    public async Task A_guide_is_in_large_print_and_breaks_between_steps_on_paper()
    {
        var page = await OpenAsync(await AppAsync());
        await page.GotoAsync("/help/guides");
        await page.GetByRole(AriaRole.Link, new() { Name = "信用卡丢失后的挂失和补卡" }).ClickAsync();

        var size = await page.Locator(".step p").First.EvaluateAsync<double>("e => parseFloat(getComputedStyle(e).fontSize)");
        Assert.True(size >= 24, $"{size} px");
        await page.EmulateMediaAsync(new() { Media = Media.Print });
        await Expect(page.Locator("nav.public")).ToBeHiddenAsync();
        Assert.Equal("avoid", await page.Locator(".step").First.EvaluateAsync<string>("e => getComputedStyle(e).breakInside"));
    }

    [Fact]
    public async Task Help_is_found_as_one_types_and_opened_by_keyboard()
    {
        var page = await OpenAsync(await AppAsync());
        await page.GotoAsync("/help");
        await page.GetByLabel("搜索帮助").FocusAsync();
        await page.Keyboard.TypeAsync("转错账了");

        await Expect(page.Locator("#count")).ToContainTextAsync("找到");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Enter");

        await Expect(page.Locator(".facts")).ToContainTextAsync("复核日期");
    }

    [Fact]
    public async Task Help_is_found_without_script()
    {
        var page = await OpenAsync(await AppAsync(), withScript: false);
        await page.GotoAsync("/help");
        await page.GetByLabel("搜索帮助").FillAsync("信用卡丢了怎么办");
        await page.GetByRole(AriaRole.Button, new() { Name = "搜索", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "信用卡丢失后的挂失和补卡" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "风险提示" })).ToBeVisibleAsync();
    }

    private static Task HideAsync(IPage page, bool isHidden) => page.EvaluateAsync(
        """
        (isHidden) => {
          Object.defineProperty(document, "hidden", { value: isHidden, configurable: true });
          document.dispatchEvent(new Event("visibilitychange"));
        }
        """, isHidden);
}

/// <summary>The pages anybody may read.</summary>
internal static class PublicPages
{
    public static readonly IReadOnlyList<string> Addresses =
    [
        "/help", "/help?q=" + "%E6%8C%82%E5%A4%B1", "/help?q=zzzz", "/help/credit-card-lost", "/help/credit-card-lost?print=large",
        "/help/elder-help-and-child-acting?print=large", "/help/guides", "/help/complain", "/help/security", "/help/stop-card", "/widget",
    ];
}
