using FirstWindow.Platform.Storage;
using FirstWindow.Platform.Watching;
using FirstWindow.Routing.Domain;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Routing.Features;

/// <summary>How many wait, and how long the first of them has.</summary>
internal sealed class RoutingGauges(DatabaseClock clock) : IGauges
{
    public async Task<IReadOnlyList<Gauge>> ReadAsync(Database db, CancellationToken ct)
    {
        var now = clock.Now;
        var queues = await db.Set<WaitingContact>().AsNoTracking().GroupBy(w => w.Queue)
            .Select(g => new { Queue = g.Key, Count = g.Count(), First = g.Min(w => w.ArrivedAt) }).ToListAsync(ct);
        return
        [
            new("firstwindow_waiting_contacts", "Contacts that wait for a person.", queues.Sum(q => q.Count)),
            .. queues.Select(q => new Gauge(
                "firstwindow_queue_waiting", "Contacts that wait in a queue.", q.Count, ("queue", q.Queue))),
            .. queues.Select(q => new Gauge("firstwindow_queue_longest_wait_seconds", "How long the first has waited.",
                Math.Max(0, (now - q.First).TotalSeconds), ("queue", q.Queue))),
        ];
    }
}
