using System.Security.Cryptography;
using FirstWindow.Platform.Crypto;
using Xunit;

namespace FirstWindow.Tests.Unit.Platform;

/// <summary>Either profile seals, opens and refuses alike; what it wrote says which it was.</summary>
public sealed class SealingBytes
{
    private static readonly byte[] Key = [.. Enumerable.Range(7, 32).Select(i => (byte)i)];
    private static readonly byte[] Row = Guid.Parse("0190a1b2-0000-7000-8000-000000000001").ToByteArray();
    private static readonly Guid KeyId = Guid.Parse("0190a1b2-0000-7000-8000-000000000002");

    [Theory]
    [InlineData(CryptoProfile.International)]
    [InlineData(CryptoProfile.National)]
    public void What_was_sealed_opens_and_nothing_else(CryptoProfile profile)
    {
        foreach (var text in new[] { ""u8.ToArray(), "您的卡已挂失"u8.ToArray(), new byte[100_000] })
        {
            var sealedBytes = SealedBytes.Seal(CryptoProvider.Of(profile), Key, KeyId, text, Row);
            var foreignKey = Key.Reverse().ToArray();

            Assert.Equal(text.Length + SealedBytes.Overhead, sealedBytes.Length);
            Assert.Equal((profile, KeyId), (SealedBytes.ProfileOf(sealedBytes), SealedBytes.KeyIdOf(sealedBytes)));
            Assert.Equal(text, SealedBytes.Open(Key, sealedBytes, Row));
            Assert.ThrowsAny<CryptographicException>(() => SealedBytes.Open(foreignKey, sealedBytes, Row));
            Assert.ThrowsAny<CryptographicException>(() => SealedBytes.Open(Key, sealedBytes, KeyId.ToByteArray()));
            foreach (var at in new[] { 0, 20, sealedBytes.Length - 17, sealedBytes.Length - 1 })
            {
                var touched = sealedBytes.ToArray();
                touched[at] ^= 3; // At 0: from one profile's mark to none's or the other's.
                Assert.ThrowsAny<CryptographicException>(() => SealedBytes.Open(Key, touched, Row));
            }

            Assert.ThrowsAny<CryptographicException>(() => SealedBytes.Open(Key, sealedBytes.AsSpan(0, 30), Row));
        }
    }

    /// <summary>Written by the program before it knew of profiles.</summary>
    [Fact]
    public void What_was_sealed_before_there_were_profiles_is_read()
    {
        var nonce = new byte[12];
        var text = "旧消息"u8.ToArray();
        var (cipher, tag) = (new byte[text.Length], new byte[16]);
        using (var aes = new AesGcm(Key, 16))
        {
            aes.Encrypt(nonce, text, cipher, tag, Row);
        }

        byte[] older = [1, .. KeyId.ToByteArray(bigEndian: true), .. nonce, .. cipher, .. tag];
        Assert.Equal(text, SealedBytes.Open(Key, older, Row));
    }

    [Theory]
    [InlineData(CryptoProfile.International)]
    [InlineData(CryptoProfile.National)]
    public void A_signature_is_of_one_key_and_its_public_half_travels_as_text(CryptoProfile profile)
    {
        var provider = CryptoProvider.Of(profile);
        var signer = provider.ReadSigner(provider.MakeSigningKey());
        var other = provider.ReadSigner(provider.MakeSigningKey());
        var hash = RandomNumberGenerator.GetBytes(32);

        var signature = signer.Sign(hash);
        var read = BlockSigner.ReadAll($"{other.PublicPem}\n{signer.PublicPem}");

        Assert.Equal([other.KeyId, signer.KeyId], read.Keys);
        Assert.True(read[signer.KeyId].IsSignature(hash, signature));
        Assert.False(other.IsSignature(hash, signature));
        hash[0] ^= 1;
        Assert.False(signer.IsSignature(hash, signature));
    }
}
