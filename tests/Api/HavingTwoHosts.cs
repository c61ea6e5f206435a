using System.Net;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Storage;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Xunit;
using static FirstWindow.Tests.Api.WalkingTheRoutes;

namespace FirstWindow.Tests.Api;

/// <summary>Customers and staff under a host name each: what belongs to one does not exist under the other.</summary>
public sealed class HavingTwoHosts(Houses houses) : ApiTests(houses), IDisposable
{
    private const string Customers = "service.bank.example";
    private const string Staff = "desk.bank.example";

    // Every other open route is the customers'. A new one that is not has to be added here.
    private static readonly string[] OpenOnTheStaffsHost =
    [
        "GET /setup", "GET /sign-in", "GET /sign-in/bank", "GET /sign-in/bank/end",
        "GET /sign-in/bank/return", "POST /api/v1/session", "POST /api/v1/session/challenges",
        "POST /api/v1/session/passkey",
        "POST /api/v1/setup", "POST /api/v1/setup/offer", "POST /api/v1/token", "POST /setup", "POST /setup/open",
        "POST /sign-in",
    ];

    private static readonly string[] OpenOnAnyHost =
    [
        "GET /assets/logo/{digest}", "GET /assets/{**path}", "GET /health/ready", "GET /language/{language}",
        "GET /metrics", "GET /openapi/v1.json", "GET /theme/{theme}", "GET /{**path}",
    ];

    private static readonly string[] CustomersPaths =
        ["/api/v1/conversations/", "/api/v1/chat", "/api/v1/my-data", "/my-data", "/help", "/widget", "/widget.js"];

    private static readonly Dictionary<string, string?> Two = new() { ["Hosts:Customers"] = Customers, ["Hosts:Staff"] = Staff };
    private readonly TestCertificate certificate = new();

    [Fact]
    public async Task Every_open_route_is_the_customers_or_stands_in_a_list()
    {
        var app = await On(Engine.Sqlite);
        var open = Routes(app).Select(r => (Key: KeyOf(r), Open: r.Metadata.GetMetadata<OpenRoute>()))
            .Where(r => r.Open is not null).ToList();

        Assert.Equal(OpenOnTheStaffsHost, Of(Side.Staff));
        Assert.Equal(OpenOnAnyHost, Of(Side.Any));
        Assert.All(Of(Side.Customers), key => Assert.True(key == "GET /" || CustomersPaths.Any(
            p => key.Split(' ')[1].StartsWith(p, StringComparison.Ordinal)), key));

        IEnumerable<string> Of(Side side) =>
            open.Where(r => r.Open!.Side == side).Select(r => r.Key).Order(StringComparer.Ordinal);
    }

    [Theory]
    [OnBothEngines]
    public async Task Each_host_answers_its_own_routes_and_knows_of_no_others(Engine engine)
    {
        var app = await OwnAsync(engine, Two);
        var everybody = await app.SignedInAsync(Enum.GetValues<Role>());
        var faults = new List<string>();
        foreach (var route in Routes(app).Where(r => KeyOf(r) is not ("GET /{**path}" or "GET /")))
        {
            var side = route.Metadata.GetMetadata<OpenRoute>()?.Side ?? Side.Staff;
            foreach (var (host, own) in new[] { (Customers, Side.Customers), (Staff, Side.Staff), ("localhost", Side.Any) })
            {
                // Nobody is signed in here: a route of the staff that exists asks for that.
                var code = await AskAsync(app.Client(), route, host);
                var isThere = side is Side.Any || side == own;
                faults.AddRange(isThere == (code != "404 page.not-found") ? [] : [$"{KeyOf(route)} at {host}: {code}"]);
            }

            if (side is Side.Staff && await AskAsync(everybody.Client, route, Customers) is not "404 page.not-found" and var met)
            {
                faults.Add($"{KeyOf(route)} at {Customers} with a session: {met}");
            }
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Theory]
    [OnBothEngines]
    public async Task A_session_is_of_the_staffs_host_alone_and_its_start_leads_to_the_work(Engine engine)
    {
        var app = await OwnAsync(engine, Two.Concat(certificate.Settings).ToDictionary());
        var staff = await app.GivenStaffAsync(Role.Agent);
        using var browser = certificate.Browser(app);
        browser.DefaultRequestHeaders.Host = Staff;
        var before = await browser.GetAsync("/");
        var signedIn = await browser.PostJsonAsync("/api/v1/session",
            new { userName = staff.UserName, password = FirstWindowApp.Password, code = app.CodeOf(staff.Id) });
        var cookies = signedIn.Response.Headers.GetValues("Set-Cookie").ToList();
        browser.DefaultRequestHeaders.Add("Cookie", cookies[0].Split(';')[0]);
        var after = await browser.GetAsync("/");
        browser.DefaultRequestHeaders.Host = Customers;
        var atCustomers = await browser.GetAsync("/api/v1/session");
        var start = await browser.GetAsync("/");

        Assert.Equal("/sign-in", before.Headers.Location?.ToString());
        Assert.Equal("/desk", after.Headers.Location?.ToString());
        Assert.All(cookies, c => Assert.StartsWith("__Host-", c, StringComparison.Ordinal));
        Assert.All(cookies, c => Assert.DoesNotContain("domain=", c, StringComparison.OrdinalIgnoreCase));
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.OK), (atCustomers.StatusCode, start.StatusCode));
    }

    [Theory]
    [InlineData("service.bank.example", "")]
    [InlineData("", "desk.bank.example")]
    [InlineData("bank.example", "BANK.example")]
    [InlineData("https://service.bank.example", "desk.bank.example")]
    [InlineData("service.bank.example:443", "desk.bank.example:8443")]
    public async Task Names_that_keep_nothing_apart_stop_the_start(string customers, string staff)
    {
        var settings = new Dictionary<string, string?> { ["Hosts:Customers"] = customers, ["Hosts:Staff"] = staff };
        var fault = await Assert.ThrowsAsync<Platform.InvalidSettingException>(
            () => FirstWindowApp.StartAsync(Engine.Sqlite, settings: settings));

        Assert.Contains("two different host names", fault.Message, StringComparison.Ordinal);
    }

    /// <inheritdoc/>
    public void Dispose() => certificate.Dispose();

    private static string KeyOf(RouteEndpoint route) => $"{CallOf(route).Method} {route.RoutePattern.RawText}";

    // Status and code; a stream's head is answer enough.
    private static async Task<string> AskAsync(HttpClient client, RouteEndpoint route, string host)
    {
        var (method, url) = CallOf(route);
        using var request = new HttpRequestMessage(method, url);
        request.Headers.Host = host;
        if (method != HttpMethod.Get && method != HttpMethod.Delete)
        {
            var takesForm = !url.StartsWith("/api/", StringComparison.Ordinal)
                || route.Metadata.GetMetadata<IAcceptsMetadata>()?.ContentTypes.Contains("application/json") is false;
            request.Content = !takesForm
                ? System.Net.Http.Json.JsonContent.Create(new { }) : new FormUrlEncodedContent([new("x", "y")]);
        }

        using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var isProblem = answer.Content.Headers.ContentType?.MediaType == "application/problem+json";
        return $"{(int)answer.StatusCode} " + (isProblem ? System.Text.Json.JsonDocument.Parse(
            await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("code").GetString() : string.Empty);
    }
}
