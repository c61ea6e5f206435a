using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Rulebook;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace FirstWindow.Tests.Journeys;

public sealed class WatchingAndAuditing(Houses houses, Chromium chromium) : Browsing(houses, chromium)
{
    [Fact]
    [Clause("A4.3.3a")]
    public async Task A_supervisor_sees_a_customer_begin_to_wait_and_looks_into_it_and_an_auditor_finds_that_look()
    {
        var app = await AppAsync();
        var supervisor = await SignedInAsync(app, "light", Role.Supervisor);
        await supervisor.GotoAsync("/floor");
        var visitor = await app.GivenVisitorAsync();
        await visitor.AskForPersonAsync();
        await visitor.SayAsync("我等了很久了");

        await supervisor.GetByRole(AriaRole.Region, new() { Name = "排队客户" }).Locator($"#c-{visitor.Id:n}").ClickAsync();
        await Expect(supervisor.GetByText("只读。这次查看已记入日志。")).ToBeVisibleAsync();
        await Expect(supervisor.GetByText("我等了很久了", new() { Exact = true })).ToBeVisibleAsync();

        var auditor = await SignedInAsync(app, "light", Role.Auditor);
        await auditor.GotoAsync("/journal");
        await auditor.GetByLabel("行为").FillAsync("conversation.looked-at");
        await auditor.GetByLabel("对象编号").FillAsync(visitor.Id.ToString());
        await auditor.GetByRole(AriaRole.Button, new() { Name = "筛选" }).ClickAsync();
        var rows = auditor.Locator("tbody tr");
        await Expect(rows).ToHaveCountAsync(1);
        await Expect(rows).ToContainTextAsync("林测试");
        await Expect(rows).ToContainTextAsync("查看会话记录");
    }

    [Fact]
    public async Task A_figures_formula_opens_by_keyboard_and_stays_while_the_board_is_fetched_again()
    {
        var app = await AppAsync();
        var page = await SignedInAsync(app, "light", Role.DutyLead);
        await page.GotoAsync("/floor");
        var formula = page.Locator("#formula-service-level");

        await page.Locator("#figure-service-level").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(formula).ToBeVisibleAsync();
        await page.RunAndWaitForResponseAsync(
            () => page.EvaluateAsync("() => htmx.trigger(document.getElementById('board'), 'changed')"),
            r => r.Url.EndsWith("/floor/board", StringComparison.Ordinal));

        await Expect(formula).ToContainTextAsync("目标时间");
        await page.Keyboard.PressAsync("Escape");
        await Expect(formula).ToBeHiddenAsync();
    }

    [Fact]
    public async Task A_bulletin_shows_at_once_on_an_open_desk_and_to_customers_and_goes_when_it_is_ended()
    {
        var app = await AppAsync();
        var desk = await SignedInAsync(app, "light", Role.Agent);
        await desk.GotoAsync("/desk");
        var lead = await SignedInAsync(app, "light", Role.DutyLead);
        await lead.GotoAsync("/bulletins");
        await lead.GetByLabel("级别").SelectOptionAsync("emergency");
        await lead.GetByLabel("中文内容").FillAsync("跨行转账延迟，请改用柜台办理");
        await lead.GetByLabel("英文内容").FillAsync("Transfers to other banks are slow; please use a branch");
        await lead.GetByLabel("同时告知客户").CheckAsync();
        await lead.GetByRole(AriaRole.Button, new() { Name = "立即发布" }).ClickAsync();

        await Expect(desk.GetByText("跨行转账延迟")).ToBeVisibleAsync();
        var customer = await OpenAsync(app, "light");
        await customer.GotoAsync("/");
        await Expect(customer.GetByText("跨行转账延迟")).ToBeVisibleAsync();
        await lead.GetByRole(AriaRole.Button, new() { Name = "结束", Exact = true }).ClickAsync();
        await Expect(desk.GetByText("跨行转账延迟")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task An_auditor_has_the_journal_verified()
    {
        var app = await AppAsync();
        var auditor = await SignedInAsync(app, "light", Role.Auditor);
        await auditor.GotoAsync("/journal");

        await auditor.GetByRole(AriaRole.Button, new() { Name = "立即校验" }).ClickAsync();

        await Expect(auditor.GetByRole(AriaRole.Status).GetByText("日志完整")).ToBeVisibleAsync();
        await auditor.GetByLabel("人员（工号）").FillAsync("nobody");
        await auditor.GetByRole(AriaRole.Button, new() { Name = "筛选" }).ClickAsync();
        await Expect(auditor.GetByRole(AriaRole.Alert)).ToHaveTextAsync("没有这个工号");
    }

    [Fact]
    public async Task The_rulebook_lists_every_clause_and_leads_to_each()
    {
        var app = await AppAsync();
        var auditor = await SignedInAsync(app, "light", Role.Auditor);
        await auditor.GotoAsync("/rulebook");
        await Expect(auditor.Locator("tbody tr")).ToHaveCountAsync(Clauses.ById.Count);

        await auditor.GetByLabel("条款号或内容").FillAsync("A3.1.3b");
        await auditor.GetByLabel("条款号或内容").PressAsync("Enter");
        await Expect(auditor.Locator("tbody tr")).ToHaveCountAsync(1);
        await auditor.GetByRole(AriaRole.Link, new() { Name = "A3.1.3b" }).ClickAsync();

        await Expect(auditor.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("A3.1.3b");
    }

    [Fact]
    [Clause("A4.2.3a")]
    public async Task An_agent_at_the_journals_door_is_told_in_words_what_the_role_lacks()
    {
        Allow("status of 403");
        var app = await AppAsync();
        var agent = await SignedInAsync(app, "light", Role.Agent);

        var answer = await agent.GotoAsync("/journal");

        Assert.Equal(403, answer!.Status);
        await Expect(agent.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("您的岗位没有这项权限");
        await Expect(agent.GetByRole(AriaRole.Link, new() { Name = "A4.2.3a" })).ToBeVisibleAsync();
        await agent.Locator("main .btn-primary").ClickAsync();
        await Expect(agent.GetByText("请从左侧选择一个会话。")).ToBeVisibleAsync();
    }
}
