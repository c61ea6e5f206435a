using System.Net;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Bank;
using FirstWindow.Platform.Storage;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FirstWindow.Tests.Api;

public sealed class SettingUpTheBank(Houses houses) : ApiTests(houses)
{
    private static readonly string[] WholeDay = [.. Enumerable.Repeat("00:00-24:00", OpeningHours.Days)];

    [Theory]
    [OnBothEngines]
    public async Task A_new_name_holds_at_once_and_customers_read_it(Engine engine)
    {
        var app = await OwnAsync(engine);
        var administrator = await app.SignedInAsync(Role.Administrator);

        var changed = await administrator.Client.PutJsonAsync("/api/v1/bank", Body(1, nameZh: "晨光<b>银行"));
        var page = await app.Client().GetStringAsync("/");
        var old = await administrator.Client.PutJsonAsync("/api/v1/bank", Body(1, nameZh: "别的银行"));

        Assert.Equal((HttpStatusCode.OK, "approved"), (changed.Status, changed.Json.GetProperty("state").GetString()));
        Assert.Contains("晨光&lt;b&gt;银行", page);
        Assert.DoesNotContain("首窗示范银行<", page);
        Assert.Equal("bank.changed-meanwhile", old.Code);
    }

    [Theory]
    [OnBothEngines]
    [Clause("A1.3.2")]
    public async Task Greeting_and_hours_hold_only_after_a_second_person(Engine engine)
    {
        var app = await OwnAsync(engine);
        var first = await app.SignedInAsync(Role.Administrator);
        var second = await app.SignedInAsync(Role.Administrator);

        var proposed = await first.Client.PutJsonAsync("/api/v1/bank", Body(1, greeting: "您好，晨光银行为您服务。"));
        var id = proposed.Json.GetProperty("id").GetGuid();
        var another = await second.Client.PutJsonAsync("/api/v1/bank", Body(2, nameZh: "别的银行"));
        var own = await DecideAsync(first, id);
        var before = await app.Client().GetStringAsync("/");
        var decided = await DecideAsync(second, id);
        var after = await app.Client().GetStringAsync("/");
        var again = await DecideAsync(second, id);
        var visitor = await app.GivenVisitorAsync();
        await visitor.SayAsync("你好");
        using var stream = await visitor.ListenAsync();
        var greeted = await stream.UntilAsync(e => e.Name == "message" && e.From == "assistant");

        Assert.Equal("proposed", proposed.Json.GetProperty("state").GetString());
        Assert.Equal("bank.proposal-open", another.Code);
        Assert.Equal(("bank.own-proposal", "A1.3.2"), (own.Code, own.Clause));
        Assert.DoesNotContain("晨光银行为您服务", before);
        Assert.Equal(HttpStatusCode.NoContent, decided.Status);
        Assert.Contains("您好，晨光银行为您服务。", after);
        Assert.Equal("bank.already-decided", again.Code);
        Assert.StartsWith("您好，晨光银行为您服务。", greeted.Text);
    }

    [Theory]
    [OnBothEngines]
    [Clause("A6.1.1b")]
    public async Task Customers_are_always_told_where_to_complain(Engine engine)
    {
        var app = await OwnAsync(engine);
        var first = await app.SignedInAsync(Role.Administrator);
        var second = await app.SignedInAsync(Role.Compliance);

        var without = await first.Client.PutJsonAsync("/api/v1/bank", Body(1, complaintLine: ""));
        var proposed = await first.Client.PutJsonAsync("/api/v1/bank", Body(1, complaintLine: "400-111-2222"));
        await DecideAsync(second, proposed.Json.GetProperty("id").GetGuid());
        var chat = await app.Client().GetStringAsync("/");
        var page = await app.Client().GetStringAsync("/help/complain");

        Assert.Contains("href=\"/help/complain\"", chat);
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "bank.no-complaint-channel", "A6.1.1b"),
            (without.Status, without.Code, without.Clause));
        Assert.Contains("400-111-2222", page);
        Assert.Contains("晨光路1号", page);
    }

    [Theory]
    [OnBothEngines]
    public async Task Hours_follow_the_calendar(Engine engine)
    {
        var app = await OwnAsync(engine);
        var first = await app.SignedInAsync(Role.Administrator);
        var second = await app.SignedInAsync(Role.Compliance);
        string[] hours = ["09:00-18:00", "09:00-18:00", "09:00-18:00", "09:00-18:00", "09:00-17:00", "", "", "10:00-12:00"];

        var proposed = await first.Client.PutJsonAsync("/api/v1/bank", Body(1, hours: hours));
        await DecideAsync(second, proposed.Json.GetProperty("id").GetGuid());
        var settings = app.Services.GetRequiredService<BankBook>().Current;
        var calendar = app.Services.GetRequiredService<Platform.Calendar.CalendarBook>().Current;

        Assert.Equal("09:00–17:00", OpeningHours.On(settings, new(2026, 11, 20), calendar).ToString()); // a Friday
        Assert.Null(OpeningHours.On(settings, new(2026, 11, 21), calendar)); // a Saturday
        Assert.Equal("10:00–12:00", OpeningHours.On(settings, new(2026, 10, 1), calendar).ToString()); // National Day
        Assert.Equal("09:00–18:00", OpeningHours.On(settings, new(2026, 10, 10), calendar).ToString()); // made up for it
        Assert.True(OpeningHours.IsOpen(settings, new(2026, 11, 20, 9, 0, 0, TimeSpan.FromHours(8)), calendar));
        Assert.False(OpeningHours.IsOpen(settings, new(2026, 11, 20, 17, 0, 0, TimeSpan.FromHours(8)), calendar));
    }

    [Theory]
    [OnBothEngines]
    public async Task What_nobody_could_use_is_refused(Engine engine)
    {
        var app = await On(engine);
        var administrator = await app.SignedInAsync(Role.Administrator);
        var agent = await app.SignedInAsync(Role.Agent);

        foreach (var (body, code) in new[]
        {
            (Body(1, nameZh: " "), "request.invalid"), (Body(1, nameZh: new string('长', 41)), "bank.name"),
            (Body(1, hotline: "请拨打"), "bank.hotline"), (Body(1, greeting: "一\n二"), "bank.greeting"),
            (Body(1, hours: ["09:00-18:00"]), "bank.hours"), (Body(1, hours: [.. WholeDay[1..], "18:00-09:00"]), "bank.hours"),
            (Body(1, hours: [.. WholeDay[1..], "24:30-25:00"]), "bank.hours"),
            (Body(1, origins: ["https://bank.example; script-src *"]), "bank.origin"),
            (Body(1, origins: ["http://bank.example"]), "bank.origin"),
        })
        {
            var answer = await administrator.Client.PutJsonAsync("/api/v1/bank", body);
            Assert.Equal(code, answer.Code);
        }

        var forbidden = await agent.Client.PutJsonAsync("/api/v1/bank", Body(1));
        Assert.Equal(HttpStatusCode.Forbidden, forbidden.Status);
    }

    private static Task<Answer> DecideAsync(Colleague colleague, Guid id) =>
        colleague.Client.PutJsonAsync($"/api/v1/bank/proposals/{id}/decision", new { approve = true });

    // The demo bank's settings with parts replaced.
    private static object Body(
        int basedOn, string nameZh = "首窗示范银行", string hotline = "400-000-0000", string? complaintLine = null,
        string greeting = "请问有什么可以帮您？", string[]? hours = null, string[]? origins = null) => new
        {
            nameZh,
            nameEn = "FirstWindow Demo Bank",
            hotline,
            complaintLine = complaintLine ?? "400-000-0000",
            complaintAddress = complaintLine is null ? "首窗示范银行消费者权益保护部（示范地址）" : "晨光路1号",
            greetingZh = greeting,
            greetingEn = "How can we help you?",
            hours = hours ?? WholeDay,
            origins,
            basedOn,
        };
}
