using System.Globalization;
using System.Net;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Storage;
using FirstWindow.Staff.Features;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FirstWindow.Tests.Api;

public sealed class WatchingTheHouse(Houses houses) : ApiTests(houses)
{
    private const string Posts = "firstwindow_requests_total{method=\"POST\",route=\"/api/v1/conversations/{id:guid}/messages\",status=\"201\"}";

    [Theory]
    [OnBothEngines]
    public async Task The_numbers_move_with_what_happens(Engine engine)
    {
        var app = await OwnAsync(engine);
        var before = await ReadAsync(app);
        var visitor = await app.GivenVisitorAsync();
        await visitor.SayAsync("信用卡丢了怎么办，我叫欧阳修");
        await visitor.ReadAsync(2);
        await visitor.AskForPersonAsync();
        using var stream = await visitor.ListenAsync();
        await stream.NextAsync();
        app.Services.GetRequiredService<Alarms>().Raise("test.alarm", "欧阳修");

        var after = await ReadAsync(app);
        for (var i = 0; i < 50 && after["firstwindow_open_streams"] > 1; i++) // The one that was closed is noticed soon.
        {
            await Task.Delay(100);
            after = await ReadAsync(app);
        }

        var text = await app.Client().GetStringAsync("/metrics");

        Assert.Equal(0, before.GetValueOrDefault(Posts));
        Assert.Equal(1, after[Posts]);
        Assert.True(after["firstwindow_messages_accepted_total"] >= before.GetValueOrDefault("firstwindow_messages_accepted_total") + 2);
        Assert.True(after["firstwindow_writer_batches_total"] > 0);
        Assert.True(after["firstwindow_writer_flush_seconds_count"] > 0);
        Assert.Equal(
            1, after["firstwindow_request_seconds_count{method=\"POST\",route=\"/api/v1/conversations/{id:guid}/messages\"}"]);
        Assert.Equal(1, after["firstwindow_open_streams"]);
        Assert.Equal((0, 1), (before["firstwindow_waiting_contacts"], after["firstwindow_waiting_contacts"]));
        Assert.Equal((0, 1), (before["firstwindow_alarms"], after["firstwindow_alarm{code=\"test.alarm\"}"]));
        Assert.True(after["firstwindow_database_bytes"] > 10_000);
        Assert.True(after["dotnet_process_memory_working_set"] > 10_000_000);
        Assert.Contains(after.Keys, k => k.StartsWith("dotnet_gc_collections_total", StringComparison.Ordinal));
        Assert.Contains(after.Keys, k => k.StartsWith("dotnet_process_cpu_time_total", StringComparison.Ordinal));
        Assert.Contains("firstwindow_promises_overdue", after.Keys);
        Assert.Contains("firstwindow_sealing_lag_seconds", after.Keys);
        Assert.DoesNotContain("欧阳", text);
        Assert.DoesNotContain(visitor.Id.ToString(), text);
    }

    [Theory]
    [OnBothEngines]
    public async Task A_stranger_reads_nothing_a_program_with_its_token_does(Engine engine)
    {
        var app = await On(engine);
        var administrator = await app.SignedInAsync(Role.Administrator);
        await using var scope = app.Services.CreateAsyncScope();
        var (token, _) = await scope.ServiceProvider.GetRequiredService<ServiceAccounts>()
            .MakeAsync("prometheus", Role.Auditor, CancellationToken.None);

        foreach (var (header, bearer, status) in new[]
        {
            ((string?)null, (string?)null, HttpStatusCode.OK),
            ("X-Forwarded-For", null, HttpStatusCode.Unauthorized), ("Forwarded", null, HttpStatusCode.Unauthorized),
            ("X-Forwarded-For", "guessed", HttpStatusCode.Unauthorized), ("X-Forwarded-For", token, HttpStatusCode.OK),
        })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics");
            if (header is not null)
            {
                request.Headers.TryAddWithoutValidation(header, "203.0.113.9");
            }

            if (bearer is not null)
            {
                request.Headers.Authorization = new("Bearer", bearer);
            }

            Assert.Equal(status, (await app.Client().SendAsync(request)).StatusCode);
        }

        using var signedIn = new HttpRequestMessage(HttpMethod.Get, "/metrics");
        signedIn.Headers.Add("X-Forwarded-For", "203.0.113.9");
        Assert.Equal(HttpStatusCode.Unauthorized, (await administrator.Client.SendAsync(signedIn)).StatusCode);
    }

    private static async Task<Dictionary<string, double>> ReadAsync(FirstWindowApp app) =>
        (await app.Client().GetStringAsync("/metrics")).Split('\n')
            .Where(line => line.Length > 0 && !line.StartsWith('#'))
            .ToDictionary(line => line[..line.LastIndexOf(' ')],
                line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
}
