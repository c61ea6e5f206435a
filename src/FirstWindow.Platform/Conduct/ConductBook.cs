using System.Text;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Privacy;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Platform.Conduct;

/// <summary>An alarm as compliance sees it.</summary>
public sealed record ConductView(
    Guid Id, Guid Staff, string Kind, DateTimeOffset At, string Detail, Guid? Owner, string? Verdict, string? Words,
    Guid? DecidedBy, DateTimeOffset? DecidedAt);

/// <summary>
/// Alarms on what staff do with customers' data and with their accounts: each has an owner and ends with a verdict and
/// its reason. Whom one concerns neither sees nor decides it.
/// </summary>
[Clause("A4.3.1b")]
[Clause("A4.2.3c")]
public sealed class ConductBook(Database db, JournalBook journal, SubjectKeys keys, DatabaseClock clock)
{
    private const int ListedMax = 200;
    private const int WordsMin = 10;
    private const int WordsMax = 500;
    private static readonly TimeSpan OneAlarmEvery = TimeSpan.FromHours(1);

    /// <summary>Raises an alarm in the caller's transaction; one of a kind an hour while it is open.</summary>
    public async Task RaiseAsync(StaffId staff, string kind, string detail, CancellationToken ct)
    {
        await db.BeginAsync(ct);
        await db.LockAsync($"conduct:{staff.Value:n}", ct);
        var since = clock.Now - OneAlarmEvery;
        if (await db.Set<ConductAlarm>().AnyAsync(
            a => a.Staff == staff && a.Kind == kind && a.Verdict == null && a.At > since, ct))
        {
            return;
        }

        var alarm = new ConductAlarm { Staff = staff, Kind = kind, At = clock.Now, Detail = detail };
        db.Add(alarm);
        journal.Record(Actor.System, ConductActs.Raised, Subject.Of(staff), $"alarm={alarm.Id:n};kind={kind};{detail}");
    }

    /// <summary>The open ones first, then the newest; none about who asks.</summary>
    public async Task<IReadOnlyList<ConductView>> ListAsync(Actor actor, CancellationToken ct)
    {
        var me = actor.StaffId;
        var rows = await db.Set<ConductAlarm>().AsNoTracking().Where(a => a.Staff != me)
            .OrderBy(a => a.Verdict != null).ThenByDescending(a => a.At).Take(ListedMax).ToListAsync(ct);
        return [.. rows.Select(a => new ConductView(a.Id, a.Staff.Value, a.Kind, a.At, a.Detail, a.Owner?.Value,
            a.Verdict?.ToCode(), a.Words is null ? null : Encoding.UTF8.GetString(keys.OpenWithMaster(a.Words, a.Id)),
            a.DecidedBy?.Value, a.DecidedAt))];
    }

    /// <summary>Takes an alarm: from now on this person looks into it.</summary>
    public async Task<Result> TakeAsync(Guid id, Actor actor, CancellationToken ct)
    {
        var found = await FindOpenAsync(id, actor, ct);
        if (found.Error is { } error)
        {
            return error;
        }

        if (found.Value!.Owner != actor.StaffId)
        {
            found.Value.Take(actor.StaffId);
            journal.Record(actor, ConductActs.Taken, Subject.Of(found.Value.Staff), $"alarm={id:n}");
            await db.CommitAsync(ct);
        }

        return Result.Success;
    }

    /// <summary>Says what was found; its owner alone does.</summary>
    public async Task<Result> DecideAsync(
        Guid id, ConductVerdict verdict, string? words, Actor actor, CancellationToken ct)
    {
        var found = await FindOpenAsync(id, actor, ct);
        if (found.Error is { } error)
        {
            return error;
        }

        var alarm = found.Value!;
        if (alarm.Owner != actor.StaffId)
        {
            return ConductErrors.NotOwner;
        }

        var said = words?.Trim() ?? string.Empty;
        if (said.Length is < WordsMin or > WordsMax)
        {
            return ConductErrors.NoWords;
        }

        alarm.Decide(verdict, keys.SealWithMaster(Encoding.UTF8.GetBytes(said), id), actor.StaffId, clock.Now);
        journal.Record(actor, verdict is ConductVerdict.Explained ? ConductActs.Explained : ConductActs.FoundIncident,
            Subject.Of(alarm.Staff), $"alarm={id:n};kind={alarm.Kind}");
        await db.CommitAsync(ct);
        return Result.Success;
    }

    private async Task<Result<ConductAlarm>> FindOpenAsync(Guid id, Actor actor, CancellationToken ct)
    {
        await db.BeginAsync(ct);
        return await db.FindForUpdateAsync<ConductAlarm>("conduct_alarm", id, ct) is not { } alarm
            || alarm.Staff == actor.StaffId ? ConductErrors.NotFound
            : alarm.Verdict is not null ? ConductErrors.Decided
            : alarm;
    }
}
