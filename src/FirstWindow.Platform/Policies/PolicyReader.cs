using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Platform.Policies;

/// <summary>A policy as it stands: the value that holds now, and every version, newest first.</summary>
public sealed record PolicyStanding(Policy Policy, long Value, IReadOnlyList<PolicyVersion> Versions);

/// <summary>Reads the policies with their history.</summary>
public sealed class PolicyReader(PolicyBook book, Database db)
{
    /// <summary>All of them, by key.</summary>
    public async Task<IReadOnlyList<PolicyStanding>> ListAsync(CancellationToken ct)
    {
        var versions = await db.Set<PolicyVersion>().AsNoTracking().OrderByDescending(v => v.Version).ToListAsync(ct);
        var byKey = versions.ToLookup(v => v.Key);
        return [.. book.Known.Values.OrderBy(p => p.Key, StringComparer.Ordinal)
            .Select(p => new PolicyStanding(p, book[p], [.. byKey[p.Key]]))];
    }
}
