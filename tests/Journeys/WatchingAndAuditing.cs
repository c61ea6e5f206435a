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
        await Expect(rows).ToContainTextAsync("conversation.looked-at");
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
