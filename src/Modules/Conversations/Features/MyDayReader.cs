using FirstWindow.Conversations.Domain;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Calendar;
using FirstWindow.Platform.Promises;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Conversations.Features;

/// <summary>An agent's own figures of the day; none where there is nothing to count.</summary>
/// <param name="Served">Contacts the agent closed with a record today.</param>
/// <param name="FirstReplySeconds">Mean time of those from asking for a person to the agent's first message.</param>
/// <param name="PromisesKept">Promises to those customers, made since they asked for a person, that were kept.</param>
/// <param name="PromisesEnded">The same, kept and broken together.</param>
/// <param name="Rating">Mean rating of those contacts.</param>
/// <param name="Rated">How many of them were rated.</param>
internal sealed record MyDay(
    int Served, double? FirstReplySeconds, int PromisesKept, int PromisesEnded, double? Rating, int Rated);

/// <summary>Counts an agent's own day.</summary>
[Clause("B0.0.1")]
internal sealed class MyDayReader(Database db, DatabaseClock clock)
{
    private const int ContactsMax = 500;

    public async Task<MyDay> ReadAsync(Actor actor, CancellationToken ct)
    {
        var since = BankCalendar.EndOf(BankCalendar.DateOf(clock.Now).AddDays(-1));
        StaffId? me = actor.StaffId;
        var served = await db.Set<WrapUp>().AsNoTracking().Where(w => w.Staff == me && w.At >= since)
            .OrderByDescending(w => w.At).Take(ContactsMax).Select(w => w.Conversation).ToListAsync(ct);
        if (served.Count == 0)
        {
            return new(0, null, 0, 0, null, 0);
        }

        var askedAt = await db.Set<Conversation>().AsNoTracking()
            .Where(c => served.Contains(c.Id) && c.WaitingSince != null)
            .ToDictionaryAsync(c => c.Id, c => c.WaitingSince!.Value, ct);
        var about = served.Select(c => c.Value).ToList();
        var promises = (await db.Set<Promise>().AsNoTracking()
            .Where(p => about.Contains(p.About) && (p.State == PromiseState.Kept || p.State == PromiseState.Broken))
            .Select(p => new { p.About, p.MadeAt, p.State }).ToListAsync(ct))
            .Where(p => askedAt.TryGetValue(new(p.About), out var asked) && p.MadeAt >= asked).ToList();
        var ratings = await db.Set<Rating>().Where(r => served.Contains(r.Conversation)).Select(r => r.Score)
            .ToListAsync(ct);
        var waits = await FirstRepliesAsync(served, askedAt, actor, ct);
        return new(served.Count, waits.Count == 0 ? null : waits.Average(),
            promises.Count(p => p.State is PromiseState.Kept), promises.Count,
            ratings.Count == 0 ? null : ratings.Average(), ratings.Count);
    }

    private async Task<List<double>> FirstRepliesAsync(
        List<ConversationId> served, Dictionary<ConversationId, DateTimeOffset> askedAt, Actor actor,
        CancellationToken ct)
    {
        var mine = await db.Set<ConversationEvent>().AsNoTracking()
            .Where(e => served.Contains(e.Conversation) && e.Author == actor.Id && e.Kind == (int)EventKind.Message)
            .Select(e => new { e.Conversation, e.Seq, e.At }).ToListAsync(ct);
        return [.. mine.GroupBy(e => e.Conversation).Select(g => g.MinBy(e => e.Seq)!)
            .Where(first => askedAt.ContainsKey(first.Conversation))
            .Select(first => (first.At - askedAt[first.Conversation]).TotalSeconds)];
    }
}
