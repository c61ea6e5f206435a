namespace FirstWindow.Platform.Storage.Backups;

/// <summary>Copies the keys alone, so that they lie elsewhere than the data they open.</summary>
public static class KeyCopy
{
    /// <summary>Copies them into a new or empty folder and reads them back.</summary>
    /// <returns>How many files.</returns>
    /// <exception cref="InvalidDataException">There are none, or the folder holds something, or lies in the data
    /// folder.</exception>
    public static async Task<int> MakeAsync(StorageOptions options, string folder, CancellationToken ct)
    {
        var files = DataFolder.FilesOf(options.DataFolder).Where(DataFolder.IsKey).ToList();
        if (files.Count == 0)
        {
            throw new InvalidDataException($"{options.DataFolder} holds no keys.");
        }

        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
        {
            throw new InvalidDataException($"{folder} is not empty: a backup never writes over anything.");
        }

        if ((folder + "/").StartsWith(options.DataFolder.TrimEnd('/') + "/", StringComparison.Ordinal))
        {
            throw new InvalidDataException($"{folder} lies in the data folder: keys are kept apart from the data.");
        }

        foreach (var file in files)
        {
            var copy = Path.Combine(folder, file);
            DataFolder.MakePrivate(Path.GetDirectoryName(copy)!);
            File.Copy(Path.Combine(options.DataFolder, file), copy);
            using (var handle = File.OpenHandle(copy, access: FileAccess.ReadWrite))
            {
                DiskFlush.Contents(handle);
            }

            if (await BackupFile.OfAsync(folder, file, ct) != await BackupFile.OfAsync(options.DataFolder, file, ct))
            {
                throw new InvalidDataException($"{copy} is not as it was written.");
            }
        }

        return files.Count;
    }
}
