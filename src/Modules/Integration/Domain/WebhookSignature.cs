using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace FirstWindow.Integration.Domain;

/// <summary>Secrets and signatures as the Standard Webhooks specification writes them.</summary>
internal static class WebhookSignature
{
    private const int SecretBytes = 32;

    /// <summary>A fresh secret.</summary>
    public static byte[] MakeSecret() => RandomNumberGenerator.GetBytes(SecretBytes);

    /// <summary>A secret as the receiver keeps it.</summary>
    public static string Write(byte[] secret) => "whsec_" + Convert.ToBase64String(secret);

    /// <summary>The header <c>webhook-signature</c>: one signature a secret that is valid now.</summary>
    public static string Sign(IEnumerable<byte[]> secrets, string id, long timestamp, string body)
    {
        var content = Encoding.UTF8.GetBytes(
            string.Create(CultureInfo.InvariantCulture, $"{id}.{timestamp}.{body}"));
        return string.Join(' ', secrets.Select(s => "v1," + Convert.ToBase64String(HMACSHA256.HashData(s, content))));
    }
}
