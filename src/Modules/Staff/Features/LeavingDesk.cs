using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Promises;
using FirstWindow.Platform.Storage;
using FirstWindow.Staff.Contracts;
using FirstWindow.Staff.Domain;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Staff.Features;

/// <summary>How much work of a kind is left.</summary>
internal sealed record WorkLeft(string Kind, int Count);

/// <summary>The checklist of somebody who leaves.</summary>
internal sealed record LeavingView(
    DateTimeOffset BegunAt, bool IsShut, int OpenSessions, IReadOnlyList<WorkLeft> Work, DateTimeOffset? DoneAt);

/// <summary>
/// Somebody leaves: access ends at once, the work goes to a successor, and the checklist does not close while anything
/// is left.
/// </summary>
[Clause("A4.4.4a")]
[Clause("A4.4.4b")]
internal sealed class LeavingDesk(
    Database db, DisableStaffHandler disable, IEnumerable<IOpenWork> kinds, JournalBook journal, DatabaseClock clock)
{
    /// <summary>The checklist; none when nobody said that the person leaves.</summary>
    public async Task<LeavingView?> FindAsync(StaffId id, CancellationToken ct)
    {
        if (await db.Set<Leaving>().AsNoTracking().SingleOrDefaultAsync(l => l.Staff == id, ct) is not { } leaving)
        {
            return null;
        }

        var isShut = await db.Set<StaffMember>().AnyAsync(s => s.Id == id && s.DisabledAt != null, ct);
        var sessions = await db.Set<StaffSession>().CountAsync(s => s.Staff == id && s.EndedAt == null, ct);
        return new(leaving.BegunAt, isShut, sessions, await LeftAsync(id, ct), leaving.DoneAt);
    }

    /// <summary>Begins: the account is shut first. Again changes nothing.</summary>
    public async Task<Result> BeginAsync(StaffId id, Actor actor, CancellationToken ct)
    {
        var shut = await disable.HandleAsync(id, actor, ct);
        if (!shut.IsSuccess)
        {
            return shut;
        }

        await db.BeginAsync(ct);
        await db.LockAsync(StaffAccounts.Lock, ct);
        if (await FindRowAsync(id, ct) is null)
        {
            db.Add(new Leaving { Staff = id, BegunBy = actor.StaffId, BegunAt = clock.Now });
            journal.Record(actor, LeavingActs.Begun, Subject.Of(id));
            await db.CommitAsync(ct);
        }

        return Result.Success;
    }

    /// <summary>Gives everything that is open to a colleague who works here.</summary>
    public async Task<Result> HandOverAsync(StaffId id, string successor, Actor actor, CancellationToken ct)
    {
        await db.BeginAsync(ct);
        await db.LockAsync(StaffAccounts.Lock, ct);
        if (await FindRowAsync(id, ct) is not { } leaving)
        {
            return LeavingErrors.NotBegun;
        }

        if (await db.Set<StaffMember>().SingleOrDefaultAsync(
            s => s.Number == successor && s.DisabledAt == null && s.Id != id, ct) is not { } taker)
        {
            return LeavingErrors.BadSuccessor;
        }

        leaving.Successor = taker.Id;
        var before = await LeftAsync(id, ct);
        foreach (var kind in kinds)
        {
            await kind.HandOverAsync(id, taker.Id, actor, ct);
        }

        journal.Record(actor, LeavingActs.HandedOver, Subject.Of(id),
            $"to={taker.Id.Value:n};" + string.Join(';', before.Select(w => $"{w.Kind}={w.Count}")));
        await db.CommitAsync(ct);
        return Result.Success;
    }

    /// <summary>Closes the checklist; not while anything is left.</summary>
    public async Task<Result> CompleteAsync(StaffId id, Actor actor, CancellationToken ct)
    {
        await db.BeginAsync(ct);
        await db.LockAsync(StaffAccounts.Lock, ct);
        if (await FindRowAsync(id, ct) is not { } leaving)
        {
            return LeavingErrors.NotBegun;
        }

        if ((await LeftAsync(id, ct)).Any(w => w.Count > 0))
        {
            return LeavingErrors.WorkLeft;
        }

        if (leaving.DoneAt is null)
        {
            leaving.Complete(actor.StaffId, clock.Now);
            journal.Record(actor, LeavingActs.Done, Subject.Of(id));
            await db.CommitAsync(ct);
        }

        return Result.Success;
    }

    private Task<Leaving?> FindRowAsync(StaffId id, CancellationToken ct) =>
        db.Set<Leaving>().SingleOrDefaultAsync(l => l.Staff == id, ct);

    private async Task<IReadOnlyList<WorkLeft>> LeftAsync(StaffId id, CancellationToken ct)
    {
        var left = new List<WorkLeft>();
        foreach (var kind in kinds)
        {
            left.Add(new(kind.Kind, await kind.CountAsync(id, ct)));
        }

        return left;
    }
}

/// <summary>The promises somebody owes.</summary>
internal sealed class OpenPromises(Database db) : IOpenWork
{
    public string Kind => "promises";

    public Task<int> CountAsync(StaffId staff, CancellationToken ct) => OfStaff(staff).CountAsync(ct);

    public async Task HandOverAsync(StaffId from, StaffId successor, Actor by, CancellationToken ct)
    {
        foreach (var promise in await OfStaff(from).ToListAsync(ct))
        {
            promise.HandTo(successor.Value);
        }

        db.Announce(PromiseBook.Topic);
    }

    private IQueryable<Promise> OfStaff(StaffId staff) => db.Set<Promise>().Where(p => p.Owner == staff.Value
        && (p.State == PromiseState.Open || p.State == PromiseState.Parked));
}
