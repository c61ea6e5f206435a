using FirstWindow.Conversations.Domain;
using FirstWindow.Platform;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Promises;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Conversations.Features.Weekly;

/// <summary>How often something occurred.</summary>
public sealed record Counted(string Code, int Count);

/// <summary>Contacts of one category, with their mean rating (none when nobody rated).</summary>
public sealed record CategoryFigure(string Category, int Count, double? Rating);

/// <summary>The figures of a span of days; every one is of contacts closed in it.</summary>
/// <param name="From">First day.</param>
/// <param name="To">Last day.</param>
/// <param name="Contacts">Contacts closed.</param>
/// <param name="Contained">Of them, those in which nobody asked for a person.</param>
/// <param name="LeftWaiting">Those who asked for a person and left before one wrote.</param>
/// <param name="FirstReplyMedian">Seconds from asking for a person to that person's first message; half took
/// longer.</param>
/// <param name="FirstReplyP90">The same; one in ten took longer.</param>
/// <param name="PromisesKept">Promises due in the span that were kept.</param>
/// <param name="PromisesBroken">Those that were not.</param>
/// <param name="Rating">Mean rating, 1 to 5.</param>
/// <param name="Rated">How many were rated.</param>
/// <param name="RatedLow">How many of them with 1 or 2.</param>
/// <param name="Categories">The ten commonest categories.</param>
/// <param name="HandedOver">Articles after which a person was asked for, the ten commonest.</param>
/// <param name="RulesStopped">Clauses for which a reply was stopped before it was sent, the ten commonest.</param>
public sealed record WeekFigures(
    DateOnly From, DateOnly To, int Contacts, int Contained, int LeftWaiting, double? FirstReplyMedian,
    double? FirstReplyP90, int PromisesKept, int PromisesBroken, double? Rating, int Rated, int RatedLow,
    IReadOnlyList<CategoryFigure> Categories, IReadOnlyList<Counted> HandedOver, IReadOnlyList<Counted> RulesStopped);

/// <summary>Counts a span of days.</summary>
internal sealed class WeekReader(Database db)
{
    private const int Top = 10;
    private const int LowRating = 2;

    public async Task<WeekFigures> ReadAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken ct)
    {
        var closed = db.Set<Conversation>().AsNoTracking().Where(c => c.ClosedAt >= from && c.ClosedAt < to);
        var contacts = await closed.CountAsync(ct);
        var contained = await closed.CountAsync(c => c.WaitingSince == null, ct);
        var asked = await AskedAsync(closed, ct);
        var waits = asked.Where(a => a.Seconds is not null).Select(a => a.Seconds!.Value).Order().ToList();
        var promises = await db.Set<Promise>().AsNoTracking().Where(p => p.DueAt >= from && p.DueAt < to)
            .GroupBy(p => p.State).Select(g => new { g.Key, Count = g.Count() }).ToListAsync(ct);
        var scores = await closed.Join(db.Set<Rating>(), c => c.Id, r => r.Conversation, (_, r) => r.Score)
            .GroupBy(s => s).Select(g => new { Score = g.Key, Count = g.Count() }).ToListAsync(ct);
        var rated = scores.Sum(s => s.Count);
        return new(
            FirstWindow.Platform.Calendar.BankCalendar.DateOf(from),
            FirstWindow.Platform.Calendar.BankCalendar.DateOf(to.AddTicks(-1)),
            contacts, contained, asked.Count(a => a.Seconds is null), At(waits, 0.5), At(waits, 0.9),
            promises.Where(p => p.Key is PromiseState.Kept).Sum(p => p.Count),
            promises.Where(p => p.Key is PromiseState.Broken).Sum(p => p.Count),
            rated == 0 ? null : scores.Sum(s => (double)s.Score * s.Count) / rated, rated,
            scores.Where(s => s.Score <= LowRating).Sum(s => s.Count),
            await CategoriesAsync(closed, ct), await HandedOverAsync(closed, ct), await StoppedAsync(from, to, ct));
    }

    private async Task<List<Waited>> AskedAsync(IQueryable<Conversation> closed, CancellationToken ct)
    {
        var rows = await closed.Where(c => c.WaitingSince != null)
            .Select(c => new
            {
                c.WaitingSince,
                First = db.Set<ConversationEvent>()
                    .Where(e => e.Conversation == c.Id && e.Sender == (int)Sender.Agent
                        && e.Kind == (int)EventKind.Message)
                    .OrderBy(e => e.Seq).Select(e => (DateTimeOffset?)e.At).FirstOrDefault(),
            }).ToListAsync(ct);
        return [.. rows.Select(r => new Waited((r.First - r.WaitingSince)?.TotalSeconds))];
    }

    private async Task<List<CategoryFigure>> CategoriesAsync(IQueryable<Conversation> closed, CancellationToken ct)
    {
        var records = closed.Join(db.Set<WrapUp>(), c => c.Id, w => w.Conversation, (_, w) => w);
        var counts = await records.GroupBy(w => w.Category).Select(g => new { g.Key, Count = g.Count() })
            .OrderByDescending(g => g.Count).ThenBy(g => g.Key).Take(Top).ToListAsync(ct);
        var ratings = await records.Join(db.Set<Rating>(), w => w.Conversation, r => r.Conversation,
                (w, r) => new { w.Category, r.Score })
            .GroupBy(r => r.Category).Select(g => new { g.Key, Mean = g.Average(r => (double)r.Score) })
            .ToDictionaryAsync(g => g.Key, g => g.Mean, ct);
        return [.. counts.Select(c => new CategoryFigure(
            c.Key, c.Count, ratings.TryGetValue(c.Key, out var mean) ? mean : null))];
    }

    private static async Task<List<Counted>> HandedOverAsync(IQueryable<Conversation> closed, CancellationToken ct) =>
        [.. (await closed.Where(c => c.WaitingSince != null && c.Topic != null && !c.Topic.StartsWith("choices:"))
            .GroupBy(c => c.Topic!).Select(g => new { g.Key, Count = g.Count() })
            .OrderByDescending(g => g.Count).ThenBy(g => g.Key).Take(Top).ToListAsync(ct))
            .Select(g => new Counted(g.Key, g.Count))];

    private async Task<List<Counted>> StoppedAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken ct)
    {
        var code = ConversationErrors.ReplyBreaksRule(string.Empty, new object()).Code;
        return [.. (await db.Set<JournalEntry>().AsNoTracking()
            .Where(e => e.Act == PlatformActs.Refused.Code && e.Detail == code && e.At >= from && e.At < to)
            .Where(e => e.Clause != null)
            .GroupBy(e => e.Clause!).Select(g => new { g.Key, Count = g.Count() })
            .OrderByDescending(g => g.Count).ThenBy(g => g.Key).Take(Top).ToListAsync(ct))
            .Select(g => new Counted(g.Key, g.Count))];
    }

    private static double? At(List<double> ordered, double share) =>
        ordered.Count == 0 ? null : ordered[Math.Min((int)(ordered.Count * share), ordered.Count - 1)];

    private readonly record struct Waited(double? Seconds);
}
