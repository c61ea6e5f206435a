using System.Data.Common;
using System.Security.Cryptography;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Storage;
using FirstWindow.Platform.Storage.Backups;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace FirstWindow.Platform.Upkeep;

/// <summary>
/// Puts the newest backup back into a scratch place while the bank goes on serving: every file against its digest,
/// every table against the count at the time of the backup, the whole journal, and whether the keys open what is
/// encrypted. What was found is journaled; nothing of the scratch place stays.
/// </summary>
[Clause("A4.2.2b")]
public sealed partial class RestoreDrill(
    Database db, JournalBook journal, UpkeepBook upkeep, PolicyBook policies, Connections connections,
    StorageOptions storage, BackupOptions backups, HeadsCopy heads, IEnumerable<JournalStream> streams, Alarms alarms,
    DatabaseClock clock, ILogger<RestoreDrill> log)
{
    /// <summary>Alarm that stands after a drill that failed.</summary>
    public const string FailedAlarm = "upkeep.drill-failed";

    private const int ListedMax = 24;

    private static readonly TimeSpan TryAgainAfter = TimeSpan.FromDays(1);

    // A drill that has not ended by then was cut off with its server.
    private static readonly TimeSpan LongestRun = TimeSpan.FromHours(6);

    /// <summary>The last drills, newest first.</summary>
    public async Task<IReadOnlyList<DrillRecord>> ListAsync(CancellationToken ct) =>
        await db.Set<DrillRecord>().AsNoTracking().OrderByDescending(d => d.BegunAt).Take(ListedMax).ToListAsync(ct);

    /// <summary>Runs one when the last that passed is older than the policy, or the last failed a day ago, and there is
    /// a folder of backups.</summary>
    public async Task<DrillRecord?> RunIfDueAsync(CancellationToken ct)
    {
        var last = await db.Set<DrillRecord>().AsNoTracking().OrderByDescending(d => d.BegunAt).FirstOrDefaultAsync(ct);
        TellOf(last);
        var isDue = last is null || clock.Now - last.BegunAt >= (last.HasPassed
            ? TimeSpan.FromDays(policies[UpkeepPolicies.DrillDays]) : TryAgainAfter);
        return isDue && backups.Folder is { Length: > 0 } ? (await RunAsync(null, Actor.System, ct)).Value : null;
    }

    /// <summary>Runs one now.</summary>
    /// <param name="folder">Folder of a backup; the newest of the setting's when not said.</param>
    /// <param name="actor">Who asked for it.</param>
    /// <param name="ct">Gives up; the record then stays without an end.</param>
    public async Task<Result<DrillRecord>> RunAsync(string? folder, Actor actor, CancellationToken ct)
    {
        if (await BeginAsync(actor, ct) is not { } drill)
        {
            return UpkeepErrors.DrillRuns;
        }

        string? problem = null;
        try
        {
            await TryAsync(drill, folder ?? await NewestAsync(backups.Folder, ct), ct);
        }
        catch (DrillProblem found)
        {
            problem = found.Code;
            Failed(null, found.Message); // Says what to do; where in the program it was found says nothing.
        }
        catch (Exception fault) when (fault is InvalidDataException or CryptographicException)
        {
            problem = "damaged";
            Failed(fault, problem);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or DbException)
        {
            problem = "place";
            Failed(fault, problem);
        }

        return await EndAsync(drill, problem, actor, ct);
    }

    /// <summary>The newest whole-looking backup under a folder.</summary>
    internal static async Task<string> NewestAsync(string? folder, CancellationToken ct)
    {
        var found = new List<(DateTimeOffset MadeAt, string Path)>();
        foreach (var path in folder is not null && Directory.Exists(folder) ? Directory.GetDirectories(folder) : [])
        {
            if (await BackupManifest.FindAsync(path, ct) is { } manifest)
            {
                found.Add((manifest.MadeAt, path));
            }
        }

        return found.Count > 0 ? found.Max().Path
            : throw new DrillProblem("none", $"There is no backup under {folder ?? "(Backup:Folder is not set)"}.");
    }

    private async Task<DrillRecord?> BeginAsync(Actor actor, CancellationToken ct)
    {
        await db.BeginAsync(ct);
        await db.LockAsync("restore-drill", ct);
        var since = clock.Now - LongestRun;
        if (await db.Set<DrillRecord>().AnyAsync(d => d.EndedAt == null && d.BegunAt > since, ct))
        {
            await db.AbandonAsync();
            return null;
        }

        var drill = new DrillRecord
        {
            BegunAt = clock.Now,
            BegunBy = actor.Kind is ActorKind.System ? null : actor.Id,
        };
        db.Add(drill);
        await db.CommitAsync(ct);
        return drill;
    }

    private async Task TryAsync(DrillRecord drill, string folder, CancellationToken ct)
    {
        var manifest = await BackupManifest.ReadAsync(folder, ct);
        (drill.Backup, drill.BackupMadeAt) = (Path.GetFileName(folder.TrimEnd('/', '\\')), manifest.MadeAt);
        await using var scratch = await ScratchHouse.MakeAsync(connections, storage, ct);
        scratch.LendKeys(folder);
        await using var restored = new Connections(scratch.Options);
        await new RestoreBackup(restored, scratch.Options).RunAsync(folder, mayReplace: false, ct);
        var rows = await scratch.CountAsync(restored, ct);
        (drill.TableCount, drill.RowCount) = (rows.Count, rows.Values.Sum());
        if (manifest.Rows is { } made && made.FirstOrDefault(r => rows.GetValueOrDefault(r.Key, -1) != r.Value)
            is { Key: { } table })
        {
            throw new DrillProblem("rows", $"{table} does not have the rows it had when the backup was made.");
        }

        var report = await scratch.VerifyAsync(restored, heads, streams, ct);
        drill.Entries = report.Entries;
        if (!report.IsWhole)
        {
            throw new DrillProblem("journal", report.Problem!);
        }

        if (!await scratch.OpensAsync(restored, ct))
        {
            throw new DrillProblem("keys", "The keys do not open what is encrypted in the backup.");
        }
    }

    private async Task<DrillRecord> EndAsync(
        DrillRecord found, string? problem, Actor actor, CancellationToken ct)
    {
        found.End(problem, clock.Now);
        await db.BeginAsync(ct);
        journal.Record(actor, found.HasPassed ? UpkeepActs.DrillPassed : UpkeepActs.DrillFailed, new Subject("drill", found.Id),
            found.HasPassed
                ? $"backup={found.BackupMadeAt:yyyyMMddTHHmmss};tables={found.TableCount};rows={found.RowCount};entries={found.Entries}"
                : $"problem={problem}");
        if (found.HasPassed)
        {
            await upkeep.EndDrillAsync(found.Id, actor, ct);
        }

        await db.CommitAsync(ct);
        TellOf(found);
        return found;
    }

    private void TellOf(DrillRecord? last)
    {
        if (last?.Problem is { } problem)
        {
            alarms.Raise(FailedAlarm, $"The last restore drill failed ({problem}); see /upkeep.");
        }
        else
        {
            alarms.Clear(FailedAlarm);
        }
    }

    [LoggerMessage(1801, LogLevel.Error, "The restore drill failed: {Problem}.")]
    private partial void Failed(Exception? fault, string problem);
}
