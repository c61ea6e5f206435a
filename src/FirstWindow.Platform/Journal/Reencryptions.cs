using System.Buffers.Binary;
using System.Data.Common;
using System.Globalization;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Crypto;
using FirstWindow.Platform.Storage;

namespace FirstWindow.Platform.Journal;

/// <summary>A sealed row whose text was encrypted anew.</summary>
public sealed class ReencryptedEntry
{
    /// <summary>Its table.</summary>
    public required string Stream { get; init; }

    /// <summary>Its key there.</summary>
    public long Entry { get; init; }

    /// <summary>The run of rows it went with, attested by an entry of the journal under this id.</summary>
    public Guid Batch { get; init; }

    /// <summary>The row's digest before.</summary>
    public required byte[] Prior { get; init; }

    /// <summary>The row's digest since.</summary>
    public required byte[] Next { get; init; }
}

/// <summary>
/// The rows that are not as they were sealed, because their text was encrypted anew. Blocks keep the old digest; each
/// batch is attested by an entry, itself sealed, with a hash over what was and what is. Whoever changes a row, or a
/// line of this list, is found like any other.
/// </summary>
internal sealed class Reencryptions
{
    public static readonly Act Attested = new("keys.reencrypted", "A4.3.3b");

    private const int Since = 26; // The migration that brought the list.
    private readonly Dictionary<(string Stream, long Entry), (byte[] Sealed, byte[] Now)> known = [];

    /// <summary>What is wrong with the list itself.</summary>
    public string? Problem { get; private set; }

    public static async Task<Reencryptions> ReadAsync(
        DbConnection connection, DbTransaction? snapshot, CancellationToken ct)
    {
        var found = new Reencryptions();
        if (!await IsThereAsync(connection, snapshot, ct))
        {
            return found; // A backup of before.
        }

        var attested = await ReadAttestedAsync(connection, snapshot, ct);
        await using var command = connection.CreateCommand();
        command.Transaction = snapshot;
        command.CommandText = "SELECT batch, stream, entry, prior, next FROM journal_reencryption ORDER BY batch, entry";
        await using var reader = await command.ExecuteReaderAsync(ct);
        var batch = new List<ReencryptedEntry>();
        while (await reader.ReadAsync(ct))
        {
            var link = new ReencryptedEntry
            {
                Batch = Conventions.ToGuid(reader.GetValue(0)),
                Stream = reader.GetString(1),
                Entry = reader.GetInt64(2),
                Prior = (byte[])reader.GetValue(3),
                Next = (byte[])reader.GetValue(4),
            };
            if (batch.Count > 0 && batch[0].Batch != link.Batch)
            {
                found.Take(batch, attested);
                batch.Clear();
            }

            batch.Add(link);
        }

        found.Take(batch, attested);
        return found;
    }

    /// <summary>What the journal says of a batch.</summary>
    public static string Attest(IReadOnlyList<ReencryptedEntry> batch, CryptoProvider provider)
    {
        var content = new byte[batch.Count * (8 + (2 * CryptoProvider.HashBytes))];
        var rest = content.AsSpan();
        foreach (var link in batch)
        {
            BinaryPrimitives.WriteInt64BigEndian(rest, link.Entry);
            link.Prior.CopyTo(rest[8..]);
            link.Next.CopyTo(rest[(8 + CryptoProvider.HashBytes)..]);
            rest = rest[(8 + (2 * CryptoProvider.HashBytes))..];
        }

        var hash = new byte[CryptoProvider.HashBytes];
        provider.Hash(content, hash);
        return string.Create(CultureInfo.InvariantCulture,
            $"stream={batch[0].Stream};entries={batch.Count};by={provider.Profile.ToCode()};hash={Convert.ToHexStringLower(hash)}");
    }

    /// <summary>The digest by which an entry's block knows it; none when the row is not as it was encrypted
    /// anew.</summary>
    public byte[]? SealedDigest(string stream, long entry, byte[] digest) =>
        !known.TryGetValue((stream, entry), out var link) ? digest
            : link.Now.AsSpan().SequenceEqual(digest) ? link.Sealed : null;

    private static async Task<bool> IsThereAsync(DbConnection connection, DbTransaction? snapshot, CancellationToken ct)
    {
        await using var command = connection.CreateCommand();
        command.Transaction = snapshot;
        command.CommandText = $"SELECT COUNT(*) FROM schema_migration WHERE number = {Since}";
        return Convert.ToInt64(await command.ExecuteScalarAsync(ct), CultureInfo.InvariantCulture) > 0;
    }

    private static async Task<Dictionary<Guid, string>> ReadAttestedAsync(
        DbConnection connection, DbTransaction? snapshot, CancellationToken ct)
    {
        await using var command = connection.CreateCommand();
        command.Transaction = snapshot;
        command.CommandText = $"SELECT subject, detail FROM journal_entry WHERE act = '{Attested.Code}'";
        await using var reader = await command.ExecuteReaderAsync(ct);
        var attested = new Dictionary<Guid, string>();
        while (await reader.ReadAsync(ct))
        {
            attested[Conventions.ToGuid(reader.GetValue(0))] = reader.GetString(1);
        }

        return attested;
    }

    private void Take(List<ReencryptedEntry> batch, Dictionary<Guid, string> attested)
    {
        if (batch.Count == 0)
        {
            return;
        }

        var said = attested.GetValueOrDefault(batch[0].Batch);
        var national = said?.Contains(";by=national;", StringComparison.Ordinal) is true;
        if (batch.Exists(l => l.Prior.Length != CryptoProvider.HashBytes || l.Next.Length != CryptoProvider.HashBytes)
            || said != Attest(batch, national ? CryptoProvider.National : CryptoProvider.International))
        {
            Problem ??= $"The list of entries encrypted anew (batch {batch[0].Batch:n}) is not as the journal attests.";
            return;
        }

        foreach (var link in batch)
        {
            var key = (link.Stream, link.Entry);
            if (known.TryGetValue(key, out var before) && !before.Now.AsSpan().SequenceEqual(link.Prior))
            {
                Problem ??= $"{link.Stream} entry {link.Entry} was encrypted anew from something else than it was.";
            }

            known[key] = (before.Sealed ?? link.Prior, link.Next);
        }
    }
}
