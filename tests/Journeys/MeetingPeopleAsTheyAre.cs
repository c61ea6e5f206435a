using System.Net;
using System.Text.RegularExpressions;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Storage;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace FirstWindow.Tests.Journeys;

/// <summary>People who are not at a fast desk, in Chinese, and robots. The elder have journeys of their own.</summary>
public sealed partial class MeetingPeopleAsTheyAre(Houses houses, Chromium chromium) : Browsing(houses, chromium)
{
    [Fact]
    public async Task Who_reads_english_is_served_in_english_from_the_greeting_to_the_rating()
    {
        var app = await AppAsync();
        var page = await OpenAsync(app);
        await page.GotoAsync("/");
        await page.GetByRole(AriaRole.Link, new() { Name = "English" }).ClickAsync();
        await AllEnglishAsync(page);

        await SayAsync(page, "I lost my credit card. What should I do?");
        await Expect(page.Locator("#log .from-assistant ol li").First).ToBeVisibleAsync();
        await Expect(page.Locator("#log .from-assistant .source")).ToContainTextAsync("Source");
        await AllEnglishAsync(page);

        await page.GetByRole(AriaRole.Button, new() { Name = "Speak to a person" }).ClickAsync();
        await Expect(page.GetByText("You are in the queue for a person")).ToBeVisibleAsync();
        var agent = await app.GivenStaffAsync(Role.Agent);
        var desk = await DeskWindow.SignInAsync(await OpenAsync(app), app, agent);
        await desk.TakeAsync();
        await desk.ReplyAsync("Good afternoon. Your card is stopped; a new one is on its way.");
        await Expect(page.Locator("#log .from-agent .words")).ToContainTextAsync("a new one is on its way");
        await AllEnglishAsync(page);

        await desk.WriteRecordWithoutNeedAsync();
        await desk.Page.GetByLabel("客户确认的需求").FillAsync("挂失信用卡并补发新卡");
        await desk.FileAsync();
        await page.GetByLabel("5 Very good").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Send the rating" }).ClickAsync();
        await Expect(page.GetByText("Thank you. We read every rating.")).ToBeVisibleAsync();
        await AllEnglishAsync(page);
    }

    [Fact]
    public async Task On_a_slow_line_a_restart_of_the_server_costs_nothing_that_was_written()
    {
        Allow("ERR_");
        Allow("502");
        var folder = Directory.CreateTempSubdirectory("fw-slow-").FullName;
        var port = ServerProcess.FreePort();
        var server = await ServerProcess.StartAsync(folder, port);
        try
        {
            var page = await OpenAsync(server.Address);
            await SlowAsync(page);
            var customer = await CustomerWindow.EnterAsync(page);
            await customer.AskForPersonAsync();
            await customer.SayAsync("第一句，重启之前");
            await Expect(customer.Pending).ToHaveCountAsync(0);

            await server.KillAsync();
            await customer.SayAsync("第二句，服务器不在时");
            await customer.SayAsync("第三句，服务器不在时");
            await Expect(customer.Pending).ToHaveCountAsync(2);
            await customer.Words.FillAsync("还没写完的话");
            server = await ServerProcess.StartAsync(folder, port);

            await Expect(customer.Pending).ToHaveCountAsync(0, new() { Timeout = 60_000 });
            await Expect(customer.Words).ToHaveValueAsync("还没写完的话");
            await customer.Page.ReloadAsync(); // What is shown now comes from the server.
            await Expect(customer.Own.Locator(".words")).ToHaveTextAsync(
                ["第一句，重启之前", "第二句，服务器不在时", "第三句，服务器不在时"]);
        }
        finally
        {
            await server.DisposeAsync();
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Who_sees_nothing_is_told_everything_and_reaches_it_by_keyboard()
    {
        var app = await OwnAsync(Engine.Sqlite);
        var page = await OpenAsync(app);
        await page.AddInitScriptAsync(Heard);
        await page.GotoAsync("/");
        await page.TabToAsync(page.GetByRole(AriaRole.Textbox, new() { Name = "请输入您的问题" }));
        await page.Keyboard.TypeAsync("信用卡丢了怎么办");
        await page.Keyboard.PressAsync("Enter");
        await HearsAsync(page, "点「挂失」");
        Assert.Contains("- listitem", await page.GetByRole(AriaRole.Log).AriaSnapshotAsync(), StringComparison.Ordinal);

        await page.TabToAsync(Button(page, "转人工"));
        await page.Keyboard.PressAsync("Enter");
        await HearsAsync(page, "已为您转人工，正在排队");
        await HearsAsync(page, "当前没有坐席在线");
        var desk = await DeskWindow.EnterAsync(await SignedInAsync(app, "light", Role.Agent));
        await desk.TakeAsync();
        await HearsAsync(page, "为您服务（林测试）");
        await desk.ReplyAsync("您好，您的卡已停用。");
        await HearsAsync(page, "您的卡已停用");

        await page.TabToAsync(Button(page, "结束会话"));
        await page.Keyboard.PressAsync("Enter");
        var dialog = page.GetByRole(AriaRole.Dialog);
        Assert.Contains("继续咨询", await dialog.AriaSnapshotAsync(), StringComparison.Ordinal);
        await page.TabToAsync(dialog.GetByRole(AriaRole.Button).First);
        await page.Keyboard.PressAsync("Enter");
        await HearsAsync(page, "会话已结束");
        await page.TabToAsync(page.GetByRole(AriaRole.Radio).First);
        await page.Keyboard.PressAsync("Space");
        await page.TabToAsync(Button(page, "提交评价"));
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByText("感谢您的评价")).ToBeFocusedAsync();
    }

    [Fact]
    [Clause("A2.3.3a")]
    public async Task Who_abuses_is_met_with_patience_warned_once_and_the_supervisor_sees_it_all()
    {
        var app = await OwnAsync(Engine.Sqlite);
        var customer = await CustomerWindow.EnterAsync(await OpenAsync(app));
        await customer.SayAsync("你们这群废物，垃圾银行，气死我了！");
        await Expect(customer.Answers.Last).ToContainTextAsync("非常抱歉");
        await customer.SeesStateAsync("已为您转人工，正在排队");
        var desk = await DeskWindow.EnterAsync(await SignedInAsync(app, "light", Role.Agent));
        await desk.TakeAsync();
        await customer.SayAsync("你就是个废物，蠢货！");

        var early = desk.Page.Locator("#measure-warning");
        await Expect(early).ToBeDisabledAsync(); // No warning before words that calm.
        await desk.Page.Locator("#measure-calming").ClickAsync();
        await Expect(customer.FromAgent).ToHaveCountAsync(1);
        await early.ClickAsync();
        await Expect(customer.FromAgent.Last).ToContainTextAsync("请不要使用侮辱性的词语");
        await desk.Page.Locator("#measure-supervisor").ClickAsync();
        await Expect(desk.Page.Locator("#measure-state")).ToContainTextAsync("三步都已记录");

        var watch = await SignedInAsync(app, "light", Role.Supervisor);
        await watch.GotoAsync("/alerts");
        await watch.GetByRole(AriaRole.Button, new() { Name = "由我处理" }).First.ClickAsync();
        await watch.Locator("tbody th a").First.ClickAsync();
        await Expect(watch.Locator("main")).ToContainTextAsync("蠢货");
        await Expect(watch.Locator("main")).ToContainTextAsync("请不要使用侮辱性的词语");

        await desk.WriteRecordWithoutNeedAsync();
        await desk.Page.GetByLabel("客户确认的需求").FillAsync("未说明");
        await desk.Page.Locator("#wrap-outcome").SelectOptionAsync("abuse");
        await desk.FileAsync();
        await Expect(customer.Page.GetByText("本次服务已结束")).ToBeVisibleAsync();
        await customer.Page.GetByRole(AriaRole.Button, new() { Name = "开始新的咨询" }).ClickAsync(); // Nobody is shut out.
        await customer.SayAsync("信用卡丢了怎么办");
        await Expect(customer.Answers).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task While_robots_flood_people_are_answered_and_what_was_taken_from_a_robot_is_kept_once()
    {
        var app = await OwnAsync(Engine.Sqlite);
        var customer = await CustomerWindow.EnterAsync(await OpenAsync(app));
        var robot = await OpenAsync(app);
        await robot.GotoAsync("/");
        using var flooding = new CancellationTokenSource();
        var visitors = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => app.GivenVisitorAsync()));
        var floods = visitors.Select(visitor => FloodAsync(visitor, flooding.Token)).ToList();

        await robot.EvaluateAsync(TypesAsOneMachine, 20);
        await customer.SayAsync("信用卡丢了怎么办");
        await Expect(customer.Answers).ToHaveCountAsync(1, new() { Timeout = 5_000 });
        await customer.AskForPersonAsync();

        await flooding.CancelAsync();
        var answers = (await Task.WhenAll(floods)).SelectMany(f => f).CountBy(status => status).ToDictionary();
        Assert.True(answers[HttpStatusCode.TooManyRequests] > answers[HttpStatusCode.Created]);
        Assert.True(answers.Keys.All(s => s is HttpStatusCode.TooManyRequests or HttpStatusCode.Created));
        await Expect(robot.Locator("#log .is-pending")).ToHaveCountAsync(0);
        await Expect(robot.Locator("#log .from-customer .words")).ToHaveTextAsync(
            Enumerable.Range(0, 20).Select(i => $"机器第{i}条"));
    }

    [GeneratedRegex(@"\p{IsCJKUnifiedIdeographs}")]
    private static partial Regex Chinese();

    // What a screen reader would speak: what is put into parts of the page that announce themselves.
    private const string Heard = """
        window.heard = [];
        new MutationObserver((changes) => {
          for (const change of changes) {
            const place = change.target.nodeType === 1 ? change.target : change.target.parentElement;
            const live = place?.closest("[aria-live], [role=log], [role=status], [role=alert]");
            if (live && live.ariaLive !== "off") window.heard.push(live.textContent);
          }
        }).observe(document, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ["hidden"] });
        """;

    private const string TypesAsOneMachine = """
        (count) => {
          const words = document.querySelector("#words");
          for (let i = 0; i < count; i++) {
            words.value = `机器第${i}条`;
            document.querySelector("#composer").requestSubmit();
          }
        }
        """;

    private static async Task HearsAsync(IPage page, string words)
    {
        try
        {
            await page.WaitForFunctionAsync("(words) => window.heard.some((said) => said.includes(words))", words);
        }
        catch (TimeoutException)
        {
            Assert.Fail($"\"{words}\" was not heard, but: {await page.EvaluateAsync<string>("window.heard.join(' | ')")}");
        }
    }

    private static ILocator Button(IPage page, string name) =>
        page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    private static async Task<List<HttpStatusCode>> FloodAsync(Visitor visitor, CancellationToken ct)
    {
        var answers = new List<HttpStatusCode>();
        while (!ct.IsCancellationRequested)
        {
            var round = await Task.WhenAll(
                Enumerable.Range(0, 30).Select(_ => visitor.TryToSayAsync("转账限额多少")));
            answers.AddRange(round.Select(a => a.Status));
        }

        return answers;
    }

    private static async Task SayAsync(IPage page, string text)
    {
        await page.GetByLabel("Your question").FillAsync(text);
        await page.GetByRole(AriaRole.Button, new() { Name = "Send", Exact = true }).ClickAsync();
    }

    // But for the switch to the other language, which is written in that language, and a colleague's name.
    private static async Task AllEnglishAsync(IPage page)
    {
        var shown = await page.EvaluateAsync<string>("""
            () => {
              const other = [...document.querySelectorAll("[lang^=zh]")].map((e) => e.innerText.trim());
              return document.body.innerText.split("\n").filter((line) => !other.includes(line.trim())).join("\n");
            }
            """);
        Assert.DoesNotMatch(
            Chinese(), shown.Replace(FirstWindowApp.StaffName, string.Empty, StringComparison.Ordinal));
    }

    // A telephone at the edge of the network.
    private static async Task SlowAsync(IPage page)
    {
        var line = await page.Context.NewCDPSessionAsync(page);
        await line.SendAsync("Network.enable");
        await line.SendAsync("Network.emulateNetworkConditions", new Dictionary<string, object>
        {
            ["offline"] = false,
            ["latency"] = 600,
            ["downloadThroughput"] = 20_000,
            ["uploadThroughput"] = 10_000,
        });
    }
}
