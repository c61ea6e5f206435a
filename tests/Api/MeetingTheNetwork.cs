using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Storage;
using FirstWindow.Platform.Web;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FirstWindow.Tests.Api;

/// <summary>The server's edge: its own TLS, whose forwarded headers are believed, and what plain http still
/// gets.</summary>
public sealed class MeetingTheNetwork(Houses houses) : ApiTests(houses), IDisposable
{
    private const string Elsewhere = "198.51.100.7";
    private static readonly object WrongBody = new { userName = "nobody", password = "x", code = "000000" };
    private readonly TestCertificate certificate = new();

    [Theory]
    [OnBothEngines]
    public async Task By_tls_cookies_are_secure_and_of_this_host_alone_and_the_browser_stays_with_https(Engine engine)
    {
        var app = await OwnAsync(engine, certificate.Settings);
        var staff = await app.GivenStaffAsync(Role.Agent);
        using var browser = certificate.Browser(app);
        var signedIn = await browser.PostJsonAsync("/api/v1/session",
            new { userName = staff.UserName, password = FirstWindowApp.Password, code = app.CodeOf(staff.Id) });
        var cookies = CookiesOf(signedIn.Response);
        browser.DefaultRequestHeaders.Add("Cookie", cookies[0].Split(';')[0]);
        var known = await browser.GetJsonAsync("/api/v1/session");
        var page = await browser.GetAsync("/sign-in");
        var theme = await browser.GetAsync("/theme/dark");
        using var asPlain = certificate.Browser(app);
        asPlain.DefaultRequestHeaders.Add("Cookie", cookies[0].Split(';')[0].Replace("__Host-", string.Empty));
        var unprefixed = await asPlain.GetJsonAsync("/api/v1/session");
        var plain = await app.Client().GetAsync("/sign-in");

        Assert.Equal(HttpStatusCode.OK, signedIn.Status);
        Assert.All([.. cookies, .. CookiesOf(page), .. CookiesOf(theme)], cookie =>
        {
            Assert.StartsWith("__Host-fw_", cookie, StringComparison.Ordinal);
            Assert.Contains("; secure", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("; path=/", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.Matches("(?i); samesite=(lax|strict)", cookie);
            Assert.DoesNotContain("domain", cookie, StringComparison.OrdinalIgnoreCase);
        });
        Assert.Equal((2, 1, 1), (cookies.Length, CookiesOf(page).Length, CookiesOf(theme).Length));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized), (known.Status, unprefixed.Status));
        Assert.Equal("max-age=31536000; includeSubDomains", page.Headers.GetValues("Strict-Transport-Security").Single());
        Assert.False(plain.Headers.Contains("Strict-Transport-Security"));
        Assert.All(CookiesOf(plain), c => Assert.DoesNotContain("; secure", c, StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [OnBothEngines]
    [Clause("A4.2.3a")]
    public async Task One_address_reads_and_listens_only_so_much_without_signing_in(Engine engine)
    {
        var app = await OwnAsync(engine, new Dictionary<string, string?> { ["Proxy:Known"] = "127.0.0.1" });
        await ChangeAsync(app, OpenDoor.PagesPerMinute, 30);
        await ChangeAsync(app, OpenDoor.StreamsMax, 5);
        var visitor = await app.GivenVisitorAsync();
        using var reader = app.Client();
        reader.DefaultRequestHeaders.Add("X-Forwarded-For", Elsewhere);
        using var other = app.Client();
        other.DefaultRequestHeaders.Add("X-Forwarded-For", "198.51.100.8");

        var read = new List<HttpStatusCode>();
        while (read.Count < 100 && !read.Contains(HttpStatusCode.TooManyRequests))
        {
            read.Add((await reader.GetAsync("/help?q=%E5%8D%A1")).StatusCode);
        }

        var there = (await other.GetAsync("/help?q=%E5%8D%A1")).StatusCode;
        visitor.Client.DefaultRequestHeaders.Add("X-Forwarded-For", Elsewhere);
        var streams = new List<IDisposable>();
        for (var i = 0; i < 5; i++)
        {
            streams.Add(await visitor.ListenAsync());
        }

        var tooMany = await visitor.Client.GetJsonAsync($"/api/v1/conversations/{visitor.Id}/events");
        streams.ForEach(s => s.Dispose());
        IDisposable? again = null;
        for (var i = 0; i < 100 && again is null; i++) // A stream has ended when the server notices.
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/conversations/{visitor.Id}/events");
            var answer = await visitor.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            again = answer.StatusCode is HttpStatusCode.OK ? answer : null;
            await Task.Delay(again is null ? 50 : 0);
        }

        again?.Dispose();

        Assert.InRange(read.Count, 31, 99);
        Assert.All(read[..^1], status => Assert.Equal(HttpStatusCode.OK, status));
        Assert.Equal(HttpStatusCode.OK, there);
        Assert.Equal((HttpStatusCode.TooManyRequests, "edge.too-many"), (tooMany.Status, tooMany.Code));
        Assert.NotNull(again);
    }

    internal static async Task ChangeAsync(FirstWindowApp app, Policy policy, long value)
    {
        var (officer, second) = (await app.SignedInAsync(Role.Compliance), await app.SignedInAsync(Role.Compliance));
        var proposed = await officer.Client.PostJsonAsync(
            "/api/v1/policies/proposals", new { key = policy.Key, value, reason = "为本次测试调低上限" });
        var decided = await second.Client.PutJsonAsync(
            $"/api/v1/policies/proposals/{proposed.Json.GetProperty("id").GetGuid()}/decision", new { approve = true });
        Assert.Equal(HttpStatusCode.NoContent, decided.Status);
        await app.Services.GetRequiredService<PolicyBook>().FreshAsync(CancellationToken.None);
    }

    [Fact]
    public async Task A_form_is_taken_by_tls_and_a_forged_one_is_not()
    {
        var app = await OwnAsync(Engine.Sqlite, certificate.Settings);
        using var browser = certificate.Browser(app);
        var page = await browser.GetAsync("/sign-in");
        var token = (await page.Content.ReadAsStringAsync())
            .Split("name=\"__RequestVerificationToken\" value=\"")[1].Split('"')[0];
        var cookie = CookiesOf(page).Single().Split(';')[0];

        var own = await PostAsync(browser, cookie, token);
        var forged = await PostAsync(browser, cookie, "forged");
        var otherName = await PostAsync(browser, cookie.Replace("__Host-", string.Empty), token);

        Assert.Equal(HttpStatusCode.Unauthorized, own);
        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest), (forged, otherName));
    }

    [Fact]
    public async Task Only_tls_1_2_and_1_3_are_spoken()
    {
        var app = await OwnAsync(Engine.Sqlite, certificate.Settings);

        Assert.Equal(SslProtocols.Tls13, await ShakeHandsAsync(app, SslProtocols.Tls13));
        Assert.Equal(SslProtocols.Tls12, await ShakeHandsAsync(app, SslProtocols.Tls12));
#pragma warning disable SYSLIB0039, CA5397 // The old ones are asked for to see them refused.
        await Assert.ThrowsAnyAsync<Exception>(() => ShakeHandsAsync(app, SslProtocols.Tls11));
#pragma warning restore SYSLIB0039, CA5397
    }

    [Fact]
    public async Task Only_suites_with_forward_secrecy_and_authenticated_encryption_are_offered()
    {
        if (!OperatingSystem.IsLinux())
        {
            return; // Elsewhere the system's own policy chooses.
        }

        var app = await OwnAsync(Engine.Sqlite, certificate.Settings);
        Assert.Equal(SslProtocols.Tls12, await ShakeHandsAsync(
            app, SslProtocols.Tls12, new([TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384])));
        foreach (var bad in new[]
        {
            TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384,
            TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256, TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA,
        })
        {
            var only = new CipherSuitesPolicy([bad]);
            await Assert.ThrowsAnyAsync<Exception>(() => ShakeHandsAsync(app, SslProtocols.Tls12, only));
        }
    }

    [Fact]
    public async Task A_request_whose_end_could_be_read_in_two_ways_is_refused()
    {
        var app = await On(Engine.Sqlite);
        foreach (var heads in new[]
        {
            "Content-Length: 5\r\nContent-Length: 6\r\n", "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
            "Transfer-Encoding: identity, chunked-x\r\n", "Content-Length : 5\r\n",
        })
        {
            using var socket = new System.Net.Sockets.TcpClient();
            await socket.ConnectAsync(app.Address.Host, app.Address.Port);
            await using var stream = socket.GetStream();
            await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(
                $"POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\n{heads}\r\n0\r\n\r\nGET /health/ready HTTP/1.1\r\nHost: x\r\n\r\n"));
            using var reader = new StreamReader(stream);
            var head = new List<string>();
            while (await reader.ReadLineAsync() is { Length: > 0 } line)
            {
                head.Add(line);
            }

            Assert.Matches("^HTTP/1.1 4[0-9][0-9] ", head[0]);
            Assert.Contains("Connection: close", head); // What stands behind is never served.
        }
    }

    [Fact]
    public void A_renewed_certificate_is_shown_without_a_restart_and_half_a_file_is_not()
    {
        var time = new TestClock();
        var server = new ServerCertificate(certificate.CertificateFile, certificate.KeyFile, time);
        var first = certificate.Thumbprint;
        certificate.Renew();
        File.SetLastWriteTimeUtc(certificate.CertificateFile, time.GetUtcNow().UtcDateTime.AddMinutes(1));
        var atOnce = server.Current.TargetCertificate.Thumbprint;
        time.Move(TimeSpan.FromMinutes(2));
        var later = server.Current.TargetCertificate.Thumbprint;
        File.WriteAllText(certificate.CertificateFile, "-----BEGIN CERTIFICATE-----");
        time.Move(TimeSpan.FromMinutes(2));
        var broken = server.Current.TargetCertificate.Thumbprint;

        Assert.Equal((first, certificate.Thumbprint, certificate.Thumbprint), (atOnce, later, broken));
    }

    [Theory]
    [OnBothEngines]
    public async Task A_forged_forwarded_header_changes_nothing(Engine engine)
    {
        foreach (var known in new[] { string.Empty, "203.0.113.0/24" })
        {
            var app = await OwnAsync(engine, new Dictionary<string, string?> { ["Proxy:Known"] = known });
            using var forger = Forwarding(app, Elsewhere, "https");
            var hurried = await app.HurryAsync(_ => forger.PostJsonAsync("/api/v1/session", WrongBody));
            var page = await forger.GetAsync("/sign-in");

            Assert.Equal(HttpStatusCode.TooManyRequests, hurried.Status); // Counted with this machine's own.
            Assert.False(page.Headers.Contains("Strict-Transport-Security"));
            Assert.All(CookiesOf(page), c => Assert.DoesNotContain("; secure", c, StringComparison.OrdinalIgnoreCase));
        }
    }

    [Theory]
    [OnBothEngines]
    public async Task A_known_proxy_is_believed_up_to_the_first_address_it_does_not_know(Engine engine)
    {
        var app = await OwnAsync(engine, new Dictionary<string, string?> { ["Proxy:Known"] = "127.0.0.1 10.1.0.0/24" });
        using var customer = Forwarding(app, Elsewhere, "https");
        using var inner = Forwarding(app, $"127.0.0.1, {Elsewhere}, 10.1.0.9", "https, https, https");
        app.UseUpTries(Elsewhere);

        var page = await customer.GetAsync("/sign-in");
        var other = await Forwarding(app, "198.51.100.8", "https").PostJsonAsync("/api/v1/session", WrongBody);
        var same = await app.HurryAsync(_ => inner.PostJsonAsync("/api/v1/session", WrongBody), Elsewhere);
        var metrics = await Forwarding(app, "127.0.0.1", "https").GetAsync("/metrics");

        Assert.True(page.Headers.Contains("Strict-Transport-Security"));
        Assert.All(CookiesOf(page), c => Assert.StartsWith("__Host-", c, StringComparison.Ordinal));
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.TooManyRequests), (other.Status, same.Status));
        Assert.Equal(HttpStatusCode.Unauthorized, metrics.StatusCode); // What was forwarded is not from here.
    }

    [Theory]
    [OnBothEngines]
    public async Task Where_https_is_required_plain_http_gets_its_health_and_nothing_else(Engine engine)
    {
        var app = await OwnAsync(engine, new Dictionary<string, string?>
        {
            ["Proxy:Known"] = "127.0.0.1",
            ["Https:Required"] = "true",
        });
        using var plain = Forwarding(app, Elsewhere, "http");
        using var encrypted = Forwarding(app, Elsewhere, "https");
        using var unsaid = app.Client();
        unsaid.DefaultRequestHeaders.Add("X-Forwarded-For", Elsewhere);

        foreach (var refused in new[] { plain, unsaid })
        {
            var answer = await refused.PostJsonAsync("/api/v1/session", WrongBody);
            Assert.Equal((HttpStatusCode.Forbidden, "request.plain-http"), (answer.Status, answer.Code));
            Assert.Equal(HttpStatusCode.Forbidden, (await refused.GetAsync("/")).StatusCode);
            Assert.Equal(HttpStatusCode.OK, (await refused.GetAsync("/health/ready")).StatusCode);
        }

        Assert.Equal(HttpStatusCode.OK, (await encrypted.GetAsync("/")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await app.Client().GetAsync("/")).StatusCode); // From this very machine.
    }

    [Theory]
    [InlineData("Proxy:Known", "10.0.0.5 proxy.bank.example", "proxy.bank.example")]
    [InlineData("Proxy:Known", "0.0.0.0/0", "0.0.0.0/0")]
    [InlineData("Https:CertificateFile", "/nowhere.pem", "set together")]
    [InlineData("FORWARDEDHEADERS_ENABLED", "true", "Proxy:Known")]
    [InlineData("Storage:Postgres", "Host=db.bank.example;SSL Mode=Require", "VerifyFull")]
    [InlineData("Storage:Postgres", "Host=localhost,10.0.0.9:5432", "VerifyFull")]
    public async Task A_setting_that_would_open_the_edge_stops_the_start(string setting, string value, string says)
    {
        var settings = new Dictionary<string, string?> { [setting] = value };
        var fault = await Assert.ThrowsAsync<InvalidSettingException>(
            () => FirstWindowApp.StartAsync(Engine.Sqlite, settings: settings));

        Assert.Contains(says, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Host=db.bank.example;SSL Mode=VerifyFull", false)]
    [InlineData("Host=db.bank.example", true)]
    [InlineData("Host=/run/postgresql", false)]
    [InlineData("Host=127.0.0.1,[::1]:5433", false)]
    public async Task A_way_to_postgresql_that_stays_here_or_is_verified_is_taken(string postgres, bool mayBePlain)
    {
        await using var connections = new Connections(
            new StorageOptions { Postgres = postgres, PostgresWithoutTls = mayBePlain });

        Assert.NotNull(connections.Postgres);
    }

    [Fact]
    public async Task An_ended_certificate_stops_the_start()
    {
        certificate.Renew(days: -1);

        await Assert.ThrowsAsync<InvalidSettingException>(
            () => FirstWindowApp.StartAsync(Engine.Sqlite, settings: certificate.Settings));
    }

    /// <inheritdoc/>
    public void Dispose() => certificate.Dispose();

    private static string[] CookiesOf(HttpResponseMessage response) =>
        response.Headers.TryGetValues("Set-Cookie", out var cookies) ? [.. cookies] : [];

    private static HttpClient Forwarding(FirstWindowApp app, string address, string scheme)
    {
        var client = app.Client();
        client.DefaultRequestHeaders.Add("X-Forwarded-For", address);
        client.DefaultRequestHeaders.Add("X-Forwarded-Proto", scheme);
        return client;
    }

    private static async Task<HttpStatusCode> PostAsync(HttpClient browser, string cookie, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/sign-in");
        request.Headers.Add("Cookie", cookie);
        request.Content = new FormUrlEncodedContent(
            [new("userName", "nobody"), new("password", "x"), new("code", "000000"), new("__RequestVerificationToken", token)]);
        return (await browser.SendAsync(request)).StatusCode;
    }

    private static async Task<SslProtocols> ShakeHandsAsync(
        FirstWindowApp app, SslProtocols protocol, CipherSuitesPolicy? suites = null)
    {
        using var socket = new System.Net.Sockets.TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, app.SecureAddress.Port);
        await using var tls = new SslStream(socket.GetStream());
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            EnabledSslProtocols = protocol,
            CipherSuitesPolicy = suites,
            RemoteCertificateValidationCallback = (_, _, _, _) => true,
        });
        return tls.SslProtocol;
    }
}
