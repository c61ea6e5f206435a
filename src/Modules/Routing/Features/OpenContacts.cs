using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;
using FirstWindow.Routing.Domain;
using FirstWindow.Staff.Contracts;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Routing.Features;

/// <summary>The contacts somebody who leaves has in hand: they go back to their queues, where the certified
/// are.</summary>
internal sealed class OpenContacts(Database db, Returns returns, JournalBook journal) : IOpenWork
{
    public string Kind => "contacts";

    public Task<int> CountAsync(StaffId staff, CancellationToken ct) =>
        db.Set<Assignment>().CountAsync(a => a.Staff == staff && a.EndedAt == null, ct);

    public async Task HandOverAsync(StaffId from, StaffId successor, Actor by, CancellationToken ct)
    {
        await db.LockAsync(RoutingWorker.Lock, ct);
        foreach (var contact in await db.Set<Assignment>().Where(a => a.Staff == from && a.EndedAt == null)
            .OrderBy(a => a.ArrivedAt).ToListAsync(ct))
        {
            await returns.ReturnAsync(contact, EndReasons.Moved, null, ct);
            journal.Record(by with { Contact = contact.Conversation }, RoutingActs.Moved,
                Subject.Of(contact.Conversation), $"from={from.Value}");
        }
    }
}
