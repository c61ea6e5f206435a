using FirstWindow.Platform.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace FirstWindow.Tests.Journeys;

public sealed class ChattingOnAnotherSite(Houses houses, Chromium chromium) : Browsing(houses, chromium)
{
    [Fact]
    public async Task One_tag_brings_the_chat_to_a_page_with_a_strict_policy_on_another_site()
    {
        var (host, listen) = await HostAsync();
        await using var hosting = host;
        var app = await OwnAsync(Engine.Sqlite, new Dictionary<string, string?> { ["Widget:AllowedOrigins"] = listen });
        ours = app.Address.GetLeftPart(UriPartial.Authority);
        var page = await OpenAsync(app);
        await page.GotoAsync(listen);

        await page.GetByRole(AriaRole.Button, new() { Name = "在线客服" }).ClickAsync();
        var frame = page.FrameLocator("iframe");
        await frame.GetByLabel("请输入您的问题").FillAsync("信用卡丢了怎么办");
        await frame.GetByRole(AriaRole.Button, new() { Name = "发送", Exact = true }).ClickAsync();

        await Expect(frame.Locator("#log .from-assistant .speaker")).ToContainTextAsync("自动答复");
        Assert.Equal("allow-scripts allow-same-origin allow-forms", await page.Locator("iframe").GetAttributeAsync("sandbox"));
        await page.GetByRole(AriaRole.Button, new() { Name = "收起客服" }).ClickAsync();
        await Expect(page.Locator("iframe")).ToBeHiddenAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "在线客服" }).ClickAsync();
        await Expect(frame.Locator("#log .from-assistant")).ToHaveCountAsync(1);

        await frame.GetByRole(AriaRole.Link, new() { Name = "投诉渠道" }).ClickAsync();
        await Expect(frame.GetByRole(AriaRole.Heading, new() { Name = "怎样投诉" })).ToBeVisibleAsync();
        await frame.GetByRole(AriaRole.Button, new() { Name = "返回对话" }).ClickAsync();
        await Expect(frame.Locator("#log .from-assistant")).ToHaveCountAsync(1); // It goes on where it was.
    }

    [Fact]
    public async Task A_site_that_is_not_in_the_setting_gets_no_chat()
    {
        Allow("frame-ancestors");
        Allow("chrome-error");
        var (host, listen) = await HostAsync();
        await using var hosting = host;
        var app = await OwnAsync(Engine.Sqlite, new Dictionary<string, string?> { ["Widget:AllowedOrigins"] = "https://www.bank.example" });
        ours = app.Address.GetLeftPart(UriPartial.Authority);
        var page = await OpenAsync(app);
        await page.GotoAsync(listen);

        await page.GetByRole(AriaRole.Button, new() { Name = "在线客服" }).ClickAsync();

        await Expect(page.Locator("iframe")).ToBeVisibleAsync();
        await Expect(page.FrameLocator("iframe").Locator("#chat")).ToHaveCountAsync(0);
    }

    private string ours = string.Empty;

    // Another site altogether: localhost to the server's 127.0.0.1. Its policy lets in our script and frame, no more.
    private async Task<(WebApplication Host, string Origin)> HostAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var host = builder.Build();
        host.MapGet("/", (HttpResponse response) =>
        {
            response.Headers.ContentSecurityPolicy =
                $"default-src 'none'; script-src {ours}; frame-src {ours}; style-src 'none'; base-uri 'none'";
            return Results.Content(
                $"<!DOCTYPE html><html lang=\"zh-CN\"><title>宿主页</title><body><h1>宿主页</h1><script src=\"{ours}/widget.js\" async></script></body></html>",
                "text/html; charset=utf-8");
        });
        host.MapGet("/favicon.ico", () => Results.NoContent());
        await host.StartAsync();
        return (host, $"http://localhost:{new Uri(host.Urls.Single()).Port}");
    }
}
