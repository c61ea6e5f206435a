using System.Security.Cryptography;

namespace FirstWindow.Platform.Crypto;

/// <summary>Which family of algorithms protects what is written from now on. The number stands in front of every
/// ciphertext, so that whatever is in force, the older one is still read.</summary>
public enum CryptoProfile
{
    /// <summary>AES-256-GCM, SHA-256, ECDSA P-256: the default.</summary>
    International = 1,

    /// <summary>SM4-GCM, SM3, SM2 (国密: GB/T 32907, 32905, 32918).</summary>
    National = 2,
}

/// <summary>
/// The algorithms of one profile, behind which alone they are called. A key is 32 random bytes in either; which
/// algorithm it serves is said by the mark of what it protects.
/// </summary>
public abstract class CryptoProvider
{
    /// <summary>Bytes of a nonce.</summary>
    public const int NonceBytes = 12;

    /// <summary>Bytes of a tag.</summary>
    public const int TagBytes = 16;

    /// <summary>Bytes of a hash.</summary>
    public const int HashBytes = 32;

    /// <summary>The default.</summary>
    public static readonly CryptoProvider International = new InternationalCrypto();

    /// <summary>国密.</summary>
    public static readonly CryptoProvider National = new NationalCrypto();

    /// <summary>Its profile.</summary>
    public abstract CryptoProfile Profile { get; }

    /// <summary>How its algorithms are called, for people.</summary>
    public abstract string Algorithms { get; }

    /// <summary>The provider of a profile.</summary>
    /// <exception cref="CryptographicException">There is no such profile: the ciphertext is damaged or newer than this
    /// program.</exception>
    public static CryptoProvider Of(CryptoProfile profile) => profile switch
    {
        CryptoProfile.International => International,
        CryptoProfile.National => National,
        _ => throw new CryptographicException($"No algorithms are known under the mark {(int)profile}."),
    };

    /// <summary>Encrypts and authenticates.</summary>
    public abstract void Encrypt(
        byte[] key, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> plain, Span<byte> cipher, Span<byte> tag,
        ReadOnlySpan<byte> context);

    /// <summary>Decrypts.</summary>
    /// <exception cref="CryptographicException">It was altered, moved, or is under another key.</exception>
    public abstract void Decrypt(
        byte[] key, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> cipher, ReadOnlySpan<byte> tag, Span<byte> plain,
        ReadOnlySpan<byte> context);

    /// <summary>Hashes into 32 bytes.</summary>
    public abstract void Hash(ReadOnlySpan<byte> data, Span<byte> hash);

    /// <summary>Authenticates with a key, into 32 bytes.</summary>
    public abstract void Mac(byte[] key, ReadOnlySpan<byte> data, Span<byte> mac);

    /// <summary>Makes a private key for signing.</summary>
    /// <returns>PKCS#8 as PEM.</returns>
    public abstract string MakeSigningKey();

    /// <summary>Reads a signing key of this profile: a private one signs, a public one only verifies.</summary>
    /// <exception cref="CryptographicException">The PEM holds no key of this profile.</exception>
    public abstract BlockSigner ReadSigner(string pem);
}

/// <summary>A key that signs the blocks of the journal. Its id says which algorithms made the block.</summary>
public abstract class BlockSigner(CryptoProvider provider, string keyId, string publicPem)
{
    /// <summary>The algorithms of the blocks it signs.</summary>
    public CryptoProvider Provider { get; } = provider;

    /// <summary>Short name of the key; those of SM2 begin with <c>sm2-</c>.</summary>
    public string KeyId { get; } = keyId;

    /// <summary>The public key, for auditors.</summary>
    public string PublicPem { get; } = publicPem;

    /// <summary>Signs a block's hash.</summary>
    public abstract byte[] Sign(byte[] hash);

    /// <summary>Whether a signature over a block's hash is this key's.</summary>
    public abstract bool IsSignature(byte[] hash, byte[] signature);

    /// <summary>Every public key in a text of PEM blocks, of either profile, by its id.</summary>
    /// <exception cref="CryptographicException">A block holds no key that signs blocks.</exception>
    public static IReadOnlyDictionary<string, BlockSigner> ReadAll(string pems)
    {
        var signers = new Dictionary<string, BlockSigner>(StringComparer.Ordinal);
        const string end = "-----END PUBLIC KEY-----";
        foreach (var part in pems.Split(end)[..^1])
        {
            var signer = Read(part + end);
            signers[signer.KeyId] = signer;
        }

        return signers;
    }

    private static BlockSigner Read(string pem)
    {
        try
        {
            return CryptoProvider.National.ReadSigner(pem);
        }
        catch (CryptographicException)
        {
            return CryptoProvider.International.ReadSigner(pem);
        }
    }
}
