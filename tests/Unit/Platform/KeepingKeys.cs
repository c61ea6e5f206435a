using System.Text;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Crypto;
using FirstWindow.Platform.Privacy;
using FirstWindow.Platform.Storage;
using Xunit;

namespace FirstWindow.Tests.Unit.Platform;

/// <summary>The folder of keys: what lies in it, who may read it, and what two versions mean for what was made
/// before.</summary>
public sealed class KeepingKeys : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("fw-keys-").FullName;

    private StorageOptions Options => new() { DataFolder = Path.Combine(root, "data") };

    [Fact]
    public void Folder_and_keys_are_their_owners_alone()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // Rights are another thing there.
        }

        var ring = new KeyRing(Options);
        foreach (var use in Enum.GetValues<KeyUse>())
        {
            ring.Add(use, 2);
        }

        ring.EndSigner(1);
        var keys = Directory.GetFiles(Path.Combine(Options.DataFolder, "keys"));

        Assert.Equal(10, keys.Length);
        foreach (var key in keys)
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(key));
        }

        foreach (var folder in new[] { Options.DataFolder, Path.Combine(Options.DataFolder, "keys") })
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
                File.GetUnixFileMode(folder));
        }
    }

    [Fact]
    public void A_digest_says_what_made_it_and_is_known_in_every_form_it_may_have()
    {
        var ring = new KeyRing(Options);
        var digests = new Digests(ring);
        var first = digests.Of("phone\n", "13800000001");
        ring.Add(KeyUse.Digest, 2);
        var second = digests.Of("phone\n", "13800000001");
        ring.Change(CryptoProfile.National);
        var third = digests.Of("phone\n", "13800000001");
        var forms = digests.FormsOf("phone\n", "13800000001");

        Assert.Equal((16, 19, 19), (first.Length, second.Length, third.Length));
        Assert.Equal([1, 0, 2], second[..3]);
        Assert.Equal([2, 0, 2], third[..3]);
        Assert.All([first, second, third], d => Assert.Contains(forms, f => f.SequenceEqual(d)));
        Assert.Equal([false, false, true], new[] { first, second, third }.Select(d => digests.IsInForce(d)));
        Assert.DoesNotContain(digests.FormsOf("id-number\n", "13800000001"), f => f.SequenceEqual(first));
    }

    [Fact]
    public void A_code_holds_while_its_key_is_here_and_no_longer()
    {
        var ring = new KeyRing(Options);
        var codes = new BearerCodes(ring);
        var code = new byte[BearerCodes.Bytes];
        var said = Encoding.UTF8.GetBytes("conversation");
        codes.Make(said, code);
        ring.Add(KeyUse.VisitorToken, 2);
        var between = codes.IsOurs(said, code);
        ring.Retire(KeyUse.VisitorToken, 1);

        Assert.True(between);
        Assert.False(codes.IsOurs(said, code));
        Assert.True(File.Exists(Path.Combine(Options.DataFolder, "keys", "retired", "visitor-token.key")));
    }

    [Fact]
    public async Task The_ledger_of_erasures_is_read_under_the_old_key_and_written_anew_under_the_new_one()
    {
        var ring = new KeyRing(Options);
        var ledger = new ErasureLedger(Options, new Digests(ring));
        var erasure = new Erasure(Guid.NewGuid(), Guid.NewGuid(), DateTimeOffset.UnixEpoch,
            [RetentionClass.Profile], [Guid.NewGuid()]);
        ledger.Append(erasure);
        ring.Add(KeyUse.Digest, 2);
        var before = ledger.Read();
        var renewed = await ledger.RenewAsync(CancellationToken.None);
        ledger.Append(erasure with { Id = Guid.NewGuid() });
        ring.Retire(KeyUse.Digest, 1);
        var after = ledger.Read();
        var path = Path.Combine(Options.DataFolder, ErasureLedger.Folder, "erasure.ledger");
        await File.WriteAllTextAsync(path, (await File.ReadAllTextAsync(path)).Replace("Profile", "Identity", StringComparison.Ordinal));

        Assert.Equal((1, 1L, 2), (before.Count, renewed, after.Count));
        Assert.Equal(erasure.Subject, after[0].Subject);
        Assert.Throws<InvalidDataException>(() => ledger.Read());
    }

    [Fact]
    public void A_house_whose_key_was_lost_gets_none_of_its_own_making()
    {
        var ring = new KeyRing(Options);
        ring.Add(KeyUse.Digest, 2);
        ring.Retire(KeyUse.Digest, 1);
        File.Delete(Path.Combine(Options.DataFolder, "keys", "digest-2.key"));

        var fault = Assert.Throws<WrongKeyException>(() => new KeyRing(Options));

        Assert.Contains("bring it back", fault.Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(root, recursive: true);
}
