using System.Net;
using System.Text.Json;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;
using Microsoft.AspNetCore.Routing;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static FirstWindow.Tests.Api.WalkingTheRoutes;

namespace FirstWindow.Tests.Api;

/// <summary>What no page of ours would ask: numbers out of all bounds, names given twice, input encoded twice, files of
/// the workshop; and what the program's log makes of it.</summary>
public sealed class AskingOddly(Houses houses) : ApiTests(houses)
{
    private const string OutOfBounds =
        "page=-1&size=99999999999999999999999&limit=2147483648&take=-5&after=9223372036854775808&year=99999&days=1e9";

    private const string GivenTwice = "page=1&page=2&q=a&q=b&q=c&by=x&by=y&from=1&from=2&id=1&id=2&state=a&state=b";

    private const string EncodedTwice =
        "q=%2527%253Cscript%253Ealert(1)%253C%252Fscript%253E&name=%253Cscript%253E&back=%252F%252Felsewhere.example";

    // None of it is one of ours: it opens nothing and breaks nothing.
    private static readonly (string Header, string Odd)[] OddHeaders =
    [
        ("Authorization", "Bearer \u007f"), ("Authorization", "Basic Og=="), ("Last-Event-ID", "-1e99"),
        ("Accept-Language", ";;;,q=9"), ("If-None-Match", "\"\"\""), ("Range", "bytes=9-1"), ("Accept", "/"),
        ("Cookie", "fw_session=%00; fw_device=%FF; fw_customer=%; fw_lang=..%2F; fw_theme=<b>"),
        ("Cookie", $"fw_session={new string('A', 3_000)}; fw_customer={new string('A', 3_000)}"),
    ];

    [Fact]
    public async Task Odd_questions_are_no_fault_and_every_page_says_what_it_is_and_shows_the_way_out()
    {
        var app = await OwnAsync(Engine.Sqlite);
        var (faults, pages) = (new List<string>(), 0);
        var people = new Dictionary<Role, HttpClient>();
        foreach (var route in Routes(app).Where(r => CallOf(r).Method == HttpMethod.Get))
        {
            var client = app.Client();
            if (route.Metadata.GetMetadata<Permission>() is { } permission)
            {
                var role = permission.Roles[0];
                client = people.TryGetValue(role, out var known) ? known
                    : people[role] = (await app.SignedInAsync(role)).Client;
            }

            foreach (var odd in new[] { string.Empty, OutOfBounds, GivenTwice, EncodedTwice })
            {
                var url = $"{CallOf(route).Url}?{odd}";
                using var request = new HttpRequestMessage(HttpMethod.Get, url);
                request.Headers.Add("Accept", url.StartsWith("/api/", StringComparison.Ordinal) ? "*/*" : "text/html");
                using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
                var type = answer.Content.Headers.ContentType;
                if (answer.StatusCode >= HttpStatusCode.InternalServerError)
                {
                    faults.Add($"{url}: {answer.StatusCode}");
                }

                if (type?.MediaType is "text/event-stream")
                {
                    continue;
                }

                var body = await answer.Content.ReadAsStringAsync();
                if (body.Length > 0 && (type is null || (type.MediaType!.StartsWith("text/", StringComparison.Ordinal)
                    && !string.Equals(type.CharSet, "utf-8", StringComparison.OrdinalIgnoreCase))))
                {
                    faults.Add($"{url}: {type}");
                }

                if (body.Contains("<script>alert", StringComparison.Ordinal))
                {
                    faults.Add($"{url}: decoded twice");
                }

                if (odd.Length == 0 && answer.IsSuccessStatusCode && type?.MediaType is "text/html"
                    && people.ContainsValue(client) && body.Contains("<html", StringComparison.Ordinal))
                {
                    pages++;
                    faults.AddRange(body.Contains("action=\"/sign-out\"", StringComparison.Ordinal)
                        ? [] : [$"{url}: no way to sign out"]);
                }
            }
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
        Assert.True(pages > 40, $"{pages} pages");
    }

    [Fact]
    public async Task No_query_value_header_or_cookie_is_taken_that_is_none_of_its_kind()
    {
        var app = await OwnAsync(Engine.Sqlite);
        var faults = new List<string>();
        var people = new Dictionary<Role, HttpClient>();
        var asked = 0;
        foreach (var route in Routes(app).Where(r => CallOf(r).Method == HttpMethod.Get))
        {
            var client = app.Client();
            if (route.Metadata.GetMetadata<Permission>() is { } permission)
            {
                var role = permission.Roles[0];
                client = people.TryGetValue(role, out var known) ? known
                    : people[role] = (await app.SignedInAsync(role)).Client;
            }

            foreach (var value in TellingTheRules.QueriesOf(route))
            {
                var isText = value.ParameterType == typeof(string);
                foreach (var odd in isText ? new[] { new string('x', 4_001), "%00", "a%1Bb", "%C2%85" } : ["x", "%00", "1e99"])
                {
                    using var answer = await client.GetAsync(
                        $"{CallOf(route).Url}?{value.Name}={odd}", HttpCompletionOption.ResponseHeadersRead);
                    asked++;
                    if (answer.StatusCode is not HttpStatusCode.BadRequest)
                    {
                        faults.Add($"{CallOf(route).Url}?{value.Name}={odd[..Math.Min(8, odd.Length)]}: {answer.StatusCode}");
                    }
                }
            }

            foreach (var (header, odd) in OddHeaders)
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, CallOf(route).Url);
                request.Headers.TryAddWithoutValidation(header, odd);
                using var answer = await app.Client().SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
                var isSignedIn = route.Metadata.GetMetadata<Permission>() is not null
                    && answer.StatusCode is not (
                        HttpStatusCode.Unauthorized or HttpStatusCode.Found or HttpStatusCode.BadRequest);
                faults.AddRange(answer.StatusCode >= HttpStatusCode.InternalServerError || isSignedIn
                    ? [$"{CallOf(route).Url} with {header}: {answer.StatusCode}"] : []);
            }
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
        Assert.True(asked > 150, $"{asked} values");
    }

    [Fact]
    public async Task Nothing_of_the_workshop_is_served_and_what_is_encoded_twice_is_stored_as_it_came()
    {
        var app = await On(Engine.Sqlite);
        foreach (var path in new[]
        {
            "/.git/HEAD", "/.git/config", "/.gitignore", "/.svn/entries", "/.env", "/appsettings.json", "/firstwindow.db",
            "/keys/master.key", "/chat.js.map", "/%2e%2e/keys/master.key", "/css/..%2f..%2fkeys%2fmaster.key",
        })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await app.Client().GetAsync(path)).StatusCode);
        }

        var visitor = await app.GivenVisitorAsync();
        const string twice = "%253Cscript%253E &amp;lt;b&amp;gt; \\u003cscript\\u003e";
        await visitor.SayAsync(twice);
        var read = await visitor.ReadAsync(1);
        var code = await visitor.Client.PostJsonAsync($"/api/v1/conversations/{visitor.Id}/device-code", new { });

        Assert.Contains(read, e => e.Text == twice);
        Assert.Matches("^[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}$", code.Json.GetProperty("code").GetString()); // 40 bits.
    }

    [Fact]
    public async Task A_fault_is_logged_as_one_line_of_json_that_nobody_outside_can_break_or_fill()
    {
        await using var bank = await RunningBank.StartAsync(
            Engine.Sqlite, new Dictionary<string, string> { ["FIRSTWINDOW_Log__Form"] = "json" });
        await using (var database = new SqliteConnection($"Data Source={Path.Combine(bank.Folder, "firstwindow.db")}"))
        {
            await database.OpenAsync();
            await using var rename = database.CreateCommand();
            rename.CommandText = "ALTER TABLE device_code RENAME TO gone";
            await rename.ExecuteNonQueryAsync();
        }

        var visitor = await bank.OpenConversationAsync();
        var before = bank.Output.Length;
        visitor.Client.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", "{\"EventId\":1} marked-secret");
        using var answer = await visitor.Client.PostAsync(
            $"/api/v1/conversations/{visitor.Id}/device-code?q=%0A%7B%22EventId%22%3A2%7D%0D%0A13800000001", null);
        using var impatience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!bank.Output[before..].Contains("\"EventId\":1401", StringComparison.Ordinal))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), impatience.Token);
        }

        var lines = bank.Output[before..].Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(l => JsonDocument.Parse(l).RootElement).ToList();

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        var fault = Assert.Single(lines, l => l.GetProperty("EventId").GetInt32() == 1401);
        Assert.Equal("Error", fault.GetProperty("LogLevel").GetString());
        Assert.EndsWith("Z", fault.GetProperty("Timestamp").GetString(), StringComparison.Ordinal);
        Assert.Contains("device_code", fault.GetProperty("Exception").GetString(), StringComparison.Ordinal);
        Assert.All(lines, l => Assert.NotInRange(l.GetProperty("EventId").GetInt32(), 1, 2));
        Assert.DoesNotMatch("13800000001|marked-secret|Bearer", bank.Output[before..]);
    }
}
