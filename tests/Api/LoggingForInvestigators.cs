using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;
using FirstWindow.Platform.Web;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Xunit;

namespace FirstWindow.Tests.Api;

/// <summary>What somebody who looks into an attack finds: every attempt, when, from where, by whom, at what.</summary>
public sealed class LoggingForInvestigators(Houses houses) : ApiTests(houses)
{
    [Theory]
    [OnBothEngines]
    [Clause("A4.2.3b")]
    public async Task Every_sign_in_is_journaled_with_its_kind_and_the_same_place_under_one_mark(Engine engine)
    {
        var app = await OwnAsync(engine, new Dictionary<string, string?> { ["Proxy:Known"] = "127.0.0.1" });
        var staff = await app.GivenStaffAsync(Role.Agent);
        var start = app.Clock.GetUtcNow();
        Task<Answer> TryAsync(string place, string password, string code)
        {
            var client = app.Client();
            client.DefaultRequestHeaders.Add("X-Forwarded-For", place);
            client.DefaultRequestHeaders.Add("X-FirstWindow", "1");
            return client.PostJsonAsync("/api/v1/session", new { userName = staff.UserName, password, code });
        }

        var wrongPassword = await TryAsync("198.51.100.7", "Wrong-1234-abcd", app.CodeOf(staff.Id));
        var wrongCode = await TryAsync("198.51.100.7", FirstWindowApp.Password, "000000");
        var first = await TryAsync("198.51.100.7", FirstWindowApp.Password, app.CodeOf(staff.Id));
        app.Clock.Move(TimeSpan.FromSeconds(30));
        await TryAsync("198.51.100.7", FirstWindowApp.Password, app.CodeOf(staff.Id));
        app.Clock.Move(TimeSpan.FromSeconds(30));
        await TryAsync("198.51.100.8", FirstWindowApp.Password, app.CodeOf(staff.Id));
        var entries = await app.WithDatabaseAsync(db => db.Set<JournalEntry>()
            .Where(e => e.Subject == staff.Id.Value && (e.Act == "staff.signed-in" || e.Act == "staff.sign-in-failed"))
            .OrderBy(e => e.Entry).ToListAsync());

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized, HttpStatusCode.OK),
            (wrongPassword.Status, wrongCode.Status, first.Status));
        Assert.Equal(["staff.sign-in-failed", "staff.sign-in-failed", "staff.signed-in", "staff.signed-in", "staff.signed-in"],
            entries.Select(e => e.Act));
        Assert.All(entries, e => Assert.StartsWith("by=password,code", e.Detail, StringComparison.Ordinal));
        Assert.All(entries, e => Assert.Equal((staff.Id.Value, "staff", TimeSpan.Zero), (e.Actor, e.ActorKind, e.At.Offset)));
        Assert.All(entries, e => Assert.InRange(e.At, start.AddSeconds(-5), app.Clock.GetUtcNow().AddSeconds(5)));
        Assert.Equal(entries[2].Detail, entries[3].Detail);
        Assert.Matches("^by=password,code;from=[0-9a-f]{32}$", entries[4].Detail);
        Assert.NotEqual(entries[3].Detail, entries[4].Detail);
        Assert.All(entries, e => Assert.DoesNotContain("198.51", e.Detail, StringComparison.Ordinal));
    }

    [Theory]
    [OnBothEngines]
    [Clause("A4.2.3a")]
    public async Task A_program_that_signs_in_by_its_token_is_journaled_each_hour(Engine engine)
    {
        var app = await OwnAsync(engine);
        var program = await app.ProgramAsync("warehouse", Role.ConnectedSystem);
        Task<List<string?>> SignInsAsync() => app.WithDatabaseAsync(db => db.Set<JournalEntry>()
            .Where(e => e.Act == "service-account.signed-in" && e.ActorKind == "service").Select(e => e.Detail).ToListAsync());

        await program.GetJsonAsync("/api/v1/events");
        await program.GetJsonAsync("/api/v1/events");
        var first = await SignInsAsync();
        app.Clock.Move(TimeSpan.FromHours(1));
        await program.GetJsonAsync("/api/v1/events");

        Assert.Equal(["by=token"], first);
        Assert.Equal(["by=token", "by=token"], await SignInsAsync());
    }

    [Fact]
    public async Task Whatever_was_asked_in_vain_is_one_line_with_what_who_and_where_and_no_word_of_it()
    {
        await using var bank = await RunningBank.StartAsync(
            Engine.Sqlite, new Dictionary<string, string> { ["FIRSTWINDOW_Log__Form"] = "json" });
        var visitor = await bank.OpenConversationAsync();
        using var stranger = new HttpClient { BaseAddress = bank.Address };
        using var malformed = new StringContent("{\"userName\": marked-secret", Encoding.UTF8, "application/json");

        const string marked = "marked-secret";
        await stranger.PostJsonAsync("/api/v1/session", new { userName = marked, password = marked, code = "000000" });
        await stranger.GetAsync("/api/v1/journal?customer=marked-secret");
        await stranger.PostAsync("/api/v1/session", malformed);
        await visitor.Client.PostJsonAsync($"/api/v1/conversations/{Guid.NewGuid()}/messages", new { id = Guid.NewGuid(), text = "x" });
        await stranger.GetAsync("/no-such-page-marked-secret");
        await stranger.PostJsonAsync("/api/v1/conversations", new { channel = "marked-secret", locale = "zh-CN" });
        using var impatience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (Told(bank).Count < 5)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), impatience.Token);
        }

        Assert.Equal(
            [
                "401 sign-in.failed POST /api/v1/session", "401 access.not-signed-in GET /api/v1/journal",
                "400 request.malformed POST /api/v1/session",
                "404 conversation.not-found POST /api/v1/conversations/{id:guid}/messages",
            ],
            Told(bank).Take(4).Select(l => $"{l["Status"]} {l["Code"]} {l["Method"]} {l["Route"]}"));
        Assert.StartsWith("400 ", $"{Told(bank)[4]["Status"]} ", StringComparison.Ordinal);
        Assert.Single(Told(bank).Select(l => l["Address"]).Distinct());
        Assert.DoesNotContain("marked-secret", bank.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_whose_clock_is_off_writes_the_databases_time_and_is_not_ready()
    {
        var postgres = await TestPostgres.MakeAsync();
        using var clock = await WrongClock.MakeAsync();
        await using (var server = await clock.StartAsync(postgres, TimeSpan.FromMinutes(7)))
        {
            using var caller = new HttpClient { BaseAddress = server.Address };
            var ready = await caller.GetAsync("/health/ready");
            await Visitor.OpenAsync(server.Address);
            await using var database = new NpgsqlConnection(postgres);
            await database.OpenAsync();
            await using var newest = database.CreateCommand();
            newest.CommandText = "SELECT extract(epoch FROM clock_timestamp()) * 1000000 - max(at) FROM journal_entry";
            var behind = Convert.ToDouble(await newest.ExecuteScalarAsync(), CultureInfo.InvariantCulture) / 1_000_000;

            Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
            Assert.Contains("clock off", await ready.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            Assert.InRange(behind, -1, 120); // Seven minutes ahead it would be, by the node's own clock.
        }

        await TestPostgres.DropAsync(postgres);
    }

    private static List<Dictionary<string, string>> Told(RunningBank bank) =>
    [
        .. bank.Output.Split('\n').Where(l => l.Contains("\"EventId\":1404", StringComparison.Ordinal))
            .Select(l => JsonDocument.Parse(l).RootElement.GetProperty("State").EnumerateObject()
                .ToDictionary(p => p.Name, p => p.Value.ToString())),
    ];
}
