using FirstWindow.Platform.Access;
using FirstWindow.Staff.Domain;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace FirstWindow.Tests.Journeys;

public sealed class WritingARecordInTwoWindows(Houses houses, Chromium chromium) : Browsing(houses, chromium)
{
    [Fact]
    public async Task What_one_window_wrote_is_offered_to_the_other_and_no_word_is_lost_to_a_sign_in()
    {
        var app = await AppAsync();
        var customer = await CustomerWindow.EnterAsync(await OpenAsync(app));
        await customer.AskForPersonAsync();
        var agent = await app.GivenStaffAsync(Role.Agent);
        var desk = await DeskWindow.EnterAsync(await OpenAsync(app, "light", await app.OpenSessionTokenAsync(agent.Id)));
        var one = desk.Page;
        await desk.TakeAsync();
        await one.Locator("summary", new() { HasText = "服务小结" }).ClickAsync();
        await one.Locator("#wrap-need").FillAsync("查询跨行转账");
        await one.Locator("#wrap-summary").FillAsync("客户询问跨行转账何时到账。");
        await Expect(one.Locator("#record-state")).ToHaveTextAsync("小结草稿已保存");

        // A reload goes on with its own words; another window is offered them and overwrites nothing.
        await one.ReloadAsync();
        await one.Locator("#contacts .open").ClickAsync();
        await Expect(one.Locator("#wrap-need")).ToHaveValueAsync("查询跨行转账");
        var two = await one.Context.NewPageAsync();
        await two.GotoAsync("/desk");
        await two.Locator("#contacts .open").ClickAsync();
        await two.Locator("summary", new() { HasText = "服务小结" }).ClickAsync();
        await Expect(two.Locator("#record-offer")).ToContainTextAsync("客户询问跨行转账何时到账。");
        await Expect(two.Locator("#wrap-need")).ToHaveValueAsync("");
        await two.Locator("#record-take").ClickAsync();
        await Expect(two.Locator("#wrap-need")).ToHaveValueAsync("查询跨行转账");
        await Expect(two.Locator("#record-offer")).ToBeHiddenAsync();
        await two.Locator("#wrap-need").FillAsync("查询跨行转账进度");
        await Expect(two.Locator("#record-state")).ToHaveTextAsync("小结草稿已保存");

        // The first window, which has not seen that, is shown it instead of writing over it.
        await one.BringToFrontAsync();
        await one.Locator("summary", new() { HasText = "服务小结" }).ClickAsync();
        await one.Locator("#wrap-need").FillAsync("查询转账");
        await Expect(one.Locator("#record-offer")).ToContainTextAsync("查询跨行转账进度");
        await Expect(one.Locator("#wrap-need")).ToHaveValueAsync("查询转账");
        await one.Locator("#record-keep").ClickAsync();
        await Expect(one.Locator("#record-offer")).ToBeHiddenAsync();

        // The session ends while one writes: signing in again in place saves what was typed meanwhile.
        await app.WithDatabaseAsync(db => db.Set<StaffSession>().Where(s => s.Staff == agent.Id).ExecuteDeleteAsync());
        await one.Locator("#wrap-further").FillAsync("无其他需要");
        await Expect(one.Locator("#sign-in")).ToBeVisibleAsync();
        await one.Locator("#sign-in").GetByLabel("用户名").FillAsync(agent.UserName);
        await one.Locator("#sign-in").GetByLabel("密码").FillAsync(FirstWindowApp.Password);
        await one.Locator("#sign-in").GetByLabel("动态码").FillAsync(app.CodeOf(agent.Id));
        await one.Locator("#sign-in").GetByRole(Microsoft.Playwright.AriaRole.Button).ClickAsync();
        await Expect(one.Locator("#sign-in")).ToBeHiddenAsync();
        await Expect(one.Locator("#wrap-further")).ToHaveValueAsync("无其他需要");
        await Expect(one.Locator("#record-state")).ToHaveTextAsync("小结草稿已保存");
        await one.ReloadAsync();
        await one.Locator("#contacts .open").ClickAsync();
        await Expect(one.Locator("#wrap-need")).ToHaveValueAsync("查询转账");
        await Expect(one.Locator("#wrap-further")).ToHaveValueAsync("无其他需要");
    }
}
