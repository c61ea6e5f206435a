using System.Security.Cryptography;
using System.Text.Json;
using FirstWindow.Platform.Web;

namespace FirstWindow.Platform.Storage.Backups;

/// <summary>What a backup holds: written last, so that a folder without it is no backup.</summary>
/// <param name="Format">Form of the backup itself.</param>
/// <param name="Engine">Engine it was made from; it goes back to the same.</param>
/// <param name="Schema">Number of the newest migration in it.</param>
/// <param name="MadeAt">When it was begun.</param>
/// <param name="Tables">PostgreSQL only: the tables, each after those it refers to.</param>
/// <param name="Files">Every other file of the backup.</param>
/// <param name="Rows">Rows by table, as of the backup's moment; none in backups made before they were counted.</param>
/// <param name="SealedKey">Of an encrypted backup: its own key, sealed under the installation's master key.</param>
/// <param name="KeyId">What that key is bound to.</param>
public sealed record BackupManifest(
    int Format, Engine Engine, int Schema, DateTimeOffset MadeAt, IReadOnlyList<TableColumns> Tables,
    IReadOnlyList<BackupFile> Files, IReadOnlyDictionary<string, long>? Rows = null, byte[]? SealedKey = null,
    Guid KeyId = default)
{
    internal const int CurrentFormat = 1;
    internal const int SealedFormat = 2;
    internal const string FileName = "manifest.json";

    private bool IsKnown => SealedKey is null ? Format == CurrentFormat : Format == SealedFormat;

    /// <summary>The manifest of a folder, its files not looked at; none when it holds no backup of this form.</summary>
    public static async Task<BackupManifest?> FindAsync(string folder, CancellationToken ct)
    {
        var path = Path.Combine(folder, FileName);
        return File.Exists(path) && Parse(await File.ReadAllBytesAsync(path, ct)) is { IsKnown: true } manifest
            ? manifest : null;
    }

    /// <summary>Reads the manifest and compares every file with it.</summary>
    /// <exception cref="InvalidDataException">No backup, not a whole one, or of a program not yet written.</exception>
    public static async Task<BackupManifest> ReadAsync(string folder, CancellationToken ct)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
        {
            throw new InvalidDataException($"{folder} holds no backup: {FileName} is missing.");
        }

        var manifest = Parse(await File.ReadAllBytesAsync(path, ct));
        if (manifest is not { IsKnown: true })
        {
            throw new InvalidDataException($"{path} cannot be read by this program.");
        }

        foreach (var file in manifest.Files)
        {
            if (!File.Exists(Path.Combine(folder, file.Path))
                || await BackupFile.OfAsync(folder, file.Path, ct) != file)
            {
                throw new InvalidDataException($"{file.Path} of the backup is not as it was written.");
            }
        }

        return manifest;
    }

    internal async Task WriteAsync(string folder, CancellationToken ct)
    {
        await using var stream = File.Create(Path.Combine(folder, FileName));
        await JsonSerializer.SerializeAsync(stream, this, JsonSettings.Options, ct);
        await stream.FlushAsync(ct);
        DiskFlush.Contents(stream.SafeFileHandle);
    }

    private static BackupManifest? Parse(byte[] json)
    {
        try
        {
            return JsonSerializer.Deserialize<BackupManifest>(json, JsonSettings.Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>A table and its columns in the order in which they were copied.</summary>
public sealed record TableColumns(string Table, IReadOnlyList<string> Columns);

/// <summary>A file of the backup.</summary>
/// <param name="Path">From the backup's folder, with forward slashes.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">Its digest, in hexadecimal digits.</param>
public sealed record BackupFile(string Path, long Bytes, string Sha256)
{
    internal static async Task<BackupFile> OfAsync(string folder, string path, CancellationToken ct)
    {
        await using var stream = File.OpenRead(System.IO.Path.Combine(folder, path));
        var digest = await SHA256.HashDataAsync(stream, ct);
        return new(path, stream.Length, Convert.ToHexStringLower(digest));
    }
}
