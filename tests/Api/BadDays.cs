using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using FirstWindow.Platform.Storage;
using Microsoft.Data.Sqlite;
using Npgsql;
using Xunit;

namespace FirstWindow.Tests.Api;

/// <summary>Disks that fail, clocks that jump, nodes that die: nothing acknowledged is lost, doubled or
/// reordered.</summary>
public sealed class BadDays(Houses houses) : ApiTests(houses)
{
    [Fact]
    public async Task No_message_is_acknowledged_before_the_flush_returns()
    {
        await using var disk = await SlowDisk.MakeAsync();
        await using var server = await disk.StartAsync("FULL");
        var visitor = await Visitor.OpenAsync(server.Address);
        disk.Delay(milliseconds: 400);

        var took = Stopwatch.StartNew();
        var answer = await visitor.TryToSayAsync("落盘之前不应答");
        took.Stop();

        Assert.Equal(HttpStatusCode.Created, answer.Status);
        Assert.True(took.ElapsedMilliseconds >= 400, $"acknowledged after {took.ElapsedMilliseconds} ms");
    }

    [Fact]
    public async Task With_synchronous_OFF_the_same_proof_fails_so_it_proves_something()
    {
        await using var disk = await SlowDisk.MakeAsync();
        await using var server = await disk.StartAsync("OFF");
        var visitor = await Visitor.OpenAsync(server.Address);
        disk.Delay(milliseconds: 2_000);

        var took = Stopwatch.StartNew();
        await visitor.TryToSayAsync("不落盘也应答");

        Assert.True(took.ElapsedMilliseconds < 2_000, $"acknowledged after {took.ElapsedMilliseconds} ms");
    }

    [Fact]
    public async Task When_the_disk_fails_writes_get_503_and_all_recovers_by_itself()
    {
        await using var disk = await SlowDisk.MakeAsync();
        await using var server = await disk.StartAsync("FULL");
        var visitor = await Visitor.OpenAsync(server.Address);
        Assert.Equal(HttpStatusCode.Created, (await visitor.TryToSayAsync("之前")).Status);

        disk.Fail();
        var id = Guid.NewGuid();
        var refused = await visitor.TryToSayAsync("磁盘坏了", id);
        disk.Heal();
        var again = await visitor.TryToSayAsync("磁盘坏了", id);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "storage.unavailable"), (refused.Status, refused.Code));
        Assert.NotNull(refused.Response.Headers.RetryAfter);
        Assert.True(again.Status is HttpStatusCode.Created or HttpStatusCode.OK);
        var said = (await visitor.ReadAsync(2)).Select(e => e.Seq!.Value);
        Assert.Equal([1, 2], said);
    }

    [Fact]
    public async Task A_full_disk_refuses_writes_with_503_keeps_reading_and_goes_on_once_there_is_room()
    {
        await using var disk = await SlowDisk.MakeAsync();
        await using var server = await disk.StartAsync("FULL");
        var visitor = await Visitor.OpenAsync(server.Address);
        await visitor.SayAsync("之前");

        disk.Fill();
        var refused = await visitor.TryToSayAsync("盘满了");
        var read = await visitor.ReadAsync(2);
        disk.Heal();
        var after = await visitor.TryToSayAsync("之后");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.Status);
        Assert.Equal("之前", read[1].Text);
        Assert.Equal(3, after.Json.GetProperty("seq").GetInt32());
    }

    [Fact]
    public async Task When_the_database_server_is_gone_writes_get_503_and_all_recovers_by_itself()
    {
        var app = await OwnAsync(Engine.Postgres);
        var visitor = await app.GivenVisitorAsync();
        await visitor.AskForPersonAsync();
        var id = Guid.NewGuid();

        await TestPostgres.ShutAsync(app.Postgres!);
        var refused = await visitor.TryToSayAsync("数据库不在", id);
        var notReady = await app.Client().GetJsonAsync("/health/ready");
        await TestPostgres.ReopenAsync(app.Postgres!);
        var again = await visitor.TryToSayAsync("数据库不在", id);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "storage.unavailable"), (refused.Status, refused.Code));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, notReady.Status);
        Assert.Equal(HttpStatusCode.Created, again.Status);
        Assert.Equal(2, again.Json.GetProperty("seq").GetInt32());
    }

    [Theory]
    [OnBothEngines]
    public async Task A_clock_set_back_reorders_nothing(Engine engine)
    {
        var app = await OwnAsync(engine);
        var visitor = await app.GivenVisitorAsync();
        await visitor.AskForPersonAsync();

        await visitor.SayAsync("一");
        app.Clock.Move(TimeSpan.FromHours(-3));
        await visitor.SayAsync("二");
        app.Clock.Move(TimeSpan.FromHours(6));
        await visitor.SayAsync("三");
        var events = await visitor.ReadAsync(4);

        Assert.Equal(["一", "二", "三"], events.Where(e => e.From == "customer").Select(e => e.Text));
        Assert.Equal([1, 2, 3, 4], events.Select(e => e.Seq!.Value));
        Assert.True((await app.VerifyAsync()).IsWhole);
    }

    [Fact]
    public async Task A_message_taken_by_one_node_is_seen_on_another_and_numbers_stay_gapless()
    {
        var first = await OwnAsync(Engine.Postgres);
        await using var second = await FirstWindowApp.StartAsync(Engine.Postgres, nodeOf: first);
        var visitor = await first.GivenVisitorAsync();
        await visitor.AskForPersonAsync();
        var elsewhere = second.Client();
        elsewhere.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", visitor.Token);
        var there = new Visitor(elsewhere, visitor.Id, visitor.Token);
        using var stream = await there.ListenAsync();
        await stream.UntilAsync(e => e.Seq == 1);

        var both = Enumerable.Range(0, 20).Select(i => (i % 2 == 0 ? visitor : there).TryToSayAsync($"第{i}条"));
        var answers = await Task.WhenAll(both);
        var seen = new List<int>();
        while (seen.Count < 20)
        {
            seen.Add((await stream.NextAsync())!.Seq!.Value);
        }

        Assert.All(answers, a => Assert.Equal(HttpStatusCode.Created, a.Status));
        Assert.Equal(Enumerable.Range(2, 20), seen);
    }

    [Theory]
    [OnBothEngines]
    public async Task Killed_again_and_again_under_load_the_server_loses_doubles_and_reorders_nothing(Engine engine)
    {
        var kills = Environment.GetEnvironmentVariable("FIRSTWINDOW_TEST_MODE") == "long" ? 20 : 4;
        var folder = Directory.CreateTempSubdirectory("fw-kill-").FullName;
        var postgres = engine is Engine.Postgres ? await TestPostgres.MakeAsync() : null;
        var port = ServerProcess.FreePort();
        var server = await ServerProcess.StartAsync(folder, port, postgres);
        var simulation = ServerProcess.RunAsync(
            "simulate", "--url", $"http://localhost:{port}", "--customers", "12", "--agents", "3", "--data", folder,
            "--seconds", $"{kills * 10}", "--json");
        for (var kill = 0; kill < kills; kill++)
        {
            // In the middle of work, however slow the machine: so much was written since the last kill.
            await Task.WhenAny(simulation, EventsGrowAsync(folder, postgres, 12 + (kill * 7 % 10)));
            await server.KillAsync();
            await server.DisposeAsync();
            server = await ServerProcess.StartAsync(folder, port, postgres);
        }

        var (code, output, error) = await simulation;
        var report = JsonDocument.Parse(output).RootElement;
        string[] storage = postgres is null ? ["--data", folder] : ["--data", folder, "--postgres", postgres];
        await server.DisposeAsync();
        var verified = await ServerProcess.RunAsync(["journal", "verify", .. storage]);

        Assert.True(code == 0, error + output);
        Assert.True(report.GetProperty("acknowledged").GetInt32() > kills, output);
        Assert.Equal((0, 0, 0), (report.GetProperty("lost").GetInt32(), report.GetProperty("duplicated").GetInt32(),
            report.GetProperty("out_of_order").GetInt32()));
        Assert.True(verified.Code == 0, verified.Error);
        Directory.Delete(folder, recursive: true);
        if (postgres is not null)
        {
            await TestPostgres.DropAsync(postgres);
        }
    }

    private static async Task EventsGrowAsync(string folder, string? postgres, int by)
    {
        await using DbConnection connection = postgres is null
            ? new SqliteConnection($"Data Source={Path.Combine(folder, "firstwindow.db")};Mode=ReadOnly;Pooling=False")
            : new NpgsqlConnection(postgres);
        await connection.OpenAsync();
        await using var count = connection.CreateCommand();
        count.CommandText = "SELECT count(*) FROM conversation_event";
        var before = Convert.ToInt64(await count.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
        while (Convert.ToInt64(await count.ExecuteScalarAsync(), CultureInfo.InvariantCulture) < before + by)
        {
            await Task.Delay(20);
        }
    }
}
