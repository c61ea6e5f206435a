using System.Text.Json;
using FirstWindow.Conversations.Domain;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;
using FirstWindow.Platform.Web;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Conversations.Features.Weekly;

/// <summary>A paper with its figures.</summary>
internal sealed record PaperView(WeeklyPaper Paper, WeekFigures Figures);

/// <summary>
/// The weekly paper makes itself once its week is over; it is published by a person who has read it and says what to
/// train.
/// </summary>
[Clause("B5.3.1b")]
internal sealed class WeeklyPapers(Database db, WeekReader weeks, JournalBook journal, DatabaseClock clock)
{
    private const int ListedMax = 60;

    /// <summary>Makes the paper of the week before this one, if it is not there.</summary>
    /// <returns>Whether it was made now.</returns>
    public async Task<bool> MakeDueAsync(CancellationToken ct)
    {
        var week = BankWeek.Of(clock.Now).Previous;
        if (await db.Set<WeeklyPaper>().AnyAsync(p => p.Week == week.Code, ct))
        {
            return false;
        }

        var figures = await weeks.ReadAsync(week.From, week.To, ct);
        await db.BeginAsync(ct);
        await db.LockAsync("weekly-paper", ct);
        if (await db.Set<WeeklyPaper>().AnyAsync(p => p.Week == week.Code, ct))
        {
            return false; // Another node was faster.
        }

        db.Add(new WeeklyPaper
        {
            Week = week.Code,
            MadeAt = clock.Now,
            Figures = JsonSerializer.Serialize(figures, JsonSettings.Options),
        });
        journal.Record(Actor.System, PaperActs.Made, Subject.System, week.Code);
        await db.CommitAsync(ct);
        return true;
    }

    /// <summary>The papers this person may see, newest first.</summary>
    public async Task<IReadOnlyList<WeeklyPaper>> ListAsync(Actor actor, CancellationToken ct) =>
        await Seen(actor).OrderByDescending(p => p.Week).Take(ListedMax).ToListAsync(ct);

    /// <summary>One paper; none where there is none, or it is a draft and not for this person.</summary>
    public async Task<PaperView?> FindAsync(string week, Actor actor, CancellationToken ct) =>
        await Seen(actor).SingleOrDefaultAsync(p => p.Week == week, ct) is { } paper
            ? new(paper, JsonSerializer.Deserialize<WeekFigures>(paper.Figures, JsonSettings.Options)!)
            : null;

    /// <summary>Publishes a draft with what to train next.</summary>
    public async Task<Result> PublishAsync(string week, string advice, Actor actor, CancellationToken ct)
    {
        await db.BeginAsync(ct);
        await db.LockAsync("weekly-paper", ct);
        var paper = await db.Set<WeeklyPaper>().SingleOrDefaultAsync(p => p.Week == week, ct);
        if (paper is null)
        {
            return PaperErrors.NotFound;
        }

        if (paper.State is PaperState.Published)
        {
            return PaperErrors.Published;
        }

        if (advice.Trim().Length < PaperErrors.AdviceCharsMin)
        {
            return PaperErrors.Unread;
        }

        paper.Publish(actor.Id, advice.Trim(), clock.Now);
        journal.Record(actor, PaperActs.Published, Subject.System, week);
        await db.CommitAsync(ct);
        return Result.Success;
    }

    private IQueryable<WeeklyPaper> Seen(Actor actor)
    {
        var draftsToo = actor.May(PaperPermissions.Publish);
        return db.Set<WeeklyPaper>().AsNoTracking().Where(p => draftsToo || p.State == PaperState.Published);
    }
}
