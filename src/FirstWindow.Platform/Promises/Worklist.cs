using FirstWindow.Platform.Access;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Platform.Promises;

/// <summary>What is owed, soonest first: one's own and what nobody owns; for a supervisor everything.</summary>
public sealed class Worklist(Database db)
{
    /// <summary>One page.</summary>
    public async Task<IReadOnlyList<Promise>> ReadAsync(Actor actor, int page, int pageSize, CancellationToken ct)
    {
        var seesAll = actor.Roles.Contains(Role.Supervisor) || actor.Roles.Contains(Role.DutyLead);
        var id = actor.Id;
        return await db.Set<Promise>().AsNoTracking()
            .Where(p => p.State == PromiseState.Open || p.State == PromiseState.Parked)
            .Where(p => seesAll || p.Owner == id || p.Owner == null)
            .OrderBy(p => p.DueAt).Skip((page - 1) * pageSize).Take(pageSize).ToListAsync(ct);
    }
}
