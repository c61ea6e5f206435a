using FirstWindow.Platform.Access;
using FirstWindow.Platform.Storage;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace FirstWindow.Tests.Journeys;

public sealed class ConnectingASystem(Houses houses, Chromium chromium) : Browsing(houses, chromium)
{
    [Fact]
    public async Task Two_people_connect_a_system_by_screens_and_see_that_it_does_not_answer()
    {
        Allow("status of 422");
        Allow("status of 400");
        var app = await OwnAsync(Engine.Sqlite, new Dictionary<string, string?> { ["Webhooks:PrivateHosts"] = "127.0.0.1:9" });
        var first = await SignedInAsync(app, "light", Role.Administrator);
        var second = await SignedInAsync(app, "elder", Role.Administrator);
        await first.GotoAsync("/staff");
        await first.Locator(".pages summary").GetByText("设置").ClickAsync();
        await first.GetByRole(AriaRole.Link, new() { Name = "对接系统" }).ClickAsync();
        await Expect(first.GetByText("还没有已批准的接收地址")).ToBeVisibleAsync();

        await first.GetByRole(AriaRole.Textbox, new() { Name = "名称" }).FillAsync("核心系统 <b>测试</b>");
        await first.GetByRole(AriaRole.Textbox, new() { Name = "接收地址" }).FillAsync("https://elsewhere.example/events");
        await first.GetByLabel("客户评价").CheckAsync();
        await first.GetByRole(AriaRole.Button, new() { Name = "提交复核" }).ClickAsync();
        await Expect(first.GetByRole(AriaRole.Alert)).ToContainTextAsync("系统设置不允许发往这个主机");
        await Expect(first.GetByLabel("客户评价")).ToBeCheckedAsync();
        await first.GetByRole(AriaRole.Textbox, new() { Name = "接收地址" }).FillAsync("http://127.0.0.1:9/events");
        await first.GetByRole(AriaRole.Button, new() { Name = "提交复核" }).ClickAsync();
        await Expect(first.GetByText("密钥只显示这一次")).ToBeVisibleAsync();
        await Expect(first.Locator("code")).ToContainTextAsync("whsec_");
        await first.GetByRole(AriaRole.Link, new() { Name = "← 对接系统" }).ClickAsync();
        await Expect(first.GetByText("请另一位同事复核")).ToBeVisibleAsync();

        await second.GotoAsync("/webhooks");
        await second.GetByRole(AriaRole.Button, new() { Name = "批准", Exact = true }).ClickAsync();
        await Expect(second.GetByText("已批准，开始推送此后发生的事件")).ToBeVisibleAsync();
        await second.GetByRole(AriaRole.Link, new() { Name = "核心系统 <b>测试</b>" }).ClickAsync();
        await second.GetByRole(AriaRole.Button, new() { Name = "发送测试" }).ClickAsync();
        await Expect(second.GetByText("测试没有送达：无法连接")).ToBeVisibleAsync();
        await second.GetByRole(AriaRole.Button, new() { Name = "更换密钥" }).ClickAsync();
        await Expect(second.GetByText("旧密钥在")).ToBeVisibleAsync();
        await second.GetByRole(AriaRole.Button, new() { Name = "暂停" }).ClickAsync();
        await Expect(second.GetByText("期间的事件会在恢复后补发")).ToBeVisibleAsync();
        await second.GetByRole(AriaRole.Button, new() { Name = "恢复推送" }).ClickAsync();
        await Expect(second.GetByRole(AriaRole.Heading, new() { Name = "推送中" })).ToBeVisibleAsync();
        await second.GetByText("移除这个接收地址").ClickAsync();
        await second.GetByRole(AriaRole.Button, new() { Name = "确认移除" }).ClickAsync();
        await Expect(second.GetByText("还没有已批准的接收地址")).ToBeVisibleAsync();
    }
}
