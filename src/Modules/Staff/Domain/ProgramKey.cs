using System.Security.Cryptography;
using FirstWindow.Platform;
using FirstWindow.Platform.Policies;
using Microsoft.IdentityModel.Tokens;

namespace FirstWindow.Staff.Domain;

/// <summary>The public half of a key by which a program proves who it is; a second person confirms it.</summary>
internal sealed class ProgramKey : TwoPersonVersion
{
    /// <summary>The one in use and the one that is to follow it.</summary>
    public const int Most = 2;

    private const string Label = "PUBLIC KEY";
    private const string Curve = "1.2.840.10045.3.1.7"; // P-256
    private const int RsaBitsMin = 3_072;
    private const int RsaBitsMax = 8_192;

    /// <summary>The algorithms a program may sign with, each with the one kind of key it takes.</summary>
    public static readonly IReadOnlyList<string> Algorithms =
        [SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.RsaSsaPssSha256];

    /// <summary>Whose.</summary>
    public Guid Account { get; init; }

    /// <summary>SubjectPublicKeyInfo, in PEM.</summary>
    public required string PublicKey { get; init; }

    protected override Error AlreadyDecided => StaffErrors.ChangeDecided;

    protected override Error OwnProposal => StaffErrors.OwnChange;

    /// <summary>What the key is told apart by: SHA-256 of its DER form, in hexadecimal.</summary>
    public string Fingerprint =>
        Convert.ToHexStringLower(SHA256.HashData(Read(PublicKey)!.ExportSubjectPublicKeyInfo()));

    /// <summary>The key, as signatures are checked with it.</summary>
    public SecurityKey Verifier
    {
        get
        {
            var read = Read(PublicKey);
            SecurityKey key = read is ECDsa curve ? new ECDsaSecurityKey(curve) : new RsaSecurityKey((RSA)read!);
            key.KeyId = Id.ToString();
            key.CryptoProviderFactory = new() { CacheSignatureProviders = false };
            return key;
        }
    }

    /// <summary>Takes what somebody pasted: one public key that is strong enough, and nothing secret.</summary>
    /// <returns>The key in PEM, written anew.</returns>
    public static Result<string> Take(string pem)
    {
        if (pem.Contains("PRIVATE KEY", StringComparison.Ordinal))
        {
            return StaffErrors.KeyIsPrivate;
        }

        using var key = Read(pem);
        return key is null ? StaffErrors.KeyUnfit : key.ExportSubjectPublicKeyInfoPem();
    }

    private static AsymmetricAlgorithm? Read(string pem)
    {
        if (!PemEncoding.TryFind(pem, out var found) || !pem.AsSpan()[found.Label].SequenceEqual(Label))
        {
            return null;
        }

        var der = Convert.FromBase64String(pem[found.Base64Data]);
        return ReadCurve(der) is { } curve ? curve : ReadRsa(der);
    }

    private static ECDsa? ReadCurve(byte[] der)
    {
        var key = ECDsa.Create();
        if (CanRead(() => key.ImportSubjectPublicKeyInfo(der, out _))
            && key.ExportParameters(includePrivateParameters: false).Curve.Oid.Value == Curve)
        {
            return key;
        }

        key.Dispose();
        return null;
    }

    private static RSA? ReadRsa(byte[] der)
    {
        var key = RSA.Create();
        if (CanRead(() => key.ImportSubjectPublicKeyInfo(der, out _)) && key.KeySize is >= RsaBitsMin and <= RsaBitsMax)
        {
            return key;
        }

        key.Dispose();
        return null;
    }

    private static bool CanRead(Action read)
    {
        try
        {
            read();
            return true;
        }
        catch (CryptographicException)
        {
            return false; // Another kind of key, or none.
        }
    }
}

/// <summary>A token of some minutes, given for a word that was signed with a key; without the key it opens
/// nothing.</summary>
internal sealed class ProgramToken
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>The key that vouched.</summary>
    public Guid Key { get; init; }

    /// <summary>Digest of the token: the token itself is stored nowhere.</summary>
    public required byte[] TokenHash { get; init; }

    public DateTimeOffset ExpiresAt { get; init; }
}

/// <summary>A program's signed word that was taken; it works once.</summary>
internal sealed class ProgramAssertion
{
    public Guid Account { get; init; }

    /// <summary>The number the program gave it.</summary>
    public required string Jti { get; init; }

    /// <summary>After this it holds no more by itself.</summary>
    public DateTimeOffset ExpiresAt { get; init; }
}
