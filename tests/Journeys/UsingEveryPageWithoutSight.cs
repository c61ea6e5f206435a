using FirstWindow.Integration.Domain;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Storage;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace FirstWindow.Tests.Journeys;

public sealed class UsingEveryPageWithoutSight(Houses houses, Chromium chromium) : Browsing(houses, chromium)
{
    private readonly List<string> violations = [];

    [Fact]
    public async Task The_customers_page_and_the_desk_stand_in_nobodys_way()
    {
        var app = await OwnAsync(Engine.Sqlite);
        var customer = await CustomerWindow.EnterAsync(await OpenAsync(app));
        await LookAsync(customer.Page, "customer, fresh");
        await customer.SayAsync("信用卡丢了怎么办");
        await Expect(customer.Answers).ToHaveCountAsync(1);
        await LookAsync(customer.Page, "customer, answered");
        await customer.AskForPersonAsync();
        await LookAsync(customer.Page, "customer, waiting");
        await customer.Page.GetByRole(AriaRole.Button, new() { Name = "结束会话" }).ClickAsync();
        await LookAsync(customer.Page, "customer, asked whether to end");
        await customer.Page.GetByRole(AriaRole.Button, new() { Name = "继续咨询" }).ClickAsync();

        var desk = await DeskWindow.EnterAsync(await SignedInAsync(app, "light", Role.Agent));
        await LookAsync(desk.Page, "desk, empty");
        await desk.TakeAsync();
        await desk.ReplyAsync("您好,马上为您处理。");
        await LookAsync(desk.Page, "desk, contact");
        await desk.Reply.PressSequentiallyAsync("::");
        await Expect(desk.Wordings.First).ToBeVisibleAsync();
        await LookAsync(desk.Page, "desk, scripts to choose from");
        await desk.Reply.PressAsync("Escape");
        await desk.Reply.FillAsync("我怎么知道");
        await Expect(desk.Page.Locator("#findings mark")).ToBeVisibleAsync();
        await LookAsync(desk.Page, "desk, findings");
        await desk.Reply.FillAsync("");
        await desk.WriteRecordWithoutNeedAsync();
        await desk.FileAsync();
        await Expect(desk.Page.Locator("#wrap-need-fault")).ToContainTextAsync("A3.1.3b");
        await LookAsync(desk.Page, "desk, refused record");
        await desk.Page.GetByLabel("客户确认的需求").FillAsync("挂失信用卡");
        await desk.FileAsync();

        await Expect(customer.Page.GetByText("本次服务已结束")).ToBeVisibleAsync();
        await LookAsync(customer.Page, "customer, rating");
        Assert.True(violations.Count == 0, string.Join('\n', violations));
    }

    [Fact]
    public async Task The_pages_of_the_house_stand_in_nobodys_way()
    {
        Allow("status of 404");
        var app = await AppAsync();
        var visitor = await app.GivenVisitorAsync();
        await visitor.AskForPersonAsync();
        var webhook = await WebhookAsync(app);
        var stranger = await OpenAsync(app);
        await stranger.GotoAsync("/sign-in");
        await LookAsync(stranger, "/sign-in");
        await stranger.GotoAsync("/setup");
        await LookAsync(stranger, "/setup");
        var page = await SignedInAsync(
            app, "light", Role.Supervisor, Role.Auditor, Role.Compliance, Role.KnowledgeAuthor, Role.KnowledgeApprover,
            Role.StaffOfficer, Role.Administrator);
        foreach (var address in new[]
        {
            "/floor", "/contacts", "/reports", "/bulletins", $"/contacts/{visitor.Id}", "/promises", "/journal", "/rulebook", "/rulebook/A3.1.3b", "/policies",
            "/knowledge",
            "/knowledge/drafts", "/scripts", "/scripts/writing", "/access", "/no-such-page", "/staff",
            "/staff/invitation", "/staff/import", "/settings", "/packs", "/packs/jargon", "/packs/secrets", "/webhooks",
            "/staff/changes", "/staff/programs", "/my-account", webhook, "/tags?code=cross-border", "/tags?offer=new",
            "/conduct", "/access-reviews", "/pledge", "/upkeep", "/keys", "/macros", "/macros?slug=new", "/mailing", "/shift", "/appointments",
        })
        {
            await page.GotoAsync(address);
            await LookAsync(page, address);
        }

        await page.GotoAsync("/knowledge");
        await page.Locator("main a[href^='/knowledge/']").Last.ClickAsync();
        await LookAsync(page, "an article");
        Assert.True(violations.Count == 0, string.Join('\n', violations));
    }

    [Theory]
    [InlineData("zh-CN")]
    [InlineData("en")]
    public async Task The_public_pages_stand_in_nobodys_way(string language)
    {
        var page = await OpenAsync(await AppAsync());
        foreach (var address in PublicPages.Addresses)
        {
            await page.GotoAsync(address + (address.Contains('?') ? "&" : "?") + $"lang={language}");
            await LookAsync(page, address);
        }

        Assert.True(violations.Count == 0, string.Join('\n', violations));
    }

    [Fact]
    public async Task Help_asked_for_in_the_chat_stands_in_nobodys_way()
    {
        var app = await OwnAsync(Engine.Sqlite);
        var customer = await CustomerWindow.EnterAsync(await OpenAsync(app));
        await customer.Page.GetByRole(AriaRole.Button, new() { Name = "我60岁以上" }).ClickAsync();
        await customer.SeesStateAsync("已为您转人工，正在排队");
        await LookAsync(customer.Page, "elder, waiting");
        await customer.Page.GetByRole(AriaRole.Button, new() { Name = "紧急挂失" }).ClickAsync();
        await LookAsync(customer.Page, "stop my card");
        await customer.Page.GetByRole(AriaRole.Button, new() { Name = "返回对话" }).ClickAsync();
        await customer.SayAsync("请问怎么挂失");
        await Expect(customer.Pending).ToHaveCountAsync(0);
        await customer.Page.GetByRole(AriaRole.Button, new() { Name = "改为留言" }).ClickAsync();
        await customer.SeesStateAsync("已改为留言");
        await LookAsync(customer.Page, "message left");

        Assert.True(violations.Count == 0, string.Join('\n', violations));
    }

    [Fact]
    public async Task A_picture_without_words_would_be_found()
    {
        var page = await OpenAsync(await AppAsync());
        await page.GotoAsync("/");
        await page.EvaluateAsync("() => { document.querySelector('main').append(new Image()); }");

        await LookAsync(page, "broken page");

        Assert.Contains(violations, v => v.Contains("image-alt", StringComparison.Ordinal));
    }

    // An approved endpoint with a dead letter.
    private static async Task<string> WebhookAsync(FirstWindowApp app)
    {
        var at = app.Clock.GetUtcNow();
        var endpoint = new WebhookEndpoint
        {
            Id = Guid.NewGuid(),
            Name = "核心系统",
            Url = "https://core.bank.example/events",
            Kinds = "contact.rated",
            ProposedAt = at,
        };
        var delivery = new WebhookDelivery { Endpoint = endpoint.Id, Event = $"evt_{endpoint.Id:n}", Kind = "contact.rated" };
        endpoint.Decide(true, Actor.System with { Id = Guid.NewGuid() }, at, default);
        endpoint.Pause(PauseReasons.ByHand);
        delivery.Tried(new(500, "status"), at, DeliveryState.Dead);
        await app.WithDatabaseAsync(async db =>
        {
            await db.BeginAsync(CancellationToken.None);
            db.Add(endpoint);
            await db.SaveChangesAsync(CancellationToken.None);
            db.Add(delivery);
            await db.CommitAsync(CancellationToken.None);
            return true;
        });
        return $"/webhooks/{endpoint.Id}";
    }

    private async Task LookAsync(IPage page, string where) =>
        violations.AddRange(await Axe.LookInEveryThemeAsync(page, where));
}
