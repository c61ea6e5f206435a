using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace BankPage;

/// <summary>Checks that an event comes from FirstWindow, as the Standard Webhooks specification says.</summary>
public static class Webhook
{
    private const string SecretPrefix = "whsec_";
    private const string SignaturePrefix = "v1,";
    private static readonly TimeSpan AgeMax = TimeSpan.FromMinutes(5);

    /// <summary>Whether one of the signatures fits, and it is not an old message sent again by somebody else.</summary>
    public static bool IsGenuine(
        string secret, string id, string timestamp, string body, string signatures, DateTimeOffset now)
    {
        if (!secret.StartsWith(SecretPrefix, StringComparison.Ordinal) || id.Length == 0
            || !long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || Math.Abs(now.ToUnixTimeSeconds() - seconds) > AgeMax.TotalSeconds)
        {
            return false;
        }

        var expected = Encoding.ASCII.GetBytes(SignaturePrefix + Convert.ToBase64String(HMACSHA256.HashData(
            Convert.FromBase64String(secret[SecretPrefix.Length..]), Encoding.UTF8.GetBytes($"{id}.{timestamp}.{body}"))));

        // While a secret is being replaced there are two signatures, one a secret.
        return signatures.Split(' ').Any(
            s => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(s), expected));
    }
}
