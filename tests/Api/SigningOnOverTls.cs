using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Storage;
using FirstWindow.Platform.Web;
using Xunit;

namespace FirstWindow.Tests.Api;

/// <summary>Every way to sign on, at a server that speaks TLS with a certificate made here, as a browser meets
/// it.</summary>
public sealed class SigningOnOverTls(Houses houses) : ApiTests(houses), IAsyncLifetime, IDisposable
{
    private const string Passkeys = "/api/v1/my-account/passkeys";
    private readonly TestCertificate certificate = new();
    private IdentityProvider provider = null!;

    async Task IAsyncLifetime.InitializeAsync() => provider = await IdentityProvider.StartAsync();

    async Task IAsyncLifetime.DisposeAsync() => await provider.DisposeAsync();

    [Theory]
    [OnBothEngines]
    public async Task Password_passkey_and_the_banks_word_open_by_https_and_nothing_of_it_travels_plain(Engine engine)
    {
        var settings = new Dictionary<string, string?>(certificate.Settings.Concat(provider.Settings))
        {
            ["Https:Required"] = "true",
            ["Proxy:Known"] = "127.0.0.1",
        };
        var app = await OwnAsync(engine, settings);
        var staff = await app.GivenStaffAsync(Role.Agent);
        provider.Bend = claims => claims["preferred_username"] = staff.UserName;
        var origin = app.SecureAddress.GetLeftPart(UriPartial.Authority);
        using var browser = certificate.Browser(app);
        using var device = new SoftPasskey { Origin = origin };
        using var plain = app.Client();
        plain.DefaultRequestHeaders.Add("X-Forwarded-For", "198.51.100.7");
        plain.DefaultRequestHeaders.Add(AccessGate.OwnHeader, "1");
        var code = app.CodeOf(staff.Id);
        var password = new { userName = staff.UserName, password = FirstWindowApp.Password, code };

        var inPlain = await plain.PostJsonAsync("/api/v1/session", password);
        var byPassword = await browser.PostJsonAsync("/api/v1/session", password);
        browser.DefaultRequestHeaders.Add("Cookie", SessionOf(byPassword.Response));
        app.Clock.Move(TimeSpan.FromSeconds(30)); // A new code.
        var asked = await browser.PostJsonAsync($"{Passkeys}/challenges", new { code = app.CodeOf(staff.Id) });
        var added = await browser.PostJsonAsync(Passkeys, Named(device.Make(asked.Json)));

        using var again = certificate.Browser(app);
        var downgraded = await again.PostJsonAsync("/api/v1/session/passkey", With(staff,
            device.Sign(await ChallengeAsync(again), app.Address.GetLeftPart(UriPartial.Authority))));
        var byPasskey = await again.PostJsonAsync(
            "/api/v1/session/passkey", With(staff, device.Sign(await ChallengeAsync(again))));

        using var third = certificate.Browser(app);
        var left = await third.GetAsync("/sign-in/bank");
        var (grant, state) = provider.Approve(left.Headers.Location!);
        third.DefaultRequestHeaders.Add("Cookie", string.Join("; ", CookiesOf(left).Select(c => c.Split(';')[0])));
        var byBank = await third.GetAsync($"/sign-in/bank/return?code={grant}&state={Uri.EscapeDataString(state)}");

        Assert.Equal((HttpStatusCode.Forbidden, "request.plain-http"), (inPlain.Status, inPlain.Code));
        Assert.Empty(CookiesOf(inPlain.Response));
        Assert.Equal(
            [
                HttpStatusCode.OK, HttpStatusCode.Created, HttpStatusCode.Unauthorized, HttpStatusCode.OK,
                HttpStatusCode.OK,
            ],
            [byPassword.Status, added.Status, downgraded.Status, byPasskey.Status, byBank.StatusCode]);
        Assert.Contains($"redirect_uri={Uri.EscapeDataString(origin + "/sign-in/bank/return")}",
            left.Headers.Location!.Query, StringComparison.OrdinalIgnoreCase);
        foreach (var answer in new[] { byPassword.Response, byPasskey.Response, byBank })
        {
            var session = CookiesOf(answer).Single(c => c.StartsWith($"__Host-{AccessGate.Cookie}=", StringComparison.Ordinal));
            Assert.All(["; secure", "; httponly", "; samesite=strict", "; path=/"], said =>
                Assert.Contains(said, session, StringComparison.OrdinalIgnoreCase));
        }

        Assert.All([byPassword.Response, left, byBank], answer =>
        {
            Assert.Equal("max-age=31536000; includeSubDomains", answer.Headers.GetValues("Strict-Transport-Security").Single());
            Assert.All(CookiesOf(answer), c =>
            {
                Assert.StartsWith("__Host-", c, StringComparison.Ordinal);
                Assert.All(["; secure", "; httponly", "; samesite="], said =>
                    Assert.Contains(said, c, StringComparison.OrdinalIgnoreCase));
            });
        });
    }

    /// <inheritdoc/>
    public void Dispose() => certificate.Dispose();

    private static async Task<JsonElement> ChallengeAsync(HttpClient browser) =>
        (await browser.PostJsonAsync("/api/v1/session/challenges", new { })).Json;

    private static string[] CookiesOf(HttpResponseMessage answer) =>
        answer.Headers.TryGetValues("Set-Cookie", out var cookies) ? [.. cookies] : [];

    private static string SessionOf(HttpResponseMessage answer) => CookiesOf(answer)[0].Split(';')[0];

    private static JsonObject Named(object made)
    {
        var body = JsonSerializer.SerializeToNode(made, JsonSettings.Options)!.AsObject();
        body["name"] = "工位安全密钥";
        return body;
    }

    private static JsonObject With(StaffAccount staff, object signed)
    {
        var body = JsonSerializer.SerializeToNode(signed, JsonSettings.Options)!.AsObject();
        (body["userName"], body["password"]) = (staff.UserName, FirstWindowApp.Password);
        return body;
    }
}
