using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace FirstWindow.Tests.Journeys;

public sealed class AskingOnTheBanksPage(Houses houses, Chromium chromium) : Browsing(houses, chromium)
{
    [Fact]
    [Clause("B3.3.1b")]
    public async Task A_question_is_answered_with_steps_and_source_under_the_systems_name_and_stays_after_a_reload()
    {
        var app = await AppAsync();
        var customer = await CustomerWindow.EnterAsync(await OpenAsync(app));

        await customer.SayAsync("信用卡丢了怎么办");

        await Expect(customer.Answers.Locator(".speaker")).ToContainTextAsync("自动答复");
        await Expect(customer.Answers.Locator("ol li").First).ToBeVisibleAsync();
        await Expect(customer.Answers.Locator(".source")).ToContainTextAsync("来源");
        var reference = await customer.Page.Locator("#reference").TextContentAsync();

        await customer.Page.ReloadAsync();

        await Expect(customer.Own).ToHaveCountAsync(1);
        await Expect(customer.Own.Locator(".words")).ToHaveTextAsync("信用卡丢了怎么办");
        await Expect(customer.Answers).ToHaveCountAsync(1);
        await Expect(customer.Page.Locator("#reference")).ToHaveTextAsync(reference!);
    }

    [Fact]
    [Clause("A3.1.1b")]
    [Clause("A3.1.3b")]
    public async Task A_person_answers_closes_with_the_whole_record_and_is_rated()
    {
        var app = await AppAsync();
        var customer = await CustomerWindow.EnterAsync(await OpenAsync(app));
        await customer.SayAsync("信用卡丢了怎么办");
        await Expect(customer.Answers).ToHaveCountAsync(1);
        await customer.AskForPersonAsync();
        var agent = await app.GivenStaffAsync(Role.Agent);
        var desk = await DeskWindow.SignInAsync(await OpenAsync(app), app, agent);

        await desk.TakeAsync();
        await Expect(desk.Talk.Locator(".from-customer .words")).ToHaveTextAsync("信用卡丢了怎么办");
        await customer.SeesStateAsync($"坐席 {agent.Number} 为您服务");
        await desk.ReplyAsync("您好,已收到您的问题,马上为您处理。");
        await Expect(customer.FromAgent.Locator(".words")).ToHaveTextAsync("您好,已收到您的问题,马上为您处理。");
        await Expect(customer.FromAgent.Locator(".speaker")).ToContainTextAsync($"坐席 {agent.Number}");
        await customer.SayAsync("好的,谢谢");
        await Expect(desk.Talk.GetByText("好的,谢谢", new() { Exact = true })).ToBeVisibleAsync();

        await desk.WriteRecordWithoutNeedAsync();
        await desk.FileAsync();
        await Expect(desk.Page.Locator("#wrap-need-fault")).ToContainTextAsync("A3.1.3b");
        await Expect(desk.Page.GetByLabel("客户确认的需求")).ToBeFocusedAsync();
        await desk.Page.GetByLabel("客户确认的需求").FillAsync("挂失信用卡");
        await desk.FileAsync();
        await Expect(desk.Page.GetByText("已归档。")).ToBeVisibleAsync();

        await Expect(customer.Page.GetByRole(AriaRole.Heading, new() { Name = "本次服务已结束" })).ToBeVisibleAsync();
        await customer.Page.GetByLabel("5 很满意").CheckAsync();
        await customer.Page.GetByRole(AriaRole.Button, new() { Name = "提交评价" }).ClickAsync();
        await Expect(customer.Page.GetByText("感谢您的评价")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_conversation_that_the_customer_ended_leaves_nothing_in_the_browser()
    {
        var app = await AppAsync();
        var customer = await CustomerWindow.EnterAsync(await OpenAsync(app));
        await customer.AskForPersonAsync();
        await customer.SayAsync("我想查一下余额");
        await Expect(customer.Pending).ToHaveCountAsync(0);
        var before = await customer.Page.EvaluateAsync<string?>("localStorage.getItem('fw_chat')");

        await customer.Page.Locator("#end").ClickAsync();
        await customer.Page.RunAndWaitForResponseAsync(
            () => customer.Page.Locator("#ending button[value=end]").ClickAsync(), r => r.Url.EndsWith("/end"));
        await Expect(customer.Page.GetByRole(AriaRole.Heading, new() { Name = "本次服务已结束" })).ToBeVisibleAsync();
        await customer.Page.GetByLabel("5 很满意").CheckAsync();
        await customer.Page.GetByRole(AriaRole.Button, new() { Name = "提交评价" }).ClickAsync();
        await Expect(customer.Page.GetByText("感谢您的评价")).ToBeVisibleAsync();
        var after = await customer.Page.EvaluateAsync<string?>("localStorage.getItem('fw_chat')");
        await customer.Page.ReloadAsync();

        Assert.Contains("token", before);
        Assert.Null(after);
        await Expect(customer.Page.Locator("#log li")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Markup_in_a_message_is_words_on_both_sides()
    {
        const string Hostile = "<img src=x onerror=\"window.owned=1\"><script>window.owned=1</script><b>粗</b>";
        var app = await AppAsync();
        var customer = await CustomerWindow.EnterAsync(await OpenAsync(app));
        await customer.AskForPersonAsync();
        await customer.SayAsync(Hostile);
        await Expect(customer.Pending).ToHaveCountAsync(0);
        var desk = await DeskWindow.EnterAsync(await SignedInAsync(app, "light", Role.Agent));
        await desk.TakeAsync();
        await desk.ReplyAsync(Hostile);

        await Expect(customer.Own.Locator(".words")).ToHaveTextAsync(Hostile);
        await Expect(customer.FromAgent.Locator(".words")).ToHaveTextAsync(Hostile);
        await Expect(desk.Talk.Locator(".from-customer .words")).ToHaveTextAsync(Hostile);
        foreach (var page in new[] { customer.Page, desk.Page })
        {
            Assert.Equal(
                0, await page.Locator("#log img, #log script, #log b, #talk img, #talk script, #talk b").CountAsync());
            Assert.False(await page.EvaluateAsync<bool>("'owned' in window"));
        }
    }
}
