using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FirstWindow.Platform.Storage;

namespace FirstWindow.Platform.Privacy;

/// <summary>
/// The folder of keys: one file a key, readable by the owner only. The first version of a key has its plain name
/// (<c>digest.key</c>), later ones their number behind it (<c>digest-2.key</c>). A file is whole or not there. Where
/// there is a module, what is secret lies here wrapped by it, and nothing that lies open is taken.
/// </summary>
internal sealed class KeyFiles(string folder, KeyModule? module)
{
    private const string Retired = "retired";
    private const string ChangingFile = "changing.lock";
    private static readonly string[] Endings = ["*.key", "*.pem"];
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
    public byte[] ReadSecret(string path)
    {
        var bytes = Read(path);
        return bytes.Length == KeyBytes ? bytes
            : throw new InvalidDataException($"The key file {path} must hold 32 bytes.");
    }

    /// <summary>A pair, or the public half of one.</summary>
    public string ReadPair(string path) => Encoding.ASCII.GetString(Read(path));

    /// <summary>Makes a secret, if there is none yet.</summary>
    public void MakeSecret(string path) => WriteOnce(path, Wrapped(path, RandomNumberGenerator.GetBytes(KeyBytes)));

    /// <summary>Writes a pair, if there is none yet.</summary>
    public void WritePairOnce(string path, string pem) => WriteOnce(path, Wrapped(path, Encoding.ASCII.GetBytes(pem)));

    /// <summary>Has the module wrap what lies open, here and among the retired; of the open file zeros are
    /// left.</summary>
    /// <returns>How many files.</returns>
    public int WrapAll()
    {
        var done = 0;
        foreach (var path in Endings.SelectMany(e => Directory.EnumerateFiles(folder, e, SearchOption.AllDirectories)))
        {
            var bytes = File.ReadAllBytes(path);
            if (KeyModule.IsWrapped(bytes) || !IsSecret(path, bytes))
            {
                continue;
            }

            var draft = Draft(path, Wrapped(path, bytes));
            if (!module!.Unwrap(Path.GetFileName(path), File.ReadAllBytes(draft)).AsSpan().SequenceEqual(bytes))
            {
                throw new InvalidDataException($"{draft} is not as the module wrapped it.");
            }

            // Stays the open file after the move.
            using var open = new FileStream(path, FileMode.Open, FileAccess.Write);
            File.Move(draft, path, overwrite: true);
            open.Write(new byte[bytes.Length]);
            open.Flush();
            DiskFlush.Contents(open.SafeFileHandle);
            done++;
        }

        return done;
    }

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

    private byte[] Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        if (KeyModule.IsWrapped(bytes))
        {
            return module?.Unwrap(Path.GetFileName(path), bytes)
                ?? throw new WrongKeyException($"The key {path} is wrapped by a module: name it in Storage:KeyModule.");
        }

        return module is null || !IsSecret(path, bytes) ? bytes : throw new WrongKeyException(
            $"The key {path} lies open although there is a key module: `firstwindow keys wrap` has it wrapped.");
    }

    private byte[] Wrapped(string path, byte[] bytes) => module?.Wrap(Path.GetFileName(path), bytes) ?? bytes;

    // Of a signing key that ended the public half is left.
    private static bool IsSecret(string path, byte[] bytes) =>
        path.EndsWith(".key", StringComparison.Ordinal) || bytes.AsSpan().IndexOf("PRIVATE KEY"u8) >= 0;

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
