using System.Globalization;
using System.Text;
using FirstWindow.Platform.Storage;

namespace FirstWindow.Platform.Journal;

/// <summary>
/// The second copy of every block's hash and signature, outside the database: a cut tail or an older copy put back is
/// found by comparing. Point <c>Journal:HeadsFile</c> at other storage than the database's in production.
/// </summary>
public sealed class HeadsCopy(StorageOptions options, string? file = null)
{
    private readonly string path = file ?? Path.Combine(options.DataFolder, "heads", "journal.heads");
    private readonly Lock writing = new();

    /// <summary>One line of the copy.</summary>
    public readonly record struct Head(long Number, string Hash, string Signature, string KeyId);

    /// <summary>Appends the heads of blocks and forces them to disk.</summary>
    public void Append(IEnumerable<JournalBlock> blocks)
    {
        lock (writing)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using var stream = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
            foreach (var block in blocks)
            {
                stream.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture,
                    $"{block.Number} {Convert.ToHexStringLower(block.Hash)} {Convert.ToHexStringLower(block.Signature)} {block.KeyId}\n")));
            }

            stream.Flush();
            DiskFlush.Contents(stream.SafeFileHandle);
        }
    }

    /// <summary>Writes the heads up to a block into another file, to hold an older journal against.</summary>
    public void CopyTo(string file, long newest) => File.WriteAllLines(file, Read().Where(h => h.Number <= newest)
        .Select(h => string.Create(CultureInfo.InvariantCulture, $"{h.Number} {h.Hash} {h.Signature} {h.KeyId}")));

    /// <summary>Reads every whole line; a half-written last line (power cut) is passed over.</summary>
    public IEnumerable<Head> Read()
    {
        if (!File.Exists(path))
        {
            yield break;
        }

        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        while (reader.ReadLine() is { } line)
        {
            var parts = line.Split(' ');
            if (parts.Length == 4 && long.TryParse(parts[0], CultureInfo.InvariantCulture, out var number))
            {
                yield return new Head(number, parts[1], parts[2], parts[3]);
            }
        }
    }
}
