using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Crypto;
using FirstWindow.Platform.Privacy;
using FirstWindow.Platform.Storage;
using FirstWindow.Platform.Web;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Platform.Journal;

/// <summary>First line of an export.</summary>
/// <param name="Format">Form of the file.</param>
/// <param name="PublicKey">The keys the blocks are signed with, PEM, one after the other where the bank changed its
/// algorithms. An auditor compares them with those got earlier.</param>
public sealed record ExportHead(string Format, string KeyId, string PublicKey, long From, long To)
{
    internal const string Current = "firstwindow-journal-export/1";
}

/// <summary>A block of an export with its entries, stream after stream, in the order in which they were
/// hashed.</summary>
public sealed record ExportBlock(
    long Number, long SealedAt, long FirstPosition, string Prior, string Hash, string KeyId, string Signature,
    IReadOnlyList<ExportStream> Streams);

/// <summary>The entries of one stream in a block.</summary>
public sealed record ExportStream(string Table, IReadOnlyList<ExportEntry> Entries);

/// <summary>An entry: of the journal's own stream what it says, of others (messages) only the digest, which proves the
/// chain and tells nothing.</summary>
public sealed record ExportEntry(long Entry, string? Mac, string? Digest, IReadOnlyList<object?>? Values);

/// <summary>Writes a range of sealed blocks as lines of JSON that anybody can verify without the database or any
/// secret.</summary>
[Clause("A4.3.3b")]
public sealed class JournalExporter(
    Database db, Connections connections, KeyRing keys, IEnumerable<JournalStream> streams, JournalBook journal)
{
    /// <summary>Most blocks in one file.</summary>
    public const int BlocksMax = 10_000;

    private static readonly Error NoRange = new(
        ErrorKind.Invalid, "journal.range", "Give the first and last block, at most 10000 of them, that are sealed.");

    /// <summary>Exports; that it was exported is an entry too.</summary>
    public async Task<Result<byte[]>> RunAsync(long from, long to, Actor actor, CancellationToken ct)
    {
        var newest = await db.Set<JournalBlock>().MaxAsync(b => (long?)b.Number, ct) ?? 0;
        if (from < 1 || to < from || to > newest || to - from >= BlocksMax)
        {
            return NoRange;
        }

        var file = await WriteAsync(from, to, ct);
        journal.Record(actor, PlatformActs.JournalExported, Subject.System,
            string.Create(CultureInfo.InvariantCulture, $"blocks={from}-{to}"));
        await db.CommitAsync(ct);
        return file;
    }

    /// <summary>The lines of blocks that are sealed.</summary>
    public async Task<byte[]> WriteAsync(long from, long to, CancellationToken ct)
    {
        var blocks = await db.Set<JournalBlock>().AsNoTracking().Where(b => b.Number >= from && b.Number <= to)
            .OrderBy(b => b.Number).ToListAsync(ct);
        var entries = new Dictionary<(long Block, string Table), List<ExportEntry>>();
        foreach (var stream in streams)
        {
            await ReadAsync(stream, blocks, entries, ct);
        }

        using var file = new MemoryStream();
        Write(file, new ExportHead(
            ExportHead.Current, keys.JournalSigner.KeyId, PublicKeysOf(blocks), from, to));
        foreach (var b in blocks)
        {
            Write(file, new ExportBlock(b.Number, Conventions.ToMicroseconds(b.SealedAt), b.FirstPosition,
                Convert.ToHexStringLower(b.Prior), Convert.ToHexStringLower(b.Hash), b.KeyId,
                Convert.ToHexStringLower(b.Signature),
                [.. streams.OrderBy(s => s.Table, StringComparer.Ordinal).Select(s => new ExportStream(
                    s.Table, entries.GetValueOrDefault((b.Number, s.Table), [])))]));
        }

        return file.ToArray();
    }

    private async Task ReadAsync(
        JournalStream stream, IReadOnlyList<JournalBlock> blocks,
        Dictionary<(long Block, string Table), List<ExportEntry>> into, CancellationToken ct)
    {
        var (from, to) = (blocks[0].Number, blocks[^1].Number);
        await using var connection = await connections.OpenAsync(ct);
        var reencrypted = await Reencryptions.ReadAsync(connection, null, ct);
        await using var command = connection.CreateCommand();
        command.CommandText = string.Create(CultureInfo.InvariantCulture,
            $"SELECT {stream.SelectList} FROM {stream.Table} WHERE block >= {from} AND block <= {to} ORDER BY entry");
        await using var reader = await command.ExecuteReaderAsync(ct);
        var row = new RowBytes();
        var digest = new byte[CryptoProvider.HashBytes];
        var isOurs = stream == JournalStream.Entries;
        while (await reader.ReadAsync(ct))
        {
            var mac = (byte[])reader.GetValue(2);
            var key = (reader.GetInt64(1), stream.Table);
            row.Read(reader, stream).Digest(mac, keys.Signers[blocks[(int)(key.Item1 - from)].KeyId].Provider, digest);
            var list = into.TryGetValue(key, out var known) ? known : into[key] = [];
            list.Add(isOurs
                ? new(reader.GetInt64(0), Convert.ToHexStringLower(mac), null, [.. stream.Columns.Select(
                    (_, i) => ValueOf(reader.GetValue(JournalStream.FirstColumn + i)))])
                : new(reader.GetInt64(0), null, Convert.ToHexStringLower(
                    reencrypted.SealedDigest(stream.Table, reader.GetInt64(0), digest) ?? digest), null));
        }
    }

    // One key in most files, so they look as they always did.
    private string PublicKeysOf(IEnumerable<JournalBlock> blocks) => string.Join('\n',
        blocks.Select(b => b.KeyId).Distinct().Select(k => keys.Signers[k].PublicPem.TrimEnd('\n')));

    // Ids are the same 16 bytes on both engines; "x:" tells them from text.
    private static object? ValueOf(object value) => value switch
    {
        DBNull => null,
        Guid id => "x:" + Convert.ToHexStringLower(id.ToByteArray(bigEndian: true)),
        byte[] bytes => "x:" + Convert.ToHexStringLower(bytes),
        string text => "t:" + text,
        _ => Convert.ToInt64(value, CultureInfo.InvariantCulture),
    };

    private static void Write(Stream file, object line)
    {
        JsonSerializer.Serialize(file, line, line.GetType(), JsonSettings.Options);
        file.WriteByte((byte)'\n');
    }
}

/// <summary>Verifies an exported file alone: no database, no secret, only the public key.</summary>
[Clause("A4.3.3b")]
public static class ExportVerifier
{
    /// <summary>Recomputes every entry, block, chain link and signature of a file.</summary>
    /// <param name="lines">The file.</param>
    /// <param name="trustedKey">The public key got from the bank earlier, PEM; none trusts the one in the
    /// file.</param>
    public static JournalReport Verify(IEnumerable<string> lines, string? trustedKey)
    {
        long entries = 0, blocks = 0;
        try
        {
            using var line = lines.GetEnumerator();
            if (!line.MoveNext() || Read<ExportHead>(line.Current) is not { Format: ExportHead.Current } head)
            {
                return new(0, 0, 0, "This is no journal export.");
            }

            var keys = BlockSigner.ReadAll(trustedKey ?? head.PublicKey);
            string? prior = null;
            long next = head.From, position = 0;
            while (line.MoveNext())
            {
                var block = Read<ExportBlock>(line.Current);
                if (Fault(block, keys, next, prior, position) is { } problem)
                {
                    return new(entries, blocks, 0, problem);
                }

                var count = block.Streams.Sum(s => (long)s.Entries.Count);
                (entries, blocks, prior, next, position) =
                    (entries + count, blocks + 1, block.Hash, block.Number + 1, block.FirstPosition + count);
            }

            return new(entries, blocks, 0, next == head.To + 1 ? null : $"Block {next} is missing.");
        }
        catch (Exception fault) when (fault is JsonException or FormatException or ArgumentException
            or CryptographicException or NullReferenceException or InvalidOperationException)
        {
            return new(entries, blocks, 0, $"The file cannot be read after block {blocks}: {fault.Message}");
        }
    }

    private static string? Fault(
        ExportBlock block, IReadOnlyDictionary<string, BlockSigner> keys, long number, string? prior, long position)
    {
        if (block.Number != number)
        {
            return $"Block {number} is missing.";
        }

        if (prior is not null && (block.Prior != prior || block.FirstPosition != position))
        {
            return $"Block {number} is not chained to the block before it.";
        }

        var signer = keys.GetValueOrDefault(block.KeyId);
        var contents = new BlockContents(ProviderOf(block));
        foreach (var stream in block.Streams)
        {
            contents.Begin(stream.Table, stream.Entries.Count);
            foreach (var entry in stream.Entries)
            {
                contents.Add(entry.Entry, DigestOf(stream.Table, entry, ProviderOf(block)));
            }
        }

        var hash = contents.Hash(number, block.SealedAt, block.FirstPosition, Convert.FromHexString(block.Prior));
        return Convert.ToHexStringLower(hash) != block.Hash ? $"Block {number} does not match its entries."
            : signer?.IsSignature(hash, Convert.FromHexString(block.Signature)) is not true ? $"Block {number} does not carry the bank's signature."
            : null;
    }

    // By the key's name, so that a foreign key is told from an altered entry.
    private static CryptoProvider ProviderOf(ExportBlock block) =>
        block.KeyId.StartsWith("sm2-", StringComparison.Ordinal) ? CryptoProvider.National : CryptoProvider.International;

    private static byte[] DigestOf(string table, ExportEntry entry, CryptoProvider provider)
    {
        if (entry.Values is null)
        {
            return Convert.FromHexString(entry.Digest!);
        }

        var row = new RowBytes().Start(table);
        foreach (var value in entry.Values.Cast<JsonElement?>())
        {
            row.Add(value is not { } known || known.ValueKind is JsonValueKind.Null ? null
                : known.ValueKind is JsonValueKind.Number ? known.GetInt64()
                : known.GetString()!.StartsWith("x:", StringComparison.Ordinal)
                    ? Convert.FromHexString(known.GetString()![2..]) : (object)known.GetString()![2..]);
        }

        var digest = new byte[32];
        row.Digest(Convert.FromHexString(entry.Mac!), provider, digest);
        return digest;
    }

    private static T Read<T>(string line) => JsonSerializer.Deserialize<T>(line, JsonSettings.Options)
        ?? throw new JsonException("A line is empty.");
}
