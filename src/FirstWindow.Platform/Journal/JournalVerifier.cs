using System.Buffers.Binary;
using System.Data.Common;
using System.Globalization;
using System.Text;
using FirstWindow.Platform.Crypto;
using FirstWindow.Platform.Privacy;
using FirstWindow.Platform.Storage;

namespace FirstWindow.Platform.Journal;

/// <summary>What a verification found.</summary>
/// <param name="Entries">Sealed entries recomputed.</param>
/// <param name="Blocks">Blocks recomputed.</param>
/// <param name="Unsealed">Entries so fresh that no block holds them yet.</param>
/// <param name="Problem">The first thing that is wrong, naming the entry; none when all is well.</param>
public sealed record JournalReport(long Entries, long Blocks, long Unsealed, string? Problem)
{
    /// <summary>Whether the journal is whole.</summary>
    public bool IsWhole => Problem is null;
}

/// <summary>
/// Recomputes the whole journal: every row against its code and its block, every block against the one before, its
/// signature and the second copy of heads. Names the first entry that was altered, removed, inserted or reordered.
/// </summary>
[Clause("A4.3.3b")]
public sealed class JournalVerifier(
    Connections connections, KeyRing keys, HeadsCopy heads, IEnumerable<JournalStream> streams)
{
    private readonly Dictionary<long, OpenBlock> blocks = [];
    private long unsealed;
    private string? problem;

    /// <summary>Verifies everything; the server may go on writing meanwhile.</summary>
    public async Task<JournalReport> VerifyAsync(CancellationToken ct)
    {
        await using var connection = await connections.OpenAsync(ct);
        // One snapshot, so that blocks and rows belong together however busy the server is.
        await using var snapshot = await BeginSnapshotAsync(connection, ct);
        var copied = heads.Read().ToDictionary(h => h.Number);
        await ReadBlocksAsync(connection, snapshot, copied, ct);
        var reencrypted = await Reencryptions.ReadAsync(connection, snapshot, ct);
        problem ??= reencrypted.Problem;
        foreach (var stream in streams.OrderBy(s => s.Table, StringComparer.Ordinal))
        {
            await ReadEntriesAsync(connection, snapshot, stream, reencrypted, ct);
        }

        CheckHashes();
        var report = new JournalReport(blocks.Values.Sum(b => (long)b.Declared), blocks.Count, unsealed, problem);
        return report;
    }

    private static async Task<DbTransaction> BeginSnapshotAsync(DbConnection connection, CancellationToken ct) =>
        connection is Microsoft.Data.Sqlite.SqliteConnection sqlite
            ? sqlite.BeginTransaction(deferred: true)
            : await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, ct);

    private async Task ReadBlocksAsync(
        DbConnection connection, DbTransaction snapshot, Dictionary<long, HeadsCopy.Head> copied, CancellationToken ct)
    {
        await using var command = connection.CreateCommand();
        command.Transaction = snapshot;
        command.CommandText =
            "SELECT number, sealed_at, first_position, entries, contents, prior, hash, key_id, signature FROM journal_block ORDER BY number";
        await using var reader = await command.ExecuteReaderAsync(ct);
        long expected = 1, position = 1;
        var prior = new byte[32];
        while (await reader.ReadAsync(ct))
        {
            var block = OpenBlock.Read(reader, keys);
            Expect(block.Number == expected, $"Block {expected} is missing.");
            Expect(block.Prior.AsSpan()
                .SequenceEqual(prior), $"Block {block.Number} is not chained to the block before it.");
            Expect(block.FirstPosition == position, $"Block {block.Number} does not begin at position {position}.");
            Expect(IsSigned(block), $"Block {block.Number} does not carry our signature.");
            Expect(!copied.TryGetValue(block.Number, out var head) || head.Hash == Convert.ToHexStringLower(block.Hash),
                $"Block {block.Number} differs from the second copy of its head.");
            blocks[block.Number] = block;
            expected = block.Number + 1;
            position += block.Declared;
            prior = block.Hash;
        }

        var newestCopied = copied.Count == 0 ? 0 : copied.Keys.Max();
        Expect(newestCopied < expected,
            $"The journal ends at block {expected - 1}, the second copy at {newestCopied}: the end was cut off.");
        // The copy is written right after each commit, so after a crash it may lack one block, never more.
        Expect(expected - 1 - newestCopied <= 1,
            $"The second copy of heads ends at block {newestCopied}, the journal at {expected - 1}.");
    }

    private async Task ReadEntriesAsync(
        DbConnection connection, DbTransaction snapshot, JournalStream stream, Reencryptions reencrypted,
        CancellationToken ct)
    {
        await using var command = connection.CreateCommand();
        command.Transaction = snapshot;
        command.CommandText = $"SELECT {stream.SelectList} FROM {stream.Table} ORDER BY entry";
        await using var reader = await command.ExecuteReaderAsync(ct);
        var row = new RowBytes();
        var digest = new byte[32];
        while (problem is null && await reader.ReadAsync(ct))
        {
            var entry = reader.GetInt64(0);
            var mac = (byte[])reader.GetValue(2);
            row.Read(reader, stream);
            if (reader.IsDBNull(1))
            {
                Expect(row.IsMac(mac, keys),
                    $"{stream.Table} entry {entry} was inserted: it is not sealed and not ours.");
                unsealed++;
            }
            else if (blocks.TryGetValue(reader.GetInt64(1), out var block))
            {
                row.Digest(mac, block.Provider, digest);
                problem ??= reencrypted.SealedDigest(stream.Table, entry, digest) is { } known
                    ? block.Meet(stream, entry, known)
                    : $"{stream.Table} entry {entry} was altered after it was encrypted anew (block {block.Number}).";
            }
            else
            {
                problem ??= $"{stream.Table} entry {entry} claims block {reader.GetInt64(1)}, which does not exist.";
            }
        }
    }

    private void CheckHashes()
    {
        foreach (var block in blocks.Values.OrderBy(b => b.Number))
        {
            problem ??= block.Missing();
            if (problem is null)
            {
                Expect(block.Recompute(streams).AsSpan()
                    .SequenceEqual(block.Hash), $"Block {block.Number} does not match its entries.");
            }
        }
    }

    private bool IsSigned(OpenBlock block) =>
        keys.Signers.TryGetValue(block.KeyId, out var signer) && signer.IsSignature(block.Hash, block.Signature);

    private void Expect(bool holds, string otherwise) => problem ??= holds ? null : otherwise;

    /// <summary>A block as stored, and what its entries turned out to be.</summary>
    private sealed class OpenBlock
    {
        private readonly Dictionary<string, List<(long Entry, byte[] Fingerprint)>> declared = [];
        private readonly Dictionary<string, List<byte[]>> met = [];

        public required long Number { get; init; }

        public required long SealedAt { get; init; }

        public required long FirstPosition { get; init; }

        public required int Declared { get; init; }

        public required byte[] Prior { get; init; }

        public required byte[] Hash { get; init; }

        public required string KeyId { get; init; }

        public required byte[] Signature { get; init; }

        /// <summary>The algorithms of the key that signed it.</summary>
        public required CryptoProvider Provider { get; init; }

        public static OpenBlock Read(DbDataReader reader, KeyRing keys)
        {
            var block = new OpenBlock
            {
                Number = reader.GetInt64(0),
                SealedAt = reader.GetInt64(1),
                FirstPosition = reader.GetInt64(2),
                Declared = reader.GetInt32(3),
                Prior = (byte[])reader.GetValue(5),
                Hash = (byte[])reader.GetValue(6),
                KeyId = reader.GetString(7),
                Provider = keys.Signers.GetValueOrDefault(reader.GetString(7))?.Provider
                    ?? CryptoProvider.International,
                Signature = (byte[])reader.GetValue(8),
            };
            block.Parse((byte[])reader.GetValue(4));
            return block;
        }

        public string? Meet(JournalStream stream, long entry, byte[] digest)
        {
            var seen = met.TryGetValue(stream.Table, out var list) ? list : met[stream.Table] = [];
            var expected = declared.TryGetValue(stream.Table, out var known) && seen.Count < known.Count
                ? known[seen.Count] : default;
            if (expected.Fingerprint is null || expected.Entry > entry)
            {
                return $"{stream.Table} entry {entry} was inserted into block {Number}.";
            }

            if (expected.Entry < entry)
            {
                return $"{stream.Table} entry {expected.Entry} was removed from block {Number}.";
            }

            seen.Add([.. digest]);
            return digest.AsSpan(0, 8).SequenceEqual(expected.Fingerprint)
                ? null
                : $"{stream.Table} entry {entry} was altered (position {FirstPosition + seen.Count - 1}, block {Number}).";
        }

        public string? Missing()
        {
            foreach (var (table, known) in declared)
            {
                var seen = met.TryGetValue(table, out var list) ? list.Count : 0;
                if (seen < known.Count)
                {
                    return $"{table} entry {known[seen].Entry} was removed from block {Number}.";
                }
            }

            return null;
        }

        public byte[] Recompute(IEnumerable<JournalStream> streams)
        {
            var contents = new BlockContents(Provider);
            foreach (var stream in streams.OrderBy(s => s.Table, StringComparer.Ordinal))
            {
                var seen = met.GetValueOrDefault(stream.Table, []);
                contents.Begin(stream.Table, seen.Count);
                for (var i = 0; i < seen.Count; i++)
                {
                    contents.Add(declared[stream.Table][i].Entry, seen[i]);
                }
            }

            return contents.Hash(Number, SealedAt, FirstPosition, Prior);
        }

        // "table:count;" then count × (8 bytes of key, 8 of digest), stream after stream.
        private void Parse(byte[] contents)
        {
            for (var at = 0; at < contents.Length;)
            {
                var colon = Array.IndexOf(contents, (byte)':', at);
                var semicolon = Array.IndexOf(contents, (byte)';', Math.Max(colon, 0));
                if (colon < 0 || semicolon < 0)
                {
                    return; // Garbage: the hash will not match.
                }

                var table = Encoding.UTF8.GetString(contents, at, colon - at);
                if (!int.TryParse(
                    contents.AsSpan(colon + 1, semicolon - colon - 1), CultureInfo.InvariantCulture, out var count)
                    || semicolon + 1 + (16L * count) > contents.Length)
                {
                    return;
                }

                var list = declared[table] = new(count);
                for (at = semicolon + 1; count > 0; count--, at += 16)
                {
                    list.Add((BinaryPrimitives.ReadInt64BigEndian(contents.AsSpan(at)), contents[(at + 8)..(at + 16)]));
                }
            }
        }
    }
}
