using System.Text.RegularExpressions;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace FirstWindow.Tests.Journeys;

public sealed class WorkingTogetherAtTheDesk(Houses houses, Chromium chromium) : Browsing(houses, chromium)
{
    [Fact]
    [Clause("C6.4.2")]
    public async Task A_supervisor_listens_whispers_and_takes_over_while_the_agent_works_by_keyboard()
    {
        var app = await AppAsync();
        var customer = await CustomerWindow.EnterAsync(await OpenAsync(app));
        await customer.AskForPersonAsync();
        await customer.SayAsync("我的转账还没到账");
        var agent = await app.GivenStaffAsync(Role.Agent);
        var desk = await DeskWindow.EnterAsync(await OpenAsync(app, "light", await app.OpenSessionTokenAsync(agent.Id)));
        var page = desk.Page;
        await desk.TakeAsync();
        await Expect(page.Locator("#company")).ToHaveTextAsync("没有别人打开这个会话。");

        // The supervisor comes from the floor, listens and whispers; the agent sees both, the customer neither.
        var watch = await SignedInAsync(app, "dark", Role.Supervisor);
        await watch.GotoAsync("/floor");
        await watch.Locator("[aria-labelledby=in-hand] tbody a").ClickAsync();
        await watch.GetByRole(AriaRole.Button, new() { Name = "开始旁听" }).ClickAsync();
        await Expect(watch.Locator("#listen-state")).ToContainTextAsync("已记入日志");
        await Expect(page.Locator("#company")).ToContainTextAsync("正在查看");
        await watch.Locator("#whisper-text").FillAsync("你是不是神经病");
        await watch.Locator("#whisper-text").PressAsync("Tab");
        await watch.Keyboard.PressAsync("Enter");
        await Expect(watch.Locator("#whisper-fault")).ToContainTextAsync("攻击他人");
        await watch.Locator("#whisper-text").FillAsync("先查明细，再答复");
        await watch.GetByRole(AriaRole.Button, new() { Name = "发给坐席" }).ClickAsync();
        await Expect(page.Locator("#whisper-words")).ToContainTextAsync("只对您说：先查明细，再答复");
        await page.Locator("#whisper-close").ClickAsync();

        // A macro: shown whole, confirmed once.
        await desk.Reply.PressSequentiallyAsync("//未到账");
        await Expect(desk.Wordings).ToHaveCountAsync(1);
        await desk.Reply.PressAsync("Enter");
        await Expect(page.Locator("#macro-record")).ToContainTextAsync("转账汇款");
        await Expect(page.Locator("#macro-wait")).ToContainTextAsync("稍等 3 分钟");
        await Expect(page.Locator("#macro-confirm")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(customer.FromAgent).ToHaveCountAsync(2);
        await Expect(watch.Locator("#talk .from-agent")).ToHaveCountAsync(2);
        await Expect(page.Locator("#wrap-category")).ToHaveValueAsync("transfers");

        // The command bar: resume, then put the contact off; the customer's word brings it back.
        await CommandAsync(page, "继续服务");
        await Expect(customer.FromAgent.Last).ToContainTextAsync("感谢您的等待");
        await Expect(page.Locator("#on-hold")).ToBeHiddenAsync();
        await CommandAsync(page, "搁置");
        await Expect(page.Locator("#snooze-minutes")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#pending .contact")).ToHaveCountAsync(1);
        await customer.SayAsync("请问查到了吗？");
        await Expect(page.Locator("#contacts .contact")).ToHaveCountAsync(1);

        // What the agent writes is seen, survives a reload, and is not lost by the take-over.
        await desk.Reply.FillAsync("查到了，这笔款");
        await Expect(watch.Locator("#company")).ToContainTextAsync("正在写回复");
        await Expect(page.Locator("#draft-state")).ToHaveTextAsync("草稿已保存");
        await page.ReloadAsync();
        await page.Locator("#contacts .open").ClickAsync();
        await Expect(desk.Reply).ToHaveValueAsync("查到了，这笔款");
        await watch.Locator("#take-over-reason").FillAsync("款项较大，由我处理");
        await watch.Locator("#take-over-reason").PressAsync("Enter");
        await Expect(page.Locator("#nothing-open")).ToContainTextAsync("已不在您名下");
        await Expect(watch.Locator("#other-drafts")).ToContainTextAsync("查到了，这笔款");
        await watch.GetByRole(AriaRole.Button, new() { Name = "接过这份草稿" }).ClickAsync();
        await Expect(watch.GetByLabel("回复客户")).ToHaveValueAsync("查到了，这笔款");
        await watch.GetByLabel("回复客户").FillAsync("查到了，这笔款今天下午到账，我现在为您登记跟进。");
        await watch.GetByLabel("回复客户").PressAsync("Enter");
        await Expect(customer.FromAgent.Last).ToContainTextAsync("今天下午到账");
        await Expect(customer.Page.Locator("body")).Not.ToContainTextAsync("先查明细");

        // A colleague is named in a note, and told.
        await watch.Locator("#note-text").PressSequentiallyAsync("@@" + agent.Number);
        await Expect(watch.Locator("#colleagues").GetByRole(AriaRole.Option)).ToHaveCountAsync(1);
        await watch.Locator("#note-text").PressAsync("Enter");
        await watch.Locator("#note-text").PressSequentiallyAsync("请留意后续");
        await watch.GetByRole(AriaRole.Button, new() { Name = "添加备注" }).ClickAsync();
        await page.Locator("#mentions a").ClickAsync();
        await Expect(page.Locator("article")).ToContainTextAsync(new Regex("请留意后续"));
    }

    [Fact]
    [Clause("A2.3.3a")]
    [Clause("B1.1.2b")]
    public async Task An_upset_customer_starts_a_clock_and_an_abusive_one_the_three_steps()
    {
        var app = await AppAsync();
        var customer = await CustomerWindow.EnterAsync(await OpenAsync(app));
        await customer.AskForPersonAsync();
        await customer.SayAsync("请帮我看看");
        var desk = await DeskWindow.EnterAsync(await SignedInAsync(app, "light", Role.Agent));
        var page = desk.Page;
        await desk.TakeAsync();

        await customer.SayAsync("你们乱扣我的年费，太气人了！你就是个废物！");
        await Expect(page.Locator("#empathy")).ToContainTextAsync("请在 0:");
        await desk.ReplyAsync("非常抱歉，我现在为您查这笔年费。");
        await Expect(page.Locator("#empathy")).ToBeHiddenAsync();

        await desk.WriteRecordWithoutNeedAsync();
        await page.GetByLabel("客户确认的需求").FillAsync("退还年费");
        await page.Locator("#wrap-outcome").SelectOptionAsync("abuse");
        await desk.FileAsync();
        await Expect(page.Locator("#wrap-outcome-fault")).ToContainTextAsync("A2.3.3a");
        Assert.True(await app.WithDatabaseAsync(db => db.Set<JournalEntry>().AnyAsync(
            e => e.Act == "refused" && e.Clause == "A2.3.3a" && e.Detail == "wrap-up.measures-missing")));
        await Expect(page.Locator("#measure-warning")).ToBeDisabledAsync();
        await page.Locator("#measure-calming").ClickAsync();
        await Expect(page.Locator("#measure-warning")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#measure-supervisor")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#measure-state")).ToContainTextAsync("三步都已记录");

        var watch = await SignedInAsync(app, "elder", Role.Supervisor);
        await watch.GotoAsync("/alerts");
        await Expect(watch.Locator("tbody tr")).ToContainTextAsync("请主管介入");
        await watch.GetByRole(AriaRole.Button, new() { Name = "由我处理" }).ClickAsync();
        await Expect(watch.Locator("tbody tr")).ToContainTextAsync("林测试");
        await watch.GetByRole(AriaRole.Button, new() { Name = "处理完毕" }).ClickAsync();
        await Expect(watch.GetByText("现在没有需要处理的警示")).ToBeVisibleAsync();

        await page.Locator("#file-next").ClickAsync();
        await Expect(page.GetByText("已归档。")).ToBeVisibleAsync();
    }

    private static async Task CommandAsync(IPage page, string words)
    {
        await page.Keyboard.PressAsync("Control+k");
        await Expect(page.Locator("#command")).ToBeFocusedAsync();
        await page.Locator("#command").FillAsync(words);
        await Expect(page.Locator("#commands").GetByRole(AriaRole.Option)).ToHaveCountAsync(1);
        await page.Keyboard.PressAsync("Enter");
    }
}
