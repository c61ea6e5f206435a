using System.Data.Common;
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
    private volatile string? problem;

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

        problem ??= blocks.Values.OrderBy(b => b.Number).Select(b => b.Fault()).FirstOrDefault(f => f is not null);
        return new JournalReport(blocks.Values.Sum(b => (long)b.Declared), blocks.Count, unsealed, problem);
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
        await using var reader = await EntryReader.OpenAsync(connection, snapshot, stream, ct);
        var (read, next) = (new EntryBatch(), new EntryBatch());
        var checking = Task.CompletedTask;
        do
        {
            await next.FillAsync(reader, ct);
            await checking;
            (read, next) = (next, read);
            var batch = read;
            checking = Task.Run(() => Check(stream, batch, reencrypted), ct); // While the next one is read.
        }
        while (read.IsFull && problem is null);

        await checking;
    }

    private void Check(JournalStream stream, EntryBatch batch, Reencryptions reencrypted)
    {
        var digest = new byte[CryptoProvider.HashBytes];
        OpenBlock? block = null;
        for (var i = 0; i < batch.Count && problem is null; i++)
        {
            var (entry, inBlock, row, mac) = batch[i];
            if (inBlock is not { } number)
            {
                problem = row.IsMac(mac, keys)
                    ? null : $"{stream.Table} entry {entry} was inserted: it is not sealed and not ours.";
                unsealed++;
            }
            else if (block?.Number == number || blocks.TryGetValue(number, out block))
            {
                row.Digest(mac, block.Provider, digest);
                problem = reencrypted.SealedDigest(stream.Table, entry, digest) is { } known
                    ? block.Meet(stream.Table, entry, known)
                    : $"{stream.Table} entry {entry} was altered after it was encrypted anew (block {number}).";
            }
            else
            {
                problem = $"{stream.Table} entry {entry} claims block {number}, which does not exist.";
            }
        }
    }

    private bool IsSigned(OpenBlock block) =>
        keys.Signers.TryGetValue(block.KeyId, out var signer) && signer.IsSignature(block.Hash, block.Signature);

    private void Expect(bool holds, string otherwise) => problem ??= holds ? null : otherwise;
}
