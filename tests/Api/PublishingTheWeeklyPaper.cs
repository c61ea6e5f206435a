using System.Net;
using System.Text.RegularExpressions;
using FirstWindow.Conversations.Features.Weekly;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FirstWindow.Tests.Api;

public sealed partial class PublishingTheWeeklyPaper(Houses houses) : ApiTests(houses)
{
    private const string Advice = "本周重点练习：先复述需求，再给办法；由各组组长带练两次。";

    [Theory]
    [OnBothEngines]
    [Clause("B5.3.1b")]
    public async Task It_makes_itself_once_and_only_who_read_it_publishes_it(Engine engine)
    {
        var app = await OwnAsync(engine);
        var trainer = await app.SignedInAsync(Role.Trainer);
        var agent = await app.SignedInAsync(Role.Agent);

        await MakeAsync(app); // The worker may have been faster.
        var again = await MakeAsync(app);
        var papers = (await trainer.Client.GetJsonAsync("/api/v1/papers")).Json;
        var week = papers[0].GetProperty("week").GetString()!;
        var hidden = await agent.Client.GetJsonAsync($"/api/v1/papers/{week}");
        var byAgent = await PublishAsync(agent, week, Advice);
        var unread = await PublishAsync(trainer, week, "已阅");
        var published = await PublishAsync(trainer, week, Advice);
        var twice = await PublishAsync(trainer, week, Advice);
        var seen = await agent.Client.GetJsonAsync($"/api/v1/papers/{week}");
        var entries = await app.WithDatabaseAsync(db => db.Set<JournalEntry>()
            .Where(e => e.Clause == "B5.3.1b" || e.Act == "paper.published").OrderBy(e => e.Entry).ToListAsync());

        Assert.False(again);
        Assert.Equal(1, papers.GetArrayLength());
        Assert.Equal(HttpStatusCode.NotFound, hidden.Status);
        Assert.Equal(HttpStatusCode.Forbidden, byAgent.Status);
        Assert.Equal(("paper.advice-missing", "B5.3.1b"), (unread.Code, unread.Clause));
        Assert.Equal(HttpStatusCode.NoContent, published.Status);
        Assert.Equal("paper.published", twice.Code);
        Assert.Equal(Advice, seen.Json.GetProperty("advice").GetString());
        Assert.Equal(["refused", "paper.published"], entries.Select(e => e.Act));
    }

    [Theory]
    [OnBothEngines]
    public async Task What_happened_in_the_week_is_counted_as_it_was(Engine engine)
    {
        var app = await OwnAsync(engine);
        var (visitor, agent) = await app.GivenContactAsync();
        var stopped = await agent.Client.PostJsonAsync(
            $"/api/v1/conversations/{visitor.Id}/replies", new { id = Guid.NewGuid(), text = "你有完没完" });
        await agent.Client.PostJsonAsync(
            $"/api/v1/conversations/{visitor.Id}/replies", new { id = Guid.NewGuid(), text = "您好，我马上为您核实。" });
        await agent.Client.PutJsonAsync($"/api/v1/conversations/{visitor.Id}/wrap-up", new
        {
            contact = new { name = "王芳", way = "13800138000" },
            category = "cards",
            need = "想查信用卡账单",
            outcome = "resolved",
            furtherNeed = "没有其他需要",
            summary = "客户查询信用卡账单，已说明查询路径。",
        });
        await visitor.Client.PostJsonAsync($"/api/v1/conversations/{visitor.Id}/rating", new { score = 2 });

        app.Clock.Move(TimeSpan.FromDays(7));
        await MakeAsync(app);
        var trainer = await app.SignedInAsync(Role.Trainer);
        var week = (await trainer.Client.GetJsonAsync("/api/v1/papers")).Json[0].GetProperty("week").GetString()!;
        var figures = (await trainer.Client.GetJsonAsync($"/api/v1/papers/{week}")).Json.GetProperty("figures");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, stopped.Status);
        Assert.Equal(1, figures.GetProperty("contacts").GetInt32());
        Assert.Equal(0, figures.GetProperty("contained").GetInt32());
        Assert.Equal(0, figures.GetProperty("leftWaiting").GetInt32());
        Assert.Equal(1, figures.GetProperty("ratedLow").GetInt32());
        Assert.Equal("cards", figures.GetProperty("categories")[0].GetProperty("category").GetString());
        Assert.Equal(stopped.Clause, figures.GetProperty("rulesStopped")[0].GetProperty("code").GetString());
    }

    [Theory]
    [OnBothEngines]
    public async Task The_page_keeps_what_was_typed_when_it_refuses(Engine engine)
    {
        var app = await OwnAsync(engine);
        await MakeAsync(app);
        var trainer = await app.SignedInAsync(Role.Trainer);
        var week = (await trainer.Client.GetJsonAsync("/api/v1/papers")).Json[0].GetProperty("week").GetString()!;

        var refused = await SubmitAsync(trainer, week, "<b>已阅</b>");
        var page = await refused.Content.ReadAsStringAsync();
        var list = await trainer.Client.GetStringAsync("/papers");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains("&lt;b&gt;", page, StringComparison.Ordinal);
        Assert.Contains(week, list, StringComparison.Ordinal);
    }

    private static async Task<bool> MakeAsync(FirstWindowApp app)
    {
        await using var scope = app.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<WeeklyPapers>().MakeDueAsync(CancellationToken.None);
    }

    private static async Task<HttpResponseMessage> SubmitAsync(Colleague colleague, string week, string advice)
    {
        using var page = await colleague.Client.GetAsync($"/papers/{week}");
        var token = Token().Match(await page.Content.ReadAsStringAsync()).Groups[1].Value;
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/papers/{week}/publication")
        {
            Content = new FormUrlEncodedContent([new("advice", advice), new("__RequestVerificationToken", token)]),
        };
        var cookie = page.Headers.GetValues("Set-Cookie").First().Split(';')[0];
        request.Headers.Add(
            "Cookie", $"{colleague.Client.DefaultRequestHeaders.GetValues("Cookie").Single()}; {cookie}");
        return await colleague.Client.SendAsync(request);
    }

    [GeneratedRegex("__RequestVerificationToken\" value=\"([^\"]+)")]
    private static partial Regex Token();

    private static Task<Answer> PublishAsync(Colleague colleague, string week, string advice) =>
        colleague.Client.PutJsonAsync($"/api/v1/papers/{week}/publication", new { advice });
}
