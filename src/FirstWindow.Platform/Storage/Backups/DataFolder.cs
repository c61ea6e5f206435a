using FirstWindow.Platform.Privacy;

namespace FirstWindow.Platform.Storage.Backups;

/// <summary>The folder of one installation: who works in it, and its files beside the database.</summary>
public static class DataFolder
{
    private const string LockFile = "server.lock";

    /// <summary>Takes the folder for one server, or for a restore, until the lock is disposed or the process
    /// ends.</summary>
    /// <exception cref="InvalidDataException">Another process has it: two writers would spoil one file.</exception>
    public static IDisposable Lock(string folder)
    {
        MakePrivate(folder);
        try
        {
            return new FileStream(
                Path.Combine(folder, LockFile), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            throw new InvalidDataException($"A server is running on {folder}. Stop it first, or give another --data.");
        }
    }

    /// <summary>Whether a file of the folder is one of the keys.</summary>
    internal static bool IsKey(string file) => file.StartsWith("keys/", StringComparison.Ordinal);

    /// <summary>Files beside the database, from the folder: keys, the copy of the journal's heads, demo
    /// accounts.</summary>
    internal static IEnumerable<string> FilesOf(string folder) =>
        (Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories) : [])
            .Select(f => Path.GetRelativePath(folder, f).Replace('\\', '/'))
            .Where(f => f != LockFile && !KeyFiles.IsLock(f) && !f.StartsWith("firstwindow.db", StringComparison.Ordinal)
                && !f.StartsWith(ErasureLedger.Folder + "/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);

    internal static void Remove(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    internal static void MakePrivate(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(
                folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
