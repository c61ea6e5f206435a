using System.Text.Json;
using FirstWindow.Platform.Storage;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace FirstWindow.Tests.Journeys;

public sealed class LosingTheConnection(Houses houses, Chromium chromium) : Browsing(houses, chromium)
{
    private const string Late = "断网时写下的话";

    [Fact]
    public async Task What_was_sent_while_offline_is_kept_and_delivered_once()
    {
        Allow("ERR_INTERNET_DISCONNECTED");
        var app = await AppAsync();
        var customer = await BegunAsync(app);

        await customer.Page.Context.SetOfflineAsync(true);
        await customer.SayAsync(Late);
        await Expect(customer.Pending.Locator(".words")).ToHaveTextAsync(Late);
        await Expect(customer.Page.Locator("#banner")).ToContainTextAsync("网络中断");
        await customer.Page.Context.SetOfflineAsync(false);

        await DeliveredOnceAsync(app, customer);
        await Expect(customer.Page.Locator("#banner")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task A_message_whose_acknowledgement_was_lost_is_delivered_once()
    {
        Allow("ERR_FAILED");
        var app = await AppAsync();
        var customer = await BegunAsync(app);
        var arrived = 0;
        await customer.Page.RouteAsync("**/messages", async route =>
        {
            if (Interlocked.Increment(ref arrived) > 2)
            {
                await route.ContinueAsync();
                return;
            }

            await route.FetchAsync();
            await route.AbortAsync();
        });

        await customer.SayAsync(Late);

        await DeliveredOnceAsync(app, customer);
        Assert.Equal(3, arrived);
    }

    [Fact]
    public async Task Who_comes_back_too_late_is_told_and_what_was_not_sent_is_still_in_the_box()
    {
        Allow("ERR_INTERNET_DISCONNECTED");
        Allow("404");
        var app = await OwnAsync(Engine.Sqlite);
        var customer = await BegunAsync(app);
        var browser = customer.Page.Context;

        await browser.SetOfflineAsync(true);
        await customer.SayAsync(Late);
        await customer.Words.FillAsync("还没写完");
        await customer.Page.CloseAsync();
        app.Clock.Move(TimeSpan.FromDays(21));
        await browser.SetOfflineAsync(false);
        var back = await CustomerWindow.EnterAsync(await browser.NewPageAsync());

        await Expect(back.Page.Locator("#banner")).ToContainTextAsync("没有发出的话还在输入框里");
        await Expect(back.Words).ToHaveValueAsync($"{Late}\n还没写完");
        await Expect(back.Own).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task What_a_killed_browser_had_not_sent_is_delivered_when_the_customer_comes_back()
    {
        Allow("ERR_INTERNET_DISCONNECTED");
        var app = await AppAsync();
        var customer = await BegunAsync(app);
        var browser = customer.Page.Context;

        await browser.SetOfflineAsync(true);
        await customer.SayAsync(Late);
        await customer.Words.FillAsync("还没写完");
        await customer.Page.CloseAsync();
        await browser.SetOfflineAsync(false);
        var back = await CustomerWindow.EnterAsync(await browser.NewPageAsync());

        await DeliveredOnceAsync(app, back);
        await Expect(back.Words).ToHaveValueAsync("还没写完");
    }

    private async Task<CustomerWindow> BegunAsync(FirstWindowApp app)
    {
        var customer = await CustomerWindow.EnterAsync(await OpenAsync(app));
        await customer.AskForPersonAsync(); // Nothing answers in between.
        return customer;
    }

    // Shown once to the customer, and once in the bank's own book.
    private static async Task DeliveredOnceAsync(FirstWindowApp app, CustomerWindow customer)
    {
        await customer.Page.WaitForFunctionAsync(
            "() => JSON.parse(localStorage.getItem('fw_chat')).outbox.length === 0");
        await Expect(customer.Own).ToHaveCountAsync(1);
        await Expect(customer.Pending).ToHaveCountAsync(0);
        await Expect(customer.Own.Locator(".words")).ToHaveTextAsync(Late);
        var kept = JsonDocument.Parse(
            await customer.Page.EvaluateAsync<string>("localStorage.getItem('fw_chat')")).RootElement;
        var client = app.Client();
        client.DefaultRequestHeaders.Authorization = new("Bearer", kept.GetProperty("token").GetString());
        var visitor = new Visitor(client, kept.GetProperty("id").GetGuid(), kept.GetProperty("token").GetString()!);
        await visitor.SayAsync("最后一句");
        using var stream = await visitor.ListenAsync();
        var said = new List<string>();
        await stream.UntilAsync(e =>
        {
            if (e.Name == "message")
            {
                said.Add(e.Text);
            }

            return e.Name == "message" && e.Text == "最后一句";
        });
        Assert.Equal([Late, "最后一句"], said);
    }
}
