using System.Text.RegularExpressions;
using FirstWindow.Platform.Access;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace FirstWindow.Tests.Journeys;

/// <summary>People who are not at a fast desk, in Chinese. The elder, the blind and the abusive have their own
/// journeys.</summary>
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

    [GeneratedRegex(@"\p{IsCJKUnifiedIdeographs}")]
    private static partial Regex Chinese();

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
