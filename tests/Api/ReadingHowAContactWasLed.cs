using FirstWindow.Conversations.Features;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FirstWindow.Tests.Api;

public sealed class ReadingHowAContactWasLed(Houses houses) : ApiTests(houses)
{
    [Theory]
    [OnBothEngines]
    [Clause("A2.2.3a")]
    [Clause("A2.3.3a")]
    [Clause("A3.1.3a")]
    [Clause("B1.0.1")]
    [Clause("C5.3.1")]
    [Clause("C5.2.2")]
    [Clause("C3.2.1")]
    [Clause("A2.3.2a")]
    [Clause("C3.2.3b")]
    public async Task A_grievance_met_without_apology_or_greeting_is_named_with_its_clauses(Engine engine)
    {
        var app = await On(engine);
        var (visitor, agent) = await app.GivenContactAsync("等了两个小时没人理，你们什么态度，我要投诉");
        await ReplyAsync(agent, visitor, "账单在手机银行首页右上角，您可以打开手机银行。");
        await ReplyAsync(agent, visitor, "在第二行。");
        await ReplyAsync(agent, visitor, "那里写着金额。");
        await CloseAsync(agent, visitor);

        var view = await FindAsync(app, visitor);
        var clauses = await app.WithDatabaseAsync(db => db.Set<JournalEntry>()
            .Where(e => e.Subject == visitor.Id && e.Act == "contact.courtesy-missed").Select(e => e.Clause!)
            .ToListAsync());
        var supervisor = await app.SignedInAsync(Role.Supervisor);
        var page = await supervisor.Client.GetStringAsync($"/contacts/{visitor.Id}");

        Assert.InRange(view.Courtesy, 0, 60);
        Assert.Contains(view.Misses, m => m.Rule == "grievance-without-apology");
        Assert.Superset(new HashSet<string>
            { "A2.2.3a", "A2.3.2a", "A2.3.3a", "A3.1.3a", "C5.3.1", "C5.2.2", "C3.2.1", "C3.2.3b" }, clauses.ToHashSet());
        Assert.Contains("客户抱怨之后没有致歉", page, StringComparison.Ordinal);
        Assert.Contains("开头没有自我介绍", page, StringComparison.Ordinal);
        Assert.Equal(33, view.Tone);
        Assert.Contains("语气友好耐心的话占33%", page, StringComparison.Ordinal);
        Assert.Contains("没有先确认客户的需求就给办法", page, StringComparison.Ordinal);
        Assert.Contains("/rulebook/C5.3.1", page, StringComparison.Ordinal);
    }

    [Theory]
    [OnBothEngines]
    [Clause("A2.2.1a")]
    [Clause("A2.3.1a")]
    [Clause("C2.1.1a")]
    [Clause("C3.3.2")]
    public async Task A_contact_led_well_keeps_all_its_points_and_shows_how_the_customer_felt(Engine engine)
    {
        var app = await On(engine);
        var (visitor, agent) = await app.GivenContactAsync("我的卡丢了，好害怕钱被人转走");
        await ReplyAsync(agent, visitor, "您好，工号8021为您服务。您别担心，我马上为您把卡锁住。");
        await ReplyAsync(agent, visitor, "您是想挂失那张储蓄卡，对吗？");
        await visitor.SayAsync("对的，太好了，谢谢你");
        await ReplyAsync(agent, visitor, "今天为您办理了挂失。请问还有其他可以帮您的吗？祝您生活愉快，再见。");
        await CloseAsync(agent, visitor);

        var view = await FindAsync(app, visitor);

        Assert.Equal((100, 100), (view.Courtesy, view.Tone));
        Assert.Equal(("fear", "happy"), (view.EmotionFirst, view.EmotionLast));
        Assert.True(view.CalmedPercent > 0);
    }

    private static async Task ReplyAsync(Colleague agent, Visitor visitor, string text)
    {
        var sent = await agent.Client.PostJsonAsync(
            $"/api/v1/conversations/{visitor.Id}/replies", new { id = Guid.NewGuid(), text });
        Assert.Equal(System.Net.HttpStatusCode.Created, sent.Status);
    }

    private static async Task CloseAsync(Colleague agent, Visitor visitor)
    {
        var closed = await agent.Client.PutJsonAsync($"/api/v1/conversations/{visitor.Id}/wrap-up", new
        {
            contact = new { name = "王芳", way = "13800138000" },
            category = "cards",
            need = "想查信用卡账单",
            outcome = "resolved",
            furtherNeed = "没有其他需要",
            summary = "客户查询信用卡账单，已说明查询路径。",
            remedy = "已说明并致歉",
        });
        Assert.Equal(System.Net.HttpStatusCode.NoContent, closed.Status);
    }

    private static async Task<CourtesyView> FindAsync(FirstWindowApp app, Visitor visitor)
    {
        await using var scope = app.Services.CreateAsyncScope();
        return (await scope.ServiceProvider.GetRequiredService<CourtesyBook>().FindAsync(
            new(visitor.Id), CancellationToken.None))!;
    }
}
