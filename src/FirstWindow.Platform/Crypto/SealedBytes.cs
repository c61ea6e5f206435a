using System.Security.Cryptography;

namespace FirstWindow.Platform.Crypto;

/// <summary>
/// The one form of a ciphertext: mark of the profile, id of the key, nonce, text, tag. Mark and id are there to find
/// the key; whoever alters them finds that nothing opens.
/// </summary>
internal static class SealedBytes
{
    /// <summary>Bytes a ciphertext has beyond its text.</summary>
    public const int Overhead = TextStart + CryptoProvider.TagBytes;

    private const int IdBytes = 16;
    private const int NonceStart = 1 + IdBytes;
    private const int TextStart = NonceStart + CryptoProvider.NonceBytes;

    public static byte[] Seal(
        CryptoProvider provider, byte[] key, Guid keyId, ReadOnlySpan<byte> plain, ReadOnlySpan<byte> context)
    {
        var result = new byte[Overhead + plain.Length];
        var output = result.AsSpan();
        output[0] = (byte)provider.Profile;
        keyId.TryWriteBytes(output[1..], bigEndian: true, out _);
        var nonce = output[NonceStart..TextStart];
        RandomNumberGenerator.Fill(nonce);
        provider.Encrypt(
            key, nonce, plain, output[TextStart..^CryptoProvider.TagBytes], output[^CryptoProvider.TagBytes..],
            context);
        return result;
    }

    /// <exception cref="CryptographicException">It was altered, moved, or is under another key.</exception>
    public static byte[] Open(byte[] key, ReadOnlySpan<byte> sealedBytes, ReadOnlySpan<byte> context)
    {
        if (sealedBytes.Length < Overhead)
        {
            throw new CryptographicException("The ciphertext is too short to be one.");
        }

        var plain = new byte[sealedBytes.Length - Overhead];
        CryptoProvider.Of(ProfileOf(sealedBytes)).Decrypt(
            key, sealedBytes[NonceStart..TextStart], sealedBytes[TextStart..^CryptoProvider.TagBytes],
            sealedBytes[^CryptoProvider.TagBytes..], plain, context);
        return plain;
    }

    public static CryptoProfile ProfileOf(ReadOnlySpan<byte> sealedBytes) => (CryptoProfile)sealedBytes[0];

    public static Guid KeyIdOf(ReadOnlySpan<byte> sealedBytes) =>
        new(sealedBytes.Slice(1, IdBytes), bigEndian: true);
}
