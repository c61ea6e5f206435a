using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using FirstWindow.Platform;
using FirstWindow.Platform.Storage;
using Npgsql;
using Xunit;

namespace FirstWindow.Tests.Api;

/// <summary>Every way in and every way between the parts, seen from outside: the shipped proxy, the server behind it,
/// and PostgreSQL.</summary>
public sealed class SpeakingByTls(Houses houses) : ApiTests(houses), IDisposable
{
    private readonly TestCertificate ofTheBank = new();
    private readonly TestCertificate ofTheServer = new();
    private readonly TestCertificate another = new();

    private Dictionary<string, string?> Settings => new(ofTheServer.Settings)
    {
        ["Proxy:Known"] = "127.0.0.1",
        ["Https:Required"] = "true",
    };

    [Fact]
    public async Task Through_the_shipped_proxy_all_goes_by_tls_to_the_very_server_and_nothing_in_plain()
    {
        var app = await OwnAsync(Engine.Sqlite, Settings);
        await using var proxy = await TestProxy.StartAsync(app, ofTheBank, ofTheServer.CertificateFile);
        using var browser = ofTheBank.Browser(proxy.Address);
        using var plain = new HttpClient { BaseAddress = new($"http://localhost:{proxy.Port}") };

        var page = await browser.GetAsync("/sign-in");
        var metrics = await browser.GetAsync("/metrics");
        var fallBack = await Assert.ThrowsAnyAsync<HttpRequestException>(() => plain.GetAsync("/sign-in"));
        using var past = app.Client();
        past.DefaultRequestHeaders.Add("X-Forwarded-For", "198.51.100.7");
        var behind = await past.GetAsync("/sign-in");

        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.All(page.Headers.GetValues("Set-Cookie"), c => Assert.StartsWith("__Host-", c, StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.Forbidden, metrics.StatusCode);
        Assert.NotNull(fallBack);
        Assert.Equal(HttpStatusCode.Forbidden, behind.StatusCode);
    }

    [Fact]
    public async Task The_proxy_gives_nothing_to_a_server_that_shows_another_certificate()
    {
        var app = await OwnAsync(Engine.Sqlite, Settings);
        await using var proxy = await TestProxy.StartAsync(app, ofTheBank, another.CertificateFile);
        using var browser = ofTheBank.Browser(proxy.Address);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await browser.GetAsync("/sign-in")).StatusCode);
    }

    [Fact]
    public async Task Proxy_and_server_speak_nothing_older_than_tls_1_2_and_1_3_first()
    {
        var app = await OwnAsync(Engine.Sqlite, Settings);
        await using var proxy = await TestProxy.StartAsync(app, ofTheBank, ofTheServer.CertificateFile);
        foreach (var (port, certificate) in new[] { (proxy.Port, ofTheBank), (app.SecureAddress.Port, ofTheServer) })
        {
            Assert.Equal(Handshake, await GreetAsync(port, 0x03));
            Assert.NotEqual(Handshake, await GreetAsync(port, 0x02)); // TLS 1.1
            Assert.NotEqual(Handshake, await GreetAsync(port, 0x01)); // TLS 1.0
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, port);
            await using var stream = new SslStream(
                client.GetStream(), false, (_, shown, _, _) => shown?.GetCertHashString() == certificate.Thumbprint);
            await stream.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions { TargetHost = "localhost", EnabledSslProtocols = SslProtocols.None });
            Assert.Equal(SslProtocols.Tls13, stream.SslProtocol);
        }
    }

    [Fact]
    public async Task Postgresql_is_spoken_to_by_tls_alone_and_by_no_other_servers_certificate()
    {
        await using var postgres = await TlsPostgres.StartAsync(ofTheServer);
        var verified = $"{postgres.Place};SSL Mode=VerifyFull;Root Certificate={ofTheServer.CertificateFile}";
        await using var app = await FirstWindowApp.StartAsync(
            Engine.Sqlite, settings: new Dictionary<string, string?> { ["Storage:Postgres"] = verified });
        await (await app.GivenVisitorAsync()).SayAsync("你好");
        await using var connection = new NpgsqlConnection(verified);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("""
            SELECT count(*) FILTER (WHERE ssl), count(*) FILTER (WHERE NOT ssl) FROM pg_stat_ssl
            JOIN pg_stat_activity USING (pid) WHERE application_name = 'firstwindow'
            """, connection);
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();

        Assert.True(reader.GetInt64(0) > 0);
        Assert.Equal(0, reader.GetInt64(1));
        foreach (var bad in new[]
        {
            $"{postgres.Place};SSL Mode=VerifyFull;Root Certificate={another.CertificateFile}",
            // A server without TLS: the program does not fall back.
            new NpgsqlConnectionStringBuilder(TestPostgres.Cluster) { SslMode = SslMode.VerifyFull }.ToString(),
        })
        {
            await using var connections = new Connections(new StorageOptions { Postgres = bad });
            await Assert.ThrowsAnyAsync<NpgsqlException>(
                async () => await connections.OpenAsync(CancellationToken.None));
        }
    }

    [Fact]
    public async Task Where_the_certificate_must_be_trusted_one_that_no_browser_takes_stops_the_start()
    {
        var folder = Directory.CreateTempSubdirectory("fw-trust-").FullName;
        Task<ServerProcess> StartAsync(TestCertificate root) => ServerProcess.StartAsync(
            folder, ServerProcess.FreePort(), environment: new Dictionary<string, string>
            {
                ["FIRSTWINDOW_Https__CertificateFile"] = ofTheBank.CertificateFile,
                ["FIRSTWINDOW_Https__KeyFile"] = ofTheBank.KeyFile,
                ["FIRSTWINDOW_Https__Port"] = $"{ServerProcess.FreePort()}",
                ["FIRSTWINDOW_Https__Trusted"] = "true",
                ["SSL_CERT_FILE"] = root.CertificateFile, // What this machine trusts.
                ["SSL_CERT_DIR"] = folder,
            }, arguments: "--no-demo");

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync(another));
        await (await StartAsync(ofTheBank)).DisposeAsync();

        Assert.Contains("root that this machine trusts", refused.Message, StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }

    private const int Handshake = 0x16;

    /// <inheritdoc/>
    public void Dispose()
    {
        ofTheBank.Dispose();
        ofTheServer.Dispose();
        another.Dispose();
    }

    // The first byte that comes back to a greeting of this version, 1.0 to 1.2, written by hand: this machine's own
    // library would not offer an old one. -1 when the connection is closed.
    private static async Task<int> GreetAsync(int port, byte minor)
    {
        byte[] extensions =
        [
            0, 10, 0, 6, 0, 4, 0, 0x1d, 0, 0x17, // groups: x25519, P-256
            0, 13, 0, 8, 0, 6, 4, 3, 5, 3, 4, 1, // signatures: ECDSA with SHA-256 and 384, RSA
        ];
        byte[] hello =
        [
            3, minor, .. new byte[32], 0,
            0, 12, 0xc0, 0x2b, 0xc0, 0x2c, 0xc0, 0x09, 0xc0, 0x0a, 0xc0, 0x13, 0xc0, 0x14, 1, 0,
            0, (byte)extensions.Length, .. extensions,
        ];
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(new byte[]
        {
            Handshake, 3, 1, 0, (byte)(hello.Length + 4), 1, 0, 0, (byte)hello.Length,
        });
        await stream.WriteAsync(hello);
        var answer = new byte[1];
        try
        {
            return await stream.ReadAsync(answer) == 0 ? -1 : answer[0];
        }
        catch (IOException)
        {
            return -1; // Reset.
        }
    }
}
