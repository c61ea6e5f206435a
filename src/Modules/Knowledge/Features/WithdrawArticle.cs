using FirstWindow.Knowledge.Domain;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Knowledge.Features;

/// <summary>Takes a wrong article back at once: with the commit it is out of answers, searches and public pages. One
/// person is enough to withdraw; bringing it back takes two.</summary>
[Clause("A3.2.1")]
internal sealed class WithdrawArticleHandler(
    Database db, JournalBook journal, KnowledgeIndex index, ArticleExpiry expiry, DatabaseClock clock)
{
    private const int ReasonCharsMin = 4;

    /// <summary>Withdraws the version that is shown.</summary>
    public async Task<Result> WithdrawAsync(Guid id, string? reason, Actor actor, CancellationToken ct)
    {
        await db.BeginAsync(ct);
        if (await db.FindForUpdateAsync<ArticleVersion>("article_version", id, ct) is not { } version)
        {
            return ArticleErrors.NotFound;
        }

        if (version.State is not ArticleState.Published)
        {
            return ArticleErrors.NotShown;
        }

        if ((reason?.Trim().Length ?? 0) < ReasonCharsMin)
        {
            return ArticleErrors.WithoutReason;
        }

        version.Withdraw();
        await expiry.EndAsync(id, actor, ct);
        db.Add(new ArticleWithdrawal
        {
            Version = id,
            Reason = reason!.Trim(),
            WithdrawnBy = actor.StaffId,
            WithdrawnAt = clock.Now,
        });
        return await PublishAsync(actor, ArticleActs.Withdrawn, version, ct);
    }

    /// <summary>Asks for a withdrawn version to be shown again, or, asked by somebody else before, shows it.</summary>
    /// <returns>Whether it is shown again.</returns>
    public async Task<Result<bool>> ReturnAsync(Guid id, Actor actor, CancellationToken ct)
    {
        await db.BeginAsync(ct);
        if (await db.FindForUpdateAsync<ArticleVersion>("article_version", id, ct) is not { } version)
        {
            return ArticleErrors.NotFound;
        }

        var withdrawal = await db.Set<ArticleWithdrawal>().SingleOrDefaultAsync(w => w.Version == id, ct);
        if (withdrawal is null || version.State is not ArticleState.Withdrawn)
        {
            return ArticleErrors.NotWithdrawn;
        }

        if (await db.Set<ArticleVersion>().AnyAsync(a => a.Slug == version.Slug && a.Locale == version.Locale
            && a.State == ArticleState.Published, ct))
        {
            return ArticleErrors.Superseded;
        }

        if (withdrawal.ReturnAskedBy is null)
        {
            withdrawal.AskReturn(actor.StaffId, clock.Now);
            journal.Record(actor, ArticleActs.ReturnAsked, new Subject("article", id));
            await db.CommitAsync(ct);
            return false;
        }

        if (withdrawal.ReturnAskedBy == actor.StaffId)
        {
            return ArticleErrors.OwnReturn;
        }

        version.Return();
        db.Remove(withdrawal);
        var done = await PublishAsync(actor, ArticleActs.Returned, version, ct);
        return done.Error is { } error ? error : true;
    }

    private async Task<Result> PublishAsync(Actor actor, Act act, ArticleVersion version, CancellationToken ct)
    {
        journal.Record(actor, act, new Subject("article", version.Id), $"{version.Slug};v{version.Version}");
        db.Announce(KnowledgeIndex.Topic);
        await db.CommitAsync(ct);
        await index.FreshAsync(ct);
        return Result.Success;
    }
}
