using System.Net;
using System.Text.Json;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Promises;
using FirstWindow.Platform.Storage;
using FirstWindow.Routing.Contracts;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace FirstWindow.Tests.Api;

/// <summary>Customers who do not hear or speak book a time with who signs, or telephones for them.</summary>
public sealed class BookingATime(Houses houses) : ApiTests(houses)
{
    [Theory]
    [OnBothEngines]
    [Clause("B4.2.3a")]
    [Clause("B4.2.3b")]
    public async Task A_time_is_promised_once_within_hours_moved_cancelled_and_kept_by_who_has_the_skill(Engine engine)
    {
        var app = await OwnAsync(engine);
        await CloseAtNightAsync(app);
        var signer = await app.SignedInAsync(Role.Agent);
        var other = await app.SignedInAsync(Role.Agent);
        var deaf = await app.GivenVisitorAsync();
        var second = await app.GivenVisitorAsync();
        var nobodySigns = await FreeAsync(deaf, "sign");
        await app.CertifyAsync(signer.Id, ServiceQueue.Sign);
        var free = await FreeAsync(deaf, "sign");

        var odd = await BookAsync(deaf, "sign", free[0].AddMinutes(7));
        var past = await BookAsync(deaf, "sign", free[0].AddDays(-30));
        var closed = await BookAsync(deaf, "sign", Night(free[^1]));
        var booked = await BookAsync(deaf, "sign", free[0]);
        var twice = await BookAsync(deaf, "sign", free[1]);
        var taken = await BookAsync(second, "sign", free[0]);
        var relayed = await BookAsync(second, "relay", free[0]);
        var stranger = await second.Client.PutJsonAsync(
            $"/api/v1/conversations/{deaf.Id}/appointment", new { kind = "sign", startsAt = free[2] });
        var moved = await deaf.Client.PutJsonAsync(Path(deaf), new { kind = "sign", startsAt = free[1] });
        var cancelled = await second.Client.CallAsync(HttpMethod.Delete, Path(second), null);
        var cancelledTwice = await second.Client.CallAsync(HttpMethod.Delete, Path(second), null);
        var told = (await deaf.ReadAsync(2)).Select(e => e.Text).ToList();
        var ofSigner = (await signer.Client.GetJsonAsync("/api/v1/appointments")).Json.EnumerateArray().ToList();
        var ofOther = (await other.Client.GetJsonAsync("/api/v1/appointments")).Json.EnumerateArray().ToList();
        var id = ofSigner[0].GetProperty("id").GetGuid();
        var page = WebUtility.HtmlDecode(await signer.Client.GetStringAsync("/appointments"));
        var unskilled = await other.Client.PutJsonAsync($"/api/v1/appointments/{id}/begin", new { });
        await signer.Client.PutJsonAsync("/api/v1/desk/shift-check", new { dress = true, badge = true, ornaments = true });
        await signer.BeAvailableAsync();
        var begun = await signer.Client.PutJsonAsync($"/api/v1/appointments/{id}/begin", new { });
        var begunTwice = await signer.Client.PutJsonAsync($"/api/v1/appointments/{id}/begin", new { });
        await app.MatchAsync();
        var served = await signer.Client.GetJsonAsync($"/api/v1/desk/contacts/{deaf.Id}");
        var promises = await app.WithDatabaseAsync(db => db.Set<Promise>().Where(p => p.Kind == "appointment")
            .Select(p => p.State).ToListAsync());

        Assert.Empty(nobodySigns);
        Assert.All([odd, past], a => Assert.Equal("appointment.time", a.Code));
        Assert.Equal(("appointment.outside-hours", "B4.2.3a"), (closed.Code, closed.Clause));
        Assert.Equal(("appointment.double", "B4.2.3a"), (twice.Code, twice.Clause));
        Assert.Equal(("appointment.taken", "B4.2.3a"), (taken.Code, taken.Clause));
        Assert.All([booked, relayed, moved, cancelled, begun], a => Assert.Equal(HttpStatusCode.NoContent, a.Status));
        Assert.All([stranger, cancelledTwice, unskilled, begunTwice],
            a => Assert.Equal(HttpStatusCode.NotFound, a.Status));
        Assert.StartsWith("已为您预约手语视频：", told[0]);
        Assert.StartsWith("预约已改为手语视频：", told[1]);
        Assert.Single(ofSigner);
        Assert.Empty(ofOther);
        Assert.Contains("手语视频", page);
        Assert.Equal(HttpStatusCode.OK, served.Status);
        Assert.Single(promises, PromiseState.Kept);
        Assert.Equal(3, await app.WithDatabaseAsync(db => db.Set<JournalEntry>().CountAsync(
            e => e.Act == "refused" && e.Clause == "B4.2.3a")));
        Assert.True(await app.WithDatabaseAsync(db => db.Set<JournalEntry>().AnyAsync(
            e => e.Act == "appointment.relay-booked")));
    }

    private static async Task CloseAtNightAsync(FirstWindowApp app)
    {
        var (first, second) = (await app.SignedInAsync(Role.Administrator), await app.SignedInAsync(Role.Compliance));
        var proposed = await first.Client.PutJsonAsync("/api/v1/bank", new
        {
            nameZh = "首窗示范银行",
            nameEn = "FirstWindow Demo Bank",
            hotline = "400-000-0000",
            complaintLine = "400-000-0000",
            complaintAddress = "首窗示范银行消费者权益保护部（示范地址）",
            greetingZh = "请问有什么可以帮您？",
            greetingEn = "How can we help you?",
            hours = Enumerable.Repeat("08:00-22:00", 8),
            basedOn = 1,
        });
        var decided = await second.Client.PutJsonAsync(
            $"/api/v1/bank/proposals/{proposed.Json.GetProperty("id").GetGuid()}/decision", new { approve = true });
        Assert.Equal(HttpStatusCode.NoContent, decided.Status);
    }

    private static string Path(Visitor visitor) => $"/api/v1/conversations/{visitor.Id}/appointment";

    private static Task<Answer> BookAsync(Visitor visitor, string kind, DateTimeOffset startsAt) =>
        visitor.Client.PostJsonAsync(Path(visitor), new { kind, startsAt });

    private static async Task<List<DateTimeOffset>> FreeAsync(Visitor visitor, string kind) =>
        [.. (await visitor.Client.GetJsonAsync(Path(visitor))).Json.GetProperty("free").GetProperty(kind)
            .EnumerateArray().Select((JsonElement at) => at.GetDateTimeOffset())];

    // Three in the morning, when nobody serves.
    private static DateTimeOffset Night(DateTimeOffset day) =>
        new(day.ToOffset(TimeSpan.FromHours(8)).Date.AddHours(3), TimeSpan.FromHours(8));
}
