using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;

namespace FirstWindow.Tests.Api;

/// <summary>A small OpenID Connect provider that keeps to the protocol, and to whatever a test changes of its
/// word.</summary>
internal sealed class IdentityProvider : IAsyncDisposable
{
    public const string Secret = "the-provider-knows-it-too";
    public const string ClientId = "firstwindow";
    private readonly WebApplication site;
    private readonly ConcurrentDictionary<string, (string Nonce, string Challenge)> codes = new();
    private RSA key = RSA.Create(2048);
    private int keyNumber = 1;

    private IdentityProvider(WebApplication site) => this.site = site;

    public string Authority => site.Urls.Single();

    /// <summary>What a test makes of the token's claims before it is signed.</summary>
    public Action<Dictionary<string, object>> Bend { get; set; } = _ => { };

    /// <summary>What a test makes of the signed token.</summary>
    public Func<string, string> Forge { get; set; } = token => token;

    /// <summary>What happens before anything is answered.</summary>
    public Func<HttpContext, Task> Trouble { get; set; } = _ => Task.CompletedTask;

    /// <summary>Where the documents say the token endpoint lies, when not here.</summary>
    public string? TokenEndpoint { get; set; }

    /// <summary>What the documents call the provider, when not what it is.</summary>
    public string? Issuer { get; set; }

    /// <summary>Times a code was exchanged or tried to be.</summary>
    public ConcurrentQueue<string> Exchanges { get; } = new();

    /// <summary>Settings of an installation that signs on here.</summary>
    public Dictionary<string, string?> Settings => new()
    {
        ["SignOn:Authority"] = Authority,
        ["SignOn:ClientId"] = ClientId,
        ["SignOn:ClientSecret"] = Secret,
        ["SignOn:Timeout"] = "00:00:20",
    };

    public static async Task<IdentityProvider> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var site = builder.Build();
        var provider = new IdentityProvider(site);
        site.Use(async (context, next) =>
        {
            await provider.Trouble(context);
            await next(context);
        });
        site.MapGet("/.well-known/openid-configuration", () => Results.Json(new Dictionary<string, object>
        {
            ["issuer"] = provider.Issuer ?? provider.Authority,
            ["authorization_endpoint"] = provider.Authority + "/authorize",
            ["token_endpoint"] = provider.TokenEndpoint ?? provider.Authority + "/token",
            ["jwks_uri"] = provider.Authority + "/keys",
            ["end_session_endpoint"] = provider.Authority + "/end",
        }));
        site.MapGet("/keys", provider.Keys);
        site.MapPost("/token", (Delegate)provider.ExchangeAsync);
        await site.StartAsync();
        return provider;
    }

    /// <summary>Signs by a new key from now on.</summary>
    public void RotateKey() => (key, keyNumber) = (RSA.Create(2048), keyNumber + 1);

    /// <summary>What the provider's page does once the person has signed in there.</summary>
    /// <returns>Code and state for the way back.</returns>
    public (string Code, string State) Approve(Uri asked)
    {
        var query = QueryHelpers.ParseQuery(asked.Query);
        Xunit.Assert.Equal(("code", ClientId, "S256"), (
            query["response_type"].ToString(), query["client_id"].ToString(), query["code_challenge_method"].ToString()));
        var code = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        codes[code] = (query["nonce"].ToString(), query["code_challenge"].ToString());
        return (code, query["state"].ToString());
    }

    public async ValueTask DisposeAsync()
    {
        await site.DisposeAsync();
        key.Dispose();
    }

    private static string Encode(byte[] bytes) => Base64UrlEncoder.Encode(bytes);

    private IResult Keys()
    {
        var open = key.ExportParameters(includePrivateParameters: false);
        return Results.Json(new
        {
            keys = new[]
            {
                new { kty = "RSA", use = "sig", alg = "RS256", kid = $"k{keyNumber}", n = Encode(open.Modulus!), e = Encode(open.Exponent!) },
            },
        });
    }

    private async Task<IResult> ExchangeAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync();
        var code = form["code"].ToString();
        Exchanges.Enqueue(code);
        var proof = Encode(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString())));
        if (form["client_secret"] != Secret || !codes.TryRemove(code, out var known) || known.Challenge != proof)
        {
            return Results.Json(new { error = "invalid_grant" }, statusCode: 400);
        }

        return Results.Json(new Dictionary<string, object>
        {
            ["access_token"] = "opaque",
            ["token_type"] = "Bearer",
            ["expires_in"] = 300,
            ["id_token"] = Forge(Token(known.Nonce)),
        });
    }

    private string Token(string nonce)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var claims = new Dictionary<string, object>
        {
            ["iss"] = Authority,
            ["aud"] = ClientId,
            ["sub"] = "0815",
            ["iat"] = now,
            ["nbf"] = now,
            ["exp"] = now + 300,
            ["auth_time"] = now,
            ["nonce"] = nonce,
            ["amr"] = new[] { "pwd", "otp" },
        };
        Bend(claims);
        var head = Encode(JsonSerializer.SerializeToUtf8Bytes(new { alg = "RS256", typ = "JWT", kid = $"k{keyNumber}" }));
        var text = $"{head}.{Encode(JsonSerializer.SerializeToUtf8Bytes(claims))}";
        return $"{text}.{Encode(key.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }
}
