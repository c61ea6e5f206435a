using System.Data.Common;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Privacy;
using FirstWindow.Platform.Storage;
using FirstWindow.Platform.Storage.Backups;
using Npgsql;

namespace FirstWindow.Platform.Upkeep;

/// <summary>A place beside the installation into which a backup goes back for practice; nothing of it stays.</summary>
internal sealed class ScratchHouse : IAsyncDisposable
{
    private readonly Connections live;
    private readonly StorageOptions liveOptions;
    private readonly string root;
    private readonly string? database;

    private ScratchHouse(Connections live, StorageOptions liveOptions)
    {
        (this.live, this.liveOptions) = (live, liveOptions);
        var name = $"drill-{Guid.NewGuid():n}";
        root = liveOptions.DataFolder.TrimEnd('/', '\\') + "." + name;
        database = live.Engine is Engine.Postgres ? "fw_" + name.Replace('-', '_') : null;
        Options = new StorageOptions
        {
            DataFolder = Path.Combine(root, "data"),
            KeyModule = liveOptions.KeyModule,
            Postgres = database is null ? null
                : new NpgsqlConnectionStringBuilder(liveOptions.Postgres)
                {
                    Database = database,
                    Pooling = false,
                }.ToString(),
        };
    }

    public StorageOptions Options { get; }

    public static async Task<ScratchHouse> MakeAsync(Connections live, StorageOptions options, CancellationToken ct)
    {
        var scratch = new ScratchHouse(live, options);
        DataFolder.MakePrivate(scratch.root);
        DataFolder.MakePrivate(scratch.Options.DataFolder);
        if (scratch.database is { } name)
        {
            try
            {
                await scratch.RunAsync($"CREATE DATABASE {name}", ct);
            }
            catch (PostgresException fault) when (fault.SqlState is PostgresErrorCodes.InsufficientPrivilege)
            {
                DataFolder.Remove(scratch.root);
                throw new DrillProblem("database", "A drill restores into a database of its own, which this PostgreSQL account may not "
                    + "make: give it CREATEDB, or run `firstwindow drill --postgres` as an account that has it.");
            }
        }

        return scratch;
    }

    /// <summary>Lends the keys of the installation to a backup that was made without.</summary>
    public void LendKeys(string backup)
    {
        if (DataFolder.FilesOf(Path.Combine(backup, MakeBackup.DataPart)).Any(DataFolder.IsKey))
        {
            return;
        }

        foreach (var key in DataFolder.FilesOf(liveOptions.DataFolder).Where(DataFolder.IsKey))
        {
            var copy = Path.Combine(Options.DataFolder, key);
            DataFolder.MakePrivate(Path.GetDirectoryName(copy)!);
            File.Copy(Path.Combine(liveOptions.DataFolder, key), copy);
        }
    }

    /// <summary>Rows by table.</summary>
    public async Task<IReadOnlyDictionary<string, long>> CountAsync(Connections restored, CancellationToken ct)
    {
        await using var connection = await restored.OpenAsync(ct);
        return await RowCounts.ReadAsync(connection, ct);
    }

    /// <summary>Recomputes the restored journal; the installation's own second copy of heads says whether it is
    /// ours.</summary>
    public async Task<JournalReport> VerifyAsync(
        Connections restored, HeadsCopy heads, IEnumerable<JournalStream> streams, CancellationToken ct)
    {
        await using var connection = await restored.OpenAsync(ct);
        var newest = await ScalarAsync(connection, "SELECT COALESCE(MAX(number), 0) FROM journal_block", ct);
        var path = Path.Combine(root, "heads");
        heads.CopyTo(path, newest);
        return await new JournalVerifier(restored, new KeyRing(Options), new HeadsCopy(Options, path), streams)
            .VerifyAsync(ct);
    }

    /// <summary>Whether the keys at hand open what is encrypted in it.</summary>
    public async Task<bool> OpensAsync(Connections restored, CancellationToken ct)
    {
        await using var connection = await restored.OpenAsync(ct);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT id, wrapped FROM data_key WHERE wrapped IS NOT NULL LIMIT 1";
        await using var reader = await command.ExecuteReaderAsync(ct);
        return !await reader.ReadAsync(ct)
            || SubjectKeys.IsOpenedBy(
                new KeyRing(Options), Conventions.ToGuid(reader.GetValue(0)), (byte[])reader.GetValue(1));
    }

    public async ValueTask DisposeAsync()
    {
        if (database is { } name)
        {
            await RunAsync($"DROP DATABASE IF EXISTS {name} WITH (FORCE)", CancellationToken.None);
        }

        Directory.Delete(root, recursive: true);
    }

    private static async Task<long> ScalarAsync(DbConnection connection, string sql, CancellationToken ct)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToInt64(await command.ExecuteScalarAsync(ct), System.Globalization.CultureInfo.InvariantCulture);
    }

    // The name is our own, from a Guid.
    private async Task RunAsync(string sql, CancellationToken ct)
    {
        await using var command = live.Postgres.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(ct);
    }
}
