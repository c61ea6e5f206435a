using FirstWindow.Platform.Access;
using FirstWindow.Platform.Calendar;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Platform.Upkeep;

/// <summary>A task as somebody plans it.</summary>
public sealed record PlanUpkeep(string Title, DateOnly Due, int EveryDays);

/// <summary>
/// The maintenance calendar: what comes again and again is planned by itself, people add to it. A task ends with its
/// evidence or not at all; one that is late is alarmed.
/// </summary>
[Clause("A4.2.2a")]
public sealed class UpkeepBook(
    Database db, JournalBook journal, PolicyBook policies, Alarms alarms, DatabaseClock clock)
{
    /// <summary>Alarm that stands while a task is late.</summary>
    public const string LateAlarm = "upkeep.late";

    private const string Lock = "upkeep";
    private const int DoneListedMax = 50;

    /// <summary>Open tasks, the next due first, then what was done lately.</summary>
    public async Task<IReadOnlyList<UpkeepTask>> ListAsync(CancellationToken ct) =>
    [
        .. await db.Set<UpkeepTask>().AsNoTracking().Where(t => t.DoneAt == null).OrderBy(t => t.DueAt).ToListAsync(ct),
        .. await db.Set<UpkeepTask>().AsNoTracking().Where(t => t.DoneAt != null).OrderByDescending(t => t.DoneAt)
            .Take(DoneListedMax).ToListAsync(ct),
    ];

    /// <summary>Plans what comes again and is not planned, and alarms what is late.</summary>
    public async Task LookAsync(CancellationToken ct)
    {
        await db.BeginAsync(ct);
        await db.LockAsync(Lock, ct);
        var open = await db.Set<UpkeepTask>().Where(t => t.DoneAt == null).ToListAsync(ct);
        foreach (var (kind, policy) in UpkeepKinds.Planned.Where(p => !open.Exists(t => t.Kind == p.Key)))
        {
            db.Add(Next(kind, string.Empty, (int)policies[policy], null));
        }

        var late = open.Where(t => t.IsLateAt(clock.Now)).ToList();
        foreach (var task in late.Where(t => t.LateAt is null))
        {
            task.LateAt = clock.Now;
            journal.Record(Actor.System, UpkeepActs.Late, AboutOf(task.Id), $"kind={task.Kind}");
        }

        await db.CommitAsync(ct);
        if (late.Count > 0)
        {
            alarms.Raise(LateAlarm, $"{late.Count} task(s) of upkeep are late; see /upkeep.");
        }
        else
        {
            alarms.Clear(LateAlarm);
        }
    }

    /// <summary>Plans a task of one's own.</summary>
    public async Task<Result<Guid>> PlanAsync(PlanUpkeep request, Actor actor, CancellationToken ct)
    {
        var title = request.Title.Trim();
        if (!IsLine(title) || request.EveryDays is < 0 or > 730 || request.Due < BankCalendar.DateOf(clock.Now)
            || request.Due > BankCalendar.DateOf(clock.Now).AddYears(5))
        {
            return UpkeepErrors.Plan;
        }

        var task = new UpkeepTask
        {
            Kind = UpkeepKinds.Other,
            Title = title,
            EveryDays = request.EveryDays,
            Owner = actor.Id,
            MadeBy = actor.Id,
            MadeAt = clock.Now,
            DueAt = BankCalendar.EndOf(request.Due),
        };
        await db.BeginAsync(ct);
        db.Add(task);
        journal.Record(actor, UpkeepActs.Planned, AboutOf(task.Id), $"due={request.Due:yyyy-MM-dd}");
        await db.CommitAsync(ct);
        return task.Id;
    }

    /// <summary>Takes a task.</summary>
    public async Task<Result> TakeAsync(Guid id, Actor actor, CancellationToken ct)
    {
        var found = await FindAsync(id, ct);
        if (found.Error is { } error)
        {
            return error;
        }

        if (found.Value!.Owner != actor.Id)
        {
            found.Value.Owner = actor.Id;
            journal.Record(actor, UpkeepActs.Taken, AboutOf(id));
            await db.CommitAsync(ct);
        }

        return Result.Success;
    }

    /// <summary>Ends a task by its evidence; one that comes again is planned anew.</summary>
    public async Task<Result> EndAsync(Guid id, string? evidence, Actor actor, CancellationToken ct)
    {
        var found = await FindAsync(id, ct);
        if (found.Error is { } error)
        {
            return error;
        }

        var shown = (evidence ?? string.Empty).Trim();
        if (found.Value!.Kind == UpkeepKinds.RestoreDrill)
        {
            return UpkeepErrors.DrillOnly;
        }

        if (!IsLine(shown))
        {
            return UpkeepErrors.NoEvidence;
        }

        End(found.Value, shown, actor);
        await db.CommitAsync(ct);
        await LookAsync(ct);
        return Result.Success;
    }

    /// <summary>Ends the task of the restore drill by a drill that passed, in the caller's transaction.</summary>
    internal async Task EndDrillAsync(Guid drill, Actor actor, CancellationToken ct)
    {
        await db.LockAsync(Lock, ct);
        foreach (var task in await db.Set<UpkeepTask>()
            .Where(t => t.Kind == UpkeepKinds.RestoreDrill && t.DoneAt == null).ToListAsync(ct))
        {
            End(task, $"drill {drill:n}", actor);
        }
    }

    private static Subject AboutOf(Guid task) => new("upkeep-task", task);

    private static bool IsLine(string text) => text.Length is >= 4 and <= 200 && !text.Any(char.IsControl);

    private void End(UpkeepTask task, string evidence, Actor actor)
    {
        task.End(evidence, actor.Kind is ActorKind.System ? null : actor.Id, clock.Now);
        journal.Record(actor, UpkeepActs.Done, AboutOf(task.Id), $"kind={task.Kind}");
        if (task.EveryDays > 0)
        {
            var every = UpkeepKinds.Planned.TryGetValue(task.Kind, out var policy)
                ? (int)policies[policy] : task.EveryDays;
            db.Add(Next(task.Kind, task.Title, every, task.Owner));
        }
    }

    private UpkeepTask Next(string kind, string title, int everyDays, Guid? owner) => new()
    {
        Kind = kind,
        Title = title,
        EveryDays = everyDays,
        Owner = owner,
        MadeAt = clock.Now,
        DueAt = BankCalendar.EndOf(BankCalendar.DateOf(clock.Now).AddDays(everyDays)),
    };

    private async Task<Result<UpkeepTask>> FindAsync(Guid id, CancellationToken ct)
    {
        await db.BeginAsync(ct);
        await db.LockAsync(Lock, ct);
        return await db.FindForUpdateAsync<UpkeepTask>("upkeep_task", id, ct) switch
        {
            null => UpkeepErrors.NotFound,
            { DoneAt: not null } => UpkeepErrors.Done,
            var task => task,
        };
    }
}
