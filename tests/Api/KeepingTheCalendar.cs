using System.Net;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Calendar;
using FirstWindow.Platform.Promises;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FirstWindow.Tests.Api;

public sealed class KeepingTheCalendar(Houses houses) : ApiTests(houses)
{
    [Theory]
    [OnBothEngines]
    public async Task The_published_holidays_are_there_and_a_new_one_counts_at_once(Engine engine)
    {
        var app = await OwnAsync(engine);
        var officer = await app.SignedInAsync(Role.Compliance);
        var book = app.Services.GetRequiredService<CalendarBook>();
        var day = new DateOnly(2027, 10, 1); // a Friday nobody has published yet

        var before = book.Current.IsWorkday(day);
        var changed = await officer.Client.PutJsonAsync(
            "/api/v1/calendar/days/2027-10-01", new { kind = "holiday", name = "国庆节" });
        await book.FreshAsync(CancellationToken.None);
        var listed = await officer.Client.GetJsonAsync("/api/v1/calendar/2027");
        var taken = book.Current.IsWorkday(day);
        await officer.Client.PutJsonAsync("/api/v1/calendar/days/2027-10-01", new { kind = "ordinary" });
        await book.FreshAsync(CancellationToken.None);

        Assert.False(book.Current.IsWorkday(new(2026, 10, 1)));
        Assert.True(book.Current.IsWorkday(new(2026, 10, 10))); // a Saturday worked for the National Day
        Assert.True(before);
        Assert.Equal(HttpStatusCode.NoContent, changed.Status);
        Assert.Equal("国庆节", Assert.Single(listed.Json.EnumerateArray()).GetProperty("name").GetString());
        Assert.False(taken);
        Assert.True(book.Current.IsWorkday(day));
    }

    [Theory]
    [OnBothEngines]
    public async Task A_day_without_a_name_or_outside_the_years_is_refused(Engine engine)
    {
        var app = await On(engine);
        var officer = await app.SignedInAsync(Role.Compliance);

        var nameless = await officer.Client.PutJsonAsync("/api/v1/calendar/days/2027-10-01", new { kind = "holiday" });
        var ancient = await officer.Client.PutJsonAsync(
            "/api/v1/calendar/days/1999-10-01", new { kind = "holiday", name = "国庆节" });
        var strange = await officer.Client.PutJsonAsync(
            "/api/v1/calendar/days/2027-10-01", new { kind = "party", name = "国庆节" });

        Assert.All([nameless, ancient, strange], a => Assert.Equal(HttpStatusCode.BadRequest, a.Status));
    }

    [Theory]
    [OnBothEngines]
    public async Task A_promise_that_cannot_be_moved_is_parked_and_the_others_go_on(Engine engine)
    {
        var app = await OwnAsync(engine);
        var poisoned = await app.WithDatabaseAsync(async db =>
        {
            var unknown = Promise.Make(
                new PromiseKind("kind-of-yesterday", [50], Role.Supervisor), Platform.Journal.Subject.System, null,
                app.Clock.GetUtcNow().AddMinutes(-10), app.Clock.GetUtcNow().AddMinutes(-5));
            db.Add(unknown);
            await db.CommitAsync(CancellationToken.None);
            return unknown.Id;
        });
        var visitor = await app.GivenVisitorAsync();
        await visitor.AskForPersonAsync();
        app.Clock.Move(TimeSpan.FromSeconds(20));

        await app.LookAtPromisesAsync();
        var states = await app.WithDatabaseAsync(db => db.Set<Promise>().ToDictionaryAsync(p => p.Id, p => p.State));
        var warned = await app.WithDatabaseAsync(db => db.Set<PromiseStep>().CountAsync());

        Assert.Equal(PromiseState.Parked, states[poisoned]);
        Assert.True(warned > 0);
        Assert.Contains("promises.parked", app.Services.GetRequiredService<Platform.Alarms>().Raised.Keys);
    }

    [Theory]
    [OnBothEngines]
    public async Task Two_workers_at_once_take_a_step_once(Engine engine)
    {
        var app = await OwnAsync(engine);
        var visitor = await app.GivenVisitorAsync();
        await visitor.AskForPersonAsync();
        app.Clock.Move(TimeSpan.FromSeconds(20));

        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => app.LookAtPromisesAsync()));
        var steps = await app.WithDatabaseAsync(db => db.Set<PromiseStep>().CountAsync());

        Assert.Equal(1, steps); // only the warning at 50 % of 30 s is due
    }
}
