using System.Data;
using System.Data.Common;
using Npgsql;

namespace FirstWindow.Platform.Storage.Backups;

/// <summary>The tables of a PostgreSQL database, a file each, in PostgreSQL's own binary form.</summary>
internal static class PostgresTables
{
    /// <summary>Writes all tables as they are at one moment.</summary>
    /// <returns>The tables, each after those it refers to, and their rows.</returns>
    public static async Task<(IReadOnlyList<TableColumns> Tables, IReadOnlyDictionary<string, long> Rows)> WriteAsync(
        DbConnection connection, string folder, CancellationToken ct)
    {
        var postgres = (NpgsqlConnection)connection;
        await using var moment = await postgres.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
        var tables = await InOrderAsync(postgres, ct);
        foreach (var table in tables)
        {
            await using var rows = await postgres.BeginRawBinaryCopyAsync(
                $"COPY {NameOf(table)} TO STDOUT (FORMAT BINARY)", ct);
            await using var file = File.Create(FileOf(folder, table));
            await rows.CopyToAsync(file, ct);
        }

        return (tables, await RowCounts.ReadAsync(postgres, ct));
    }

    /// <summary>Whether there is any table.</summary>
    public static async Task<bool> AreThereAsync(NpgsqlConnection connection, CancellationToken ct) =>
        (await ReadAsync(connection, "SELECT tablename FROM pg_tables WHERE schemaname = 'public' LIMIT 1", ct)).Count > 0;

    /// <summary>Whether another process of this program is connected.</summary>
    public static async Task<bool> IsInUseAsync(NpgsqlConnection connection, CancellationToken ct) =>
        (await ReadAsync(connection, """
            SELECT application_name FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name = 'firstwindow' LIMIT 1
            """, ct)).Count > 0;

    /// <summary>Drops all tables, makes the backup's schema, and fills it; all of it or nothing.</summary>
    public static async Task RestoreAsync(
        NpgsqlConnection connection, string folder, BackupManifest manifest, CancellationToken ct)
    {
        await using var whole = await connection.BeginTransactionAsync(ct);
        foreach (var row in await ReadAsync(
            connection, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'", ct))
        {
            await RunAsync(connection, $"DROP TABLE \"{row[0]}\" CASCADE", ct);
        }

        await RunAsync(connection, Migrator.HistoryTable, ct);
        foreach (var migration in Migrator.Known(Engine.Postgres).Where(m => m.Number <= manifest.Schema))
        {
            await RunAsync(connection, Migrator.Translate(migration.Sql, Engine.Postgres), ct);
        }

        foreach (var table in manifest.Tables)
        {
            await RunAsync(connection, $"DELETE FROM \"{table.Table}\"", ct); // A migration may have put rows in.
            await using var file = File.OpenRead(FileOf(folder, table));
            await using var rows = await connection.BeginRawBinaryCopyAsync(
                $"COPY {NameOf(table)} FROM STDIN (FORMAT BINARY)", ct);
            await file.CopyToAsync(rows, ct);
        }

        await SetSequencesAsync(connection, ct);
        await whole.CommitAsync(ct);
    }

    private static async Task<IReadOnlyList<TableColumns>> InOrderAsync(
        NpgsqlConnection connection, CancellationToken ct)
    {
        var columns = await ReadAsync(connection, """
            SELECT table_name, column_name FROM information_schema.columns
            WHERE table_schema = 'public' ORDER BY table_name, ordinal_position
            """, ct);
        var refers = await ReadAsync(connection, """
            SELECT c.relname, f.relname FROM pg_constraint k
            JOIN pg_class c ON c.oid = k.conrelid JOIN pg_class f ON f.oid = k.confrelid
            WHERE k.contype = 'f' AND c.oid <> f.oid
            """, ct);
        var waiting = columns.GroupBy(c => c[0])
            .Select(g => new TableColumns(g.Key, [.. g.Select(c => c[1])])).ToList();
        var ordered = new List<TableColumns>();
        while (waiting.Count > 0)
        {
            var next = waiting.First(t => !refers.Exists(r => r[0] == t.Table && waiting.Exists(w => w.Table == r[1])));
            ordered.Add(next);
            waiting.Remove(next);
        }

        return ordered;
    }

    private static async Task SetSequencesAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        foreach (var key in await ReadAsync(connection, """
            SELECT table_name, column_name FROM information_schema.columns
            WHERE table_schema = 'public' AND is_identity = 'YES'
            """, ct))
        {
            await RunAsync(connection, $"""
                SELECT setval(pg_get_serial_sequence('"{key[0]}"', '{key[1]}'),
                    (SELECT COALESCE(MAX("{key[1]}"), 0) + 1 FROM "{key[0]}"), false)
                """, ct);
        }
    }

    private static string NameOf(TableColumns table) =>
        $"\"{table.Table}\" ({string.Join(", ", table.Columns.Select(c => $"\"{c}\""))})";

    private static string FileOf(string folder, TableColumns table) => Path.Combine(folder, table.Table + ".copy");

    private static async Task<List<string[]>> ReadAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var rows = new List<string[]>();
        while (await reader.ReadAsync(ct))
        {
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetString)]);
        }

        return rows;
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }
}
