using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Platform.Bulletins;

/// <summary>A bulletin to be raised.</summary>
/// <param name="Id">Id chosen by the caller.</param>
/// <param name="Level">notice, warning or emergency.</param>
/// <param name="Chinese">Its words in Chinese.</param>
/// <param name="English">Its words in English.</param>
/// <param name="Minutes">For how long it stands.</param>
/// <param name="IsPublic">Whether customers are told too.</param>
/// <param name="BasedOn">Number of the newest bulletin the caller has seen; 0 for none.</param>
public sealed record RaiseBulletin(
    Guid Id, string? Level, string? Chinese, string? English, int? Minutes, bool IsPublic, int BasedOn);

/// <summary>
/// Raises bulletins and ends them. Of two people who do the same at once the first is heard; the second is told and
/// sees what the first did.
/// </summary>
public sealed class BulletinDesk(Database db, JournalBook journal, BulletinBook book, DatabaseClock clock)
{
    private const int WordsMin = 4;
    private const int WordsMax = 300;
    private const int MinutesMin = 5;
    private const int MinutesMax = 7 * 24 * 60;
    private const int ListedMax = 50;

    /// <summary>The newest, whether they stand or not.</summary>
    public async Task<IReadOnlyList<Bulletin>> ListAsync(CancellationToken ct) =>
        await db.Set<Bulletin>().AsNoTracking().OrderByDescending(b => b.Number).Take(ListedMax).ToListAsync(ct);

    /// <summary>Raises one; the same id again changes nothing.</summary>
    public async Task<Result> RaiseAsync(RaiseBulletin request, Actor actor, CancellationToken ct)
    {
        var (chinese, english) = (Tidied(request.Chinese), Tidied(request.English));
        if (chinese is null || english is null)
        {
            return BulletinErrors.Words;
        }

        if (Enum.GetValues<BulletinLevel>().Cast<BulletinLevel?>()
            .FirstOrDefault(l => l!.Value.ToCode() == request.Level) is not { } level)
        {
            return BulletinErrors.Level;
        }

        if (request.Minutes is not (>= MinutesMin and <= MinutesMax))
        {
            return BulletinErrors.Minutes;
        }

        await db.BeginAsync(ct);
        await db.LockAsync(BulletinBook.Topic, ct);
        if (await db.Set<Bulletin>().AnyAsync(b => b.Id == request.Id, ct))
        {
            return Result.Success;
        }

        var newest = await db.Set<Bulletin>().MaxAsync(b => (int?)b.Number, ct) ?? 0;
        if (newest != request.BasedOn)
        {
            return BulletinErrors.RaisedMeanwhile;
        }

        var bulletin = new Bulletin
        {
            Id = request.Id == Guid.Empty ? Guid.CreateVersion7() : request.Id,
            Number = newest + 1,
            Level = level,
            Chinese = chinese,
            English = english,
            IsPublic = request.IsPublic,
            RaisedBy = actor.Id,
            RaisedAt = clock.Now,
            Until = clock.Now + TimeSpan.FromMinutes(request.Minutes.Value),
        };
        db.Add(bulletin);
        journal.Record(actor, BulletinActs.Raised, new Subject("bulletin", bulletin.Id),
            $"level={level.ToCode()};public={(bulletin.IsPublic ? "yes" : "no")};until={bulletin.Until.UtcDateTime:s}Z");
        await CommitAsync(ct);
        return Result.Success;
    }

    /// <summary>Ends one before its time.</summary>
    public async Task<Result> EndAsync(Guid id, Actor actor, CancellationToken ct)
    {
        await db.BeginAsync(ct);
        var bulletin = await db.FindForUpdateAsync<Bulletin>("bulletin", id, ct);
        if (bulletin is null)
        {
            return BulletinErrors.NotFound;
        }

        if (!bulletin.StandsAt(clock.Now))
        {
            return BulletinErrors.Over;
        }

        bulletin.End(actor.Id, clock.Now);
        journal.Record(actor, BulletinActs.Ended, new Subject("bulletin", id));
        await CommitAsync(ct);
        return Result.Success;
    }

    private async Task CommitAsync(CancellationToken ct)
    {
        db.Announce(BulletinBook.Topic);
        await db.CommitAsync(ct);
        await book.FreshAsync(ct); // Whoever raised it sees it at once; other nodes hear the topic.
    }

    private static string? Tidied(string? words) =>
        words?.Trim() is { Length: >= WordsMin and <= WordsMax } tidy ? tidy : null;
}
