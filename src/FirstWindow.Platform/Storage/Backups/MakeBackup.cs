using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using FirstWindow.Platform.Privacy;
using Microsoft.Data.Sqlite;

namespace FirstWindow.Platform.Storage.Backups;

/// <summary>
/// Copies an installation while it serves: the database as of one moment, the journal's second copy of heads, and the
/// keys unless they are kept apart. Whoever has a backup with the keys can read everything in it.
/// </summary>
public sealed class MakeBackup(Connections connections, StorageOptions options)
{
    internal const string DataPart = "data";
    internal const string DatabasePart = "database";

    /// <summary>Writes the backup into an empty or new folder.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="withKeys">Whether the keys go with it; without them it is of use only to who has them.</param>
    /// <param name="ct">Leaves a folder without a manifest, which is no backup.</param>
    /// <exception cref="InvalidDataException">The folder holds something.</exception>
    public async Task<BackupManifest> RunAsync(string folder, bool withKeys, CancellationToken ct)
    {
        RefuseUsed(folder);
        var at = TimeProvider.System.GetUtcNow();
        DataFolder.MakePrivate(folder);
        DataFolder.MakePrivate(Path.Combine(folder, DatabasePart));
        CopyData(folder, withKeys); // First: the database then holds every block whose head is in the copy.
        await using var connection = await connections.OpenAsync(ct);
        IReadOnlyList<TableColumns> tables = [];
        IReadOnlyDictionary<string, long> rows;
        if (connections.Engine is Engine.Postgres)
        {
            (tables, rows) = await PostgresTables.WriteAsync(connection, Path.Combine(folder, DatabasePart), ct);
        }
        else
        {
            rows = await CopySqliteAsync(connection, Path.Combine(folder, DatabasePart, "firstwindow.db"), ct);
        }

        var manifest = new BackupManifest(
            BackupManifest.CurrentFormat, connections.Engine, await SchemaAsync(connection, ct), at, tables,
            await FilesAsync(folder, ct), rows);
        await manifest.WriteAsync(folder, ct);
        return manifest;
    }

    /// <summary>Writes it encrypted under a key of its own, which the master key seals; the keys are never in it. The
    /// copy in clear lies beside the data folder meanwhile, never in the backup's place.</summary>
    public async Task<BackupManifest> RunSealedAsync(string folder, KeyRing ring, CancellationToken ct)
    {
        RefuseUsed(folder);
        var clear = $"{options.DataFolder.TrimEnd('/', '\\')}.backup-{Guid.NewGuid():n}";
        try
        {
            var made = await RunAsync(clear, withKeys: false, ct);
            File.Delete(Path.Combine(clear, BackupManifest.FileName));
            var (key, id) = (RandomNumberGenerator.GetBytes(32), Guid.CreateVersion7());
            DataFolder.MakePrivate(folder);
            await SealedFolder.SealAsync(clear, folder, ring.InForce, key, id, ct);
            var manifest = made with
            {
                Format = BackupManifest.SealedFormat,
                Files = await FilesAsync(folder, ct),
                SealedKey = ring.Seal(key, id),
                KeyId = id,
            };
            await manifest.WriteAsync(folder, ct);
            return manifest;
        }
        finally
        {
            DataFolder.Remove(clear);
        }
    }

    private static void RefuseUsed(string folder)
    {
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
        {
            throw new InvalidDataException($"{folder} is not empty: a backup never writes over anything.");
        }
    }

    private void CopyData(string folder, bool withKeys)
    {
        foreach (var file in DataFolder.FilesOf(options.DataFolder).Where(f => withKeys || !DataFolder.IsKey(f)))
        {
            var copy = Path.Combine(folder, DataPart, file);
            DataFolder.MakePrivate(Path.GetDirectoryName(copy)!);
            File.Copy(Path.Combine(options.DataFolder, file), copy); // Keeps who may read it.
        }
    }

    private static async Task<IReadOnlyDictionary<string, long>> CopySqliteAsync(
        DbConnection connection, string file, CancellationToken ct)
    {
        await using var copy = connection.CreateCommand();
        copy.CommandText = "VACUUM INTO $file";
        var target = copy.CreateParameter();
        (target.ParameterName, target.Value) = ("$file", file);
        copy.Parameters.Add(target);
        await copy.ExecuteNonQueryAsync(ct);
        await using var copied = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = file,
            Mode = SqliteOpenMode.ReadOnly,
            Pooling = false,
        }.ToString());
        await copied.OpenAsync(ct);
        return await RowCounts.ReadAsync(copied, ct);
    }

    private static async Task<int> SchemaAsync(DbConnection connection, CancellationToken ct)
    {
        await using var newest = connection.CreateCommand();
        newest.CommandText = "SELECT COALESCE(MAX(number), 0) FROM schema_migration";
        return Convert.ToInt32(await newest.ExecuteScalarAsync(ct), CultureInfo.InvariantCulture);
    }

    private static async Task<IReadOnlyList<BackupFile>> FilesAsync(string folder, CancellationToken ct)
    {
        var files = new List<BackupFile>();
        foreach (var path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal))
        {
            files.Add(await BackupFile.OfAsync(folder, Path.GetRelativePath(folder, path).Replace('\\', '/'), ct));
            using var handle = File.OpenHandle(path, access: FileAccess.ReadWrite);
            DiskFlush.Contents(handle);
        }

        return files;
    }
}
