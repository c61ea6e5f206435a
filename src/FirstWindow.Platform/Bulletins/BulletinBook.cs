using FirstWindow.Platform.Feed;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FirstWindow.Platform.Bulletins;

/// <summary>The bulletins that stand, in memory; a new one reaches every node through the feed.</summary>
public sealed class BulletinBook(
    IServiceScopeFactory scopes, ChangeFeed feed, DatabaseClock clock, ILogger<Mirror<IReadOnlyList<Bulletin>>> log)
    : IDisposable
{
    /// <summary>Topic of the feed.</summary>
    public const string Topic = "bulletins";

    private readonly Mirror<IReadOnlyList<Bulletin>> standing = new(feed, scopes, log, Topic, [],
        async (db, ct) => await db.Set<Bulletin>().AsNoTracking().Where(b => b.EndedAt == null && b.Until > clock.Now)
            .OrderByDescending(b => b.Level == BulletinLevel.Emergency).ThenByDescending(b => b.Number)
            .ToListAsync(ct));

    /// <summary>Those that stand now, the most urgent first.</summary>
    public IReadOnlyList<Bulletin> Current
    {
        get
        {
            var now = clock.Now;
            return [.. standing.Current.Where(b => b.StandsAt(now))];
        }
    }

    /// <summary>Waits until every change announced so far holds.</summary>
    public async Task FreshAsync(CancellationToken ct) => await standing.FreshAsync(ct);

    /// <inheritdoc/>
    public void Dispose() => standing.Dispose();
}
