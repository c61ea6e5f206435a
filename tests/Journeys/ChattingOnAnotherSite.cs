using BankPage;
using FirstWindow.Customers.Features;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
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

    [Fact]
    public async Task The_sample_site_brings_the_chat_and_says_who_its_customer_is()
    {
        Allow("favicon.ico"); // The sample has none.
        await using var bank = BankSite.Build(["--urls", "http://127.0.0.1:0", "--Logging:LogLevel:Default", "None"]);
        await bank.StartAsync();
        var site = $"http://localhost:{new Uri(bank.Urls.Single()).Port}";
        var app = await OwnAsync(Engine.Sqlite, new Dictionary<string, string?> { ["Widget:AllowedOrigins"] = site });
        bank.Configuration["FirstWindow"] = app.Address.GetLeftPart(UriPartial.Authority);
        bank.Configuration["KeyFile"] = Path.Combine(app.Folder, "demo-bank-app.pem");
        var page = await OpenAsync(app);
        await page.GotoAsync(site);

        // Nobody is signed in: the chat in the page knows nobody.
        await page.GetByRole(AriaRole.Button, new() { Name = "在线客服" }).ClickAsync();
        var frame = page.FrameLocator("iframe");
        await frame.GetByLabel("请输入您的问题").FillAsync("信用卡丢了怎么办");
        await frame.GetByRole(AriaRole.Button, new() { Name = "发送", Exact = true }).ClickAsync();
        await Expect(frame.Locator("#log .from-assistant .source")).ToContainTextAsync("来源");
        await frame.GetByRole(AriaRole.Button, new() { Name = "转人工", Exact = true }).ClickAsync();
        await frame.GetByLabel("请输入您的问题").FillAsync("人还没来，我先留句话");
        await frame.GetByLabel("请输入您的问题").PressAsync("Enter");
        await Expect(frame.Locator("#log .from-customer .words").Last).ToHaveTextAsync("人还没来，我先留句话");
        await Expect(frame.Locator("#log .is-pending")).ToHaveCountAsync(0);
        Assert.Empty(await Axe.LookAsync(page.Frames.Single(f => f.Url.Contains("/widget", StringComparison.Ordinal)), "widget"));

        // Signed in there, the customer comes here known: the desk sees whose contact it is.
        await page.GetByRole(AriaRole.Textbox, new() { Name = "客户号" }).FillAsync("C10000002");
        await page.GetByRole(AriaRole.Button, new() { Name = "登录" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "以本人身份咨询客服" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(app.Address.ToString());
        var customer = new CustomerWindow(page);
        await customer.AskForPersonAsync();
        await customer.SayAsync("请看看我的账户");
        Assert.DoesNotContain("customer=", page.Url, StringComparison.Ordinal);
        var desk = await DeskWindow.EnterAsync(await SignedInAsync(app, "light", Role.Agent));
        await desk.BeAsync("可接待");
        await Expect(desk.Page.Locator("#contacts")).ToContainTextAsync("李");
        await desk.BeAsync("小休");
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
