using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FirstWindow.Tests.Api;

/// <summary>Every route of the program, from its own table: none can be forgotten.</summary>
public sealed class WalkingTheRoutes(Houses houses) : ApiTests(houses)
{
    [Fact]
    [Clause("A4.2.3a")]
    public async Task Every_route_states_its_permission_or_why_it_is_open()
    {
        var app = await On(Engine.Sqlite);

        Assert.All(Routes(app), route => Assert.True(
            route.Metadata.GetMetadata<Permission>() is not null ^ route.Metadata.GetMetadata<OpenRoute>() is not null,
            route.DisplayName));
    }

    [Theory]
    [OnBothEngines]
    [Clause("A4.2.3a")]
    [Clause("A4.2.1c")]
    public async Task Without_a_session_a_route_answers_401_and_with_a_foreign_role_403(Engine engine)
    {
        var app = await On(engine);
        foreach (var route in Routes(app).Where(r => r.Metadata.GetMetadata<Permission>() is not null))
        {
            var permission = route.Metadata.GetMetadata<Permission>()!;
            var (method, url) = CallOf(route);

            var nobody = await KnockAsync(app.Client(), method, url);
            Assert.True(
                nobody.Status is HttpStatusCode.Unauthorized, $"{method} {url} without a session: {nobody.Status}");
            if (Enum.GetValues<Role>().FirstOrDefault(r => !permission.Roles.Contains(r), (Role)(-1)) is var foreign
                && (int)foreign >= 0)
            {
                var colleague = await app.SignedInAsync(foreign);
                var wrong = await KnockAsync(colleague.Client, method, url);
                Assert.True(wrong.Status is HttpStatusCode.Forbidden, $"{method} {url} as {foreign}: {wrong.Status}");
            }
        }
    }

    [Theory]
    [OnBothEngines]
    public async Task A_row_that_is_absent_answers_404_to_those_who_may_ask(Engine engine)
    {
        var app = await On(engine);
        var withRow = Routes(app).Where(r => r.RoutePattern.RawText!.StartsWith("/api/", StringComparison.Ordinal)
            && r.RoutePattern.RawText.Contains("{id:guid}") && r.Metadata.GetMetadata<Permission>() is not null)
                .ToList();
        foreach (var route in withRow)
        {
            var (method, url) = CallOf(route);
            var key = $"{method} {route.RoutePattern.RawText}";
            Assert.True(RowBodies.All.ContainsKey(key), $"{key} is not among the RowBodies");
            var colleague = await app.SignedInAsync(route.Metadata.GetMetadata<Permission>()!.Roles[0]);
            var answer = await colleague.Client.CallAsync(
                method, url + (url.EndsWith("/events", StringComparison.Ordinal) ? "?after=0" : ""), RowBodies.All[key]);
            Assert.True(answer.Status is HttpStatusCode.NotFound, $"{key}: {answer.Status}");
        }
    }

    [Theory]
    [OnBothEngines]
    public async Task A_body_that_is_not_json_answers_400_with_a_code(Engine engine)
    {
        var app = await On(engine);
        var visitor = await app.GivenVisitorAsync();
        // Tokens are asked for by OAuth's form: JSON is 415 there.
        foreach (var route in Routes(app).Where(r => TakesBody(r) && r.RoutePattern.RawText is not "/api/v1/token"))
        {
            var (method, url) = CallOf(route);
            var client = route.Metadata.GetMetadata<Permission>() is { } permission
                ? (await app.SignedInAsync(permission.Roles[0])).Client
                : visitor.Client;
            foreach (var bad in new[] { "not json", "[1,2]",
                "{\"score\":\"x\",\"value\":\"x\",\"text\":7,\"state\":[],\"approve\":2,\"userName\":1,\"contact\":7,"
                    + "\"owner\":7,\"done\":7,\"title\":7,\"after\":7,\"conclusion\":7,\"reason\":7,\"answers\":7,"
                    + "\"from\":7,\"level\":7,\"code\":7,\"callback\":7,\"source\":7,\"person\":7,\"evidence\":7}" })
            {
                using var request = new HttpRequestMessage(
                    method, url.Replace(Guid.Empty.ToString(), visitor.Id.ToString()))
                {
                    Content = new StringContent(bad, Encoding.UTF8, "application/json"),
                };
                var response = await client.SendAsync(request);
                Assert.True(response.StatusCode is HttpStatusCode.BadRequest,
                    $"{method} {url} with {bad}: {response.StatusCode}");
                Assert.Contains("\"code\"", await response.Content.ReadAsStringAsync());
            }
        }
    }

    [Fact]
    public async Task A_form_of_which_no_field_came_is_refused_and_is_no_fault()
    {
        var app = await OwnAsync(Engine.Sqlite);
        var faults = new List<string>();
        foreach (var route in Routes(app).Where(r => CallOf(r).Method == HttpMethod.Post
            && !r.RoutePattern.RawText!.StartsWith("/api/", StringComparison.Ordinal)
            && r.Metadata.GetMetadata<Permission>() is not null))
        {
            var (_, url) = CallOf(route);
            var colleague = await app.SignedInAsync(route.Metadata.GetMetadata<Permission>()!.Roles[0]);
            var (status, html) = await colleague.SubmitAsync("/pledge", url);
            faults.AddRange(status >= HttpStatusCode.InternalServerError || html.Contains("access.foreign-site")
                ? [$"POST {url}: {status}"] : []);
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Theory]
    [InlineData("/%C2%BF", "/%C2%BF")]
    [InlineData("/help?q=%E5%8D%A1%20%F0%9F%98%80", "/help?q=%E5%8D%A1%20%F0%9F%98%80")]
    [InlineData("/a%0D%0ASet-Cookie:%20x=y", "/")]
    [InlineData("//elsewhere.example", "/")]
    [InlineData("/%5Celsewhere.example", "/")]
    public async Task A_way_back_in_any_letters_leads_there_or_to_the_start(string back, string location)
    {
        var app = await On(Engine.Sqlite);
        foreach (var way in new[] { "/language/en", "/theme/dark" })
        {
            var answer = await app.Client().GetAsync($"{way}?back={Uri.EscapeDataString(Uri.UnescapeDataString(back))}");
            Assert.Equal((HttpStatusCode.Found, location),
                (answer.StatusCode, answer.Headers.GetValues("Location").Single()));
        }
    }

    [Fact]
    public async Task A_page_that_does_not_exist_and_a_method_nobody_serves_have_their_own_answers()
    {
        var app = await On(Engine.Sqlite);

        Assert.Equal(HttpStatusCode.NotFound, (await app.Client().GetJsonAsync("/api/v1/nothing")).Status);
        Assert.Equal(HttpStatusCode.MethodNotAllowed,
            (await app.Client().CallAsync(HttpMethod.Patch, "/api/v1/session", null)).Status);
        foreach (var path in new[] { "/api/v1/session", "/sign-in", "/health/ready" })
        {
            using var trace = new HttpRequestMessage(HttpMethod.Trace, path);
            using var answer = await app.Client().SendAsync(trace);
            Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
        }
    }

    [Theory]
    [OnBothEngines]
    public async Task A_fault_of_ours_tells_nothing_of_the_inside(Engine engine)
    {
        var app = await OwnAsync(engine);
        var colleague = await app.SignedInAsync(Role.Supervisor);
        await app.WithDatabaseAsync(db => db.Database.ExecuteSqlAsync($"ALTER TABLE suggestion RENAME TO gone"));

        foreach (var (url, type) in new[] { ("/api/v1/suggestions", "application/json"), ("/suggestions", "text/html") })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, url);
            request.Headers.Add("Accept", type);
            using var answer = await colleague.Client.SendAsync(request);
            var said = await answer.Content.ReadAsStringAsync();

            Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
            Assert.DoesNotMatch(@"Exception|FirstWindow\.|\.cs\b|\bat [A-Z]|(?i:sqlite|npgsql|no such table|relation)", said);
        }
    }

    [Theory]
    [OnBothEngines]
    public async Task Fields_that_are_not_meant_change_nothing(Engine engine)
    {
        var app = await On(engine);
        var (own, wanted) = (await app.SignedInAsync(Role.Agent), Guid.NewGuid());

        var opened = await app.Client().PostJsonAsync("/api/v1/conversations", new
        {
            channel = "web",
            locale = "zh-CN",
            id = wanted,
            customer = wanted,
            owner = own.Id.Value,
            state = "closed",
        });
        var pretended = await own.Client.PutJsonAsync(
            "/api/v1/desk/presence", new { state = "break", capacity = 1, staff = wanted, roles = new[] { "administrator" } });
        var session = await own.Client.GetJsonAsync("/api/v1/session");

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.NoContent), (opened.Status, pretended.Status));
        Assert.NotEqual(wanted, opened.Json.GetProperty("id").GetGuid());
        Assert.Equal(["agent"], session.Json.GetProperty("roles").EnumerateArray().Select(r => r.GetString()));
    }

    [Theory]
    [OnBothEngines]
    public async Task No_answer_holds_a_field_that_only_proves_or_opens_something(Engine engine)
    {
        var app = await On(engine);
        await app.GivenContactAsync();
        await app.ProgramAsync("warehouse", Role.ConnectedSystem);
        // A name that elsewhere is a word or a number says nothing; the place after an event is told, and is none.
        var columns = await app.WithDatabaseAsync(db => Task.FromResult(db.Model.GetEntityTypes()
            .SelectMany(e => e.GetProperties()).GroupBy(p => p.Name)
            .Where(g => g.Key == "PasswordHash" || (g.Key != "Next" && g.All(p => p.ClrType == typeof(byte[]))))
            .Select(g => g.Key).ToHashSet(StringComparer.OrdinalIgnoreCase)));
        var (faults, asked) = (new List<string>(), 0);
        foreach (var route in Routes(app).Where(r => CallOf(r).Method == HttpMethod.Get
            && r.RoutePattern.RawText!.StartsWith("/api/", StringComparison.Ordinal)
            && !r.RoutePattern.RawText.Contains('{') && r.Metadata.GetMetadata<Permission>() is not null))
        {
            var colleague = await app.SignedInAsync([.. route.Metadata.GetMetadata<Permission>()!.Roles]);
            using var request = new HttpRequestMessage(HttpMethod.Get, CallOf(route).Url);
            using var answer = await colleague.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            if (answer.IsSuccessStatusCode && answer.Content.Headers.ContentType?.MediaType == "application/json")
            {
                asked++;
                using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
                faults.AddRange(NamesIn(json.RootElement).Distinct().Where(columns.Contains)
                    .Select(n => $"{request.RequestUri} tells {n}"));
            }
        }

        Assert.Contains("Mac", columns);
        Assert.True(asked > 20, $"{asked} routes");
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Fact]
    public async Task No_key_and_nobodys_name_number_or_words_are_asked_for_in_an_address()
    {
        var app = await On(Engine.Sqlite);
        var asked = (await app.Client().GetJsonAsync("/openapi/v1.json")).Json.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().SelectMany(verb =>
                verb.Value.TryGetProperty("parameters", out var all) ? all.EnumerateArray()
                    .Where(p => p.GetProperty("in").GetString() == "query")
                    .Select(p => $"{verb.Name} {path.Name} {p.GetProperty("name").GetString()}") : []))
            .Where(q => !q.StartsWith("get /api/v1/contacts ", StringComparison.Ordinal)) // Refuses them: SearchingContacts.
            .ToList();
        var pages = Path.Combine(Environment.GetEnvironmentVariable("FIRSTWINDOW_ROOT")!, "src");
        var fields = Directory.EnumerateFiles(pages, "*.razor", SearchOption.AllDirectories)
            .SelectMany(f => Regex.Matches(File.ReadAllText(f), "<form[^>]*method=\"get\".*?</form>", RegexOptions.Singleline))
            .SelectMany(form => Regex.Matches(form.Value, " name=\"([^\"]+)\"").Select(n => $"page {n.Groups[1].Value}"))
            .ToList();

        Assert.True(asked.Count > 20 && fields.Count > 3, $"{asked.Count} parameters, {fields.Count} fields");
        Assert.DoesNotContain([.. asked, .. fields], q => Regex.IsMatch(
            q, "(?i) (key|token|password|secret|name|customer|words|phone|text|title|reason)$"));
    }

    private static IEnumerable<string> NamesIn(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => json.EnumerateObject().SelectMany(p => NamesIn(p.Value).Prepend(p.Name)),
        JsonValueKind.Array => json.EnumerateArray().SelectMany(NamesIn),
        _ => [],
    };

    [Fact]
    public async Task Every_answer_carries_the_security_headers()
    {
        var app = await On(Engine.Sqlite);
        foreach (var url in new[] { "/health/ready", "/api/v1/nothing", "/api/v1/journal" })
        {
            var response = await app.Client().GetAsync(url);
            var policy = response.Headers.GetValues("Content-Security-Policy").Single();
            Assert.Contains("default-src 'none'", policy);
            Assert.Contains("base-uri 'none'", policy);
            Assert.Equal("no-referrer", response.Headers.GetValues("Referrer-Policy").Single());
            Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.Equal("no-store", response.Headers.CacheControl?.ToString());
        }
    }

    internal static IEnumerable<RouteEndpoint> Routes(FirstWindowApp app) =>
        app.Services.GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>();

    private static bool TakesBody(RouteEndpoint route) =>
        route.RoutePattern.RawText!.StartsWith("/api/", StringComparison.Ordinal)
        && (route.Metadata.GetMetadata<Microsoft.AspNetCore.Http.Metadata.IAcceptsMetadata>() is not null
            || route.RoutePattern.RawText.EndsWith("/messages", StringComparison.Ordinal));

    internal static (HttpMethod Method, string Url) CallOf(RouteEndpoint route)
    {
        var method = new HttpMethod(route.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods[0]);
        var url = System.Text.RegularExpressions.Regex
            .Replace(route.RoutePattern.RawText!, @"\{\w+:guid\}", Guid.Empty.ToString()).Replace("{**path}", "x")
            .Replace("{year:int:range(2020,2100)}", "2026").Replace("{date:datetime}", "2026-10-01");
        return (method, System.Text.RegularExpressions.Regex.Replace(url, @"\{[^}]+\}", "x"));
    }

    // A page's form is posted as a browser posts it; the API gets JSON.
    private static async Task<Answer> KnockAsync(HttpClient client, HttpMethod method, string url)
    {
        if (method == HttpMethod.Get || method == HttpMethod.Delete)
        {
            return await client.CallAsync(method, url, null);
        }

        if (url.StartsWith("/api/", StringComparison.Ordinal))
        {
            return await client.CallAsync(method, url, new { });
        }

        using var form = new FormUrlEncodedContent([new("x", "y")]);
        using var request = new HttpRequestMessage(method, url) { Content = form };
        var response = await client.SendAsync(request);
        return new(response.StatusCode, default, response);
    }
}
