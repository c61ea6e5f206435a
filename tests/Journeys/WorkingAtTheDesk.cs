using System.Text.RegularExpressions;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace FirstWindow.Tests.Journeys;

public sealed class WorkingAtTheDesk(Houses houses, Chromium chromium) : Browsing(houses, chromium)
{
    [Fact]
    [Clause("A2.2.1b")]
    [Clause("A2.2.5b")]
    [Clause("A2.3.3b")]
    public async Task An_agent_picks_a_script_mends_a_reply_holds_and_closes_a_grievance_by_keyboard()
    {
        var app = await AppAsync();
        var customer = await CustomerWindow.EnterAsync(await OpenAsync(app));
        await customer.AskForPersonAsync();
        await customer.SayAsync("你们乱扣我的年费，太气人了，我要投诉！");
        var desk = await DeskWindow.EnterAsync(await SignedInAsync(app, "light", Role.Agent));
        var page = desk.Page;
        await desk.TakeAsync();
        await Expect(page.Locator("#mood")).ToContainTextAsync("情绪：生气");

        // A script: the list opens by itself, the arrows choose, Enter takes.
        await desk.Reply.PressSequentiallyAsync("::不满");
        await Expect(desk.Wordings).ToHaveCountAsync(1);
        await Expect(page.Locator("#wordings-found")).ToContainTextAsync("1 条可选");
        await desk.Reply.PressAsync("Enter");
        await Expect(desk.Reply).ToHaveValueAsync(new Regex("^您的不满我听到了"));
        await desk.Reply.PressAsync("Enter");
        await Expect(customer.FromAgent.Locator(".words")).ToContainTextAsync("您的不满我听到了");

        // A rude word is found while it stands there, is refused when sent all the same, and is mended by one key.
        await desk.Reply.FillAsync("我怎么知道");
        await Expect(page.Locator("#findings mark")).ToHaveTextAsync("我怎么知道");
        await Expect(page.Locator("#findings")).ToContainTextAsync("A2.2.1b");
        await desk.Reply.PressAsync("Enter");
        await Expect(page.Locator("#banner")).ToContainTextAsync("不符合服务规范");
        await desk.Reply.PressAsync("Alt+Enter");
        await Expect(desk.Reply).Not.ToHaveValueAsync("我怎么知道");
        await Expect(page.Locator("#findings li")).ToHaveCountAsync(0);
        await desk.Reply.PressAsync("Enter");
        await Expect(customer.FromAgent).ToHaveCountAsync(2);

        // A hold needs its reason; the customer is told how long, and is thanked.
        await page.Locator("#hold-box summary").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "致歉并请客户稍等" }).ClickAsync();
        await Expect(page.Locator("#hold-fault")).ToContainTextAsync("请选择需要客户稍等的原因");
        await page.Locator("#hold-reason").SelectOptionAsync("checking");
        await page.GetByRole(AriaRole.Button, new() { Name = "致歉并请客户稍等" }).ClickAsync();
        await Expect(page.Locator("#hold-left")).ToContainTextAsync("客户正在等您，还有 1:");
        await Expect(customer.FromAgent.Last).ToContainTextAsync("非常抱歉");
        await page.GetByRole(AriaRole.Button, new() { Name = "继续服务" }).ClickAsync();
        await Expect(customer.FromAgent.Last).ToContainTextAsync("感谢您的等待");
        await Expect(page.Locator("#on-hold")).ToBeHiddenAsync();

        // The grievance is not filed away without what was done about it.
        await desk.WriteRecordWithoutNeedAsync();
        await page.GetByLabel("客户确认的需求").FillAsync("退还年费");
        await desk.FileAsync();
        await Expect(page.Locator("#wrap-remedy-fault")).ToContainTextAsync("A2.3.3b");
        await Expect(page.Locator("#wrap-remedy")).ToBeFocusedAsync();
        await page.Locator("#wrap-remedy").FillAsync("已退还年费并说明免年费条件");
        await desk.FileAsync();
        await Expect(page.GetByText("已归档。")).ToBeVisibleAsync();
        await Expect(page.Locator("#day-served")).ToHaveTextAsync("1");
    }

    [Fact]
    public async Task An_article_is_inserted_from_the_composer_and_escape_leaves_the_words_alone()
    {
        var app = await AppAsync();
        var customer = await CustomerWindow.EnterAsync(await OpenAsync(app));
        await customer.AskForPersonAsync();
        await customer.SayAsync("请帮我看看");
        var desk = await DeskWindow.EnterAsync(await SignedInAsync(app, "light", Role.Agent));
        await desk.TakeAsync();

        await desk.Reply.PressSequentiallyAsync("真的吗??");
        await Expect(desk.Page.Locator("#wordings")).ToBeHiddenAsync(); // A question mark at the end of a word asks nothing.
        await desk.Reply.FillAsync("");
        await desk.Reply.PressSequentiallyAsync("??没有这回事xyzzy");
        await desk.Reply.PressAsync("Escape");
        await Expect(desk.Reply).ToHaveValueAsync("??没有这回事xyzzy");
        await desk.Reply.FillAsync("");
        await desk.Reply.PressSequentiallyAsync("??信用卡丢了");
        await Expect(desk.Wordings.First).ToContainTextAsync("信用卡丢失");
        await desk.Reply.PressAsync("Enter");

        await Expect(desk.Reply).ToHaveValueAsync(new Regex("挂失"));
        await Expect(desk.Page.Locator("#wordings")).ToBeHiddenAsync();
    }
}
