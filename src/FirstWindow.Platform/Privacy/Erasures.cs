using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace FirstWindow.Platform.Privacy;

/// <summary>Takes away what of a subject is readable without a key: numbers, digests, codes. Implemented by the module
/// that has such rows; what it has done already it does again without harm.</summary>
public interface IErasureStep
{
    /// <summary>Part of the caller's transaction.</summary>
    Task EraseAsync(Erasure erasure, CancellationToken ct);
}

/// <summary>An erasure as the database remembers it, with its receipt: what went, what stays, why and until
/// when.</summary>
public sealed class ErasureRow
{
    /// <summary>Id, the same as in the ledger.</summary>
    public Guid Id { get; init; }

    /// <summary>Whose data.</summary>
    public Guid Subject { get; init; }

    /// <summary>When.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>JSON without personal data.</summary>
    public required string Receipt { get; init; }
}

/// <summary>Acts on erasures.</summary>
public static class ErasureActs
{
    /// <summary>Keys were destroyed.</summary>
    public static readonly Act Erased = new("data.erased", "A4.4.3");

    /// <summary>A restored copy was erased again.</summary>
    public static readonly Act Replayed = new("data.erasure-replayed", "A4.4.3");
}

/// <summary>
/// Erases: destroys keys, takes readable rows away, writes receipt and journal in one transaction. The ledger has it
/// before the commit: a crash in between erases a little later, at the next start, and never not at all.
/// </summary>
[Clause("A4.4.3")]
public sealed class Erasures(
    Database db, IEnumerable<IErasureStep> steps, ErasureLedger ledger, JournalBook journal, StorageSweep sweep)
{
    /// <summary>Erases in a transaction that the caller has begun, and commits it.</summary>
    public async Task RunAsync(Erasure erasure, string receipt, Actor actor, CancellationToken ct)
    {
        await ApplyAsync(erasure, receipt, ct);
        journal.Record(actor, ErasureActs.Erased, new("customer", erasure.Subject),
            $"erasure={erasure.Id:n};classes={string.Join('+', erasure.Classes)};keys={erasure.Keys.Count}");
        ledger.Append(erasure);
        await db.CommitAsync(CancellationToken.None);
        await sweep.RunAsync(ct);
    }

    /// <summary>Erases again what the ledger knows and this copy of the database does not.</summary>
    /// <returns>How many erasures were replayed.</returns>
    public async Task<int> ReplayAsync(CancellationToken ct)
    {
        var replayed = 0;
        foreach (var erasure in ledger.Read())
        {
            if (await db.Set<ErasureRow>().AnyAsync(r => r.Id == erasure.Id, ct))
            {
                continue;
            }

            await db.BeginAsync(ct);
            await ApplyAsync(erasure, "{\"replayed\":true}", ct);
            journal.Record(Actor.System, ErasureActs.Replayed, new("customer", erasure.Subject),
                $"erasure={erasure.Id:n}");
            await db.CommitAsync(ct);
            replayed++;
        }

        if (replayed > 0)
        {
            await sweep.RunAsync(ct);
        }

        return replayed;
    }

    private async Task ApplyAsync(Erasure erasure, string receipt, CancellationToken ct)
    {
        foreach (var some in erasure.Keys.Chunk(500))
        {
            await db.Set<DataKey>().Where(k => some.Contains(k.Id))
                .ExecuteUpdateAsync(k => k.SetProperty(x => x.Wrapped, (byte[]?)null), ct);
        }

        foreach (var step in steps)
        {
            await step.EraseAsync(erasure, ct);
        }

        db.Add(new ErasureRow { Id = erasure.Id, Subject = erasure.Subject, At = erasure.At, Receipt = receipt });
        foreach (var key in erasure.Keys)
        {
            db.Announce(SubjectKeys.TopicOf(key)); // Every node forgets it.
        }
    }
}

/// <summary>Makes the erasure true of the bytes too: old versions of rows leave the files.</summary>
public sealed class StorageSweep(Connections connections, WriteGate gate)
{
    private const int AttemptsMax = 20;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    // So small a table is written anew in well under a second, during which nobody else uses it.
    private const long RewrittenBytesMax = 32 << 20;
    private static readonly string[] Tables =
        ["data_key", "customer", "customer_field", "customer_lookup", "customer_tag", "acting_person", "offer_refusal"];

    /// <summary>SQLite: the log is written back and cut, freed bytes are zeros. PostgreSQL: small tables are written
    /// anew, of large ones the dead rows go, whose bytes stay until others take their place.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        if (connections.Engine is Engine.Postgres)
        {
            await SweepPostgresAsync(ct);
            return;
        }

        // A reader may still stand on the old log; the next attempt finds it gone.
        for (var attempt = 0; attempt < AttemptsMax && !await CutLogAsync(ct); attempt++)
        {
            await Task.Delay(Pause, ct);
        }
    }

    private async Task SweepPostgresAsync(CancellationToken ct)
    {
        await using var postgres = await connections.Postgres.OpenConnectionAsync(ct);
        await using var command = postgres.CreateCommand();
        command.CommandText = "SET lock_timeout = '2s'"; // Gone when the connection goes back to the pool.
        await command.ExecuteNonQueryAsync(ct);
        await OutlastOlderSnapshotsAsync(command, ct);
        foreach (var table in Tables)
        {
            command.CommandText = $"SELECT pg_total_relation_size('{table}')";
            var isSmall = (long)(await command.ExecuteScalarAsync(ct))! <= RewrittenBytesMax;
            try
            {
                command.CommandText = isSmall ? $"VACUUM (FULL) {table}" : $"VACUUM {table}";
                await command.ExecuteNonQueryAsync(ct);
            }
            catch (PostgresException busy) when (busy.SqlState is PostgresErrorCodes.LockNotAvailable)
            {
                command.CommandText = $"VACUUM {table}"; // Whoever uses it just now goes before.
                await command.ExecuteNonQueryAsync(ct);
            }
        }
    }

    // Rows that somebody may still see stay in a table that is written anew.
    private static async Task OutlastOlderSnapshotsAsync(NpgsqlCommand command, CancellationToken ct)
    {
        command.CommandText = "SELECT pg_snapshot_xmax(pg_current_snapshot())::xid::text";
        var erased = (string)(await command.ExecuteScalarAsync(ct))!;
        command.CommandText = $"""
            SELECT EXISTS (SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
                AND age(backend_xmin) > age('{erased}'::xid))
            """;
        for (var attempt = 0; attempt < AttemptsMax && (bool)(await command.ExecuteScalarAsync(ct))!; attempt++)
        {
            await Task.Delay(Pause, ct);
        }
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
