using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace FirstWindow.Platform.Crypto;

/// <summary>
/// A file that leaves the house, under a key of its own: JWE in its compact form (RFC 7516, <c>dir</c> with
/// <c>A256GCM</c>), which any library of that standard opens. With the national profile the form is the same and the
/// name of the cipher our own, because none is registered for SM4.
/// </summary>
public static class SealedFile
{
    /// <summary>Content type of such a file.</summary>
    public const string ContentType = "application/jose";

    private const string International = "A256GCM";
    private const string National = "firstwindow-SM4GCM";

    /// <summary>Makes a key.</summary>
    public static byte[] MakeKey() => RandomNumberGenerator.GetBytes(32);

    /// <summary>Encrypts.</summary>
    public static string Seal(CryptoProvider provider, byte[] key, ReadOnlySpan<byte> content)
    {
        var cipherName = provider.Profile is CryptoProfile.National ? National : International;
        var head = Base64Url.EncodeToString(Encoding.ASCII.GetBytes($$"""{"alg":"dir","enc":"{{cipherName}}","cty":"json"}"""));
        var (cipher, tag) = (new byte[content.Length], new byte[CryptoProvider.TagBytes]);
        var nonce = RandomNumberGenerator.GetBytes(CryptoProvider.NonceBytes);
        provider.Encrypt(key, nonce, content, cipher, tag, Encoding.ASCII.GetBytes(head));
        return $"{head}..{Base64Url.EncodeToString(nonce)}.{Base64Url.EncodeToString(cipher)}.{Base64Url.EncodeToString(tag)}";
    }

    /// <summary>Decrypts.</summary>
    /// <exception cref="InvalidDataException">It is no such file, was altered, or the key is another one.</exception>
    public static byte[] Open(string file, string key)
    {
        try
        {
            var parts = file.Trim().Split('.');
            var head = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[0])).RootElement;
            var provider = head.GetProperty("enc").GetString() == National
                ? CryptoProvider.National : CryptoProvider.International;
            var cipher = Base64Url.DecodeFromChars(parts[3]);
            var plain = new byte[cipher.Length];
            provider.Decrypt(Base64Url.DecodeFromChars(key.Trim()), Base64Url.DecodeFromChars(parts[2]), cipher,
                Base64Url.DecodeFromChars(parts[4]), plain, Encoding.ASCII.GetBytes(parts[0]));
            return plain;
        }
        catch (Exception fault) when (fault is FormatException or CryptographicException or JsonException
            or IndexOutOfRangeException or KeyNotFoundException or ArgumentException or InvalidOperationException)
        {
            throw new InvalidDataException("The file does not open: another key, or the file was altered.", fault);
        }
    }
}
