using System.Globalization;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Crypto;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;

namespace FirstWindow.Platform.Privacy;

/// <summary>Acts on keys.</summary>
public static class KeyActs
{
    /// <summary>A new version of the master key was made.</summary>
    public static readonly Act Made = new("keys.made", "A4.2.1a");

    /// <summary>Everything the master key seals is under its newest version.</summary>
    public static readonly Act Rotated = new("keys.rotated", "A4.2.1a");

    /// <summary>An old version was put away.</summary>
    public static readonly Act Retired = new("keys.retired", "A4.2.1a");

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

    /// <summary>Change the master key and put old versions away.</summary>
    public static readonly Permission Change = new("keys.change", Role.Administrator);
}

/// <summary>Refusals about keys.</summary>
public static class KeyErrors
{
    /// <summary>One at a time.</summary>
    public static readonly Error Rotates = new(ErrorKind.Conflict, "keys.rotates", "The master key is being changed already.");

    /// <summary>There is no such old version.</summary>
    public static Error NotOld(int version) => new(ErrorKind.Refused, "keys.not-old",
        $"Version {version} of the master key is not here, or is the one in force: rotate first.", "A4.2.1a");

    /// <summary>Something would become unreadable.</summary>
    public static Error StillNeeded(long left) => new(ErrorKind.Refused, "keys.still-needed",
        $"{left} ciphertexts are still under older versions of the master key: end `firstwindow keys rotate` first.",
        "A4.2.1a");
}

/// <summary>A column with what its ciphertexts are under.</summary>
public sealed record ColumnStatus(string Column, long International, long National, long ToDo);

/// <summary>How the keys stand.</summary>
/// <param name="Profile">Algorithms in force.</param>
/// <param name="Master">Version of the master key in force.</param>
/// <param name="Masters">Every version that is here.</param>
/// <param name="Columns">What is encrypted.</param>
public sealed record KeyStatus(
    string Profile, string Algorithms, int Master, IReadOnlyList<int> Masters, string JournalKey,
    IReadOnlyList<ColumnStatus> Columns);

/// <summary>
/// Changes the master key and the algorithms while servers go on: first what is written from now on, then what was
/// written before, in batches. Whatever cuts it off, the same command goes on where it was.
/// </summary>
[Clause("A4.2.1a")]
public sealed class KeyDesk(
    KeyRing ring, Resealing resealing, IEnumerable<SealedColumn> columns, Database db, JournalBook journal,
    DatabaseClock clock)
{
    // A server looks at the folder of keys once a second; until then it may write by what was in force before.
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan SealingPause = TimeSpan.FromSeconds(1);
    private const int SealingTries = 10;

    /// <summary>How the keys stand, without what is under which.</summary>
    public KeyStatus Read() => new(ring.InForce.Profile.ToCode(), ring.InForce.Algorithms, ring.Master.Version,
        [.. ring.Masters.Select(m => m.Version)], ring.JournalSigner.KeyId, []);

    /// <summary>How many ciphertexts are still under older versions of the master key.</summary>
    public async Task<long> CountUnderOldMastersAsync(CancellationToken ct)
    {
        var old = 0L;
        foreach (var column in columns.Where(c => c.IsUnderMaster && ring.Master.Version > 1))
        {
            old += await resealing.CountOldAsync(column, ct);
        }

        return old;
    }

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

        return Read() with { Columns = found };
    }

    /// <summary>Makes the next version of the master key and wraps under it what older ones wrapped; when an earlier
    /// rotation was cut off, ends that one instead.</summary>
    /// <returns>The version in force.</returns>
    public async Task<int> RotateAsync(Action<Resealed> tell, Actor by, CancellationToken ct)
    {
        if (await CountUnderOldMastersAsync(ct) == 0)
        {
            var made = ring.AddMaster();
            await RecordAsync(by, KeyActs.Made, $"master={made.Version}", ct);
            await Task.Delay(Settling, ct);
        }

        var done = await ResealAsync(columns.Where(c => c.IsUnderMaster), tell, ct);
        await RecordAsync(by, KeyActs.Rotated, string.Create(
            CultureInfo.InvariantCulture, $"master={ring.Master.Version};sealed={done}"), ct);
        return ring.Master.Version;
    }

    /// <summary>Puts an old version of the master key away.</summary>
    public async Task<Result> RetireAsync(int version, Actor by, CancellationToken ct)
    {
        if (ring.Masters.All(m => m.Version != version) || version == ring.Master.Version)
        {
            return KeyErrors.NotOld(version);
        }

        if (await CountUnderOldMastersAsync(ct) is var left and > 0)
        {
            return KeyErrors.StillNeeded(left);
        }

        await RecordAsync(by, KeyActs.Retired, string.Create(CultureInfo.InvariantCulture, $"master={version}"), ct);
        ring.Retire(version);
        return Result.Success;
    }

    /// <summary>Encrypts everything by the algorithms of a profile: from now on, and what was there.</summary>
    /// <returns>How much waits for the journal to seal it.</returns>
    public async Task<long> MigrateAsync(CryptoProfile to, Action<Resealed> tell, CancellationToken ct)
    {
        if (ring.InForce.Profile != to)
        {
            await RecordAsync(Actor.System, KeyActs.Changing, $"to={to.ToCode()}", ct);
            ring.Change(to);
            await Task.Delay(Settling, ct);
        }

        var done = await ResealAsync(columns, tell, ct);
        var streams = columns.Where(c => c.Stream is not null).ToList();
        var waiting = await CountUnsealedAsync(streams, ct);
        for (var attempt = 0; waiting > 0 && attempt < SealingTries; attempt++)
        {
            await Task.Delay(SealingPause, ct); // A running server seals what is there within a second.
            done += await ResealAsync(streams, tell, ct);
            waiting = await CountUnsealedAsync(streams, ct);
        }

        await RecordAsync(Actor.System, KeyActs.Migrated, string.Create(
            CultureInfo.InvariantCulture, $"to={to.ToCode()};sealed={done};waiting={waiting}"), ct);
        return waiting;
    }

    private async Task<long> ResealAsync(
        IEnumerable<SealedColumn> which, Action<Resealed> tell, CancellationToken ct)
    {
        var done = 0L;
        foreach (var column in which)
        {
            var result = await resealing.RunAsync(column, ct);
            done += result.Done;
            if (result.Done + result.Erased > 0)
            {
                tell(result);
            }
        }

        return done;
    }

    private async Task<long> CountUnsealedAsync(IEnumerable<SealedColumn> streams, CancellationToken ct)
    {
        var waiting = 0L;
        foreach (var column in streams)
        {
            waiting += await resealing.CountUnsealedAsync(column, ct);
        }

        return waiting;
    }

    private async Task RecordAsync(Actor by, Act act, string detail, CancellationToken ct)
    {
        await clock.MeasureAsync(ct);
        journal.Record(by, act, Subject.System, detail);
        await db.CommitAsync(ct);
    }
}
