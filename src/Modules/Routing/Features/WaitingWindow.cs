using FirstWindow.Platform;
using FirstWindow.Platform.Storage;
using FirstWindow.Routing.Contracts;
using FirstWindow.Routing.Domain;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Routing.Features;

/// <summary>
/// The heads of the lanes somebody could serve, and no more: with a hundred thousand waiting a match reads as many rows
/// as there are free places. The index on queue, language, class and arrival gives them in order.
/// </summary>
internal sealed class WaitingWindow(Database db)
{
    private const int Ordinary = (int)ContactClass.Ordinary;

    /// <summary>Contacts, and the lanes of which there are more.</summary>
    public sealed record Heads(IReadOnlyList<WaitingContact> Contacts, IReadOnlySet<Lane> Cut);

    /// <summary>Reads the heads.</summary>
    /// <param name="agents">Who is free.</param>
    /// <param name="queues">The queues in force.</param>
    /// <param name="now">By the database's clock.</param>
    /// <param name="rowsMax">How many of a lane, urgent and ordinary each.</param>
    /// <param name="ct">Stops it.</param>
    public async Task<Heads> ReadAsync(
        IReadOnlyCollection<FreeAgent> agents, IReadOnlyDictionary<string, ServiceQueue> queues, DateTimeOffset now,
        int rowsMax, CancellationToken ct)
    {
        var served = agents.SelectMany(a => a.Lanes).ToHashSet();
        var contacts = new List<WaitingContact>();
        var cut = new HashSet<Lane>();
        foreach (var (queue, language) in queues.Values.OrderBy(q => q.Code, StringComparer.Ordinal)
            .SelectMany(q => q.Languages.Select(l => (q, l))))
        {
            var own = new Lane(queue.Code, language);
            Lane? helper = queue.OverflowTo is { } target ? new(target, language) : null;
            var lane = db.Set<WaitingContact>().Where(w => w.Queue == queue.Code && w.Language == language);
            if (served.Contains(own))
            {
                await AddAsync(lane.Where(w => w.Priority < Ordinary), own);
                await AddAsync(lane.Where(w => w.Priority == Ordinary), own);
            }
            else if (helper is { } from && served.Contains(from))
            {
                // Nobody waits for help who arrived later; by class, so that the index bounds what is read.
                var before = now - TimeSpan.FromSeconds(queue.OverflowAfterSeconds);
                foreach (var priority in Enum.GetValues<ContactClass>().Select(c => (int)c))
                {
                    await AddAsync(lane.Where(w => w.Priority == priority && w.ArrivedAt <= before
                        && w.QueuedAt <= before), from);
                }
            }
        }

        return new(contacts, cut);

        async Task AddAsync(IQueryable<WaitingContact> part, Lane lane)
        {
            var rows = await part.OrderBy(w => w.Priority).ThenBy(w => w.ArrivedAt).ThenBy(w => w.Conversation)
                .Take(rowsMax).ToListAsync(ct);
            contacts.AddRange(rows);
            if (rows.Count == rowsMax)
            {
                cut.Add(lane);
            }
        }
    }

    /// <summary>Who declined or missed which of these before.</summary>
    public async Task<IReadOnlySet<(ConversationId, StaffId)>> ExcludedAsync(
        IReadOnlyCollection<WaitingContact> contacts, CancellationToken ct)
    {
        var ids = contacts.Select(w => w.Conversation).ToList();
        var excluding = EndReasons.Excluding.ToList();
        return (await db.Set<Assignment>().AsNoTracking()
                .Where(a => ids.Contains(a.Conversation) && a.EndReason != null && excluding.Contains(a.EndReason))
                .Select(a => new { a.Conversation, a.Staff }).ToListAsync(ct))
            .Select(a => (a.Conversation, a.Staff)).ToHashSet();
    }
}
