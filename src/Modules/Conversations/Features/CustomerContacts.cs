using FirstWindow.Conversations.Domain;
using FirstWindow.Customers.Contracts;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Conversations.Features;

/// <summary>What conversations tell about customers: whose contact is in whose hands, when words end.</summary>
internal sealed class CustomerContacts(Database db) : ICustomerContacts
{
    private const int RowsMax = 50;

    public Task<CustomerId?> FindCustomerAsync(ConversationId contact, StaffId servedBy, CancellationToken ct) =>
        db.Set<Conversation>()
            .Where(c => c.Id == contact && c.Agent == servedBy && c.State != ConversationState.Closed)
            .Select(c => c.Customer).SingleOrDefaultAsync(ct);

    public Task<ConversationId?> FindContactAsync(CustomerId customer, StaffId servedBy, CancellationToken ct) =>
        db.Set<Conversation>()
            .Where(c => c.Customer == customer && c.Agent == servedBy && c.State != ConversationState.Closed)
            .OrderByDescending(c => c.CreatedAt).Select(c => (ConversationId?)c.Id).FirstOrDefaultAsync(ct);

    public async Task<IReadOnlyList<CustomerContact>> ListAsync(CustomerId customer, CancellationToken ct)
    {
        var rows = await db.Set<Conversation>().AsNoTracking().Where(c => c.Customer == customer)
            .OrderByDescending(c => c.CreatedAt).Take(RowsMax).ToListAsync(ct);
        var ids = rows.Select(c => c.Id).ToList();
        var records = await db.Set<WrapUp>().AsNoTracking().Where(w => ids.Contains(w.Conversation))
            .Select(w => new { w.Conversation, w.Category, w.Outcome }).ToDictionaryAsync(w => w.Conversation, ct);
        var ratings = await db.Set<Rating>().AsNoTracking().Where(r => ids.Contains(r.Conversation))
            .ToDictionaryAsync(r => r.Conversation, r => r.Score, ct);
        return [.. rows.Select(c => new CustomerContact(c.Id, c.Reference, c.Channel, c.CreatedAt, c.State.ToCode(),
            records.GetValueOrDefault(c.Id)?.Category, records.GetValueOrDefault(c.Id)?.Outcome,
            ratings.TryGetValue(c.Id, out var score) ? score : null))];
    }

    public async Task<(IReadOnlyList<Guid> Over, DateTimeOffset? LastClosed, bool IsAnyOpen)> FindKeysAsync(
        CustomerId customer, DateTimeOffset closedBefore, CancellationToken ct)
    {
        var all = await db.Set<Conversation>().AsNoTracking().Where(c => c.Customer == customer)
            .Select(c => new { c.KeyId, c.ClosedAt }).ToListAsync(ct);
        return ([.. all.Where(c => c.ClosedAt < closedBefore).Select(c => c.KeyId)],
            all.Where(c => c.ClosedAt >= closedBefore).Max(c => c.ClosedAt), all.Any(c => c.ClosedAt is null));
    }
}
