using System.Security.Cryptography;
using System.Text;
using FirstWindow.Platform.Crypto;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.GM;
using Org.BouncyCastle.Crypto.Engines;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.X509;
using Xunit;

namespace FirstWindow.Tests.Unit.Platform;

/// <summary>The library behind the national profile computes what the standards print.</summary>
public sealed class ComputingByTheNationalStandards
{
    private const string Sm4Key = "0123456789abcdeffedcba9876543210";

    /// <summary>GB/T 32905-2016, annex A.</summary>
    [Theory]
    [InlineData("abc", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0")]
    [InlineData("abcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcd",
        "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732")]
    public void Sm3(string text, string hash)
    {
        var computed = new byte[32];
        CryptoProvider.National.Hash(Encoding.ASCII.GetBytes(text), computed);

        Assert.Equal(hash, Convert.ToHexStringLower(computed));
    }

    /// <summary>GB/T 32907-2016, annex A: once, and a million times over.</summary>
    [Theory]
    [InlineData(1, "681edf34d206965e86b3e94f536e4246")]
    [InlineData(1_000_000, "595298c7c6fd271f0402f804c33d3f66")]
    public void Sm4(int times, string cipher)
    {
        var engine = new SM4Engine();
        engine.Init(true, new KeyParameter(Convert.FromHexString(Sm4Key)));
        var block = Convert.FromHexString(Sm4Key);
        for (var i = 0; i < times; i++)
        {
            engine.ProcessBlock(block, 0, block, 0);
        }

        Assert.Equal(cipher, Convert.ToHexStringLower(block));
    }

    /// <summary>RFC 8998, appendix A.1.</summary>
    [Fact]
    public void Sm4_in_gcm()
    {
        var plain = Convert.FromHexString(
            "AAAAAAAAAAAAAAAABBBBBBBBBBBBBBBBCCCCCCCCCCCCCCCCDDDDDDDDDDDDDDDDEEEEEEEEEEEEEEEEFFFFFFFFFFFFFFFFEEEEEEEEEEEEEEEEAAAAAAAAAAAAAAAA");
        var context = Convert.FromHexString("FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2");
        var (key, nonce) = (Convert.FromHexString(Sm4Key), Convert.FromHexString("00001234567800000000ABCD"));

        var cipher = NationalCrypto.Run(true, key, nonce, plain, context);
        var back = NationalCrypto.Run(false, key, nonce, cipher, context);

        Assert.Equal(
            "17F399F08C67D5EE19D0DC9969C4BB7D5FD46FD3756489069157B282BB200735D82710CA5C22F0CCFA7CBF93D496AC15A56834CBCF98C397B4024A2691233B8D"
            + "83DE3541E4C2B58177E065A9BF7B62EC", Convert.ToHexString(cipher));
        Assert.Equal(plain, back);
    }

    /// <summary>GB/T 32918.5-2017, annex A: the key, the message and the signature over it.</summary>
    [Fact]
    public void Sm2()
    {
        var curve = GMNamedCurves.GetByOid(GMObjectIdentifiers.sm2p256v1);
        var domain = new ECNamedDomainParameters(GMObjectIdentifiers.sm2p256v1, curve.Curve, curve.G, curve.N, curve.H);
        var secret = new BigInteger("3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8", 16);
        var point = curve.Curve.CreatePoint(
            new BigInteger("09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020", 16),
            new BigInteger("CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13", 16));
        var der = SubjectPublicKeyInfoFactory.CreateSubjectPublicKeyInfo(
            new ECPublicKeyParameters("EC", point, GMObjectIdentifiers.sm2p256v1)).GetDerEncoded();
        var signer = CryptoProvider.National.ReadSigner(PemEncoding.WriteString("PUBLIC KEY", der));
        var signature = new DerSequence(
            new DerInteger(new BigInteger("F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3", 16)),
            new DerInteger(new BigInteger("B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA", 16)))
            .GetDerEncoded();

        Assert.Equal(domain.G.Multiply(secret).Normalize(), point.Normalize());
        Assert.True(signer.IsSignature("message digest"u8.ToArray(), signature));
        Assert.False(signer.IsSignature("message digesT"u8.ToArray(), signature));
    }

    /// <summary>RFC 2104 by SM3, computed from the hash alone.</summary>
    [Fact]
    public void Hmac_of_sm3()
    {
        var key = Enumerable.Range(1, 32).Select(i => (byte)i).ToArray();
        var padded = new byte[64];
        key.CopyTo(padded, 0);
        var (inner, outer, mac) = (new byte[32], new byte[32], new byte[32]);
        CryptoProvider.National.Hash([.. padded.Select(b => (byte)(b ^ 0x36)), .. "银行"u8], inner);
        CryptoProvider.National.Hash([.. padded.Select(b => (byte)(b ^ 0x5c)), .. inner], outer);

        CryptoProvider.National.Mac(key, "银行"u8, mac);

        Assert.Equal(outer, mac);
    }
}
