using System.Security.Cryptography;
using System.Text;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Crypto;

namespace FirstWindow.Platform.Privacy;

/// <summary>
/// Digests by which something is found or known again without being stored, by the algorithms and the key in force. A
/// digest says in front which they were; those of the first key of the international algorithms have no such mark. So
/// what is looked for is looked for in every form it may still have, and what is old is seen on each digest.
/// </summary>
[Clause("A4.2.1a")]
public sealed class Digests(KeyRing ring)
{
    private const int MarkBytes = 3;
    private const int Bytes = 16;

    /// <summary>A keyed digest as it is written now.</summary>
    /// <param name="use">What it is for, so that equal texts of two uses look unlike.</param>
    /// <param name="text">Of what.</param>
    public byte[] Of(string use, string text) => Make(ring.InForce, ring.VersionsHere(KeyUse.Digest)[^1], use, text);

    /// <summary>Every form a keyed digest may stand in, the newest first.</summary>
    public IReadOnlyList<byte[]> FormsOf(string use, string text) =>
    [
        .. ring.Providers.SelectMany(
            p => ring.VersionsHere(KeyUse.Digest).Reverse().Select(k => Make(p, k, use, text))),
    ];

    /// <summary>What stands for a network address in journal and log, the same in both.</summary>
    public Guid OfAddress(string address) => new(Of("address\n", address).AsSpan()[^16..], bigEndian: true);

    /// <summary>What a random token or key is known again by; it needs no key.</summary>
    public byte[] OfToken(string token) => OfToken(ring.InForce, token);

    /// <summary>Every form the digest of a token may stand in, the newest first.</summary>
    public IReadOnlyList<byte[]> FormsOfToken(string token) => [.. ring.Providers.Select(p => OfToken(p, token))];

    /// <summary>Whether a keyed digest is of the algorithms and the key in force.</summary>
    public bool IsInForce(ReadOnlySpan<byte> digest) =>
        digest.Length == Mark.Length + Bytes && digest.StartsWith(Mark);

    /// <summary>The condition that finds keyed digests of older keys or other algorithms.</summary>
    public string IsOldSql(string column) => Mark.Length == 0 ? $"length({column}) <> {Bytes}"
        : $"(length({column}) = {Bytes} OR substr({column}, 1, {MarkBytes}) <> @mark)";

    /// <summary>The parameters of <see cref="IsOldSql"/>.</summary>
    public IReadOnlyList<(string Name, object Value)> IsOldValues => Mark.Length == 0 ? [] : [("@mark", Mark)];

    // What stands in front of the digests written now.
    private byte[] Mark => MarkOf(ring.InForce, ring.VersionsHere(KeyUse.Digest)[^1].Version);

    private static byte[] MarkOf(CryptoProvider provider, int version) =>
        provider.Profile is CryptoProfile.International && version == 1 ? []
            : [(byte)provider.Profile, (byte)(version >> 8), (byte)version];

    private static byte[] Make(CryptoProvider provider, SecretKey key, string use, string text)
    {
        Span<byte> full = stackalloc byte[CryptoProvider.HashBytes];
        provider.Mac(key.Bytes, Encoding.UTF8.GetBytes(use + text), full);
        return [.. MarkOf(provider, key.Version), .. full[..Bytes]];
    }

    private static byte[] OfToken(CryptoProvider provider, string token)
    {
        var hash = new byte[CryptoProvider.HashBytes];
        provider.Hash(Encoding.UTF8.GetBytes(token), hash);
        return provider.Profile is CryptoProfile.International ? hash : [(byte)provider.Profile, .. hash];
    }
}

/// <summary>Codes over something short that its holder brings back, e.g. a visitor's token: by the algorithms and the
/// key in force, and good as long as the key that made them is here.</summary>
public sealed class BearerCodes(KeyRing ring)
{
    /// <summary>Bytes of a code.</summary>
    public const int Bytes = 16;

    private const int LookAgainAfterMs = 100;
    private long lookedAt;

    /// <summary>Makes a code.</summary>
    public void Make(ReadOnlySpan<byte> over, Span<byte> code) =>
        Make(ring.InForce, ring.VersionsHere(KeyUse.VisitorToken)[^1], over, code);

    /// <summary>Whether a code was made here.</summary>
    public bool IsOurs(ReadOnlySpan<byte> over, ReadOnlySpan<byte> code)
    {
        if (IsKnown(over, code))
        {
            return true;
        }

        // Another node may have made the key, and the code, within this second; but a flood of forged codes is not to
        // keep the disk busy.
        var now = Environment.TickCount64;
        if (now - Interlocked.Read(ref lookedAt) < LookAgainAfterMs)
        {
            return false;
        }

        Interlocked.Exchange(ref lookedAt, now);
        ring.LookNow();
        return IsKnown(over, code);
    }

    private bool IsKnown(ReadOnlySpan<byte> over, ReadOnlySpan<byte> code)
    {
        Span<byte> expected = stackalloc byte[Bytes];
        foreach (var provider in ring.Providers)
        {
            foreach (var key in ring.VersionsHere(KeyUse.VisitorToken))
            {
                Make(provider, key, over, expected);
                if (CryptographicOperations.FixedTimeEquals(expected, code))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static void Make(CryptoProvider provider, SecretKey key, ReadOnlySpan<byte> over, Span<byte> code)
    {
        Span<byte> full = stackalloc byte[CryptoProvider.HashBytes];
        provider.Mac(key.Bytes, over, full);
        full[..Bytes].CopyTo(code);
    }
}

/// <summary>Digests that can be computed anew, told by who keeps what they are of.</summary>
public interface IRenewedDigests
{
    /// <summary>Where they lie: table and column, or a file.</summary>
    string Where { get; }

    /// <summary>How many are of older keys or other algorithms.</summary>
    Task<long> CountOldAsync(CancellationToken ct);

    /// <summary>Computes the old ones anew, a batch at a time; cut off, it goes on where it was.</summary>
    /// <returns>How many.</returns>
    Task<long> RenewAsync(CancellationToken ct);
}
