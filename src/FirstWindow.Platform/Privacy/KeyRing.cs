using System.Security.Cryptography;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Crypto;
using FirstWindow.Platform.Storage;
using FirstWindow.Platform.Storage.Backups;

namespace FirstWindow.Platform.Privacy;

/// <summary>Section "Crypto".</summary>
public sealed class CryptoOptions
{
    /// <summary>Algorithms of a house that is set up now. Of one that stands, only what it must be: another one stops
    /// the start, because only <c>keys migrate</c> changes it.</summary>
    public CryptoProfile? Profile { get; set; }
}

/// <summary>What a key is for. Each has versions of its own; its code is the name of its files.</summary>
public enum KeyUse
{
    /// <summary>Wraps the data keys, seals the installation's own secrets.</summary>
    Master,

    /// <summary>Authenticates journal rows until a block holds them.</summary>
    JournalMac,

    /// <summary>Makes the digests by which something is found or known again without being stored.</summary>
    Digest,

    /// <summary>Signs what visitors and customers come back by.</summary>
    VisitorToken,

    /// <summary>Signs the blocks of the journal.</summary>
    JournalSigning,
}

/// <summary>A version of a secret key.</summary>
public sealed record SecretKey(int Version, byte[] Bytes)
{
    /// <summary>Id in front of what a master key seals; the first version has none, as before there were
    /// versions.</summary>
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
    /// <summary>Keys that are 32 random bytes; the others are pairs.</summary>
    private static readonly KeyUse[] Secrets = [KeyUse.Master, KeyUse.JournalMac, KeyUse.Digest, KeyUse.VisitorToken];

    /// <summary>Name of all keys together.</summary>
    public const string All = "all";

    private const int LookAgainAfter = 1_000;
    private const string SecretEnding = ".key";
    private const string PairEnding = ".pem";
    private readonly KeyFiles files;
    private Content content;
    private long lookedAt = Environment.TickCount64;

    /// <summary>Reads the keys, making those that do not exist yet.</summary>
    /// <exception cref="InvalidSettingException">The setting wants other algorithms than the house has.</exception>
    public KeyRing(StorageOptions options, CryptoOptions? crypto = null)
    {
        files = FilesOf(options);
        DataFolder.MakePrivate(options.DataFolder);
        DataFolder.MakePrivate(files.Folder);
        if (VersionsOf(KeyUse.Master).Count == 0 && crypto?.Profile is { } first and not CryptoProfile.International)
        {
            KeyFiles.WriteOnce(ProfilePath, $"{first.ToCode()}\n");
        }

        foreach (var use in Secrets.Where(u => VersionsOf(u).Count == 0))
        {
            MakeFirst(use);
        }

        content = Read();
        if (crypto?.Profile is { } wanted && wanted != InForce.Profile)
        {
            throw new InvalidSettingException(
                $"Section \"Crypto\": the profile is to be {wanted}, this house has {InForce.Profile}. Only `firstwindow keys migrate` changes it.");
        }
    }

    /// <summary>Has the key module of the settings wrap every key that lies open, making its own key where it has
    /// none.</summary>
    /// <returns>How many files; none while another process changes keys.</returns>
    public static int? Wrap(StorageOptions options)
    {
        var module = KeyModule.Of(options) ?? throw new InvalidSettingException("No key module is named: Storage:KeyModule.");
        DataFolder.MakePrivate(options.DataFolder);
        var files = FilesOf(options);
        DataFolder.MakePrivate(files.Folder);
        using var taken = files.TryTake();
        if (taken is null)
        {
            return null;
        }

        module.MakeKey();
        return files.WrapAll();
    }

    /// <summary>What a name says: one key, or all of them.</summary>
    public static IReadOnlyList<KeyUse> UsesOf(string? name) =>
        [.. Enum.GetValues<KeyUse>().Where(u => name == All || u.ToCode() == name)];

    /// <summary>The algorithms for what is written now.</summary>
    public CryptoProvider InForce => Fresh().Provider;

    /// <summary>Every family of algorithms by which something may have been written here.</summary>
    public IReadOnlyList<CryptoProvider> Providers => Fresh().Providers;

    /// <summary>The master key that wraps now.</summary>
    public SecretKey Master => Fresh().Of(KeyUse.Master)[^1];

    /// <summary>Signs the heads of the journal from now on.</summary>
    public BlockSigner JournalSigner => Fresh().Signer;

    /// <summary>Every key that ever signed, by its id; of those that no longer do, the public half.</summary>
    public IReadOnlyDictionary<string, BlockSigner> Signers => Fresh().Signers;

    /// <summary>Every version of a secret key that may still be needed, oldest first; the last one is in
    /// force.</summary>
    public IReadOnlyList<SecretKey> VersionsHere(KeyUse use) => Fresh().Of(use);

    /// <summary>Looks into the folder now: another process may have made a key within this second.</summary>
    public void LookNow() => Look();

    /// <summary>The version of a key that is used now.</summary>
    public int VersionInForce(KeyUse use) => Fresh().Versions[use][^1];

    /// <summary>The versions of a key that are here, oldest first.</summary>
    public IReadOnlyList<int> AllVersions(KeyUse use) => Fresh().Versions[use];

    /// <summary>Opens what a master key sealed.</summary>
    /// <exception cref="WrongKeyException">Its master key is another one, or the ciphertext was altered.</exception>
    public byte[] Open(ReadOnlySpan<byte> sealedBytes, Guid context)
    {
        try
        {
            return SealedBytes.Open(MasterOf(sealedBytes).Bytes, sealedBytes, context.ToByteArray());
        }
        catch (CryptographicException fault) when (fault is not WrongKeyException)
        {
            throw new WrongKeyException(
                $"The master key in {files.Folder} does not open what the database holds: put this installation's own keys there.", fault);
        }
    }

    /// <summary>Seals under the master key in force. The first version names no key of its own but what it
    /// wraps.</summary>
    public byte[] Seal(ReadOnlySpan<byte> plain, Guid context, Guid wrapped = default)
    {
        var now = Fresh();
        var master = now.Of(KeyUse.Master)[^1];
        return SealedBytes.Seal(
            now.Provider, master.Bytes, master.Version == 1 ? wrapped : master.Id, plain, context.ToByteArray());
    }

    /// <summary>Takes the keys for one change at a time, over all processes; none while another one has them.</summary>
    public IDisposable? TryTake() => files.TryTake();

    /// <summary>Makes a version of a key; servers use it within a second.</summary>
    public void Add(KeyUse use, int version)
    {
        if (use is KeyUse.JournalSigning)
        {
            files.WritePairOnce(PathOf(use, version), InForce.MakeSigningKey());
        }
        else
        {
            files.MakeSecret(PathOf(use, version));
        }

        Look();
    }

    /// <summary>Puts a version away into the folder <c>retired</c>: no server reads it any more, but backups made
    /// before need it.</summary>
    public void Retire(KeyUse use, int version)
    {
        files.PutAway(PathOf(use, version));
        Look();
    }

    /// <summary>Older keys of the algorithms in force that could still sign.</summary>
    public IReadOnlyList<int> OldSigners() =>
        [.. VersionsOf(KeyUse.JournalSigning)[..^1].Where(v => IsPrivate(PathOf(KeyUse.JournalSigning, v)))];

    /// <summary>Leaves of an older signing key its public half: what it signed stays proved, and nobody signs with it
    /// again.</summary>
    public void EndSigner(int version)
    {
        var path = PathOf(KeyUse.JournalSigning, version);
        KeyFiles.Replace(path, InForce.ReadSigner(files.ReadPair(path)).PublicPem);
    }

    /// <summary>Writes by other algorithms from now on; servers do within a second.</summary>
    public void Change(CryptoProfile profile)
    {
        if (profile is CryptoProfile.International)
        {
            File.Delete(ProfilePath);
        }
        else
        {
            KeyFiles.WriteOnce(ProfilePath, $"{profile.ToCode()}\n");
        }

        Look();
    }

    /// <summary>Reads a P-256 private key, making it at the first use.</summary>
    public static ECDsa LoadSigningKey(string path)
    {
        if (!File.Exists(path))
        {
            KeyFiles.WriteOnce(path, CryptoProvider.International.MakeSigningKey());
        }

        var key = ECDsa.Create();
        key.ImportFromPem(File.ReadAllText(path));
        return key;
    }

    private string ProfilePath => Path.Combine(files.Folder, "profile");

    // A house that stands never gets keys of its own making beside the ones it lost.
    private void MakeFirst(KeyUse use)
    {
        if (files.HasRetired(StemOf(use, null)))
        {
            throw new WrongKeyException(
                $"There is no {use.ToCode()} key in {files.Folder}, only retired ones: bring it back there.");
        }

        files.MakeSecret(PathOf(use, 1));
    }

    private SecretKey MasterOf(ReadOnlySpan<byte> sealedBytes)
    {
        var version = SecretKey.VersionOf(SealedBytes.KeyIdOf(sealedBytes));
        return Fresh().Of(KeyUse.Master).FirstOrDefault(m => m.Version == version)
            ?? Look().Of(KeyUse.Master).FirstOrDefault(m => m.Version == version)
            ?? throw new WrongKeyException(
                $"Version {version} of the master key is not in {files.Folder}: bring it back there.");
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

    // Most of the time nothing has changed, and then nothing is read but names.
    private Content Look()
    {
        var known = Volatile.Read(ref content);
        if (known.Provider.Profile == ProfileNow() && files.Names().SequenceEqual(known.Names))
        {
            return known;
        }

        var read = Read();
        Volatile.Write(ref content, read);
        return read;
    }

    // A version that is put away while it is read is gone: then what is left is read.
    private Content Read()
    {
        try
        {
            var provider = CryptoProvider.Of(ProfileNow());
            if (VersionsOf(KeyUse.JournalSigning, provider).Count == 0)
            {
                files.WritePairOnce(PathOf(KeyUse.JournalSigning, 1, provider), provider.MakeSigningKey());
            }

            var names = files.Names();
            CryptoProvider[] providers = [provider, .. new[] { CryptoProvider.International, CryptoProvider.National }
                .Where(p => p != provider && VersionsOf(KeyUse.JournalSigning, p).Count > 0)];
            var signers = providers.SelectMany(p => VersionsOf(KeyUse.JournalSigning, p)
                .Select(v => p.ReadSigner(files.ReadPair(PathOf(KeyUse.JournalSigning, v, p))))).ToList();
            var versions = Enum.GetValues<KeyUse>().ToDictionary(u => u, u => VersionsOf(u, provider));
            return new(provider, providers, versions,
                Secrets.ToDictionary(u => u, u => (IReadOnlyList<SecretKey>)[.. versions[u]
                    .Select(v => new SecretKey(v, files.ReadSecret(PathOf(u, v))))]),
                signers[versions[KeyUse.JournalSigning].Count - 1], signers.ToDictionary(s => s.KeyId), names);
        }
        catch (FileNotFoundException)
        {
            return Read();
        }
    }

    private CryptoProfile ProfileNow()
    {
        return !File.Exists(ProfilePath) ? CryptoProfile.International
            : Enum.TryParse<CryptoProfile>(
                File.ReadAllText(ProfilePath).Trim(), ignoreCase: true, out var profile) ? profile
            : throw new InvalidDataException($"{ProfilePath} names no profile of algorithms.");
    }

    private List<int> VersionsOf(KeyUse use, CryptoProvider? of = null) =>
        files.VersionsOf(StemOf(use, of), use is KeyUse.JournalSigning ? PairEnding : SecretEnding);

    private string PathOf(KeyUse use, int version, CryptoProvider? of = null) =>
        files.PathOf(StemOf(use, of), use is KeyUse.JournalSigning ? PairEnding : SecretEnding, version);

    // A pair belongs to its algorithms, a secret serves all of them.
    private string StemOf(KeyUse use, CryptoProvider? of) => use is KeyUse.JournalSigning
        && (of?.Profile ?? ProfileNow()) is CryptoProfile.National ? "journal-signing-sm2" : use.ToCode();

    private static KeyFiles FilesOf(StorageOptions options) =>
        new(Path.Combine(options.DataFolder, "keys"), KeyModule.Of(options));

    private bool IsPrivate(string path) =>
        files.ReadPair(path).Contains("PRIVATE KEY", StringComparison.Ordinal);

    private sealed record Content(
        CryptoProvider Provider, IReadOnlyList<CryptoProvider> Providers, Dictionary<KeyUse, List<int>> Versions,
        Dictionary<KeyUse, IReadOnlyList<SecretKey>> Secrets, BlockSigner Signer,
        IReadOnlyDictionary<string, BlockSigner> Signers, IReadOnlyList<string> Names)
    {
        public IReadOnlyList<SecretKey> Of(KeyUse use) => Secrets[use];
    }
}

/// <summary>The keys at hand are not those of this data; the sentence says what to bring.</summary>
public class WrongKeyException(string message, Exception? cause = null)
    : CryptographicException(message, cause);
