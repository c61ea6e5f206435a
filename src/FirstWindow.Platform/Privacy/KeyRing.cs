using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Crypto;
using FirstWindow.Platform.Storage;

namespace FirstWindow.Platform.Privacy;

/// <summary>Section "Crypto".</summary>
public sealed class CryptoOptions
{
    /// <summary>Algorithms of a house that is set up now. Of one that stands, only what it must be: another one stops
    /// the start, because only <c>keys migrate</c> changes it.</summary>
    public CryptoProfile? Profile { get; set; }
}

/// <summary>A version of the master key.</summary>
public sealed record MasterKey(int Version, byte[] Bytes)
{
    /// <summary>Id in front of what it seals; the first version has none, as before there were versions.</summary>
    public Guid Id => Version == 1 ? Guid.Empty : new Guid(Version, 0, 0, new byte[8]);

    /// <summary>The version an id in front of a ciphertext names. A data key's own id stands there too: what was
    /// wrapped before there were versions.</summary>
    public static int VersionOf(Guid id) =>
        id.ToByteArray().AsSpan(4).ContainsAnyExcept((byte)0) || id == Guid.Empty ? 1
            : BitConverter.ToInt32(id.ToByteArray());
}

/// <summary>
/// The keys that live outside the database, one file each, readable by the owner only. Made at the first start; all
/// nodes of one installation share the folder and see within a second what <c>keys rotate</c> and <c>keys migrate</c>
/// put there. Losing the master keys loses every encrypted text: back them up apart from the data.
/// </summary>
[Clause("A4.2.1a")]
public sealed class KeyRing
{
    private const int LookAgainAfter = 1_000;
    private const string FirstMaster = "master.key";
    private const string ProfileFile = "profile";
    private readonly string folder;
    private Content content;
    private long lookedAt = Environment.TickCount64;

    /// <summary>Reads the keys, making those that do not exist yet.</summary>
    /// <exception cref="InvalidSettingException">The setting wants other algorithms than the house has.</exception>
    public KeyRing(StorageOptions options, CryptoOptions? crypto = null)
    {
        folder = Path.Combine(options.DataFolder, "keys");
        Directory.CreateDirectory(folder);
        if (MasterFiles().Count == 0)
        {
            SetUp(crypto?.Profile ?? CryptoProfile.International);
        }

        JournalMac = Secret("journal-mac.key");
        VisitorToken = Secret("visitor-token.key");
        Digest = Secret("digest.key");
        content = Read();
        if (crypto?.Profile is { } wanted && wanted != InForce.Profile)
        {
            throw new InvalidSettingException(
                $"Section \"Crypto\": the profile is to be {wanted}, this house has {InForce.Profile}. Only `firstwindow keys migrate` changes it.");
        }
    }

    /// <summary>Authenticates journal rows; 32 bytes.</summary>
    public byte[] JournalMac { get; }

    /// <summary>Signs the tokens of anonymous visitors; 32 bytes.</summary>
    public byte[] VisitorToken { get; }

    /// <summary>Makes digests by which equal texts are known again without storing them; 32 bytes.</summary>
    public byte[] Digest { get; }

    /// <summary>The algorithms for what is written now.</summary>
    public CryptoProvider InForce => Fresh().Provider;

    /// <summary>The master key that wraps now.</summary>
    public MasterKey Master => Fresh().Masters[^1];

    /// <summary>Every master key that may still be needed, oldest first.</summary>
    public IReadOnlyList<MasterKey> Masters => Fresh().Masters;

    /// <summary>Signs the heads of the journal from now on.</summary>
    public BlockSigner JournalSigner => Fresh().Signer;

    /// <summary>Every key that ever signed, by its id.</summary>
    public IReadOnlyDictionary<string, BlockSigner> Signers => Fresh().Signers;

    /// <summary>The master key that sealed something.</summary>
    /// <exception cref="WrongKeyException">It is not here.</exception>
    public MasterKey MasterOf(ReadOnlySpan<byte> sealedBytes)
    {
        var version = MasterKey.VersionOf(SealedBytes.KeyIdOf(sealedBytes));
        return Masters.FirstOrDefault(m => m.Version == version) ?? Look().Masters
            .FirstOrDefault(m => m.Version == version)
            ?? throw new WrongKeyException($"Version {version} of the master key is not in {folder}: bring it back there.");
    }

    /// <summary>Opens what a master key sealed.</summary>
    /// <exception cref="WrongKeyException">Its master key is another one, or the ciphertext was altered.</exception>
    public byte[] Open(ReadOnlySpan<byte> sealedBytes, Guid context)
    {
        try
        {
            return SealedBytes.Open(MasterOf(sealedBytes).Bytes, sealedBytes, context.ToByteArray());
        }
        catch (CryptographicException fault)
        {
            throw new WrongKeyException(
                $"The master key in {folder} does not open what the database holds: put this installation's own keys there.", fault);
        }
    }

    /// <summary>Seals under the master key in force. The first version names no key of its own but what it
    /// wraps.</summary>
    public byte[] Seal(ReadOnlySpan<byte> plain, Guid context, Guid wrapped = default)
    {
        var now = Fresh();
        var master = now.Masters[^1];
        return SealedBytes.Seal(
            now.Provider, master.Bytes, master.Version == 1 ? wrapped : master.Id, plain, context.ToByteArray());
    }

    /// <summary>Makes the next version of the master key; servers use it within a second.</summary>
    public MasterKey AddMaster()
    {
        var next = Look().Masters[^1].Version + 1;
        WriteOnce(Path.Combine(folder, FileOf(next)), RandomNumberGenerator.GetBytes(32));
        return Look().Masters[^1];
    }

    /// <summary>Puts a version away into the folder <c>retired</c>: no server reads it any more, but backups made
    /// before need it.</summary>
    public void Retire(int version)
    {
        var away = Path.Combine(folder, "retired");
        Directory.CreateDirectory(away);
        File.Move(Path.Combine(folder, FileOf(version)), Path.Combine(away, FileOf(version)), overwrite: false);
        Look();
    }

    /// <summary>Writes by other algorithms from now on; servers do within a second.</summary>
    public void Change(CryptoProfile profile)
    {
        var path = Path.Combine(folder, ProfileFile);
        if (profile is CryptoProfile.International)
        {
            File.Delete(path);
        }
        else
        {
            WriteOnce(path, Encoding.ASCII.GetBytes($"{profile.ToCode()}\n"));
        }

        Look();
    }

    /// <summary>Reads a P-256 private key, making it at the first use.</summary>
    public static ECDsa LoadSigningKey(string path)
    {
        if (!File.Exists(path))
        {
            using var made = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            WriteOnce(path, Encoding.ASCII.GetBytes(made.ExportPkcs8PrivateKeyPem()));
        }

        var key = ECDsa.Create();
        key.ImportFromPem(File.ReadAllText(path));
        return key;
    }

    // A house that stands never gets keys of its own making beside the ones it lost.
    private void SetUp(CryptoProfile profile)
    {
        if (Directory.Exists(Path.Combine(folder, "retired")))
        {
            throw new WrongKeyException($"There is no master key in {folder}, only retired ones: bring it back there.");
        }

        if (profile is not CryptoProfile.International)
        {
            WriteOnce(Path.Combine(folder, ProfileFile), Encoding.ASCII.GetBytes($"{profile.ToCode()}\n"));
        }

        Secret(FirstMaster);
    }

    private Content Fresh()
    {
        var now = Environment.TickCount64;
        if (now - Volatile.Read(ref lookedAt) < LookAgainAfter)
        {
            return Volatile.Read(ref content);
        }

        Volatile.Write(ref lookedAt, now);
        return Look();
    }

    // Most of the time nothing has changed, and then nothing is read but two names.
    private Content Look()
    {
        var known = Volatile.Read(ref content);
        if (known.Provider.Profile == ProfileNow()
            && MasterFiles().Select(m => m.Version).SequenceEqual(known.Masters.Select(m => m.Version)))
        {
            return known;
        }

        var read = Read();
        Volatile.Write(ref content, read);
        return read;
    }

    private Content Read()
    {
        var provider = CryptoProvider.Of(ProfileNow());
        var signer = SignerOf(provider);
        return new(provider, ReadMasters(), signer,
            new[] { CryptoProvider.International, CryptoProvider.National }
                .Where(p => p == provider || File.Exists(SignerFile(p)))
                .Select(p => p == provider ? signer : SignerOf(p)).ToDictionary(s => s.KeyId));
    }

    // Never makes one: a version that is retired while it is read is gone, not new.
    private List<MasterKey> ReadMasters()
    {
        try
        {
            return [.. MasterFiles().Select(m => new MasterKey(m.Version, ReadKey(Path.Combine(folder, m.File))))];
        }
        catch (FileNotFoundException)
        {
            return ReadMasters();
        }
    }

    private CryptoProfile ProfileNow()
    {
        var path = Path.Combine(folder, ProfileFile);
        return !File.Exists(path) ? CryptoProfile.International
            : Enum.TryParse<CryptoProfile>(File.ReadAllText(path).Trim(), ignoreCase: true, out var profile) ? profile
            : throw new InvalidDataException($"{path} names no profile of algorithms.");
    }

    private List<(int Version, string File)> MasterFiles() =>
        [.. Directory.EnumerateFiles(folder, "master*.key").Select(f => Path.GetFileName(f))
            .Select(f => (Version: VersionOf(f), File: f)).Where(m => m.Version > 0).OrderBy(m => m.Version)];

    private static int VersionOf(string file) => file == FirstMaster ? 1
        : int.TryParse(file.AsSpan("master-".Length, file.Length - "master-.key".Length), NumberStyles.None,
            CultureInfo.InvariantCulture, out var version) ? version : 0;

    private static string FileOf(int version) =>
        version == 1 ? FirstMaster : string.Create(CultureInfo.InvariantCulture, $"master-{version}.key");

    private string SignerFile(CryptoProvider provider) => Path.Combine(
        folder, provider.Profile is CryptoProfile.National ? "journal-signing-sm2.pem" : "journal-signing.pem");

    private BlockSigner SignerOf(CryptoProvider provider)
    {
        var path = SignerFile(provider);
        if (!File.Exists(path))
        {
            WriteOnce(path, Encoding.ASCII.GetBytes(provider.MakeSigningKey()));
        }

        return provider.ReadSigner(File.ReadAllText(path));
    }

    private byte[] Secret(string file)
    {
        var path = Path.Combine(folder, file);
        if (!File.Exists(path))
        {
            WriteOnce(path, RandomNumberGenerator.GetBytes(32));
        }

        return ReadKey(path);
    }

    private static byte[] ReadKey(string path)
    {
        var bytes = File.ReadAllBytes(path);
        return bytes.Length == 32 ? bytes
            : throw new InvalidDataException($"The key file {path} must hold 32 bytes.");
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

    private sealed record Content(
        CryptoProvider Provider, IReadOnlyList<MasterKey> Masters, BlockSigner Signer,
        IReadOnlyDictionary<string, BlockSigner> Signers);
}

/// <summary>The keys at hand are not those of this data; the sentence says what to bring.</summary>
public sealed class WrongKeyException(string message, Exception? cause = null)
    : CryptographicException(message, cause);
