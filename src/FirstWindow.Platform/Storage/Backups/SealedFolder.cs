using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using FirstWindow.Platform.Crypto;

namespace FirstWindow.Platform.Storage.Backups;

/// <summary>
/// The files of an encrypted backup: chunks, each sealed under the backup's own key and bound to its file, its place
/// and whether it is the last, so that nothing can be swapped, left out or cut off unseen.
/// </summary>
internal static class SealedFolder
{
    private const int ChunkBytes = 1024 * 1024;

    /// <summary>Writes every file of a folder sealed into another.</summary>
    public static async Task SealAsync(
        string from, string to, CryptoProvider provider, byte[] key, Guid backup, CancellationToken ct)
    {
        foreach (var source in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var file = Path.GetRelativePath(from, source).Replace('\\', '/');
            await using var plain = File.OpenRead(source);
            await using var output = Make(to, file);
            var chunk = new byte[ChunkBytes];
            var chunks = Math.Max(1, (plain.Length + ChunkBytes - 1) / ChunkBytes);
            for (var i = 0L; i < chunks; i++)
            {
                var read = await plain.ReadAtLeastAsync(chunk, ChunkBytes, throwOnEndOfStream: false, ct);
                var written = SealedBytes.Seal(
                    provider, key, backup, chunk.AsSpan(0, read), PlaceOf(file, i, i == chunks - 1));
                await output.WriteAsync(BitConverter.GetBytes(written.Length), ct);
                await output.WriteAsync(written, ct);
            }
        }
    }

    /// <summary>Writes the files in clear into another folder.</summary>
    /// <exception cref="InvalidDataException">One does not open: it was altered, or the key is another one.</exception>
    public static async Task OpenAsync(
        string from, string to, IEnumerable<BackupFile> files, byte[] key, CancellationToken ct)
    {
        foreach (var file in files)
        {
            await using var input = File.OpenRead(Path.Combine(from, file.Path));
            await using var output = Make(to, file.Path);
            var length = new byte[4];
            for (var i = 0L; i == 0 || input.Position < input.Length; i++)
            {
                await input.ReadExactlyAsync(length, ct);
                var chunk = new byte[Math.Clamp(
                    BinaryPrimitives.ReadInt32LittleEndian(length), 0, ChunkBytes + SealedBytes.Overhead)];
                await input.ReadExactlyAsync(chunk, ct);
                await output.WriteAsync(Open(file.Path, i, input.Position == input.Length, chunk, key), ct);
            }
        }
    }

    private static byte[] Open(string file, long index, bool isLast, byte[] chunk, byte[] key)
    {
        try
        {
            return SealedBytes.Open(key, chunk, PlaceOf(file, index, isLast));
        }
        catch (CryptographicException fault)
        {
            throw new InvalidDataException($"{file} of the backup does not open: it was altered.", fault);
        }
    }

    private static byte[] PlaceOf(string file, long index, bool isLast) =>
        [.. BitConverter.GetBytes(index), isLast ? (byte)1 : (byte)0, .. Encoding.UTF8.GetBytes(file)];

    private static FileStream Make(string folder, string file)
    {
        var path = Path.Combine(folder, file);
        DataFolder.MakePrivate(Path.GetDirectoryName(path)!);
        return File.Create(path);
    }
}
