using FirstWindow.Knowledge.Domain;
using FirstWindow.Platform.Calendar;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Knowledge.Features;

/// <summary>Reads versions of articles for those who write and approve them.</summary>
internal sealed class ArticleReader(Database db, PolicyBook policies, DatabaseClock clock)
{
    private const int RowsMax = 200;

    /// <summary>Drafts that wait for an approver, oldest first.</summary>
    public async Task<IReadOnlyList<ArticleVersion>> DraftsAsync(CancellationToken ct) =>
        await db.Set<ArticleVersion>().AsNoTracking().Where(a => a.State == ArticleState.Draft)
            .OrderBy(a => a.WrittenAt).Take(RowsMax).ToListAsync(ct);

    /// <summary>Published ones whose last day is near or over, soonest first.</summary>
    public async Task<IReadOnlyList<ArticleVersion>> EndingAsync(CancellationToken ct)
    {
        var until = BankCalendar.DateOf(clock.Now).AddDays((int)policies[ArticlePolicies.RenewalNotice]);
        return await db.Set<ArticleVersion>().AsNoTracking()
            .Where(a => a.State == ArticleState.Published && a.ValidUntil != null && a.ValidUntil <= until)
            .OrderBy(a => a.ValidUntil).Take(RowsMax).ToListAsync(ct);
    }

    /// <summary>One version.</summary>
    public async Task<ArticleVersion?> FindAsync(Guid id, CancellationToken ct) =>
        await db.Set<ArticleVersion>().AsNoTracking().SingleOrDefaultAsync(a => a.Id == id, ct);

    /// <summary>Why a version was taken back; none when it was not.</summary>
    public async Task<ArticleWithdrawal?> FindWithdrawalAsync(Guid id, CancellationToken ct) =>
        await db.Set<ArticleWithdrawal>().AsNoTracking().SingleOrDefaultAsync(w => w.Version == id, ct);

    /// <summary>Every version of an article in a language, newest first.</summary>
    public async Task<IReadOnlyList<ArticleVersion>> VersionsAsync(string slug, string locale, CancellationToken ct) =>
        await db.Set<ArticleVersion>().AsNoTracking().Where(a => a.Slug == slug && a.Locale == locale)
            .OrderByDescending(a => a.Version).Take(RowsMax).ToListAsync(ct);
}
