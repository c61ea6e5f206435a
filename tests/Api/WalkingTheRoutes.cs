using System.Net;
using System.Text;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
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
        var bodies = new Dictionary<string, object?>
        {
            ["PUT /api/v1/staff/{id:guid}/disabled"] = new { },
            ["PUT /api/v1/certificates/{id:guid}/suspension"] = new { reason = "等待复核" },
            ["DELETE /api/v1/certificates/{id:guid}/suspension"] = null,
            ["PUT /api/v1/packs/proposals/{id:guid}/decision"] = new { approve = true },
            ["PUT /api/v1/queues/proposals/{id:guid}/decision"] = new { approve = true },
            ["POST /api/v1/floor/agents/{id:guid}/moves"] = new { reason = "临时离岗" },
            ["DELETE /api/v1/conversations/{id:guid}/acceptance"] = null,
            ["GET /api/v1/conversations/{id:guid}/assignments"] = null,
            ["DELETE /api/v1/staff/{id:guid}/disabled"] = null,
            ["POST /api/v1/staff/{id:guid}/access"] = new { },
            ["PUT /api/v1/staff/changes/{id:guid}/decision"] = new { approve = true },
            ["DELETE /api/v1/service-accounts/{id:guid}/token"] = null,
            ["DELETE /api/v1/my-account/sessions/{id:guid}"] = null,
            ["PUT /api/v1/staff/{id:guid}/post"] = new { roles = new[] { "agent" } },
            ["PUT /api/v1/articles/{id:guid}/approval"] = new { },
            ["PUT /api/v1/articles/{id:guid}/withdrawal"] = new { reason = "利率有误" },
            ["PUT /api/v1/articles/{id:guid}/return"] = null,
            ["PUT /api/v1/policies/proposals/{id:guid}/decision"] = new { approve = true },
            ["PUT /api/v1/staff/imports/{id:guid}/confirmation"] = null,
            ["PUT /api/v1/customers/imports/{id:guid}/confirmation"] = null,
            ["PUT /api/v1/knowledge/imports/{id:guid}/confirmation"] = null,
            ["PUT /api/v1/bank/proposals/{id:guid}/decision"] = new { approve = true },
            ["GET /api/v1/desk/contacts/{id:guid}"] = null,
            ["POST /api/v1/desk/contacts/{id:guid}/suggestions"] = new { id = Guid.NewGuid(), text = "大字账单" },
            ["PUT /api/v1/suggestions/{id:guid}/owner"] = new { },
            ["PUT /api/v1/suggestions/{id:guid}/answer"] = new { text = "谢谢您" },
            ["PUT /api/v1/conversations/{id:guid}/recovery"] = new { },
            ["PUT /api/v1/improvements/{id:guid}/result"] = new { },
            ["PUT /api/v1/voice-summaries/{id:guid}/signature"] = new { },
            ["POST /api/v1/desk/contacts/{id:guid}/attachments"] = new { },
            ["GET /api/v1/desk/contacts/{id:guid}/attachments/{file:guid}"] = null,
            ["GET /api/v1/desk/contacts/{id:guid}/events"] = null,
            ["PUT /api/v1/conversations/{id:guid}/acceptance"] = new { },
            ["POST /api/v1/conversations/{id:guid}/replies"] = new { id = Guid.NewGuid(), text = "您好" },
            ["PUT /api/v1/conversations/{id:guid}/draft"] = new { text = "您好" },
            ["POST /api/v1/conversations/{id:guid}/transfers"] = new { queue = "expert", summary = "转交专家处理" },
            ["PUT /api/v1/conversations/{id:guid}/wrap-up"] = Records.Whole(),
            ["PUT /api/v1/scripts/{id:guid}/approval"] = new { },
            ["GET /api/v1/desk/contacts/{id:guid}/mood"] = null,
            ["POST /api/v1/desk/contacts/{id:guid}/machine-drafts"] = new { purpose = "reply" },
            ["GET /api/v1/desk/contacts/{id:guid}/past"] = null,
            ["PUT /api/v1/conversations/{id:guid}/hold"] = new { id = Guid.NewGuid(), reason = "checking", minutes = 1 },
            ["DELETE /api/v1/conversations/{id:guid}/hold"] = null,
            ["PUT /api/v1/desk/contacts/{id:guid}/attendance"] = new { },
            ["DELETE /api/v1/desk/contacts/{id:guid}/attendance"] = null,
            ["POST /api/v1/conversations/{id:guid}/draft-takings"] = new { from = Guid.NewGuid() },
            ["GET /api/v1/conversations/{id:guid}/live"] = null,
            ["POST /api/v1/conversations/{id:guid}/whispers"] = new { id = Guid.NewGuid(), text = "先道歉" },
            ["PUT /api/v1/conversations/{id:guid}/takeover"] = new { reason = "由我处理" },
            ["PUT /api/v1/conversations/{id:guid}/snooze"] = new { minutes = 10 },
            ["DELETE /api/v1/conversations/{id:guid}/snooze"] = null,
            ["POST /api/v1/conversations/{id:guid}/macros"] = new { id = Guid.NewGuid(), slug = "look-into-it", text = "您好" },
            ["PUT /api/v1/conversations/{id:guid}/measures"] = new { id = Guid.NewGuid(), step = "calming" },
            ["PUT /api/v1/alerts/{id:guid}/owner"] = new { },
            ["PUT /api/v1/promises/{id:guid}/owner"] = new { },
            ["DELETE /api/v1/bulletins/{id:guid}"] = null,
            ["PUT /api/v1/alerts/{id:guid}/settlement"] = new { },
            ["PUT /api/v1/customers/broken-glass/{id:guid}/review"] = new { isJustified = true },
            ["GET /api/v1/customers/{id:guid}/card"] = null,
            ["POST /api/v1/customers/{id:guid}/reveals"] = new { field = "phone", purpose = "service" },
            ["PUT /api/v1/customers/{id:guid}/fields/{code}"] =
                new { value = "13800000009", purpose = "service", source = "customer" },
            ["PUT /api/v1/customers/{id:guid}/fields/{code}/state"] = new { state = "doubted" },
            ["POST /api/v1/customers/{id:guid}/acting"] = new { person = "李四" },
            ["DELETE /api/v1/customers/{id:guid}/acting/{person}"] = null,
            ["PUT /api/v1/customers/{id:guid}/hold"] = new { ground = "court" },
            ["DELETE /api/v1/customers/{id:guid}/hold"] = null,
            ["PUT /api/v1/rights/{id:guid}/decision"] = new { fulfil = true },
            ["PUT /api/v1/releases/{id:guid}/decision"] = new { approve = true },
            ["GET /api/v1/releases/{id:guid}/file"] = null,
            ["PUT /api/v1/customers/{id:guid}/consents/{purpose}"] = new { decision = "given", channel = "web" },
            ["PUT /api/v1/webhooks/{id:guid}/decision"] = new { approve = true },
            ["PUT /api/v1/webhooks/{id:guid}/pause"] = null,
            ["DELETE /api/v1/webhooks/{id:guid}/pause"] = null,
            ["PUT /api/v1/webhooks/{id:guid}/secret"] = new { version = 1 },
            ["POST /api/v1/webhooks/{id:guid}/tests"] = null,
            ["DELETE /api/v1/webhooks/{id:guid}"] = null,
            ["GET /api/v1/webhooks/{id:guid}/deliveries"] = null,
            ["PUT /api/v1/webhooks/{id:guid}/resend"] = null,
            ["PUT /api/v1/webhooks/{id:guid}/deliveries/{delivery:guid}/resend"] = null,
            ["PUT /api/v1/webhooks/{id:guid}/deliveries/{delivery:guid}/discard"] = new { reason = "对方已补录" },
            ["PUT /api/v1/access-reviews/{id:guid}/lines/{staff:guid}/{role}"] = new { keep = true },
            ["PUT /api/v1/access-reviews/{id:guid}/completion"] = null,
            ["GET /api/v1/staff/{id:guid}/leaving"] = null,
            ["PUT /api/v1/staff/{id:guid}/leaving"] = null,
            ["PUT /api/v1/staff/{id:guid}/leaving/handover"] = new { successor = "8001" },
            ["PUT /api/v1/staff/{id:guid}/leaving/completion"] = null,
            ["PUT /api/v1/conduct/{id:guid}/owner"] = null,
            ["PUT /api/v1/conduct/{id:guid}/verdict"] = new { verdict = "explained", words = "与客户约定的回电时间" },
            ["PUT /api/v1/tags/proposals/{id:guid}/decision"] = new { approve = true },
            ["PUT /api/v1/customers/{id:guid}/offers/{code}/outcome"] = new { outcome = "told" },
            ["POST /api/v1/conversations/{id:guid}/notes"] = new { id = Guid.NewGuid(), text = "备注" },
            ["POST /api/v1/conversations/{id:guid}/wordings"] =
                new { id = Guid.NewGuid(), kind = "script", outcome = "nothing" },
        };
        var withRow = Routes(app).Where(r => r.RoutePattern.RawText!.StartsWith("/api/", StringComparison.Ordinal)
            && r.RoutePattern.RawText.Contains("{id:guid}") && r.Metadata.GetMetadata<Permission>() is not null)
                .ToList();
        foreach (var route in withRow)
        {
            var (method, url) = CallOf(route);
            var key = $"{method} {route.RoutePattern.RawText}";
            Assert.True(bodies.ContainsKey(key), $"{key} is not in this test's table");
            var colleague = await app.SignedInAsync(route.Metadata.GetMetadata<Permission>()!.Roles[0]);
            var answer = await colleague.Client.CallAsync(
                method, url + (url.EndsWith("/events", StringComparison.Ordinal) ? "?after=0" : ""), bodies[key]);
            Assert.True(answer.Status is HttpStatusCode.NotFound, $"{key}: {answer.Status}");
        }
    }

    [Theory]
    [OnBothEngines]
    public async Task A_body_that_is_not_json_answers_400_with_a_code(Engine engine)
    {
        var app = await On(engine);
        var visitor = await app.GivenVisitorAsync();
        foreach (var route in Routes(app).Where(r => TakesBody(r)))
        {
            var (method, url) = CallOf(route);
            var client = route.Metadata.GetMetadata<Permission>() is { } permission
                ? (await app.SignedInAsync(permission.Roles[0])).Client
                : visitor.Client;
            foreach (var bad in new[] { "not json", "[1,2]",
                "{\"score\":\"x\",\"value\":\"x\",\"text\":7,\"state\":[],\"approve\":2,\"userName\":1,\"contact\":7,"
                    + "\"owner\":7,\"done\":7,\"title\":7,\"after\":7,\"conclusion\":7,\"reason\":7,\"answers\":7,"
                    + "\"from\":7,\"level\":7,\"code\":7,\"callback\":7,\"source\":7,\"person\":7}" })
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
    public async Task A_page_that_does_not_exist_and_a_method_nobody_serves_have_their_own_answers()
    {
        var app = await On(Engine.Sqlite);

        Assert.Equal(HttpStatusCode.NotFound, (await app.Client().GetJsonAsync("/api/v1/nothing")).Status);
        Assert.Equal(HttpStatusCode.MethodNotAllowed,
            (await app.Client().CallAsync(HttpMethod.Patch, "/api/v1/session", null)).Status);
    }

    [Fact]
    public async Task Every_answer_carries_the_security_headers()
    {
        var app = await On(Engine.Sqlite);
        foreach (var url in new[] { "/health/ready", "/api/v1/nothing", "/api/v1/journal" })
        {
            var response = await app.Client().GetAsync(url);
            Assert.Contains("default-src 'none'", response.Headers.GetValues("Content-Security-Policy").Single());
            Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.Equal("no-store", response.Headers.CacheControl?.ToString());
        }
    }

    private static IEnumerable<RouteEndpoint> Routes(FirstWindowApp app) =>
        app.Services.GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>();

    private static bool TakesBody(RouteEndpoint route) =>
        route.RoutePattern.RawText!.StartsWith("/api/", StringComparison.Ordinal)
        && (route.Metadata.GetMetadata<Microsoft.AspNetCore.Http.Metadata.IAcceptsMetadata>() is not null
            || route.RoutePattern.RawText.EndsWith("/messages", StringComparison.Ordinal));

    private static (HttpMethod Method, string Url) CallOf(RouteEndpoint route)
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
