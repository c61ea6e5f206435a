using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Bank;
using FirstWindow.Platform.Calendar;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Storage;
using FirstWindow.Routing.Contracts;
using FirstWindow.Routing.Domain;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Routing.Features;

/// <summary>
/// Nobody waits without a word: who has waited too long, or still waits when the hours of service are over, is given a
/// promise and keeps the place. Nothing is dropped.
/// </summary>
[Clause("C2.4.2a")]
internal sealed class LongWaits(
    Database db, IContactDesk desk, JournalBook journal, PolicyBook policies, BankBook bank, CalendarBook calendar,
    DatabaseClock clock)
{
    private const int TogetherMax = 100;

    /// <summary>Promises an answer to all whose time is over; part of the caller's transaction.</summary>
    public async Task PromiseAsync(CancellationToken ct)
    {
        var now = clock.Now;
        var wait = policies.Seconds(RoutingPolicies.WaitMax);
        var isOpen = OpeningHours.IsOpen(bank.Current, now, calendar.Current);
        var grace = policies.Seconds(RoutingPolicies.ClosingGrace);
        var before = now - (isOpen || grace > wait ? wait : grace);
        foreach (var contact in await db.Set<WaitingContact>()
            .Where(w => w.PromisedAt == null && w.QueuedAt <= before).OrderBy(w => w.QueuedAt).Take(TogetherMax)
            .ToListAsync(ct))
        {
            contact.PromisedAt = now;
            journal.Record(Actor.System, RoutingActs.NobodyCame, Subject.Of(contact.Conversation),
                isOpen ? "waited-too-long" : "closed");
            await desk.NobodyCameAsync(contact.Conversation, ct);
        }
    }
}
