using System.Security.Cryptography;
using FirstWindow.Platform;
using FirstWindow.Platform.Storage;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace FirstWindow.Customers.Features;

/// <summary>Section "CustomerTokens": who may vouch for a customer.</summary>
public sealed class CustomerTokenOptions
{
    /// <summary>Expected issuer: the bank's app.</summary>
    public string Issuer { get; set; } = "bank-app";

    /// <summary>Expected audience: this system.</summary>
    public string Audience { get; set; } = "firstwindow";

    /// <summary>What a token's header must call itself (<c>typ</c>), so that no other token of the issuer passes for
    /// one. Empty: a plain JWT, and none that calls itself anything else.</summary>
    public string Type { get; set; } = string.Empty;

    /// <summary>PEM file with the issuer's public key (ES256). Empty: the pair that the demo bank, or <c>token
    /// customer</c>, made in the data folder; without one nobody may vouch.</summary>
    public string? PublicKeyFile { get; set; }
}

/// <summary>Signs and checks the tokens by which the bank's own app says who the customer is.</summary>
public sealed class CustomerTokens
{
    /// <summary>The pair in the data folder that vouches for show and for tests.</summary>
    public const string DemoFileName = "demo-bank-app.pem";

    private const string PlainType = "JWT";
    private static readonly TimeSpan LifetimeMax = TimeSpan.FromMinutes(5);
    private static readonly JsonWebTokenHandler Handler = new() { SetDefaultTimesOnTokenCreation = false };
    private readonly CustomerTokenOptions options;
    private readonly TimeProvider clock;
    private readonly string demoFile;
    private ECDsaSecurityKey? key;

    /// <summary>Reads the issuer's key, or that of the pair for show.</summary>
    public CustomerTokens(CustomerTokenOptions options, StorageOptions storage, TimeProvider clock)
    {
        (this.options, this.clock) = (options, clock);
        demoFile = Path.Combine(storage.DataFolder, DemoFileName);
        key = options.PublicKeyFile is { Length: > 0 } file ? KeyOf(ReadPem(file)) : FindForShow();
    }

    /// <summary>Makes a pair that vouches here, for the demo or for tests; not where the bank's own app does.</summary>
    internal bool TryOpenForShow()
    {
        if (!string.IsNullOrEmpty(options.PublicKeyFile))
        {
            return false;
        }

        key ??= KeyOf(Platform.Privacy.KeyRing.LoadSigningKey(demoFile));
        return true;
    }

    /// <summary>Mints a token as the bank's app would, with the pair for show, made if there is none.</summary>
    /// <exception cref="InvalidSettingException">The bank's own app vouches here.</exception>
    public string Mint(string subject)
    {
        if (!TryOpenForShow())
        {
            throw new InvalidSettingException(
                "CustomerTokens:PublicKeyFile is set: the bank's own app vouches for customers here, and its key is not at hand.");
        }

        var now = clock.GetUtcNow();
        return Handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = options.Issuer,
            Audience = options.Audience,
            IssuedAt = now.UtcDateTime,
            Expires = (now + LifetimeMax).UtcDateTime,
            Claims = new Dictionary<string, object> { ["sub"] = subject, ["jti"] = Guid.NewGuid().ToString("n") },
            TokenType = options.Type.Length > 0 ? options.Type : PlainType,
            SigningCredentials = new SigningCredentials(key, SecurityAlgorithms.EcdsaSha256),
        });
    }

    /// <summary>Checks signature, algorithm, issuer, audience, kind and times.</summary>
    /// <returns>Subject, token number and expiry; none when anything is wrong.</returns>
    public async Task<(string Subject, string Jti, DateTimeOffset ExpiresAt)?> CheckAsync(string token)
    {
        key ??= FindForShow(); // Made meanwhile, by the command.
        if (key is null)
        {
            return null; // Nobody's word is taken: neither the bank's key is set, nor was a pair made here.
        }

        var now = clock.GetUtcNow();
        var verdict = await Handler.ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256],
            IssuerSigningKey = key,
            TypeValidator = (type, _, _) => IsOfItsKind(type) ? type
                : throw new SecurityTokenInvalidTypeException { InvalidType = type },
            ValidIssuer = options.Issuer,
            ValidAudience = options.Audience,
            LifetimeValidator = (from, expires, _, _) => !(from > now.UtcDateTime)
                && expires is { } at && at > now.UtcDateTime && at <= (now + LifetimeMax).UtcDateTime,
        });
        if (!verdict.IsValid || verdict.SecurityToken is not JsonWebToken
            {
                Subject.Length: > 0 and <= 100,
                Id.Length: > 0 and <= 100
            } jwt)
        {
            return null;
        }

        return (jwt.Subject, jwt.Id, new DateTimeOffset(jwt.ValidTo, TimeSpan.Zero));
    }

    private ECDsaSecurityKey? FindForShow() =>
        string.IsNullOrEmpty(options.PublicKeyFile) && File.Exists(demoFile) ? KeyOf(ReadPem(demoFile)) : null;

    // Not by way of the cache of all keys of the process, in which whoever has the same key may end ours.
    private static ECDsaSecurityKey KeyOf(ECDsa pair) =>
        new(pair) { CryptoProviderFactory = new() { CacheSignatureProviders = false } };

    private bool IsOfItsKind(string? type) => options.Type.Length > 0 ? type == options.Type
        : string.IsNullOrEmpty(type) || type.Equals(PlainType, StringComparison.OrdinalIgnoreCase);

    private static ECDsa ReadPem(string file)
    {
        var key = ECDsa.Create();
        key.ImportFromPem(File.ReadAllText(file));
        return key;
    }
}
