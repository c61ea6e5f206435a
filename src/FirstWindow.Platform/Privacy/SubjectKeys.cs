using System.Security.Cryptography;
using System.Text;
using FirstWindow.Platform.Crypto;
using FirstWindow.Platform.Feed;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FirstWindow.Platform.Privacy;

/// <summary>How long texts must be kept; each class has its own key, so that one can be destroyed while another
/// stays.</summary>
public enum RetentionClass
{
    /// <summary>Words of a conversation: 3 years by default.</summary>
    Conversation,

    /// <summary>Who the customer is: at least 10 years after the end (中华人民共和国反洗钱法 2024, art. 34).</summary>
    Identity,

    /// <summary>What serves the customer's comfort only: as long as the customer wants.</summary>
    Profile,
}

/// <summary>The data key of one subject and retention class, wrapped by the master key.</summary>
public sealed class DataKey
{
    /// <summary>Id, written in front of every ciphertext.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>Kind of the subject: a customer, or a conversation while anonymous.</summary>
    public required string SubjectKind { get; set; }

    /// <summary>The subject.</summary>
    public Guid Subject { get; set; }

    /// <summary>Which texts it opens.</summary>
    public RetentionClass Retention { get; init; }

    /// <summary>The wrapped key; none once destroyed.</summary>
    public byte[]? Wrapped { get; set; }
}

/// <summary>
/// Encrypts texts under their subject's key by the algorithms in force, mark and key id in front. Whoever destroys the
/// key erases the text, wherever copies of it lie.
/// </summary>
[Clause("A1.3.4")]
[Clause("A4.2.1a")]
public sealed class SubjectKeys
{
    /// <summary>Bytes a ciphertext has beyond its text.</summary>
    public const int Overhead = SealedBytes.Overhead;

    private const int CachedMax = 100_000;
    private readonly BoundedCache<Guid, byte[]> unwrapped = new(CachedMax);
    private readonly KeyRing ring;
    private readonly IServiceScopeFactory scopes;

    /// <summary>Hears of keys that were destroyed, here or on another node, and forgets them.</summary>
    public SubjectKeys(KeyRing ring, IServiceScopeFactory scopes, ChangeFeed feed)
    {
        (this.ring, this.scopes) = (ring, scopes);
        feed.Listen(topic =>
        {
            if (topic.StartsWith(Topic, StringComparison.Ordinal) && Guid.TryParse(topic[Topic.Length..], out var key))
            {
                unwrapped.Remove(key);
            }
        });
    }

    private const string Topic = "key-destroyed:";

    /// <summary>Topic that tells every node to forget a key.</summary>
    internal static string TopicOf(Guid key) => $"{Topic}{key:n}";

    /// <summary>Whether a ring's master key opens a wrapped key.</summary>
    internal static bool IsOpenedBy(KeyRing ring, Guid key, byte[] wrapped)
    {
        try
        {
            return ring.Open(wrapped, key).Length == 32;
        }
        catch (WrongKeyException)
        {
            return false;
        }
    }

    /// <summary>Makes a key for a subject; the caller stores it in the transaction that first uses it.</summary>
    public DataKey Create(string subjectKind, Guid subject, RetentionClass retention)
    {
        var id = Guid.CreateVersion7();
        var key = RandomNumberGenerator.GetBytes(32);
        unwrapped.Set(id, key);
        return new DataKey
        {
            Id = id,
            SubjectKind = subjectKind,
            Subject = subject,
            Retention = retention,
            Wrapped = ring.Seal(key, id, id),
        };
    }

    /// <summary>Encrypts. <paramref name="context"/> is bound to the ciphertext: it cannot be moved to another
    /// row.</summary>
    /// <param name="keyId">A key that <see cref="Create"/> made or <see cref="LoadAsync"/> brought into memory.</param>
    /// <param name="text">What to encrypt.</param>
    /// <param name="context">The row's id.</param>
    public byte[] Encrypt(Guid keyId, string text, Guid context) =>
        Encrypt(keyId, Encoding.UTF8.GetBytes(text), context);

    /// <summary>Encrypts the bytes of a file likewise.</summary>
    public byte[] Encrypt(Guid keyId, ReadOnlySpan<byte> content, Guid context) =>
        SealedBytes.Seal(ring.InForce, Unwrapped(keyId), keyId, content, context.ToByteArray());

    /// <summary>Decrypts; the text's key is fetched when it is not in memory.</summary>
    /// <returns>The text; none when its key was destroyed.</returns>
    public async ValueTask<string?> DecryptAsync(byte[] sealedText, Guid context, CancellationToken ct) =>
        await DecryptBytesAsync(sealedText, context, ct) is { } text ? Encoding.UTF8.GetString(text) : null;

    /// <summary>Decrypts the bytes of a file likewise.</summary>
    public async ValueTask<byte[]?> DecryptBytesAsync(byte[] sealedContent, Guid context, CancellationToken ct)
    {
        var key = await FindAsync(SealedBytes.KeyIdOf(sealedContent), ct);
        return key is null ? null : SealedBytes.Open(key, sealedContent, context.ToByteArray());
    }

    /// <summary>Makes sure, at the start, that the keys at hand are those of the database.</summary>
    /// <exception cref="WrongKeyException">They are not: nothing must be written beside what they cannot
    /// read.</exception>
    public async Task CheckAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var newest = await scope.ServiceProvider.GetRequiredService<Database>().Set<DataKey>().AsNoTracking()
            .Where(k => k.Wrapped != null).OrderByDescending(k => k.Id).FirstOrDefaultAsync(ct);
        if (newest is not null)
        {
            ring.Open(newest.Wrapped!, newest.Id);
        }
    }

    /// <summary>Brings a key into memory.</summary>
    /// <returns>Whether it still exists.</returns>
    public async ValueTask<bool> LoadAsync(Guid keyId, CancellationToken ct) => await FindAsync(keyId, ct) is not null;

    /// <summary>Whether a key is in memory, so that <see cref="Encrypt"/> may be called.</summary>
    public bool IsLoaded(Guid keyId) => unwrapped.TryGet(keyId, out _);

    /// <summary>Encrypts a secret of the installation itself, e.g. a second factor, under the master key.</summary>
    public byte[] SealWithMaster(ReadOnlySpan<byte> secret, Guid context) =>
        ring.Seal(secret, context);

    /// <summary>Opens what <see cref="SealWithMaster"/> made.</summary>
    public byte[] OpenWithMaster(byte[] sealedSecret, Guid context) => ring.Open(sealedSecret, context);

    private async ValueTask<byte[]?> FindAsync(Guid keyId, CancellationToken ct)
    {
        if (unwrapped.TryGet(keyId, out var known))
        {
            return known;
        }

        await using var scope = scopes.CreateAsyncScope();
        var wrapped = await scope.ServiceProvider.GetRequiredService<Database>().Set<DataKey>()
            .Where(k => k.Id == keyId).Select(k => k.Wrapped).SingleOrDefaultAsync(ct);
        if (wrapped is null)
        {
            return null;
        }

        var key = ring.Open(wrapped, keyId);
        unwrapped.Set(keyId, key);
        return key;
    }

    private byte[] Unwrapped(Guid keyId) => unwrapped.TryGet(keyId, out var key) ? key
        : throw new InvalidOperationException($"Key {keyId} is not in memory.");
}

internal sealed class PrivacyMapping : IModelMapping
{
    public void Map(ModelBuilder model) => model.Entity<DataKey>(key =>
    {
        key.ToTable("data_key");
        key.HasKey(k => k.Id);
        key.Property(k => k.Id).ValueGeneratedNever();
    }).Entity<ErasureRow>(erasure =>
    {
        erasure.ToTable("erasure");
        erasure.HasKey(e => e.Id);
        erasure.Property(e => e.Id).ValueGeneratedNever();
    });
}
