using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Platform.Storage;

/// <summary>Locks for what two nodes must not do at once; they die with the transaction.</summary>
public static class Locking
{
    /// <summary>Waits until no other transaction holds the named lock. On SQLite the one writer already has
    /// it.</summary>
    /// <param name="db">A context that has begun to write.</param>
    /// <param name="name">What is locked, e.g. <c>routing</c>.</param>
    /// <param name="ct">Gives up waiting.</param>
    public static async Task LockAsync(this Database db, string name, CancellationToken ct)
    {
        if (db.Engine is Engine.Postgres)
        {
            await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended({name}, 0))", ct);
        }
    }

    /// <summary>Reads one row and keeps others from changing it until the commit.</summary>
    /// <param name="db">A context that has begun to write.</param>
    /// <param name="table">Table name, from code, never from outside.</param>
    /// <param name="id">The row's id.</param>
    /// <param name="ct">Gives up waiting.</param>
    /// <param name="leaveIfBusy">Finds nothing, instead of waiting, when another transaction holds the row.</param>
    public static async Task<TEntity?> FindForUpdateAsync<TEntity>(
        this Database db, string table, Guid id, CancellationToken ct, bool leaveIfBusy = false)
        where TEntity : class =>
        (await db.FindForUpdateAsync<TEntity>(table, [id], ct, leaveIfBusy)).SingleOrDefault();

    /// <summary>Reads rows and keeps others from changing them until the commit; as above, in no order.</summary>
    public static Task<List<TEntity>> FindForUpdateAsync<TEntity>(
        this Database db, string table, IReadOnlyList<Guid> ids, CancellationToken ct, bool leaveIfBusy = false)
        where TEntity : class
    {
        var places = string.Join(", ", ids.Select((_, i) => $"{{{i}}}")); // EF reads {0} as a parameter
        var sql = $"SELECT * FROM {table} WHERE id IN ({places})";
        if (db.Engine is Engine.Postgres)
        {
            sql += leaveIfBusy ? " FOR UPDATE SKIP LOCKED" : " FOR UPDATE";
        }

        return db.Set<TEntity>().FromSqlRaw(sql, [.. ids.Select(id => db.Engine.ToParameter(id))]).ToListAsync(ct);
    }
}
