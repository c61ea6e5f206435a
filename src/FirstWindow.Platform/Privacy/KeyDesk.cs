using System.Globalization;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Crypto;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Storage;

namespace FirstWindow.Platform.Privacy;

/// <summary>Acts on keys.</summary>
public static class KeyActs
{
    /// <summary>A new version of a key is made.</summary>
    public static readonly Act Made = new("keys.made", "A4.2.1a");

    /// <summary>What older versions held is under the newest one.</summary>
    public static readonly Act Rotated = new("keys.rotated", "A4.2.1a");

    /// <summary>An old version was put away.</summary>
    public static readonly Act Retired = new("keys.retired", "A4.2.1a");

    /// <summary>All keys were copied to a place apart from the data.</summary>
    public static readonly Act BackedUp = new("keys.backed-up", "A4.2.1a");

    /// <summary>A hardware module wrapped the files of the keys.</summary>
    public static readonly Act Wrapped = new("keys.wrapped", "A4.2.1a");

    /// <summary>What is written is written by other algorithms from now on.</summary>
    public static readonly Act Changing = new("keys.algorithms-changed", "A4.2.1a");

    /// <summary>What was written before is encrypted by them too.</summary>
    public static readonly Act Migrated = new("keys.migrated", "A4.2.1a");
}

/// <summary>Who sees to the keys.</summary>
public static class KeyPermissions
{
    /// <summary>See how the keys stand; never a key.</summary>
    public static readonly Permission Read = new("keys.read", Role.Administrator, Role.Compliance, Role.Auditor);

    /// <summary>Change keys and put old versions away.</summary>
    public static readonly Permission Change = new("keys.change", Role.Administrator);
}

/// <summary>Refusals about keys.</summary>
public static class KeyErrors
{
    /// <summary>One at a time.</summary>
    public static readonly Error Rotates = new(ErrorKind.Conflict, "keys.rotates", "A key is being changed already.");

    /// <summary>There is no such key.</summary>
    public static readonly Error NoSuchKey = new(ErrorKind.Invalid, "keys.no-such-key",
        "The key is master, journal-mac, digest, visitor-token or journal-signing; all of them change by all.");

    /// <summary>Whoever puts a key away should be able to bring the ones in force back.</summary>
    public static readonly Error NotBackedUp = new(ErrorKind.Refused, "keys.not-backed-up",
        "The keys were not copied since the newest was made: run `firstwindow keys backup DIR` first.", "A4.2.2b");

    /// <summary>There is no such old version.</summary>
    public static Error NotOld(KeyUse use, int version) => new(ErrorKind.Refused, "keys.not-old",
        $"Version {version} of the {use.ToCode()} key is not here, or is the one in force: rotate first.", "A4.2.1a");

    /// <summary>Something would become unreadable, or could not be found or proved.</summary>
    public static Error StillNeeded(KeyUse use, long left) => new(ErrorKind.Refused, "keys.still-needed",
        $"{left} items still need older versions of the {use.ToCode()} key: end `firstwindow keys rotate {use.ToCode()}` first.",
        "A4.2.1a");

    /// <summary>Who holds a token of it would lose the conversation.</summary>
    public static Error TokensLive(DateTimeOffset until) => new(ErrorKind.Refused, "keys.tokens-live",
        string.Create(CultureInfo.InvariantCulture, $"Visitors hold tokens of older versions until {until:u}."), "A4.2.1a");
}

/// <summary>A column with what its ciphertexts are under.</summary>
public sealed record ColumnStatus(string Column, long International, long National, long ToDo);

/// <summary>How the keys stand.</summary>
/// <param name="Profile">Algorithms in force.</param>
/// <param name="Algorithms">Their names.</param>
/// <param name="Master">Version of the master key in force.</param>
/// <param name="Masters">Every version that is here.</param>
/// <param name="JournalKey">Id of the key that signs the journal.</param>
/// <param name="Keys">Each key with its age.</param>
/// <param name="Columns">What is encrypted.</param>
/// <param name="Digests">What is found by digests, and how many of them are of older keys or algorithms.</param>
public sealed record KeyStatus(
    string Profile, string Algorithms, int Master, IReadOnlyList<int> Masters, string JournalKey,
    IReadOnlyList<KeyState> Keys, IReadOnlyList<ColumnStatus> Columns, IReadOnlyList<DigestStatus> Digests);

/// <summary>Where digests lie, and how many are to be computed anew.</summary>
public sealed record DigestStatus(string Where, long ToDo);

/// <summary>What was done by a step of a change, for whoever watches.</summary>
public sealed record KeyStep(string Where, long Done, long Erased = 0);

/// <summary>
/// Changes keys and algorithms while servers go on: first what is written from now on, then what was written before, in
/// batches. Whatever cuts it off, the same command goes on where it was.
/// </summary>
[Clause("A4.2.1a")]
public sealed class KeyDesk(
    KeyRing ring, Resealing resealing, IEnumerable<SealedColumn> columns, IEnumerable<IRenewedDigests> digests,
    IEnumerable<JournalStream> streams, KeyAges ages, Connections connections, Database db, JournalBook journal,
    PolicyBook policies, DatabaseClock clock)
{
    // A server looks at the folder of keys once a second; until then it may write by what was in force before.
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan SealingPause = TimeSpan.FromSeconds(1);
    private const int SealingTries = 10;

    /// <summary>How the keys stand; reads every encrypted column.</summary>
    public async Task<KeyStatus> ReadAsync(CancellationToken ct)
    {
        var found = new List<ColumnStatus>();
        foreach (var column in columns)
        {
            found.Add(new($"{column.Table}.{column.Column}",
                await resealing.CountAsync(column, CryptoProfile.International, ct),
                await resealing.CountAsync(column, CryptoProfile.National, ct),
                await resealing.CountOldAsync(column, ct)));
        }

        var renewed = new List<DigestStatus>();
        foreach (var one in digests)
        {
            renewed.Add(new(one.Where, await one.CountOldAsync(ct)));
        }

        return new(ring.InForce.Profile.ToCode(), ring.InForce.Algorithms, ring.Master.Version,
            ring.AllVersions(KeyUse.Master), ring.JournalSigner.KeyId, await ages.ReadAsync(ct), found, renewed);
    }

    /// <summary>How much still needs older versions of a key.</summary>
    public async Task<long> CountUnderOldAsync(KeyUse use, CancellationToken ct)
    {
        var old = 0L;
        if (use is KeyUse.Master)
        {
            foreach (var column in columns.Where(c => c.IsUnderMaster && ring.Master.Version > 1))
            {
                old += await resealing.CountOldAsync(column, ct);
            }
        }
        else if (use is KeyUse.Digest)
        {
            foreach (var one in digests)
            {
                old += await one.CountOldAsync(ct);
            }
        }
        else if (use is KeyUse.JournalSigning)
        {
            old = ring.OldSigners().Count;
        }

        return old;
    }

    /// <summary>Makes the next version of keys and puts under it what older ones held; where an earlier change was cut
    /// off, ends that one instead.</summary>
    /// <returns>The versions in force.</returns>
    public async Task<Result<IReadOnlyList<int>>> RotateAsync(
        IReadOnlyList<KeyUse> uses, Action<KeyStep> tell, Actor by, CancellationToken ct)
    {
        using var taken = ring.TryTake();
        if (taken is null)
        {
            return KeyErrors.Rotates;
        }

        foreach (var use in uses)
        {
            if (await CountUnderOldAsync(use, ct) == 0)
            {
                var next = ring.VersionInForce(use) + 1;
                await RecordAsync(by, KeyActs.Made, KeyAges.NameOf(use, next), ct);
                ring.Add(use, next);
            }
        }

        await Task.Delay(Settling, ct);
        foreach (var use in uses)
        {
            var done = await PutUnderNewestAsync(use, tell, ct);
            await RecordAsync(by, KeyActs.Rotated, string.Create(CultureInfo.InvariantCulture,
                $"{KeyAges.NameOf(use, ring.VersionInForce(use))};sealed={done}"), ct);
        }

        await ages.LookAsync(ct);
        return uses.Select(ring.VersionInForce).ToList();
    }

    /// <summary>Puts an old version of a secret key away. An old signing key has only its public half, which
    /// stays.</summary>
    public async Task<Result> RetireAsync(KeyUse use, int version, Actor by, CancellationToken ct)
    {
        var versions = ring.AllVersions(use);
        if (use is KeyUse.JournalSigning || !versions.Contains(version) || version == versions[^1])
        {
            return KeyErrors.NotOld(use, version);
        }

        var left = use is KeyUse.JournalMac ? await CountUnsealedOfOldKeysAsync(ct) : await CountUnderOldAsync(use, ct);
        if (left > 0)
        {
            return KeyErrors.StillNeeded(use, left);
        }

        if (use is KeyUse.VisitorToken
            && await ages.MadeAtAsync(use, versions[^1], ct) is { } made
            && made.AddDays(policies[KeyPolicies.VisitorTokenDays]) is var until && until > clock.Now)
        {
            return KeyErrors.TokensLive(until);
        }

        if (!await ages.AreBackedUpAsync(ct))
        {
            return KeyErrors.NotBackedUp;
        }

        await RecordAsync(by, KeyActs.Retired, KeyAges.NameOf(use, version), ct);
        ring.Retire(use, version);
        return Result.Success;
    }

    /// <summary>Notes that all keys were copied apart from the data.</summary>
    public Task NoteBackupAsync(int files, CancellationToken ct) => RecordAsync(
        Actor.System, KeyActs.BackedUp, string.Create(CultureInfo.InvariantCulture, $"files={files}"), ct);

    /// <summary>Notes that a hardware module wrapped the keys.</summary>
    public Task NoteWrapAsync(int files, CancellationToken ct) => RecordAsync(
        Actor.System, KeyActs.Wrapped, string.Create(CultureInfo.InvariantCulture, $"files={files}"), ct);

    /// <summary>Protects everything by the algorithms of a profile: from now on, and what was there.</summary>
    /// <returns>How much waits for the journal to seal it.</returns>
    public async Task<Result<long>> MigrateAsync(CryptoProfile to, Action<KeyStep> tell, CancellationToken ct)
    {
        using var taken = ring.TryTake();
        if (taken is null)
        {
            return KeyErrors.Rotates;
        }

        if (ring.InForce.Profile != to)
        {
            await RecordAsync(Actor.System, KeyActs.Changing, $"to={to.ToCode()}", ct);
            ring.Change(to);
            await Task.Delay(Settling, ct);
        }

        var done = await ResealAsync(columns, tell, ct) + await RenewAsync(tell, ct);
        var sealedStreams = columns.Where(c => c.Stream is not null).ToList();
        var waiting = await CountUnsealedAsync(sealedStreams, ct);
        for (var attempt = 0; waiting > 0 && attempt < SealingTries; attempt++)
        {
            await Task.Delay(SealingPause, ct); // A running server seals what is there within a second.
            done += await ResealAsync(sealedStreams, tell, ct);
            waiting = await CountUnsealedAsync(sealedStreams, ct);
        }

        await RecordAsync(Actor.System, KeyActs.Migrated, string.Create(
            CultureInfo.InvariantCulture, $"to={to.ToCode()};sealed={done};waiting={waiting}"), ct);
        return waiting;
    }

    private async Task<long> PutUnderNewestAsync(KeyUse use, Action<KeyStep> tell, CancellationToken ct) => use switch
    {
        KeyUse.Master => await ResealAsync(columns.Where(c => c.IsUnderMaster), tell, ct),
        KeyUse.Digest => await RenewAsync(tell, ct),
        KeyUse.JournalSigning => EndSigners(tell),
        _ => 0, // Nothing is kept under them: rows until a block holds them, tokens until they end.
    };

    private async Task<long> ResealAsync(
        IEnumerable<SealedColumn> which, Action<KeyStep> tell, CancellationToken ct)
    {
        var done = 0L;
        foreach (var column in which)
        {
            var result = await resealing.RunAsync(column, ct);
            done += result.Done;
            if (result.Done + result.Erased > 0)
            {
                tell(new($"{column.Table}.{column.Column}", result.Done, result.Erased));
            }
        }

        return done;
    }

    private async Task<long> RenewAsync(Action<KeyStep> tell, CancellationToken ct)
    {
        var done = 0L;
        foreach (var one in digests)
        {
            if (await one.RenewAsync(ct) is var renewed and > 0)
            {
                done += renewed;
                tell(new(one.Where, renewed));
            }
        }

        return done;
    }

    private long EndSigners(Action<KeyStep> tell)
    {
        var old = ring.OldSigners();
        foreach (var version in old)
        {
            ring.EndSigner(version);
            tell(new(KeyAges.NameOf(KeyUse.JournalSigning, version), 1));
        }

        return old.Count;
    }

    private async Task<long> CountUnsealedAsync(IEnumerable<SealedColumn> which, CancellationToken ct)
    {
        var waiting = 0L;
        foreach (var column in which)
        {
            waiting += await resealing.CountUnsealedAsync(column, ct);
        }

        return waiting;
    }

    // What a block holds is proved by the block; only what waits for one is proved by its code.
    private async Task<long> CountUnsealedOfOldKeysAsync(CancellationToken ct)
    {
        var old = 0L;
        foreach (var stream in streams)
        {
            var row = new RowBytes();
            var ofOld = await connections.ReadAsync(
                $"SELECT {stream.SelectList} FROM {stream.Table} WHERE block IS NULL", [],
                reader => row.Read(reader, stream).IsMacInForce((byte[])reader.GetValue(2), ring) ? 0 : 1, ct);
            old += ofOld.Sum();
        }

        return old;
    }

    private async Task RecordAsync(Actor by, Act act, string detail, CancellationToken ct)
    {
        await clock.MeasureAsync(ct);
        journal.Record(by, act, Subject.System, detail);
        await db.CommitAsync(ct);
    }
}
