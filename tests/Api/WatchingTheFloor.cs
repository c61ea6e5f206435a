using System.Net;
using System.Text.Json;
using FirstWindow.Conversations.Domain;
using FirstWindow.Conversations.Features;
using FirstWindow.Conversations.Features.Floor;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Promises;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FirstWindow.Tests.Api;

public sealed class WatchingTheFloor(Houses houses) : ApiTests(houses)
{
    [Theory]
    [OnBothEngines]
    [Clause("A1.1.1")]
    public async Task Every_figure_is_what_a_hand_counts(Engine engine)
    {
        var app = await OwnAsync(engine);
        var day = await PastContacts.GoToMorningAsync(app);
        var supervisor = await app.SignedInAsync(Role.Supervisor);
        var (ann, ben) = await PastContacts.MakeDayAsync(app, day);

        var figures = (await supervisor.Client.GetJsonAsync("/api/v1/floor/figures")).Json;
        var whole = figures.GetProperty("whole");
        var general = figures.GetProperty("queues").GetProperty("general");
        var (care, north) = (Team(figures, "customer-care"), Team(figures, "north"));
        var page = WebUtility.HtmlDecode(await supervisor.Client.GetStringAsync("/floor"));

        Assert.Equal(2, figures.GetProperty("waiting").GetInt64());
        Assert.InRange(figures.GetProperty("longestWaitSeconds").GetDouble(), 60, 80);
        Assert.Equal((7, 2, 3, 1), (Count(whole, "asked"), Count(whole, "inTime"), Count(whole, "late"),
            Count(whole, "abandoned")));
        Assert.Equal(40, Value(whole, "serviceLevel"), 3);
        Assert.Equal(100.0 / 7, Value(whole, "abandonment"), 3);
        Assert.Equal(40, Value(general, "serviceLevel"), 3);
        Assert.Equal((300 + 360 + 120) / 3.0, Value(whole, "handlingSeconds"), 3);
        Assert.Equal(260, Value(general, "handlingSeconds"), 3);
        Assert.Equal((330, 120), (Value(care, "handlingSeconds"), Value(north, "handlingSeconds")));
        Assert.Equal(560 * 100.0 / 1_510, Value(whole, "occupancy"), 3);
        Assert.Equal(120 * 100.0 / 190, Value(north, "occupancy"), 3);
        Assert.Equal((3, 2, 1), (Count(whole, "closed"), Count(whole, "resolved"), Count(whole, "complaints")));
        Assert.Equal((3.5, 50), (Value(whole, "rating"), Value(whole, "satisfaction")));
        Assert.Equal(2 * 100.0 / 3, Value(whole, "response"), 3);
        Assert.Equal((4, 75), (Count(whole, "judged"), Value(whole, "firstContact")));
        Assert.NotEqual(ann.Id, ben.Id);
        Assert.Contains("服务水平", page);
        Assert.Contains("40%", page);
        Assert.Contains("popovertarget=\"formula-service-level\"", page);
        Assert.Contains("目标时间（参数 chat.first-reply）内由坐席接入的人数", page);
    }

    [Theory]
    [OnBothEngines]
    public async Task Containment_is_the_share_of_answers_that_settled_the_question(Engine engine)
    {
        var app = await OwnAsync(engine);
        await PastContacts.GoToMorningAsync(app);
        foreach (var needsPerson in new[] { false, true })
        {
            var visitor = await app.GivenVisitorAsync();
            await visitor.SayAsync("信用卡丢了怎么办");
            await visitor.ReadAsync(2);
            if (needsPerson)
            {
                await visitor.AskForPersonAsync();
            }
        }

        var view = await app.Services.GetRequiredService<FloorFigures>().CountAsync(CancellationToken.None);

        Assert.Equal((2, 1, 50.0), (view.BasicAsked, view.BasicContained, view.Containment));
    }

    [Theory]
    [OnBothEngines]
    public async Task Who_leaves_the_queue_or_a_message_is_counted_as_that(Engine engine)
    {
        var app = await OwnAsync(engine);
        await PastContacts.GoToMorningAsync(app);
        var impatient = await app.GivenVisitorAsync();
        await impatient.AskForPersonAsync();
        var writer = await app.GivenVisitorAsync();
        await writer.SayAsync("请明天答复我");
        await writer.AskForPersonAsync();
        app.Clock.Move(TimeSpan.FromSeconds(40));
        await impatient.Client.CallAsync(HttpMethod.Delete, $"/api/v1/conversations/{impatient.Id}/place", null);
        await writer.Client.PostJsonAsync($"/api/v1/conversations/{writer.Id}/message-left", new { });

        var view = await app.Services.GetRequiredService<FloorFigures>().CountAsync(CancellationToken.None);
        var whole = view.Today.Whole;

        Assert.Equal((2, 0, 1, 1), (whole.Asked, whole.InTime, whole.Late, whole.Abandoned));
        Assert.Equal((0.0, 50.0), (whole.ServiceLevel, whole.Abandonment));
    }

    [Theory]
    [OnBothEngines]
    public async Task An_overdue_promise_on_the_floor_has_one_owner_whom_all_see(Engine engine)
    {
        var app = await OwnAsync(engine);
        var (visitor, agent) = await app.GivenContactAsync("我的卡被盗刷了");
        await app.PassAtTheDesksAsync(TimeSpan.FromSeconds(59));
        await visitor.SayAsync("<script>alert(1)</script>还在吗");
        var first = await app.SignedInAsync(Role.Supervisor);
        var second = await app.SignedInAsync(Role.DutyLead);
        var early = await first.Client.PutJsonAsync($"/api/v1/promises/{Guid.NewGuid()}/owner", new { });
        await app.PassAtTheDesksAsync(TimeSpan.FromHours(2));
        (first, second) = (first with { Client = await app.OpenSessionAsync(first.Id) },
            second with { Client = await app.OpenSessionAsync(second.Id) });
        var clerk = await app.OpenSessionAsync(agent.Id);
        var late = await app.WithDatabaseAsync(db => db.Set<Promise>().AsNoTracking()
            .OrderBy(p => p.DueAt).FirstAsync(p => p.About == visitor.Id && p.State == PromiseState.Open));
        var url = $"/api/v1/promises/{late.Id}/owner";

        var before = await second.Client.GetStringAsync("/floor/board");
        var noRole = await clerk.PutJsonAsync(url, new { from = late.Owner });
        var taken = await first.Client.PutJsonAsync(url, new { from = late.Owner });
        var again = await first.Client.PutJsonAsync(url, new { from = late.Owner });
        var tooLate = await second.Client.PutJsonAsync(url, new { from = late.Owner });
        var board = WebUtility.HtmlDecode(await second.Client.GetStringAsync("/floor/board"));
        var entry = await app.WithDatabaseAsync(db => db.Set<JournalEntry>()
            .SingleAsync(e => e.Act == "promise.taken" && e.Actor == first.Id.Value));

        Assert.Equal((HttpStatusCode.NotFound, "promise.not-overdue"), (early.Status, early.Code));
        Assert.Contains($"data-promise=\"{late.Id}\"", before);
        Assert.Equal(HttpStatusCode.Forbidden, noRole.Status);
        Assert.All([taken, again], a => Assert.Equal(HttpStatusCode.NoContent, a.Status));
        Assert.Equal((HttpStatusCode.Conflict, "promise.taken"), (tooLate.Status, tooLate.Code));
        Assert.Contains(first.Number, board);
        Assert.DoesNotContain("<script>alert", board);
        Assert.Equal(visitor.Id, entry.Subject);
    }

    private static JsonElement Team(JsonElement figures, string team) => figures.GetProperty("teams").GetProperty(team);

    private static long Count(JsonElement counts, string name) => counts.GetProperty(name).GetInt64();

    private static double Value(JsonElement counts, string name) => counts.GetProperty(name).GetDouble();
}
