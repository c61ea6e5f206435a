using FirstWindow.Platform.Access;
using FirstWindow.Platform.Storage;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace FirstWindow.Tests.Journeys;

public sealed class ReachingEverythingByKeyboard(Houses houses, Chromium chromium) : Browsing(houses, chromium)
{
    [Fact]
    public async Task The_pages_are_folded_by_what_they_are_for_and_escape_closes_a_fold()
    {
        var page = await SignedInAsync(await AppAsync(), "light", Role.Supervisor);
        await page.GotoAsync("/floor");
        var folds = page.Locator(".pages summary");
        var open = page.Locator(".pages details[open]");

        await folds.First.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.PressAsync("Tab");
        await Expect(open.Locator("a").First).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(open).ToHaveCountAsync(0);
        await Expect(folds.First).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Space");
        await Expect(open).ToHaveCountAsync(1);
        await page.Locator("main").ClickAsync(new() { Position = new() { X = 1, Y = 1 } });
        await Expect(open).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_customer_asks_and_reaches_a_person_with_tab_and_enter()
    {
        var app = await AppAsync();
        var customer = await CustomerWindow.EnterAsync(await OpenAsync(app));

        await customer.Page.TabToAsync(customer.Words);
        await customer.Page.Keyboard.TypeAsync("信用卡丢了怎么办");
        await customer.Page.Keyboard.PressAsync("Enter");
        await Expect(customer.Answers).ToHaveCountAsync(1);
        await customer.Page.TabToAsync(customer.Page.GetByRole(AriaRole.Button, new() { Name = "转人工", Exact = true }));
        await customer.Page.Keyboard.PressAsync("Enter");

        await customer.SeesStateAsync("已为您转人工，正在排队");
    }

    [Fact]
    public async Task The_enter_that_ends_composing_a_word_does_not_send_it()
    {
        var app = await AppAsync();
        var customer = await CustomerWindow.EnterAsync(await OpenAsync(app));
        await customer.Words.FillAsync("信用卡");

        var wasSent = await customer.Words.EvaluateAsync<bool>(
            """
            (words) => {
              words.dispatchEvent(new CompositionEvent("compositionstart", { bubbles: true }));
              const enter = { key: "Enter", bubbles: true, cancelable: true };
              const isTaken = !words.dispatchEvent(new KeyboardEvent("keydown", { ...enter, isComposing: true }));
              words.dispatchEvent(new CompositionEvent("compositionend", { bubbles: true, data: "信用卡" }));
              const late = !words.dispatchEvent(new KeyboardEvent("keydown", { ...enter, keyCode: 229 }));
              return isTaken || late || words.value === "";
            }
            """);
        Assert.False(wasSent);
        await Expect(customer.Own).ToHaveCountAsync(0);

        await customer.Words.PressAsync("Enter");
        await Expect(customer.Own).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task An_agent_takes_and_answers_a_contact_without_a_mouse()
    {
        var app = await OwnAsync(Engine.Sqlite); // Only one contact may come.
        var customer = await CustomerWindow.EnterAsync(await OpenAsync(app));
        await customer.AskForPersonAsync();
        var desk = await DeskWindow.EnterAsync(await SignedInAsync(app, "light", Role.Agent));

        await desk.Page.TabToAsync(desk.Page.GetByRole(AriaRole.Button, new() { Name = "可接待", Exact = true }));
        await desk.Page.Keyboard.PressAsync("Enter");
        await Expect(desk.Page.Locator("#contacts .contact")).ToHaveCountAsync(1);
        await desk.Page.Keyboard.PressAsync("j");
        await Expect(desk.Page.Locator("#accept")).ToBeVisibleAsync();
        await desk.Page.Keyboard.PressAsync("a");
        await Expect(desk.Reply).ToBeFocusedAsync();
        await desk.Page.Keyboard.TypeAsync("您好,请讲。");
        await desk.Page.Keyboard.PressAsync("Enter");

        await Expect(customer.FromAgent.Locator(".words")).ToHaveTextAsync("您好,请讲。");
        await desk.BeAsync("小休");
    }
}
