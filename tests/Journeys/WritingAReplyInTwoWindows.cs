using FirstWindow.Platform.Access;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace FirstWindow.Tests.Journeys;

public sealed class WritingAReplyInTwoWindows(Houses houses, Chromium chromium) : Browsing(houses, chromium)
{
    [Fact]
    public async Task Both_texts_stay_until_the_agent_chooses_and_what_is_sent_is_gone_from_both()
    {
        Allow("status of 409");
        var app = await AppAsync();
        var customer = await CustomerWindow.EnterAsync(await OpenAsync(app));
        await customer.AskForPersonAsync();
        var agent = await app.GivenStaffAsync(Role.Agent);
        var first = await DeskWindow.EnterAsync(await OpenAsync(app, "light", await app.OpenSessionTokenAsync(agent.Id)));
        var one = first.Page;
        await first.TakeAsync();
        var two = await one.Context.NewPageAsync();
        var second = await DeskWindow.EnterAsync(two);
        await two.Locator("#contacts .open").ClickAsync();
        await Expect(second.Reply).ToBeVisibleAsync();

        // Both windows write; the second is told, and neither box nor server loses a word.
        await WriteAsync(first, "您好，已为您查到这笔转账。");
        await second.Reply.FillAsync("您好，请稍等。");
        await Expect(two.Locator("#draft-offer")).ToContainTextAsync("您好，已为您查到这笔转账。");
        await Expect(two.Locator("#draft-offer")).ToContainTextAsync("两边的内容都还在");
        await Expect(second.Reply).ToHaveValueAsync("您好，请稍等。");
        Assert.Empty(await Axe.LookAsync(two, "two windows"));
        await second.Reply.FillAsync("您好，请稍等一下。");
        await two.Locator("#draft-keep").ClickAsync();
        await Expect(two.Locator("#draft-offer")).ToBeHiddenAsync();
        await Expect(two.Locator("#draft-state")).ToHaveTextAsync("草稿已保存");

        // The first now has not seen that; it takes the other text, and writes on without being asked again.
        await first.Reply.FillAsync("您好，已为您查到这笔转账，今天到账。");
        await Expect(one.Locator("#draft-offer")).ToContainTextAsync("您好，请稍等一下。");
        await Expect(first.Reply).ToHaveValueAsync("您好，已为您查到这笔转账，今天到账。");
        await one.Locator("#draft-take").ClickAsync();
        await Expect(first.Reply).ToHaveValueAsync("您好，请稍等一下。");
        await WriteAsync(first, "您好，请稍等一下，我为您查询。");
        await Expect(one.Locator("#draft-offer")).ToBeHiddenAsync();

        // What was sent is gone from both, and nothing is offered again.
        await first.Reply.PressAsync("Enter");
        await Expect(customer.FromAgent.Last).ToContainTextAsync("我为您查询");
        await Expect(first.Reply).ToHaveValueAsync("");
        await Expect(second.Reply).ToHaveValueAsync("");
        await WriteAsync(second, "查到了。");
        await Expect(two.Locator("#draft-offer")).ToBeHiddenAsync();
    }

    private static async Task WriteAsync(DeskWindow desk, string text)
    {
        await desk.Page.RunAndWaitForResponseAsync(
            () => desk.Reply.FillAsync(text),
            r => r.Url.EndsWith("/draft", StringComparison.Ordinal) && r.Request.Method == "PUT" && r.Status == 204
                && r.Request.PostData!.Contains(text, StringComparison.Ordinal));
        await Expect(desk.Page.Locator("#draft-state")).ToHaveTextAsync("草稿已保存");
    }
}
