using System.Net;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Storage;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static FirstWindow.Tests.Api.WalkingTheRoutes;

namespace FirstWindow.Tests.Api;

/// <summary>
/// Every route × every role, and whose row it is, as <c>access-matrix.tsv</c> says: the route, its permission, the
/// roles that have it, and for routes about one contact what a colleague finds of an own one, one of the team, one of
/// another. The roles stand there in full, so that a change of a permission is seen in review as what it opens.
/// </summary>
public sealed class AccessMatrix(Houses houses) : ApiTests(houses)
{
    private const string Seen = "seen";
    private const string Absent = "absent";

    private static readonly string Table = Path.Combine(
        Environment.GetEnvironmentVariable("FIRSTWINDOW_ROOT")!, "tests", "Api", "access-matrix.tsv");

    [Fact]
    [Clause("A4.2.1c")]
    public async Task Every_route_stands_in_the_table_with_its_roles()
    {
        var app = await On(Engine.Sqlite);
        var said = Read().Select(l => l.ToString()).ToHashSet();
        var there = Routes(app).Select(r => LineOf(r).ToString()).ToHashSet();

        Assert.True(said.SetEquals(there), "Of no route: " + string.Join('\n', said.Except(there).Order())
            + "\nNot in tests/Api/access-matrix.tsv: " + string.Join('\n', there.Except(said).Order()));
    }

    [Fact]
    [Clause("A4.2.3a")]
    [Clause("A4.2.1c")]
    public async Task Each_role_gets_in_where_the_table_says_and_nowhere_else()
    {
        var app = await On(Engine.Sqlite);
        var roles = Enum.GetValues<Role>();
        var faults = new List<string>();
        var clients = new Dictionary<string, HttpClient>();
        foreach (var route in Routes(app).Where(r => r.Metadata.GetMetadata<Permission>() is not null))
        {
            var line = LineOf(route);
            var (method, url) = CallOf(route);
            var granted = Read().Single(l => l.Route == line.Route && l.Method == line.Method).Roles.Split(',');
            var others = roles.Where(r => !granted.Contains(r.ToCode()) && granted[0] != "all").ToArray();
            // Rights are the sum of the roles: whom all the others together do not let in, none of them does.
            if (others.Length > 0)
            {
                var refused = await KnockAsync(await ClientAsync(app, clients, others), method, url);
                faults.AddRange(refused is (HttpStatusCode.Forbidden, "access.role-lacks-it") ? []
                    : [$"{method} {url} as {string.Join('+', others)}: {refused}"]);
            }

            foreach (var role in roles.Except(others))
            {
                var allowed = await KnockAsync(EndsSession(line)
                    ? (await app.SignedInAsync(role)).Client : await ClientAsync(app, clients, [role]), method, url);
                faults.AddRange(allowed is (HttpStatusCode.Unauthorized or HttpStatusCode.Locked, _)
                    or (HttpStatusCode.Forbidden, "access.role-lacks-it") ? [$"{method} {url} as {role}: {allowed}"] : []);
            }
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Fact]
    [Clause("A4.2.1c")]
    [Clause("A4.3.1a")]
    public async Task Whose_contact_it_is_decides_what_is_found_of_it()
    {
        var app = await OwnAsync(Engine.Sqlite);
        var faults = new List<string>();
        var (team, foreign) = (await app.GivenContactAsync(), await app.GivenContactAsync());
        await PastContacts.ChangeAsync(app, foreign.Agent.Id, s => s.Team = "cards");
        foreach (var route in Routes(app).Where(r => IsAboutContact(r)))
        {
            var line = Read().Single(l => l.Route == route.RoutePattern.RawText && l.Method == MethodOf(route));
            var (method, url) = CallOf(route);
            var role = route.Metadata.GetMetadata<Permission>()!.Roles[0];
            var own = role is Role.Agent ? await app.GivenContactAsync() : team;
            var asker = role is Role.Agent ? own.Agent : await app.SignedInAsync(role);
            var found = new List<string>();
            foreach (var row in new[] { own, team, foreign })
            {
                var answer = await AskAsync(asker.Client, method, url.Replace(Guid.Empty.ToString(), $"{row.Visitor.Id}"));
                found.Add(answer is HttpStatusCode.NotFound ? Absent : Seen);
            }

            faults.AddRange(line.Rows == string.Join(' ', found) ? []
                : [$"{method} {route.RoutePattern.RawText}: {line.Rows} is {string.Join(' ', found)}"]);
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    private static bool EndsSession(Line line) =>
        line is { Route: "/api/v1/session", Method: "DELETE" } or { Route: "/api/v1/session/lock" };

    private static bool IsAboutContact(RouteEndpoint route) =>
        route.Metadata.GetMetadata<Permission>() is not null
        && route.RoutePattern.RawText is { } path
        && (path.StartsWith("/api/v1/conversations/{id:guid}", StringComparison.Ordinal)
            || path.StartsWith("/api/v1/desk/contacts/{id:guid}", StringComparison.Ordinal)
            || path.StartsWith("/contacts/{id:guid}", StringComparison.Ordinal))
        && !path.Contains("{file:guid}");

    private static async Task<HttpClient> ClientAsync(
        FirstWindowApp app, Dictionary<string, HttpClient> clients, Role[] roles)
    {
        var key = string.Join(',', roles);
        if (!clients.TryGetValue(key, out var client))
        {
            client = clients[key] = await app.OpenSessionAsync((await app.GivenUncertifiedAsync(roles)).Id);
        }

        return client;
    }

    // A stream never ends: its head is answer enough.
    private static async Task<(HttpStatusCode Status, string? Code)> KnockAsync(
        HttpClient client, HttpMethod method, string url)
    {
        using var answer = await SendAsync(client, method, url, new { });
        return (answer.StatusCode, answer.StatusCode is HttpStatusCode.Forbidden
            ? System.Text.Json.JsonDocument.Parse(await answer.Content.ReadAsStringAsync())
                .RootElement.GetProperty("code").GetString() : null);
    }

    private static async Task<HttpStatusCode> AskAsync(HttpClient client, HttpMethod method, string url)
    {
        var body = RowBodies.All.FirstOrDefault(b => b.Key.StartsWith($"{method} ", StringComparison.Ordinal)
            && System.Text.RegularExpressions.Regex.IsMatch(
                url, "^" + b.Key[$"{method} ".Length..].Replace("{id:guid}", "[0-9a-f-]{36}") + "$")).Value;
        using var answer = await SendAsync(
            client, method, url.EndsWith("/events", StringComparison.Ordinal) ? url + "?after=0" : url, body);
        return answer.StatusCode;
    }

    internal static async Task<HttpResponseMessage> SendAsync(
        HttpClient client, HttpMethod method, string url, object? body)
    {
        using var request = new HttpRequestMessage(method, url);
        if (method != HttpMethod.Get && method != HttpMethod.Delete)
        {
            request.Content = url.StartsWith("/api/", StringComparison.Ordinal)
                ? System.Net.Http.Json.JsonContent.Create(body ?? new { })
                : new FormUrlEncodedContent([new("x", "y")]);
        }

        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    private static string MethodOf(RouteEndpoint route) =>
        route.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods[0];

    private static Line LineOf(RouteEndpoint route)
    {
        var permission = route.Metadata.GetMetadata<Permission>();
        var key = (MethodOf(route), route.RoutePattern.RawText!);
        return new(key.Item1, key.Item2, permission?.Code ?? "open",
            permission is null ? "everybody"
                : permission.Roles.Count == Enum.GetValues<Role>().Length ? "all"
                : string.Join(',', permission.Roles.Select(r => r.ToCode())),
            IsAboutContact(route) ? Read().FirstOrDefault(l => (l.Method, l.Route) == key)?.Rows ?? "?" : "-");
    }

    private static IEnumerable<Line> Read() => File.ReadLines(Table).Where(l => l.Length > 0 && l[0] != '#')
        .Select(l => l.Split('\t')).Select(c => new Line(c[0], c[1], c[2], c[3], c[4]));

    private sealed record Line(string Method, string Route, string Permission, string Roles, string Rows)
    {
        public override string ToString() => $"{Method}\t{Route}\t{Permission}\t{Roles}\t{Rows}";
    }
}
