using System.Data.Common;
using System.Globalization;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Privacy;
using FirstWindow.Platform.Storage;
using FirstWindow.Platform.Storage.Backups;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FirstWindow.Platform.Upkeep;

/// <summary>A backup the server made, or tried to make, by itself.</summary>
public sealed class BackupRecord
{
    /// <summary>Id.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>When it began: what was acknowledged before is in it.</summary>
    public DateTimeOffset BegunAt { get; init; }

    /// <summary>When it ended; none while it runs, or when the server was killed meanwhile.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>Name of its folder.</summary>
    public required string Folder { get; init; }

    /// <summary>Size of its files.</summary>
    public long Bytes { get; private set; }

    /// <summary>Code of what was wrong.</summary>
    public string? Problem { get; private set; }

    /// <summary>Whether it ended well.</summary>
    public bool IsMade => EndedAt is not null && Problem is null;

    /// <summary>Ends it.</summary>
    public void End(long bytes, string? problem, DateTimeOffset at) => (Bytes, Problem, EndedAt) = (bytes, problem, at);
}

/// <summary>
/// Makes backups by the interval of the policy, without keys unless the installation says otherwise, keeps as many as
/// the policy says, and alarms when the newest is too old. One node at a time.
/// </summary>
[Clause("A4.2.2b")]
public sealed partial class ScheduledBackups(
    Database db, JournalBook journal, PolicyBook policies, Connections connections, StorageOptions storage,
    BackupOptions options, KeyRing ring, Alarms alarms, DatabaseClock clock, ILogger<ScheduledBackups> log)
{
    /// <summary>Alarm that stands while the newest backup is older than two intervals, or none could be made.</summary>
    public const string LateAlarm = "upkeep.backup-late";

    private const string Prefix = "auto-";
    private const int ListedMax = 12;

    // On PostgreSQL another node may be at it; one that has not ended by then was cut off.
    private static readonly TimeSpan LongestRun = TimeSpan.FromHours(1);

    /// <summary>The last backups, newest first.</summary>
    public async Task<IReadOnlyList<BackupRecord>> ListAsync(CancellationToken ct) =>
        await db.Set<BackupRecord>().AsNoTracking().OrderByDescending(b => b.BegunAt).Take(ListedMax).ToListAsync(ct);

    /// <summary>Makes one when it is due and there is a folder for it.</summary>
    /// <returns>What came of it; none when none was due.</returns>
    public async Task<BackupRecord?> RunIfDueAsync(CancellationToken ct)
    {
        if (options is not { Folder.Length: > 0, Scheduled: true })
        {
            return null;
        }

        var record = IsDue(await LastAsync(ct)) ? await BeginAsync(ct) : null;
        if (record is not null)
        {
            await MakeAsync(record, ct);
        }

        if (record is { IsMade: true })
        {
            await PruneAsync(ct);
        }

        await TellAsync(ct);
        return record;
    }

    private TimeSpan Interval => TimeSpan.FromMinutes(policies[UpkeepPolicies.BackupMinutes]);

    private Task<BackupRecord?> LastAsync(CancellationToken ct) =>
        db.Set<BackupRecord>().AsNoTracking().OrderByDescending(b => b.BegunAt).FirstOrDefaultAsync(ct);

    private bool IsDue(BackupRecord? last)
    {
        var runsElsewhere = storage.Engine is Engine.Postgres
            && last is { EndedAt: null } && clock.Now - last.BegunAt < LongestRun;
        return !runsElsewhere && (last is null || clock.Now - last.BegunAt >= Interval);
    }

    private async Task<BackupRecord?> BeginAsync(CancellationToken ct)
    {
        await db.BeginAsync(ct);
        await db.LockAsync("scheduled-backup", ct);
        if (!IsDue(await LastAsync(ct)))
        {
            await db.AbandonAsync();
            return null;
        }

        var record = new BackupRecord
        {
            BegunAt = clock.Now,
            Folder = Prefix + clock.Now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture),
        };
        db.Add(record);
        await db.CommitAsync(ct);
        return record;
    }

    private async Task MakeAsync(BackupRecord record, CancellationToken ct)
    {
        var folder = Path.Combine(options.Folder!, record.Folder);
        var (bytes, problem) = (0L, (string?)null);
        try
        {
            var backup = new MakeBackup(connections, storage);
            var manifest = options.Encrypted ? await backup.RunSealedAsync(folder, ring, ct)
                : await backup.RunAsync(folder, options.WithKeys, ct);
            bytes = manifest.Files.Sum(f => f.Bytes);
        }
        catch (Exception fault) when (
            fault is IOException or UnauthorizedAccessException or InvalidDataException or DbException)
        {
            problem = "place";
            Failed(fault);
        }

        await db.BeginAsync(ct);
        record.End(bytes, problem, clock.Now);
        journal.Record(Actor.System, record.IsMade ? UpkeepActs.BackupMade : UpkeepActs.BackupFailed,
            new Subject("backup", record.Id), record.IsMade ? $"folder={record.Folder};bytes={bytes}" : $"problem={problem}");
        await db.CommitAsync(ct);
    }

    // Only what this class made: a backup somebody put there by hand stays.
    private async Task PruneAsync(CancellationToken ct)
    {
        try
        {
            var whole = new List<string>();
            foreach (var path in Directory.GetDirectories(options.Folder!, Prefix + "*").Order(StringComparer.Ordinal))
            {
                if (await BackupManifest.FindAsync(path, ct) is not null)
                {
                    whole.Add(path);
                }
                else if (clock.Now - Directory.GetLastWriteTimeUtc(path) > LongestRun)
                {
                    Directory.Delete(path, recursive: true); // Cut off halfway: no backup.
                }
            }

            foreach (var old in whole.SkipLast((int)policies[UpkeepPolicies.BackupsKept]))
            {
                Directory.Delete(old, recursive: true);
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            NotPruned(fault); // The new one is made all the same, and the next pass tries again.
        }
    }

    private async Task TellAsync(CancellationToken ct)
    {
        var made = await db.Set<BackupRecord>().AsNoTracking().Where(b => b.EndedAt != null && b.Problem == null)
            .OrderByDescending(b => b.BegunAt).FirstOrDefaultAsync(ct);
        if (made is not null && clock.Now - made.BegunAt <= 2 * Interval)
        {
            alarms.Clear(LateAlarm);
        }
        else
        {
            alarms.Raise(LateAlarm, made is null ? "No backup could be made yet; see /upkeep."
                : $"The newest backup is of {made.BegunAt:yyyy-MM-dd HH:mm} UTC; see /upkeep.");
        }
    }

    [LoggerMessage(1803, LogLevel.Error, "The scheduled backup failed.")]
    private partial void Failed(Exception fault);

    [LoggerMessage(1805, LogLevel.Warning, "Old backups could not be removed.")]
    private partial void NotPruned(Exception fault);
}

/// <summary>Looks twice a minute whether a backup is due.</summary>
public sealed partial class BackupWorker(IServiceScopeFactory scopes, ILogger<BackupWorker> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    /// <summary>Looks now.</summary>
    public async Task<BackupRecord?> RunPassAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<ScheduledBackups>().RunIfDueAsync(ct);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause);
        do
        {
            try
            {
                await RunPassAsync(stoppingToken);
            }
            catch (Exception fault) when (StorageUnavailableException.IsCausedBy(fault))
            {
                Postponed(fault);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(1804, LogLevel.Warning, "The backup waits: the database is not there.")]
    private partial void Postponed(Exception fault);
}
