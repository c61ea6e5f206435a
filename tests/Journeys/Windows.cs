using FirstWindow.Platform;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace FirstWindow.Tests.Journeys;

/// <summary>What a customer does on the bank's page.</summary>
internal sealed record CustomerWindow(IPage Page)
{
    public ILocator Words => Page.GetByLabel("请输入您的问题");

    public ILocator Answers => Page.Locator("#log .from-assistant");

    public ILocator Own => Page.Locator("#log .from-customer");

    public ILocator Pending => Page.Locator("#log .is-pending");

    public ILocator FromAgent => Page.Locator("#log .from-agent");

    public static async Task<CustomerWindow> EnterAsync(IPage page)
    {
        await page.GotoAsync("/");
        return new(page);
    }

    public async Task SayAsync(string text)
    {
        await Words.FillAsync(text);
        await Page.GetByRole(AriaRole.Button, new() { Name = "发送", Exact = true }).ClickAsync();
    }

    public async Task AskForPersonAsync()
    {
        await Page.GetByRole(AriaRole.Button, new() { Name = "转人工", Exact = true }).ClickAsync();
        await SeesStateAsync("已为您转人工，正在排队");
    }

    public Task SeesStateAsync(string line) =>
        Expect(Page.Locator("#log .state-line").GetByText(line)).ToBeVisibleAsync();
}

/// <summary>What an agent does at the desk.</summary>
internal sealed record DeskWindow(IPage Page)
{
    public ILocator Talk => Page.Locator("#talk");

    public ILocator Reply => Page.GetByLabel("回复客户");

    /// <summary>Scripts or articles to choose from.</summary>
    public ILocator Wordings => Page.Locator("#wordings").GetByRole(AriaRole.Option);

    public static async Task<DeskWindow> EnterAsync(IPage page)
    {
        await page.GotoAsync("/desk");
        return new(page);
    }

    /// <summary>Comes to the desk through the page that asks who one is.</summary>
    public static async Task<DeskWindow> SignInAsync(IPage page, FirstWindowApp app, StaffAccount staff)
    {
        await page.GotoAsync("/desk");
        await page.GetByLabel("用户名").FillAsync(staff.UserName);
        await page.GetByLabel("密码").FillAsync(FirstWindowApp.Password);
        await page.GetByLabel("动态码").FillAsync(app.CodeOf(staff.Id));
        await page.GetByRole(AriaRole.Button, new() { Name = "登录", Exact = true }).ClickAsync();
        await Expect(page.GetByText("请从左侧选择一个会话。")).ToBeVisibleAsync();
        return new(page);
    }

    public async Task BeAsync(string presence)
    {
        var button = Page.GetByRole(AriaRole.Button, new() { Name = presence, Exact = true });
        await button.ClickAsync();
        await Expect(button).ToHaveAttributeAsync("aria-pressed", "true");
    }

    /// <summary>Takes the contact that comes, and no other.</summary>
    public async Task TakeAsync()
    {
        await BeAsync("可接待");
        await Page.Locator("#contacts").GetByRole(AriaRole.Button, new() { Name = "接听", Exact = true }).ClickAsync();
        await Expect(Reply).ToBeFocusedAsync();
        await BeAsync("小休");
    }

    public async Task ReplyAsync(string text)
    {
        await Reply.FillAsync(text);
        await Reply.PressAsync("Enter");
        await Expect(Talk.Locator(".from-agent .words", new() { HasText = text }).Last).ToBeVisibleAsync();
    }

    /// <summary>Writes the record, all but what was needed.</summary>
    public async Task WriteRecordWithoutNeedAsync()
    {
        await Page.Locator("summary", new() { HasText = "服务小结" }).ClickAsync();
        await Page.GetByLabel("客户称呼").FillAsync("张三");
        await Page.GetByLabel("联系方式").FillAsync("13800000000");
        await Page.GetByLabel("咨询类别").SelectOptionAsync("cards");
        await Page.GetByLabel("处理结果").SelectOptionAsync("resolved");
        await Page.GetByLabel("其他需要").FillAsync("无");
        await Page.GetByLabel("小结（不少于10个字）").FillAsync("客户遗失信用卡,已指导在手机银行挂失并补卡。");
    }

    public Task FileAsync() => Page.GetByRole(AriaRole.Button, new() { Name = "归档", Exact = true }).ClickAsync();
}

internal static class Tabbing
{
    private const int TabsMax = 40;

    /// <summary>Presses Tab until something has the focus.</summary>
    public static async Task TabToAsync(this IPage page, ILocator goal)
    {
        for (var i = 0; i < TabsMax; i++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (await goal.EvaluateAsync<bool>("e => e === document.activeElement"))
            {
                return;
            }
        }

        Assert.Fail($"{goal} is not reached by Tab.");
    }
}
