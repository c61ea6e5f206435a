using System.Net;
using System.Security.Cryptography;
using FirstWindow.Customers.Features;
using FirstWindow.Platform;
using FirstWindow.Platform.Privacy;
using FirstWindow.Platform.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Xunit;

namespace FirstWindow.Tests.Api;

public sealed class VouchingForACustomer(Houses houses) : ApiTests(houses)
{
    [Theory]
    [OnBothEngines]
    [Clause("A4.4.1")]
    public async Task A_token_of_the_banks_app_names_the_customer_and_works_once(Engine engine)
    {
        var app = await On(engine);
        var token = app.Services.GetRequiredService<CustomerTokens>().Mint("C10000001");

        var first = await OpenAsync(app, token);
        var replayed = await OpenAsync(app, token);

        Assert.Equal(HttpStatusCode.Created, first.Status);
        Assert.Equal(("customer-token.refused", "A4.4.1"), (replayed.Code, replayed.Clause));
    }

    [Theory]
    [OnBothEngines]
    [Clause("A4.4.1")]
    public async Task An_old_forged_or_altered_token_opens_nothing(Engine engine)
    {
        var app = await OwnAsync(engine);
        var tokens = app.Services.GetRequiredService<CustomerTokens>();
        var parts = tokens.Mint("C10000001").Split('.');
        var unsigned = Convert.ToBase64String("{\"alg\":\"none\",\"typ\":\"JWT\"}"u8)
            .TrimEnd('=') + "." + parts[1] + ".";
        var old = tokens.Mint("C10000001");
        app.Clock.Move(TimeSpan.FromMinutes(6));

        foreach (var bad in new[] { "x", "a.b.c", unsigned, $"{parts[0]}.{parts[1]}.{new string('A', 86)}", old })
        {
            var answer = await OpenAsync(app, bad);
            Assert.Equal((HttpStatusCode.BadRequest, "customer-token.refused"), (answer.Status, answer.Code));
        }

        Assert.Equal(HttpStatusCode.Created, (await OpenAsync(app, tokens.Mint("C10000001"))).Status);
    }

    [Theory]
    [OnBothEngines]
    [Clause("A4.4.1")]
    public async Task A_bank_without_the_demo_takes_nobodys_word_until_a_pair_is_made_for_tests(Engine engine)
    {
        await using var bank = await RunningBank.StartAsync(engine);
        var left = Path.Combine(bank.Folder, "keys", "demo-bank-app.pem"); // As older versions made one everywhere.
        using var key = KeyRing.LoadSigningKey(left);
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var token = new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = "bank-app",
            Audience = "firstwindow",
            Expires = now.AddMinutes(4),
            Claims = new Dictionary<string, object> { ["sub"] = "C10000001", ["jti"] = "1" },
            SigningCredentials = new(new ECDsaSecurityKey(key), SecurityAlgorithms.EcdsaSha256),
        });
        using var customer = new HttpClient { BaseAddress = bank.Address };

        var answer = await customer.PostJsonAsync(
            "/api/v1/conversations", new { channel = "web", locale = "zh-CN", customerToken = token });
        var (codeOfCode, _, _) = await ServerProcess.RunAsync("code", "admin.zhao", "--data", bank.Folder);
        var isMade = File.Exists(Path.Combine(bank.Folder, CustomerTokens.DemoFileName));
        var (code, minted, told) = await ServerProcess.RunAsync(
            ["token", "customer", "--subject", "C10000001", .. bank.Storage]);
        var forTests = await customer.PostJsonAsync(
            "/api/v1/conversations", new { channel = "web", locale = "zh-CN", customerToken = minted.Trim() });
        var file = Path.Combine(bank.Folder, "bank.pem");
        await File.WriteAllTextAsync(file, key.ExportSubjectPublicKeyInfoPem());
        var bound = new CustomerTokens(
            new() { PublicKeyFile = file }, new() { DataFolder = bank.Folder }, TimeProvider.System);

        Assert.Equal((HttpStatusCode.BadRequest, "customer-token.refused"), (answer.Status, answer.Code));
        Assert.Equal((1, false), (codeOfCode, isMade));
        Assert.Equal((0, HttpStatusCode.Created), (code, forTests.Status));
        Assert.Contains("for tests", told, StringComparison.Ordinal);
        Assert.Contains("bank's own app vouches", Assert.Throws<InvalidSettingException>(() => bound.Mint("C10000001")).Message);
    }

    [Theory]
    [OnBothEngines]
    [Clause("A4.4.1")]
    public async Task A_token_of_another_key_algorithm_issuer_audience_or_time_opens_nothing(Engine engine)
    {
        var app = await OwnAsync(engine);
        using var key = KeyRing.LoadSigningKey(Path.Combine(app.Folder, "demo-bank-app.pem"));
        using var otherKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var rsa = RSA.Create(2048);
        var (own, other) = (new ECDsaSecurityKey(key), new ECDsaSecurityKey(otherKey) { KeyId = "brought-along" });
        var open = new SymmetricSecurityKey(key.ExportSubjectPublicKeyInfo());
        var now = app.Clock.GetUtcNow().UtcDateTime;
        using var shown = ECDsa.Create(otherKey.ExportParameters(includePrivateParameters: false));
        var brought = JsonWebKeyConverter.ConvertFromECDsaSecurityKey(new(shown));

        string Token(SecurityKey by, string algorithm, Action<SecurityTokenDescriptor>? bend = null)
        {
            var token = new SecurityTokenDescriptor
            {
                Issuer = "bank-app",
                Audience = "firstwindow",
                NotBefore = now.AddMinutes(-1),
                IssuedAt = now.AddMinutes(-1),
                Expires = now.AddMinutes(4),
                Claims = new Dictionary<string, object> { ["sub"] = "C10000001", ["jti"] = $"{Guid.NewGuid():n}" },
                SigningCredentials = new(by, algorithm),
            };
            bend?.Invoke(token);
            return new JsonWebTokenHandler().CreateToken(token);
        }

        foreach (var bad in new[]
        {
            Token(open, SecurityAlgorithms.HmacSha256), // The public key as a shared secret.
            Token(new RsaSecurityKey(rsa), SecurityAlgorithms.RsaSha256),
            Token(other, SecurityAlgorithms.EcdsaSha256),
            Token(other, SecurityAlgorithms.EcdsaSha256, t => t.AdditionalHeaderClaims = new Dictionary<string, object>
            {
                ["jwk"] = new Dictionary<string, object>
                    { ["kty"] = "EC", ["crv"] = "P-256", ["x"] = brought.X, ["y"] = brought.Y },
            }),
            Token(own, SecurityAlgorithms.EcdsaSha256, t => t.Audience = "another-system"),
            Token(own, SecurityAlgorithms.EcdsaSha256, t => t.Issuer = "another-app"),
            Token(own, SecurityAlgorithms.EcdsaSha256, t => t.NotBefore = now.AddMinutes(2)),
            Token(own, SecurityAlgorithms.EcdsaSha256, t => t.Expires = now.AddHours(1)),
        })
        {
            var answer = await OpenAsync(app, bad);
            Assert.Equal((HttpStatusCode.BadRequest, "customer-token.refused", "A4.4.1"),
                (answer.Status, answer.Code, answer.Clause));
        }

        Assert.Equal(HttpStatusCode.Created, (await OpenAsync(app, Token(own, SecurityAlgorithms.EcdsaSha256))).Status);
    }

    [Theory]
    [OnBothEngines]
    [Clause("A4.4.1")]
    public async Task A_token_of_another_kind_opens_nothing_and_with_a_kind_set_a_plain_one_neither(Engine engine)
    {
        const string Ours = "customer+jwt";
        var plain = await OwnAsync(engine);
        var strict = await OwnAsync(engine, new Dictionary<string, string?> { ["CustomerTokens:Type"] = Ours });

        var answers = new List<(string App, string? Kind, HttpStatusCode Status, string? Code)>();
        foreach (var app in new[] { plain, strict })
        {
            foreach (var kind in new[] { "JWT", null, "at+jwt", "logout+jwt", Ours })
            {
                app.Services.GetRequiredService<CustomerTokens>();
                using var key = KeyRing.LoadSigningKey(Path.Combine(app.Folder, CustomerTokens.DemoFileName));
                var head = Base64UrlEncoder.Encode(kind is null ? "{\"alg\":\"ES256\"}"
                    : $"{{\"alg\":\"ES256\",\"typ\":\"{kind}\"}}");
                var body = app.Services.GetRequiredService<CustomerTokens>().Mint("C10000001").Split('.')[1];
                var signature = key.SignData(System.Text.Encoding.ASCII.GetBytes($"{head}.{body}"), HashAlgorithmName.SHA256);
                var answer = await OpenAsync(app, $"{head}.{body}.{Base64UrlEncoder.Encode(signature)}");
                answers.Add((app == plain ? "plain" : "strict", kind, answer.Status, answer.Code));
            }
        }

        var minted = await OpenAsync(strict, strict.Services.GetRequiredService<CustomerTokens>().Mint("C10000001"));

        Assert.Equal([("plain", "JWT"), ("plain", null), ("strict", Ours)],
            answers.Where(a => a.Status is HttpStatusCode.Created).Select(a => (a.App, a.Kind)));
        Assert.All(answers.Where(a => a.Status is not HttpStatusCode.Created),
            a => Assert.Equal("customer-token.refused", a.Code));
        Assert.Equal(HttpStatusCode.Created, minted.Status);
    }

    [Theory]
    [OnBothEngines]
    [Clause("A4.2.1b")]
    public async Task The_desk_sees_a_known_customer_masked(Engine engine)
    {
        var app = await On(engine);
        var token = app.Services.GetRequiredService<CustomerTokens>().Mint("C10000001");
        var visitor = await app.GivenVisitorAsync(customerToken: token);
        var agent = await app.SignedInAsync(Platform.Access.Role.Agent);
        await visitor.AskForPersonAsync();
        await agent.BeAvailableAsync();
        await app.MatchAsync();
        await agent.PauseAsync();

        var open = await agent.Client.GetJsonAsync($"/api/v1/desk/contacts/{visitor.Id}");
        var customer = open.Json.GetProperty("customer");

        Assert.Matches(@"^.\*{1,2}$", customer.GetProperty("name").GetString());
        Assert.Matches(@"^\d{3}\*{4}\d{4}$", customer.GetProperty("phone").GetString());
    }

    private static Task<Answer> OpenAsync(FirstWindowApp app, string customerToken) =>
        app.Client().PostJsonAsync("/api/v1/conversations", new { channel = "web", locale = "zh-CN", customerToken });
}
