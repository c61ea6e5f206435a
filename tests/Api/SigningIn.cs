using System.Net;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;
using FirstWindow.Staff.Features;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FirstWindow.Tests.Api;

public sealed class SigningIn(Houses houses) : ApiTests(houses)
{
    [Theory]
    [OnBothEngines]
    [Clause("A4.2.3b")]
    public async Task Password_and_code_open_a_session_and_each_code_works_once(Engine engine)
    {
        var app = await On(engine);
        var staff = await app.GivenStaffAsync(Role.Agent);
        var code = app.CodeOf(staff.Id);

        var first = await SignInAsync(app, staff, FirstWindowApp.Password, code);
        var again = await SignInAsync(app, staff, FirstWindowApp.Password, code);

        Assert.Equal(HttpStatusCode.OK, first.Status);
        var cookie = first.Response.Headers.GetValues("Set-Cookie").First();
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(HttpStatusCode.Unauthorized, again.Status);
        Assert.Equal("A4.2.3b", again.Clause);
    }

    [Theory]
    [OnBothEngines]
    public async Task Signing_out_ends_the_session_for_whoever_kept_its_cookie(Engine engine)
    {
        var app = await On(engine);
        var staff = await app.GivenStaffAsync(Role.Agent);
        var signedIn = await SignInAsync(app, staff, FirstWindowApp.Password, app.CodeOf(staff.Id));
        var cookie = signedIn.Response.Headers.GetValues("Set-Cookie").First().Split(';')[0];
        using var browser = app.Client();
        browser.DefaultRequestHeaders.Add("Cookie", cookie);
        browser.DefaultRequestHeaders.Add(AccessGate.OwnHeader, "1");
        var before = await browser.GetJsonAsync("/api/v1/session");
        var left = await browser.CallAsync(HttpMethod.Delete, "/api/v1/session", null);
        var after = await browser.GetJsonAsync("/api/v1/session");

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.NoContent, HttpStatusCode.Unauthorized],
            [before.Status, left.Status, after.Status]);
        Assert.True(left.Response.Headers.Contains("Clear-Site-Data"));
        Assert.Equal(32, Convert.FromBase64String(Uri.UnescapeDataString(cookie.Split('=', 2)[1])).Length); // 256 bits
    }

    [Theory]
    [OnBothEngines]
    [Clause("A4.2.3b")]
    public async Task Five_failures_lock_the_account_and_nothing_tells_why(Engine engine)
    {
        var app = await OwnAsync(engine);
        var staff = await app.GivenStaffAsync(Role.Agent);

        var wrong = new List<Answer>();
        for (var i = 0; i < 5; i++)
        {
            wrong.Add(await SignInAsync(app, staff, "wrong-password", app.CodeOf(staff.Id)));
        }

        var locked = await SignInAsync(app, staff, FirstWindowApp.Password, app.CodeOf(staff.Id));
        var unknown = await app.Client()
            .PostJsonAsync("/api/v1/session", new { userName = "nobody", password = "x", code = "000000" });
        app.Clock.Move(TimeSpan.FromMinutes(16));
        var later = await SignInAsync(app, staff, FirstWindowApp.Password, app.CodeOf(staff.Id));
        var journaled = await app.WithDatabaseAsync(
            db => db.Set<JournalEntry>().CountAsync(e => e.Act == "staff.locked"));

        Assert.All([.. wrong, locked, unknown], a =>
            Assert.Equal(("sign-in.failed", HttpStatusCode.Unauthorized), (a.Code, a.Status)));
        Assert.Equal(HttpStatusCode.OK, later.Status);
        Assert.Equal(1, journaled);
    }

    [Theory]
    [OnBothEngines]
    public async Task An_address_that_tries_too_often_waits_and_leaves_nothing_in_the_journal(Engine engine)
    {
        var app = await OwnAsync(engine);
        var staff = await app.GivenStaffAsync(Role.Agent);
        var tries = app.Services.GetRequiredService<SignInTries>();

        var most = app.UseUpTries(IPAddress.Loopback.ToString());
        var hurried = await app.HurryAsync(client => client.PostJsonAsync(
            "/api/v1/session", new { userName = staff.UserName, password = "x", code = "000000" }));

        Assert.InRange(most, 120, 121);
        Assert.Equal(("sign-in.too-many", HttpStatusCode.TooManyRequests), (hurried.Code, hurried.Status));
        Assert.True(hurried.Response.Headers.RetryAfter?.Delta > TimeSpan.Zero);
        Assert.True(tries.Admits("192.0.2.7"));
    }

    [Theory]
    [OnBothEngines]
    [Clause("A4.2.3c")]
    public async Task A_second_sign_in_ends_the_first(Engine engine)
    {
        var app = await OwnAsync(engine);
        var staff = await app.GivenStaffAsync(Role.Agent);
        var first = await SessionOfAsync(
            app, await SignInAsync(app, staff, FirstWindowApp.Password, app.CodeOf(staff.Id)));
        var before = await first.GetJsonAsync("/api/v1/session");

        app.Clock.Move(TimeSpan.FromSeconds(30)); // a new code
        var second = await SessionOfAsync(
            app, await SignInAsync(app, staff, FirstWindowApp.Password, app.CodeOf(staff.Id)));

        Assert.Equal(HttpStatusCode.OK, before.Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await first.GetJsonAsync("/api/v1/session")).Status);
        Assert.Equal(HttpStatusCode.OK, (await second.GetJsonAsync("/api/v1/session")).Status);
    }

    [Theory]
    [OnBothEngines]
    public async Task A_session_ends_by_itself_when_idle_and_at_its_absolute_end(Engine engine)
    {
        var app = await OwnAsync(engine);
        var idle = await app.SignedInAsync(Role.Agent);
        Assert.Equal(HttpStatusCode.OK, (await idle.Client.GetJsonAsync("/api/v1/session")).Status);
        app.Clock.Move(TimeSpan.FromMinutes(16));
        var afterIdle = await idle.Client.GetJsonAsync("/api/v1/session");

        var busy = await app.SignedInAsync(Role.Agent);
        var last = HttpStatusCode.OK;
        for (var hours = 0.0; hours < 11.7 && last is HttpStatusCode.OK; hours += 0.2)
        {
            app.Clock.Move(TimeSpan.FromHours(0.2));
            last = (await busy.Client.GetJsonAsync("/api/v1/session")).Status;
        }

        app.Clock.Move(TimeSpan.FromHours(0.2));
        var afterTwelveHours = await busy.Client.GetJsonAsync("/api/v1/session");

        Assert.Equal(HttpStatusCode.Unauthorized, afterIdle.Status);
        Assert.Equal(HttpStatusCode.OK, last);
        Assert.Equal(HttpStatusCode.Unauthorized, afterTwelveHours.Status);
    }

    [Theory]
    [OnBothEngines]
    [Clause("A4.4.4a")]
    public async Task Disabling_a_leaver_ends_requests_streams_and_sign_in_at_once(Engine engine)
    {
        var app = await OwnAsync(engine);
        var officer = await app.SignedInAsync(Role.StaffOfficer);
        var leaver = await app.SignedInAsync(Role.Agent);
        var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/desk/events");
        using var stream = new EventReader(
            await leaver.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead));
        Assert.Equal("snapshot", (await stream.NextAsync())!.Name);

        var disabled = await officer.Client.PutJsonAsync($"/api/v1/staff/{leaver.Id.Value}/disabled", new { });
        var next = await leaver.Client.GetJsonAsync("/api/v1/session");
        var end = await stream.UntilAsync(e => e.Name == "signed-out");
        var closed = await stream.NextAsync();
        var signIn = await SignInAsync(app, leaver.Account, FirstWindowApp.Password, app.CodeOf(leaver.Id));
        var oneself = await officer.Client.PutJsonAsync($"/api/v1/staff/{officer.Id.Value}/disabled", new { });

        Assert.Equal(HttpStatusCode.NoContent, disabled.Status);
        Assert.Equal(HttpStatusCode.Unauthorized, next.Status);
        Assert.NotNull(end);
        Assert.Null(closed);
        Assert.Equal(HttpStatusCode.Unauthorized, signIn.Status);
        Assert.Equal("A4.4.4a", oneself.Clause);
    }

    [Theory]
    [OnBothEngines]
    public async Task A_forged_request_of_another_site_is_refused(Engine engine)
    {
        var app = await On(engine);
        var agent = await app.SignedInAsync(Role.Agent);
        using var forged = new HttpRequestMessage(HttpMethod.Put, "/api/v1/desk/presence");
        forged.Content = new StringContent("""{"state":"offline"}""", System.Text.Encoding.UTF8, "application/json");
        forged.Headers.Add("Sec-Fetch-Site", "cross-site");
        var withoutHeader = app.Client();
        withoutHeader.DefaultRequestHeaders.Add("Cookie", agent.Client.DefaultRequestHeaders.GetValues("Cookie"));

        var crossSite = await agent.Client.SendAsync(forged);
        var bare = await withoutHeader.PutJsonAsync("/api/v1/desk/presence", new { state = "offline" });
        var form = await withoutHeader.PostAsync(
            "/api/v1/policies/proposals", new FormUrlEncodedContent([new("key", "x")]));

        Assert.Equal(HttpStatusCode.Forbidden, crossSite.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, bare.Status);
        Assert.Equal("access.foreign-site", bare.Code);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, form.StatusCode);
    }

    private static Task<Answer> SignInAsync(FirstWindowApp app, StaffAccount staff, string password, string code) =>
        app.Client().PostJsonAsync("/api/v1/session", new { userName = staff.UserName, password, code });

    private static Task<HttpClient> SessionOfAsync(FirstWindowApp app, Answer signedIn)
    {
        var client = app.Client();
        client.DefaultRequestHeaders.Add(
            "Cookie", signedIn.Response.Headers.GetValues("Set-Cookie").First().Split(';')[0]);
        client.DefaultRequestHeaders.Add(AccessGate.OwnHeader, "1");
        return Task.FromResult(client);
    }
}
