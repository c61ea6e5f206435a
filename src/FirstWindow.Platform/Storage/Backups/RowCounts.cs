using System.Data.Common;
using System.Globalization;
using Npgsql;

namespace FirstWindow.Platform.Storage.Backups;

/// <summary>How many rows each table has.</summary>
internal static class RowCounts
{
    /// <summary>Counts, within the connection's transaction where it has one.</summary>
    public static async Task<IReadOnlyDictionary<string, long>> ReadAsync(
        DbConnection connection, CancellationToken ct)
    {
        var tables = new List<string>();
        await using (var names = connection.CreateCommand())
        {
            names.CommandText = connection is NpgsqlConnection
                ? "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
                : "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
            await using var reader = await names.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct))
            {
                tables.Add(reader.GetString(0));
            }
        }

        var rows = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var table in tables)
        {
            await using var count = connection.CreateCommand();
            count.CommandText = $"SELECT COUNT(*) FROM \"{table}\"";
            rows[table] = Convert.ToInt64(await count.ExecuteScalarAsync(ct), CultureInfo.InvariantCulture);
        }

        return rows;
    }
}
