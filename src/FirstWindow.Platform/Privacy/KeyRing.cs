using System.Security.Cryptography;
using FirstWindow.Platform.Storage;

namespace FirstWindow.Platform.Privacy;

/// <summary>
/// The keys that live outside the database, one file each, readable by the owner only. Made at the first start; all
/// nodes of one installation share the folder. Losing <c>master.key</c> loses every encrypted text: back it up apart
/// from the data.
/// </summary>
[Clause("A4.2.1a")]
public sealed class KeyRing
{
    private readonly string folder;

    /// <summary>Reads the keys, making those that do not exist yet.</summary>
    public KeyRing(StorageOptions options)
    {
        folder = Path.Combine(options.DataFolder, "keys");
        Directory.CreateDirectory(folder);
        Master = Secret("master.key");
        JournalMac = Secret("journal-mac.key");
        VisitorToken = Secret("visitor-token.key");
        Digest = Secret("digest.key");
        JournalSigner = LoadSigningKey(Path.Combine(folder, "journal-signing.pem"));
        JournalKeyId = Convert.ToHexStringLower(SHA256.HashData(JournalSigner.ExportSubjectPublicKeyInfo())[..6]);
    }

    /// <summary>Wraps the data keys; 32 bytes.</summary>
    public byte[] Master { get; }

    /// <summary>Authenticates journal rows; 32 bytes.</summary>
    public byte[] JournalMac { get; }

    /// <summary>Signs the tokens of anonymous visitors; 32 bytes.</summary>
    public byte[] VisitorToken { get; }

    /// <summary>Makes digests by which equal texts are known again without storing them; 32 bytes.</summary>
    public byte[] Digest { get; }

    /// <summary>Signs the heads of the journal.</summary>
    public ECDsa JournalSigner { get; }

    /// <summary>Short name of the signing key.</summary>
    public string JournalKeyId { get; }

    /// <summary>Reads a P-256 private key, making it at the first use.</summary>
    public static ECDsa LoadSigningKey(string path)
    {
        if (!File.Exists(path))
        {
            using var made = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            WriteOnce(path, System.Text.Encoding.ASCII.GetBytes(made.ExportPkcs8PrivateKeyPem()));
        }

        var key = ECDsa.Create();
        key.ImportFromPem(File.ReadAllText(path));
        return key;
    }

    private byte[] Secret(string file)
    {
        var path = Path.Combine(folder, file);
        if (!File.Exists(path))
        {
            WriteOnce(path, RandomNumberGenerator.GetBytes(32));
        }

        var bytes = File.ReadAllBytes(path);
        return bytes.Length == 32 ? bytes
            : throw new InvalidOperationException($"The key file {file} must hold 32 bytes.");
    }

    // Two processes may start at once: the first file stays, and both read it.
    private static void WriteOnce(string path, byte[] bytes)
    {
        var draft = $"{path}.{Guid.NewGuid():n}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var file = new FileStream(draft, options))
        {
            file.Write(bytes);
            file.Flush();
            DiskFlush.Contents(file.SafeFileHandle);
        }

        try
        {
            File.Move(draft, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(draft);
        }
    }
}
