using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FirstWindow.Platform.Storage;

namespace FirstWindow.Platform.Privacy;

/// <summary>What was erased: the keys that are gone, and the classes whose readable rows are.</summary>
/// <param name="Id">Id of the erasure.</param>
/// <param name="Subject">Whose data.</param>
/// <param name="At">When.</param>
/// <param name="Classes">Retention classes that are gone.</param>
/// <param name="Keys">Data keys that were destroyed.</param>
public sealed record Erasure(
    Guid Id, Guid Subject, DateTimeOffset At, IReadOnlyList<RetentionClass> Classes, IReadOnlyList<Guid> Keys);

/// <summary>
/// The list of erasures outside database and backups: a restored older copy is erased again from it. It holds ids
/// only. Point <c>Privacy:ErasureLedger</c> at other storage than the database's in production.
/// </summary>
[Clause("A4.2.1a")]
public sealed class ErasureLedger(StorageOptions options, Digests digests, string? file = null) : IRenewedDigests
{
    /// <summary>Folder of the ledger in the data folder; never part of a backup.</summary>
    public const string Folder = "erasures";

    private const string Use = "erasure ";
    private readonly string path = file ?? Path.Combine(options.DataFolder, Folder, "erasure.ledger");
    private readonly Lock writing = new();

    /// <inheritdoc/>
    public string Where => "erasure.ledger";

    /// <summary>Whether there is one.</summary>
    public bool Exists => File.Exists(path);

    /// <summary>Appends an erasure and forces it to disk.</summary>
    public void Append(Erasure erasure)
    {
        var line = string.Create(CultureInfo.InvariantCulture,
            $"{erasure.Id:n} {erasure.Subject:n} {Conventions.ToMicroseconds(erasure.At)} {string.Join(',', erasure.Classes)} {string.Join(',', erasure.Keys.Select(k => k.ToString("n")))}");
        lock (writing)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using var stream = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read);
            stream.Write(Encoding.ASCII.GetBytes(Coded(line)));
            stream.Flush();
            DiskFlush.Contents(stream.SafeFileHandle);
        }
    }

    /// <summary>Reads every whole line that is ours; a half-written last line (power cut) is passed over.</summary>
    /// <exception cref="InvalidDataException">A line was altered: nothing is erased on a stranger's word.</exception>
    public IReadOnlyList<Erasure> Read()
    {
        if (!Exists)
        {
            return [];
        }

        var erasures = new List<Erasure>();
        foreach (var line in Lines(File.ReadAllText(path)))
        {
            var parts = line.Split(' ');
            erasures.Add(new(Guid.ParseExact(parts[0], "n"), Guid.ParseExact(parts[1], "n"),
                Conventions.FromMicroseconds(long.Parse(parts[2], CultureInfo.InvariantCulture)),
                [.. parts[3].Split(',').Select(Enum.Parse<RetentionClass>)],
                [.. parts[4].Split(',', StringSplitOptions.RemoveEmptyEntries).Select(k => Guid.ParseExact(k, "n"))]));
        }

        return erasures;
    }

    /// <inheritdoc/>
    public Task<long> CountOldAsync(CancellationToken ct) =>
        Task.FromResult(!Exists ? 0 : Lines(File.ReadAllText(path)).LongCount(IsOld));

    /// <summary>Writes the codes of older lines anew. Who would append meanwhile is refused, and erases when asked
    /// again: the file is taken until the whole one stands in its place.</summary>
    public async Task<long> RenewAsync(CancellationToken ct)
    {
        if (await CountOldAsync(ct) is var old && old == 0)
        {
            return 0;
        }

        lock (writing)
        {
            using var taken = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            using var reader = new StreamReader(taken, Encoding.ASCII);
            KeyFiles.Replace(path, string.Concat(
                Lines(reader.ReadToEnd()).Select(l => Coded(string.Join(' ', l.Split(' ')[..5])))));
        }

        return old;
    }

    private IEnumerable<string> Lines(string text)
    {
        foreach (var line in text.Split('\n')[..^1])
        {
            yield return IsOurs(line) ? line
                : throw new InvalidDataException($"{path} holds a line that this installation did not write.");
        }
    }

    private bool IsOurs(string line) => line.Split(' ') is { Length: 6 } parts
        && digests.FormsOf(Use, string.Join(' ', parts[..5])).Any(code => CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes(parts[5]), Encoding.ASCII.GetBytes(Convert.ToHexStringLower(code))));

    private bool IsOld(string line) => !digests.IsInForce(Convert.FromHexString(line.Split(' ')[5]));

    private string Coded(string line) => $"{line} {Convert.ToHexStringLower(digests.Of(Use, line))}\n";
}
