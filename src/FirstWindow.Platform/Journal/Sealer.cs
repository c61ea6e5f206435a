using System.Data.Common;
using System.Globalization;
using FirstWindow.Platform.Crypto;
using FirstWindow.Platform.Privacy;
using FirstWindow.Platform.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace FirstWindow.Platform.Journal;

/// <summary>
/// Takes every committed entry that has no block, orders them, chains the block to the one before and signs it. Entries
/// get their place only here, because on PostgreSQL concurrent transactions become visible out of order.
/// </summary>
[Clause("A4.3.3b")]
public sealed partial class Sealer(
    Connections connections, WriteGate gate, KeyRing keys, HeadsCopy heads, IEnumerable<JournalStream> streams,
    DatabaseClock clock,
    Alarms alarms, ILogger<Sealer> log) : BackgroundService
{
    /// <summary>Entries sealed in one transaction; more would keep the writers waiting.</summary>
    private const int EntriesMax = 500;

    /// <summary>Blocks that share a flush and a writing of their heads.</summary>
    private const int BlocksMax = 16;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    /// <summary>One block upon the other would be a stall that every message of that moment feels; this still seals
    /// 20,000 entries a second.</summary>
    private static readonly TimeSpan BetweenBlocks = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan UnsealedAlarmAfter = TimeSpan.FromSeconds(5);
    private readonly SemaphoreSlim onePass = new(1, 1);

    /// <summary>Seals what is there, in as many blocks as it takes.</summary>
    /// <returns>Entries sealed.</returns>
    public Task<int> RunPassAsync(CancellationToken ct) => RunPassAsync(TimeSpan.Zero, ct);

    private async Task<int> RunPassAsync(TimeSpan pause, CancellationToken ct)
    {
        await onePass.WaitAsync(ct);
        try
        {
            await using var connection = await connections.OpenAsync(ct);
            await FlushLaterAsync(connection, ct);
            var total = 0;
            for (var count = EntriesMax * BlocksMax; count == EntriesMax * BlocksMax; total += count)
            {
                count = await SealBlocksAsync(connection, pause, ct);
            }

            return total;
        }
        finally
        {
            onePass.Release();
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var lastSuccess = clock.Now;
        using var timer = new PeriodicTimer(Interval);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await RunPassAsync(BetweenBlocks, stoppingToken);
                lastSuccess = clock.Now;
                alarms.Clear("journal.unsealed");
            }
            catch (Exception fault) when (StorageUnavailableException.IsCausedBy(fault)
                || fault is JournalAlteredException)
            {
                LogPassFailed(log, fault);
                if (fault is JournalAlteredException || clock.Now - lastSuccess > UnsealedAlarmAfter)
                {
                    alarms.Raise("journal.unsealed", fault.Message);
                }
            }
        }
    }

    // Nobody waits for a block, but writers wait while it is committed: the flush comes once for many, outside the
    // gate. Only what is on disk gets its head copied.
    private async Task FlushLaterAsync(DbConnection connection, CancellationToken ct)
    {
        if (connections is { Engine: Engine.Sqlite, FlushesBatches: true })
        {
            await using var command = connection.CreateCommand();
            command.CommandText = connections.SqliteFlushLaterPragma;
            await command.ExecuteNonQueryAsync(ct);
        }
    }

    private async Task<int> SealBlocksAsync(DbConnection connection, TimeSpan pause, CancellationToken ct)
    {
        var blocks = new List<JournalBlock>();
        try
        {
            while (blocks.Count < BlocksMax && (blocks is [] or [.., { Entries: EntriesMax }])
                && await SealBlockAsync(connection, ct) is { } block)
            {
                blocks.Add(block);
                await Task.Delay(pause, ct);
            }
        }
        finally
        {
            Keep(blocks);
        }

        return blocks.Sum(b => b.Entries);
    }

    private void Keep(List<JournalBlock> blocks)
    {
        if (blocks.Count == 0)
        {
            return;
        }

        if (connections.Engine is Engine.Sqlite)
        {
            connections.FlushSqliteLog();
        }

        heads.Append(blocks);
    }

    private async Task<JournalBlock?> SealBlockAsync(DbConnection connection, CancellationToken ct)
    {
        var postgres = connections.Engine is Engine.Postgres;
        // PostgreSQL: one sealer among all nodes. SQLite: this process is the only writer, so the rows are read outside
        // the gate.
        await using var early = postgres ? await connection.BeginTransactionAsync(ct) : null;
        if (postgres && !await TryLockAsync(connection, early!, ct))
        {
            return null;
        }

        var last = await LastBlockAsync(connection, early, ct);
        var signer = keys.JournalSigner;
        var contents = new BlockContents(signer.Provider);
        var sealedKeys = new List<(JournalStream Stream, List<long> Keys)>();
        foreach (var stream in streams.OrderBy(s => s.Table, StringComparer.Ordinal))
        {
            var most = EntriesMax - contents.Count;
            sealedKeys.Add((stream, await GatherAsync(connection, early, stream, most, contents, signer, ct)));
        }

        if (contents.Count == 0)
        {
            return null;
        }

        var block = Sign(last, contents, signer);
        if (!postgres)
        {
            await gate.EnterAsync(ct);
        }

        try
        {
            await using var late = early is null ? await connection.BeginTransactionAsync(ct) : null;
            var transaction = early ?? late!;
            foreach (var (stream, entryKeys) in sealedKeys)
            {
                await MarkAsync(connection, transaction, stream, entryKeys, block.Number, ct);
            }

            await InsertAsync(connection, transaction, block, ct);
            await transaction.CommitAsync(ct);
        }
        finally
        {
            if (!postgres)
            {
                gate.Leave();
            }
        }

        return block;
    }

    private async Task<List<long>> GatherAsync(
        DbConnection connection, DbTransaction? transaction, JournalStream stream, int most, BlockContents contents,
        BlockSigner signer, CancellationToken ct)
    {
        var rows = new List<(long Entry, byte[] Digest)>();
        await using (var command = connection.CreateCommand())
        {
            command.Transaction = transaction;
            command.CommandText =
                $"SELECT {stream.SelectList} FROM {stream.Table} WHERE block IS NULL ORDER BY entry LIMIT {most}";
            await using var reader = await command.ExecuteReaderAsync(ct);
            var row = new RowBytes();
            while (await reader.ReadAsync(ct))
            {
                rows.Add((reader.GetInt64(0), DigestOf(reader, stream, row, signer)));
            }
        }

        contents.Begin(stream.Table, rows.Count);
        foreach (var (entry, digest) in rows)
        {
            contents.Add(entry, digest);
        }

        return [.. rows.Select(r => r.Entry)];
    }

    private byte[] DigestOf(DbDataReader reader, JournalStream stream, RowBytes row, BlockSigner signer)
    {
        var mac = (byte[])reader.GetValue(2);
        row.Read(reader, stream);
        if (!row.IsMac(mac, keys))
        {
            throw new JournalAlteredException(
                $"{stream.Table} entry {reader.GetInt64(0)} was not written by this program.");
        }

        var digest = new byte[CryptoProvider.HashBytes];
        row.Digest(mac, signer.Provider, digest);
        return digest;
    }

    private JournalBlock Sign(JournalBlock? last, BlockContents contents, BlockSigner signer)
    {
        var number = (last?.Number ?? 0) + 1;
        var prior = last?.Hash ?? new byte[32];
        var first = last is null ? 1 : last.FirstPosition + last.Entries;
        var at = Conventions.FromMicroseconds(Conventions.ToMicroseconds(clock.Now));
        var hash = contents.Hash(number, Conventions.ToMicroseconds(at), first, prior);
        return new JournalBlock
        {
            Number = number,
            SealedAt = at,
            FirstPosition = first,
            Entries = contents.Count,
            Contents = contents.ToArray(),
            Prior = prior,
            Hash = hash,
            KeyId = signer.KeyId,
            Signature = signer.Sign(hash),
        };
    }

    private static async Task<bool> TryLockAsync(
        DbConnection connection, DbTransaction transaction, CancellationToken ct)
    {
        await using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = "SELECT pg_try_advisory_xact_lock(hashtextextended('journal.sealer', 0))";
        return (bool)(await command.ExecuteScalarAsync(ct))!;
    }

    private static async Task<JournalBlock?> LastBlockAsync(
        DbConnection connection, DbTransaction? transaction, CancellationToken ct)
    {
        await using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText =
            "SELECT number, first_position, entries, hash FROM journal_block ORDER BY number DESC LIMIT 1";
        await using var reader = await command.ExecuteReaderAsync(ct);
        if (!await reader.ReadAsync(ct))
        {
            return null;
        }

        return new JournalBlock
        {
            Number = reader.GetInt64(0),
            FirstPosition = reader.GetInt64(1),
            Entries = reader.GetInt32(2),
            Hash = (byte[])reader.GetValue(3),
            Contents = [],
            Prior = [],
            KeyId = string.Empty,
            Signature = [],
        };
    }

    private async Task MarkAsync(
        DbConnection connection, DbTransaction transaction, JournalStream stream, List<long> entries, long block,
        CancellationToken ct)
    {
        if (entries.Count == 0)
        {
            return;
        }

        await using var command = connection.CreateCommand();
        command.Transaction = transaction;
        if (connections.Engine is Engine.Postgres)
        {
            command.CommandText = $"UPDATE {stream.Table} SET block = {block} WHERE entry = ANY($1)";
            command.Parameters.Add(new NpgsqlParameter { Value = entries.ToArray() });
        }
        else
        {
            command.CommandText = string.Create(CultureInfo.InvariantCulture,
                $"UPDATE {stream.Table} SET block = {block} WHERE block IS NULL AND entry BETWEEN {entries[0]} AND {entries[^1]}");
        }

        var marked = await command.ExecuteNonQueryAsync(ct);
        if (marked != entries.Count)
        {
            throw new JournalAlteredException(
                $"{entries.Count} entries of {stream.Table} were to be sealed, {marked} are there.");
        }
    }

    private async Task InsertAsync(
        DbConnection connection, DbTransaction transaction, JournalBlock block, CancellationToken ct)
    {
        await using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = """
            INSERT INTO journal_block(number, sealed_at, first_position, entries, contents, prior, hash, key_id, signature)
            VALUES (@number, @sealed_at, @first_position, @entries, @contents, @prior, @hash, @key_id, @signature)
            """;
        foreach (var (name, value) in new (string, object)[]
        {
            ("number", block.Number), ("sealed_at", Conventions.ToMicroseconds(block.SealedAt)),
            ("first_position", block.FirstPosition),
            ("entries", block.Entries), ("contents", block.Contents), ("prior", block.Prior), ("hash", block.Hash),
            ("key_id", block.KeyId), ("signature", block.Signature),
        })
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = name;
            parameter.Value = value;
            command.Parameters.Add(parameter);
        }

        await command.ExecuteNonQueryAsync(ct);
    }

    [LoggerMessage(1101, LogLevel.Error, "Journal entries could not be sealed.")]
    private static partial void LogPassFailed(ILogger log, Exception fault);
}

/// <summary>A journal row is not what the program wrote.</summary>
public sealed class JournalAlteredException(string message) : Exception(message);
