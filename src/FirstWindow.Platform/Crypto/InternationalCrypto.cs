using System.Security.Cryptography;

namespace FirstWindow.Platform.Crypto;

/// <summary>The framework's own algorithms. The hottest path of the product runs through here: one call a message, no
/// allocation beyond the cipher itself.</summary>
internal sealed class InternationalCrypto : CryptoProvider
{
    public override CryptoProfile Profile => CryptoProfile.International;

    public override string Algorithms => "AES-256-GCM, SHA-256, ECDSA P-256";

    public override void Encrypt(
        byte[] key, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> plain, Span<byte> cipher, Span<byte> tag,
        ReadOnlySpan<byte> context)
    {
        using var aes = new AesGcm(key, TagBytes);
        aes.Encrypt(nonce, plain, cipher, tag, context);
    }

    public override void Decrypt(
        byte[] key, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> cipher, ReadOnlySpan<byte> tag, Span<byte> plain,
        ReadOnlySpan<byte> context)
    {
        using var aes = new AesGcm(key, TagBytes);
        aes.Decrypt(nonce, cipher, tag, plain, context);
    }

    public override void Hash(ReadOnlySpan<byte> data, Span<byte> hash) => SHA256.HashData(data, hash);

    public override void Mac(byte[] key, ReadOnlySpan<byte> data, Span<byte> mac) =>
        HMACSHA256.HashData(key, data, mac);

    public override string MakeSigningKey()
    {
        using var made = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return made.ExportPkcs8PrivateKeyPem();
    }

    public override BlockSigner ReadSigner(string pem)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
        }
        catch (ArgumentException fault)
        {
            throw new CryptographicException("The PEM holds no key that signs blocks.", fault);
        }

        return new P256Signer(key);
    }

    private sealed class P256Signer(ECDsa key) : BlockSigner(
        International, Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo())[..6]),
        key.ExportSubjectPublicKeyInfoPem())
    {
        public override byte[] Sign(byte[] hash) => key.SignHash(hash);

        public override bool IsSignature(byte[] hash, byte[] signature) => key.VerifyHash(hash, signature);
    }
}
