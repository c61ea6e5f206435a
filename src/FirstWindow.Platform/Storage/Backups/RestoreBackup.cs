using System.Globalization;
using FirstWindow.Platform.Privacy;

namespace FirstWindow.Platform.Storage.Backups;

/// <summary>
/// Puts a backup back. Everything is checked and copied aside first; what was there is moved away, never deleted.
/// </summary>
public sealed class RestoreBackup(Connections connections, StorageOptions options)
{
    /// <summary>Restores into the data folder and, on PostgreSQL, the database of the settings.</summary>
    /// <param name="folder">Folder of the backup.</param>
    /// <param name="mayReplace">Whether an installation that is there may be replaced.</param>
    /// <param name="ct">Stops before anything is changed.</param>
    /// <returns>Where the data folder that was replaced is now; null when there was none.</returns>
    /// <exception cref="InvalidDataException">The backup is damaged or of another engine or a newer program; the target
    /// is in use, or not empty and may not be replaced.</exception>
    public async Task<string?> RunAsync(string folder, bool mayReplace, CancellationToken ct)
    {
        var manifest = await BackupManifest.ReadAsync(folder, ct);
        Refuse(manifest);
        await ServingAccount.RequireOwnerAsync(connections, "A restore", ct);
        using var taken = DataFolder.Lock(options.DataFolder);
        await using var postgres = connections.Engine is Engine.Postgres
            ? await connections.Postgres.OpenConnectionAsync(ct)
            : null;
        var holdsKeys = DataFolder.FilesOf(Path.Combine(folder, MakeBackup.DataPart)).Any(DataFolder.IsKey);
        if (!holdsKeys && !DataFolder.FilesOf(options.DataFolder).Any(DataFolder.IsKey))
        {
            throw new InvalidDataException(
                $"The backup was made without the keys. Put the installation's folder keys into {options.DataFolder} first.");
        }

        var isUsed = File.Exists(options.SqliteFile)
            || DataFolder.FilesOf(options.DataFolder).Any(f => holdsKeys || !DataFolder.IsKey(f))
            || (postgres is not null && await PostgresTables.AreThereAsync(postgres, ct));
        if (isUsed && !mayReplace)
        {
            throw new InvalidDataException(
                $"{options.DataFolder} or its database is not empty. Nothing was changed; --replace would replace it.");
        }

        if (postgres is not null && await PostgresTables.IsInUseAsync(postgres, ct))
        {
            throw new InvalidDataException("A server is connected to the database. Stop every node first.");
        }

        var clear = options.DataFolder.TrimEnd('/', '\\') + ".opened";
        try
        {
            folder = await OpenAsync(folder, clear, manifest, ct);
            var aside = CopyAside(folder, holdsKeys);
            if (postgres is not null)
            {
                await PostgresTables.RestoreAsync(
                    postgres, Path.Combine(folder, MakeBackup.DatabasePart), manifest, ct);
            }

            return Swap(aside);
        }
        finally
        {
            DataFolder.Remove(clear);
        }
    }

    // An encrypted one is opened beside the data folder; what a restore that was killed left there goes first.
    private async Task<string> OpenAsync(string folder, string clear, BackupManifest manifest, CancellationToken ct)
    {
        if (manifest.SealedKey is not { } sealedKey)
        {
            return folder;
        }

        DataFolder.Remove(clear);
        DataFolder.MakePrivate(clear);
        var key = new KeyRing(options).Open(sealedKey, manifest.KeyId);
        await SealedFolder.OpenAsync(folder, clear, manifest.Files, key, ct);
        return clear;
    }

    private void Refuse(BackupManifest manifest)
    {
        if (manifest.Engine != options.Engine)
        {
            throw new InvalidDataException(
                $"The backup is of {manifest.Engine}, the target is {options.Engine}: give or leave out --postgres.");
        }

        var newest = Migrator.Known(options.Engine)[^1].Number;
        if (manifest.Schema > newest)
        {
            throw new InvalidDataException(
                $"The backup has schema {manifest.Schema}, this program knows only {newest}. Restore with the newer program.");
        }
    }

    private string CopyAside(string folder, bool holdsKeys)
    {
        var aside = options.DataFolder.TrimEnd('/', '\\') + ".restoring";
        DataFolder.Remove(aside); // Left over from a restore that was killed.
        DataFolder.MakePrivate(aside);
        Copy(Path.Combine(folder, MakeBackup.DataPart), aside, _ => true);
        Copy(options.DataFolder, aside, file => !holdsKeys && DataFolder.IsKey(file));
        CopyLedger(aside);
        if (options.Engine is Engine.Sqlite)
        {
            var database = Path.Combine(aside, Path.GetFileName(options.SqliteFile));
            File.Copy(Path.Combine(folder, MakeBackup.DatabasePart, "firstwindow.db"), database);
            using var handle = File.OpenHandle(database, access: FileAccess.ReadWrite);
            DiskFlush.Contents(handle);
        }

        return aside;
    }

    // What was erased stays erased, whatever is restored: the ledger is of the place, not of the backup.
    private void CopyLedger(string aside)
    {
        var ledger = Path.Combine(options.DataFolder, ErasureLedger.Folder);
        if (Directory.Exists(ledger))
        {
            DataFolder.MakePrivate(Path.Combine(aside, ErasureLedger.Folder));
            foreach (var file in Directory.EnumerateFiles(ledger))
            {
                File.Copy(file, Path.Combine(aside, ErasureLedger.Folder, Path.GetFileName(file)));
            }
        }
    }

    private static void Copy(string from, string to, Func<string, bool> concerns)
    {
        foreach (var file in DataFolder.FilesOf(from).Where(concerns))
        {
            var copy = Path.Combine(to, file);
            DataFolder.MakePrivate(Path.GetDirectoryName(copy)!);
            File.Copy(Path.Combine(from, file), copy);
        }
    }

    private string? Swap(string aside)
    {
        var target = options.DataFolder.TrimEnd('/', '\\');
        var hadAny = DataFolder.FilesOf(target).Any() || File.Exists(options.SqliteFile);
        var stamp = TimeProvider.System.GetUtcNow().ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);
        var replaced = $"{target}.replaced-{stamp}";
        Directory.Move(target, replaced);
        Directory.Move(aside, target);
        if (!hadAny)
        {
            Directory.Delete(replaced, recursive: true); // Nothing but the lock.
        }

        return hadAny ? replaced : null;
    }
}
