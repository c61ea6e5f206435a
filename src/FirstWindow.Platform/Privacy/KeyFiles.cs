using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FirstWindow.Platform.Storage;

namespace FirstWindow.Platform.Privacy;

/// <summary>
/// The folder of keys: one file a key, readable by the owner only. The first version of a key has its plain name
/// (<c>digest.key</c>), later ones their number behind it (<c>digest-2.key</c>). A file is whole or not there.
/// </summary>
internal sealed class KeyFiles(string folder)
{
    private const string Retired = "retired";
    private const string ChangingFile = "changing.lock";
    private const int KeyBytes = 32;
    private static readonly UnixFileMode OwnersOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Where they lie, for people who must bring one.</summary>
    public string Folder => folder;

    /// <summary>Whether a version of a key was put away here.</summary>
    public bool HasRetired(string stem) => Directory.Exists(Path.Combine(folder, Retired))
        && Directory.EnumerateFiles(Path.Combine(folder, Retired), stem + "*").Any();

    /// <summary>The names of what lies there: whoever reads them each second sees what has changed.</summary>
    public List<string> Names() =>
        [.. Directory.EnumerateFiles(folder).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    /// <summary>Versions of a key, oldest first.</summary>
    public List<int> VersionsOf(string stem, string ending) =>
        [.. Directory.EnumerateFiles(folder, stem + "*" + ending).Select(f => Path.GetFileName(f))
            .Select(f => VersionOf(f[stem.Length..^ending.Length])).Where(v => v > 0).Order()];

    /// <summary>The file of a version.</summary>
    public string PathOf(string stem, string ending, int version) => Path.Combine(folder,
        version == 1 ? stem + ending : string.Create(CultureInfo.InvariantCulture, $"{stem}-{version}{ending}"));

    /// <summary>A secret of 32 bytes.</summary>
    public static byte[] ReadSecret(string path)
    {
        var bytes = File.ReadAllBytes(path);
        return bytes.Length == KeyBytes ? bytes
            : throw new InvalidDataException($"The key file {path} must hold 32 bytes.");
    }

    /// <summary>Makes a secret, if there is none yet.</summary>
    public static void MakeSecret(string path) => WriteOnce(path, RandomNumberGenerator.GetBytes(KeyBytes));

    /// <summary>Writes a text, if there is none yet.</summary>
    public static void WriteOnce(string path, string text) => WriteOnce(path, Encoding.ASCII.GetBytes(text));

    /// <summary>Puts a text in the place of another one.</summary>
    public static void Replace(string path, string text) =>
        File.Move(Draft(path, Encoding.ASCII.GetBytes(text)), path, overwrite: true);

    /// <summary>Moves a key out of sight: no server reads it any more.</summary>
    public void PutAway(string path)
    {
        var away = Path.Combine(folder, Retired);
        Directory.CreateDirectory(away);
        File.Move(path, Path.Combine(away, Path.GetFileName(path)), overwrite: false);
    }

    /// <summary>Takes the folder for one change of keys, until disposed or the process ends; none while another process
    /// changes them.</summary>
    public IDisposable? TryTake()
    {
        try
        {
            return new FileStream(Path.Combine(folder, ChangingFile), FileMode.OpenOrCreate, FileAccess.ReadWrite,
                FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Whether a file of the data folder only says that keys are being changed.</summary>
    public static bool IsLock(string file) => file.EndsWith("/" + ChangingFile, StringComparison.Ordinal);

    // Two processes may start at once: the first file stays, and both read it.
    private static void WriteOnce(string path, byte[] bytes)
    {
        var draft = Draft(path, bytes);
        try
        {
            File.Move(draft, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(draft);
        }
    }

    private static string Draft(string path, byte[] bytes)
    {
        var draft = $"{path}.{Guid.NewGuid():n}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnersOnly;
        }

        using var file = new FileStream(draft, options);
        file.Write(bytes);
        file.Flush();
        DiskFlush.Contents(file.SafeFileHandle);
        return draft;
    }

    private static int VersionOf(string behindStem) => behindStem.Length == 0 ? 1
        : behindStem[0] == '-' && int.TryParse(
            behindStem.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0;
}
