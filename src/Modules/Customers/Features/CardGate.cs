using FirstWindow.Customers.Contracts;
using FirstWindow.Customers.Domain;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Customers.Features;

/// <summary>What leads to a card: a contact in the own hands, or an approved purpose for a few minutes.</summary>
internal sealed record Way(string Purpose, ConversationId? Contact)
{
    /// <summary>The actor as the journal sees this look.</summary>
    public Actor Of(Actor actor) => actor with { Purpose = Purpose, Contact = Contact };
}

/// <summary>
/// Decides whether somebody may be at a card at all. Every page, call and form about one customer asks here, so that
/// "no such customer" and "not yours" are one answer everywhere.
/// </summary>
[Clause("A4.3.1a")]
[Clause("A4.2.1c")]
internal sealed class CardGate(Database db, ICustomerContacts contacts, DatabaseClock clock)
{
    /// <summary>The way that leads here now; none when there is none, or no such customer.</summary>
    public async Task<Way?> FindWayAsync(
        CustomerId customer, ConversationId? contact, Actor actor, CancellationToken ct)
    {
        if (contact is { } stated && await contacts.FindCustomerAsync(stated, actor.StaffId, ct) == customer)
        {
            return new(Purposes.Service, contact);
        }

        var now = clock.Now;
        var staff = actor.StaffId;
        var glass = await db.Set<BrokenGlass>().AsNoTracking()
            .Where(g => g.Staff == staff && g.Customer == customer && g.Until > now)
            .OrderByDescending(g => g.At).FirstOrDefaultAsync(ct);
        return glass is null ? null : new(glass.Purpose, null);
    }
}
