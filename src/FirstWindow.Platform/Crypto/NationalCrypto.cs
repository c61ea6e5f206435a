using System.Security.Cryptography;
using Org.BouncyCastle.Asn1.GM;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.Engines;
using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Crypto.Macs;
using Org.BouncyCastle.Crypto.Modes;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;
using Org.BouncyCastle.Pkcs;
using Org.BouncyCastle.Security;
using Org.BouncyCastle.X509;

namespace FirstWindow.Platform.Crypto;

/// <summary>
/// 国密: SM4 in GCM (RFC 8998), SM3, HMAC-SM3 and SM2 with the standard's own user id. The only class that knows the
/// library behind it; the standards' published vectors hold it (<c>ComputingByTheNationalStandards</c>).
/// </summary>
internal sealed class NationalCrypto : CryptoProvider
{
    private const int KeyBytes = 16;
    private static readonly byte[] CipherUse = "firstwindow sm4-gcm"u8.ToArray();

    public override CryptoProfile Profile => CryptoProfile.National;

    public override string Algorithms => "SM4-GCM, SM3, SM2";

    public override void Encrypt(
        byte[] key, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> plain, Span<byte> cipher, Span<byte> tag,
        ReadOnlySpan<byte> context)
    {
        var output = Run(isEncrypting: true, CipherKeyOf(key), nonce, plain.ToArray(), context);
        output.AsSpan(0, plain.Length).CopyTo(cipher);
        output.AsSpan(plain.Length).CopyTo(tag);
    }

    public override void Decrypt(
        byte[] key, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> cipher, ReadOnlySpan<byte> tag, Span<byte> plain,
        ReadOnlySpan<byte> context) =>
        Run(isEncrypting: false, CipherKeyOf(key), nonce, [.. cipher, .. tag], context).CopyTo(plain);

    public override void Hash(ReadOnlySpan<byte> data, Span<byte> hash)
    {
        var digest = new SM3Digest();
        digest.BlockUpdate(data.ToArray(), 0, data.Length);
        Finish(digest.DoFinal, hash);
    }

    public override void Mac(byte[] key, ReadOnlySpan<byte> data, Span<byte> mac)
    {
        var hmac = new HMac(new SM3Digest());
        hmac.Init(new KeyParameter(key));
        hmac.BlockUpdate(data.ToArray(), 0, data.Length);
        Finish(hmac.DoFinal, mac);
    }

    public override string MakeSigningKey()
    {
        var generator = new ECKeyPairGenerator();
        generator.Init(new ECKeyGenerationParameters(GMObjectIdentifiers.sm2p256v1, new SecureRandom()));
        var info = PrivateKeyInfoFactory.CreatePrivateKeyInfo(generator.GenerateKeyPair().Private);
        return PemEncoding.WriteString("PRIVATE KEY", info.GetDerEncoded());
    }

    public override BlockSigner ReadSigner(string pem)
    {
        try
        {
            var found = PemEncoding.Find(pem);
            var der = Convert.FromBase64String(pem[found.Base64Data]);
            var key = (ECKeyParameters)(pem[found.Label] == "PRIVATE KEY"
                ? PrivateKeyFactory.CreateKey(der) : PublicKeyFactory.CreateKey(der));
            return key.PublicKeyParamSet?.Equals(GMObjectIdentifiers.sm2p256v1) is true ? new Sm2Signer(key)
                : throw new CryptographicException("The key is not of the curve of SM2.");
        }
        catch (Exception fault) when (fault is ArgumentException or InvalidCastException or IOException
            or FormatException or SecurityUtilityException)
        {
            throw new CryptographicException("The PEM holds no key of SM2.", fault);
        }
    }

    /// <summary>SM4-GCM itself, the tag behind the text.</summary>
    internal static byte[] Run(
        bool isEncrypting, byte[] key, ReadOnlySpan<byte> nonce, byte[] input, ReadOnlySpan<byte> context)
    {
        var gcm = new GcmBlockCipher(new SM4Engine());
        gcm.Init(isEncrypting,
            new AeadParameters(new KeyParameter(key), TagBytes * 8, nonce.ToArray(), context.ToArray()));
        var output = new byte[gcm.GetOutputSize(input.Length)];
        try
        {
            var written = gcm.ProcessBytes(input, 0, input.Length, output, 0);
            gcm.DoFinal(output, written);
            return output;
        }
        catch (InvalidCipherTextException fault)
        {
            throw new AuthenticationTagMismatchException("The ciphertext was altered or is under another key.", fault);
        }
    }

    // SM4 takes 16 bytes: derived, so that one secret never serves two ciphers.
    private byte[] CipherKeyOf(byte[] key)
    {
        Span<byte> derived = stackalloc byte[HashBytes];
        Mac(key, CipherUse, derived);
        return derived[..KeyBytes].ToArray();
    }

    private static void Finish(Func<byte[], int, int> final, Span<byte> into)
    {
        var whole = new byte[HashBytes];
        final(whole, 0);
        whole.CopyTo(into);
    }

    private sealed class Sm2Signer(ECKeyParameters key) : BlockSigner(National, IdOf(key), PemOf(key))
    {
        public override byte[] Sign(byte[] hash)
        {
            var signer = new SM2Signer();
            signer.Init(forSigning: true, new ParametersWithRandom(key, new SecureRandom()));
            signer.BlockUpdate(hash, 0, hash.Length);
            return signer.GenerateSignature();
        }

        public override bool IsSignature(byte[] hash, byte[] signature)
        {
            var signer = new SM2Signer();
            signer.Init(forSigning: false, PublicOf(key));
            signer.BlockUpdate(hash, 0, hash.Length);
            return signer.VerifySignature(signature);
        }

        private static ECPublicKeyParameters PublicOf(ECKeyParameters key) => key switch
        {
            ECPublicKeyParameters known => known,
            ECPrivateKeyParameters secret => new ECPublicKeyParameters(
                "EC", secret.Parameters.G.Multiply(secret.D).Normalize(), GMObjectIdentifiers.sm2p256v1),
            _ => throw new CryptographicException("The key is not of SM2."),
        };

        private static byte[] DerOf(ECKeyParameters key) =>
            SubjectPublicKeyInfoFactory.CreateSubjectPublicKeyInfo(PublicOf(key)).GetDerEncoded();

        private static string IdOf(ECKeyParameters key)
        {
            Span<byte> hash = stackalloc byte[HashBytes];
            National.Hash(DerOf(key), hash);
            return "sm2-" + Convert.ToHexStringLower(hash[..6]);
        }

        private static string PemOf(ECKeyParameters key) => PemEncoding.WriteString("PUBLIC KEY", DerOf(key));
    }
}
