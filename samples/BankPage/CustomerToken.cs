using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace BankPage;

/// <summary>Says who the customer is: a JSON Web Token (ES256) that FirstWindow takes once, within five
/// minutes.</summary>
public static class CustomerToken
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    /// <summary>Mints a token.</summary>
    /// <param name="key">The bank's private key, P-256.</param>
    /// <param name="customer">The bank's own number of the customer.</param>
    /// <param name="now">The time now.</param>
    public static string Mint(ECDsa key, string customer, DateTimeOffset now)
    {
        var head = Encode(new { alg = "ES256", typ = "JWT" });
        var claims = Encode(new
        {
            sub = customer,
            iss = "bank-app",
            aud = "firstwindow",
            iat = now.ToUnixTimeSeconds(),
            exp = (now + Lifetime).ToUnixTimeSeconds(),
            jti = Guid.NewGuid().ToString("n"),
        });
        var signature = key.SignData(Encoding.ASCII.GetBytes($"{head}.{claims}"), HashAlgorithmName.SHA256);
        return $"{head}.{claims}.{Base64Url.EncodeToString(signature)}";
    }

    private static string Encode(object part) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(part));
}
