using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Platform.Promises;

/// <summary>Reads the promises that run late.</summary>
public sealed class OverduePromises(Database db, DatabaseClock clock)
{
    private const int ListedMax = 100;

    /// <summary>Those that run late, the latest first.</summary>
    /// <param name="besides">Kinds that are told elsewhere.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<IReadOnlyList<Promise>> ListAsync(IReadOnlyList<string> besides, CancellationToken ct)
    {
        var now = clock.Now;
        return await db.Set<Promise>().AsNoTracking()
            .Where(p => p.State == PromiseState.Open && p.DueAt < now && !besides.Contains(p.Kind))
            .OrderBy(p => p.DueAt).Take(ListedMax).ToListAsync(ct);
    }
}

/// <summary>
/// A supervisor takes an overdue promise: it is the supervisor's from now on. Who takes it says from whom, as the
/// screen showed it; of two at once the first has it.
/// </summary>
public sealed class TakePromiseHandler(Database db, JournalBook journal, DatabaseClock clock)
{
    /// <summary>Takes it; taking one's own again changes nothing.</summary>
    public async Task<Result> HandleAsync(Guid id, Guid? from, Actor actor, CancellationToken ct)
    {
        await db.BeginAsync(ct);
        if (await db.FindForUpdateAsync<Promise>("promise", id, ct) is not { } promise
            || !promise.IsOverdueAt(clock.Now))
        {
            return PromiseErrors.NotOverdue;
        }

        if (promise.Owner == actor.Id)
        {
            return Result.Success;
        }

        if (promise.Owner != from)
        {
            return PromiseErrors.Taken;
        }

        promise.HandTo(actor.Id);
        journal.Record(actor, PromiseActs.Taken, new Subject(promise.AboutKind, promise.About), promise.Kind);
        db.Announce(PromiseBook.Topic);
        await db.CommitAsync(ct);
        return Result.Success;
    }
}

/// <summary>Refusals around promises.</summary>
public static class PromiseErrors
{
    /// <summary>None with this id runs late.</summary>
    public static readonly Error NotOverdue = new(
        ErrorKind.NotFound, "promise.not-overdue", "No promise with this id runs late.");

    /// <summary>Somebody was faster.</summary>
    public static readonly Error Taken = new(
        ErrorKind.Conflict, "promise.taken", "Somebody else has taken this promise meanwhile.");
}
