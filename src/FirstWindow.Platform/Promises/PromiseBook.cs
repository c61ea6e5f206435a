using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Platform.Promises;

/// <summary>Makes, keeps and withdraws promises in the transaction of the event that causes it.</summary>
[Clause("C2.4.2a")]
public sealed class PromiseBook(Database db, JournalBook journal, DatabaseClock clock)
{
    /// <summary>Topic of the worklists.</summary>
    public const string Topic = "promises";

    /// <summary>Makes a promise.</summary>
    public Promise Make(PromiseKind kind, Subject about, Guid? owner, DateTimeOffset dueAt)
    {
        var promise = Promise.Make(kind, about, owner, clock.Now, dueAt);
        db.Add(promise);
        db.Announce(Topic);
        return promise;
    }

    /// <summary>The open promise of a kind about something, if one is owed.</summary>
    public async Task<Promise?> FindOpenAsync(PromiseKind kind, Subject about, CancellationToken ct) =>
        await db.Set<Promise>().FirstOrDefaultAsync(
            p => p.Kind == kind.Code && p.About == about.Id && p.AboutKind == about.Kind
                && (p.State == PromiseState.Open || p.State == PromiseState.Parked), ct);

    /// <summary>Ends a promise as done; how it ended is journaled.</summary>
    /// <param name="promise">Which.</param>
    /// <param name="by">Who did it.</param>
    /// <param name="at">When it was done, where that is seen only later; now when not said.</param>
    public void End(Promise promise, Actor by, DateTimeOffset? at = null)
    {
        promise.EndAt(at ?? clock.Now);
        journal.Record(by, promise.State is PromiseState.Kept ? PromiseActs.Kept : PromiseActs.Broken,
            new Subject(promise.AboutKind, promise.About), promise.Kind);
        db.Announce(Topic);
    }

    /// <summary>Ends a promise as no longer owed.</summary>
    public void Withdraw(Promise promise)
    {
        promise.WithdrawAt(clock.Now);
        db.Announce(Topic);
    }
}
