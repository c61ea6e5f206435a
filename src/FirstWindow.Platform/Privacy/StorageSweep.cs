using FirstWindow.Platform.Storage;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace FirstWindow.Platform.Privacy;

/// <summary>
/// Makes the erasure true of the bytes too: old versions of rows leave the files. What cannot be done at once, because
/// somebody still reads what was erased, is tried again until it is done.
/// </summary>
public sealed class StorageSweep(Connections connections, WriteGate gate, ErasureLedger ledger, DatabaseClock clock)
    : BackgroundService
{
    private const int AttemptsMax = 20;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan TryAgainEvery = TimeSpan.FromSeconds(5);
    // A process that died owing a sweep was not down for longer, or its ledger is looked at by hand.
    private static readonly TimeSpan OwedAtMost = TimeSpan.FromDays(1);
    // So small a table is written anew in well under a second, during which nobody else uses it.
    private const long RewrittenBytesMax = 32 << 20;
    private static readonly string[] Tables =
        ["data_key", "customer", "customer_field", "customer_lookup", "customer_tag", "acting_person", "offer_refusal"];
    private volatile bool isOwed;

    /// <summary>SQLite: the log is written back and cut, freed bytes are zeros. PostgreSQL: small tables are written
    /// anew, of large ones the dead rows go, whose bytes stay until others take their place.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        isOwed = true;
        isOwed = !await TryAsync(ct);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        isOwed |= ledger.Read().Any(e => e.At > clock.Now - OwedAtMost);
        using var timer = new PeriodicTimer(TryAgainEvery);
        do
        {
            try
            {
                isOwed = isOwed && !await TryAsync(stoppingToken);
            }
            catch (Exception fault) when (StorageUnavailableException.IsCausedBy(fault))
            {
                // The database is away; it is tried again.
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task<bool> TryAsync(CancellationToken ct)
    {
        await using var postgres = connections.Engine is Engine.Postgres
            ? await connections.Postgres.OpenConnectionAsync(ct) : null;
        await using var command = postgres?.CreateCommand();
        var committed = command is null ? null : await NextTransactionAsync(command, ct);
        for (var attempt = 0; attempt < AttemptsMax; attempt++)
        {
            if (command is null ? await CutLogAsync(ct)
                : await IsInvisibleAsync(command, committed!, ct) && await RewriteTablesAsync(command, ct))
            {
                return true;
            }

            await Task.Delay(Pause, ct);
        }

        return false;
    }

    private static async Task<string> NextTransactionAsync(NpgsqlCommand command, CancellationToken ct)
    {
        command.CommandText = "SELECT pg_snapshot_xmax(pg_current_snapshot())::text";
        return (string)(await command.ExecuteScalarAsync(ct))!;
    }

    // Rows that somebody may still see stay in a table that is written anew; whoever writes in any database of the
    // cluster keeps them visible.
    private static async Task<bool> IsInvisibleAsync(NpgsqlCommand command, string committed, CancellationToken ct)
    {
        command.CommandText = $"""
            SELECT pg_snapshot_xmin(pg_current_snapshot()) >= '{committed}'::xid8 AND NOT EXISTS (
                SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
                AND age(backend_xmin) > age('{committed}'::xid8::xid))
            """;
        return (bool)(await command.ExecuteScalarAsync(ct))!;
    }

    private static async Task<bool> RewriteTablesAsync(NpgsqlCommand command, CancellationToken ct)
    {
        command.CommandText = "SET lock_timeout = '2s'"; // Gone when the connection goes back to the pool.
        await command.ExecuteNonQueryAsync(ct);
        var isDone = true;
        foreach (var table in Tables)
        {
            command.CommandText = $"SELECT pg_total_relation_size('{table}')";
            var isSmall = (long)(await command.ExecuteScalarAsync(ct))! <= RewrittenBytesMax;
            try
            {
                // The owner may do both; for who only serves, PostgreSQL comes by itself to the large ones.
                command.CommandText = isSmall ? $"SELECT rewrite_erased('{table}')" : $"VACUUM {table}";
                await command.ExecuteNonQueryAsync(ct);
            }
            catch (PostgresException busy) when (busy.SqlState is PostgresErrorCodes.LockNotAvailable)
            {
                isDone = false; // Whoever uses it just now goes before.
            }
        }

        return isDone;
    }

    private async Task<bool> CutLogAsync(CancellationToken ct)
    {
        await gate.EnterAsync(ct);
        try
        {
            using var sqlite = connections.OpenSqlite();
            using var command = sqlite.CreateCommand();
            command.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
            using var result = command.ExecuteReader();
            return result.Read() && result.GetInt64(0) == 0;
        }
        finally
        {
            gate.Leave();
        }
    }
}
