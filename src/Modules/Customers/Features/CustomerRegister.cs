using FirstWindow.Customers.Contracts;
using FirstWindow.Customers.Domain;
using FirstWindow.Customers.Persistence;
using FirstWindow.Platform;
using FirstWindow.Platform.Calendar;
using FirstWindow.Platform.Privacy;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Customers.Features;

/// <summary>Finds customers; fields leave it masked.</summary>
[Clause("A4.4.1")]
internal sealed class CustomerRegister(Database db, CustomerTokens tokens, SubjectKeys keys, DatabaseClock clock)
    : ICustomers
{
    public async Task<Result<CustomerId>> FindByTokenAsync(string token, CancellationToken ct)
    {
        if (await tokens.CheckAsync(token) is not { } claim)
        {
            return CustomerErrors.BadToken;
        }

        await db.BeginAsync(ct);
        await db.LockAsync("customer-token:" + claim.Jti, ct);
        if (await db.Set<UsedToken>().AnyAsync(t => t.Jti == claim.Jti, ct))
        {
            return CustomerErrors.BadToken;
        }

        db.Add(new UsedToken { Jti = claim.Jti, ExpiresAt = claim.ExpiresAt });
        var customer = await db.Set<Customer>().SingleOrDefaultAsync(c => c.Reference == claim.Subject, ct);
        if (customer is null)
        {
            customer = Make(claim.Subject);
        }

        await db.CommitAsync(ct);
        return customer.Id;
    }

    public async Task<MaskedCustomer?> FindMaskedAsync(CustomerId id, CancellationToken ct)
    {
        var customer = await db.Set<Customer>().AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, ct);
        if (customer is null)
        {
            return null;
        }

        var name = await keys.DecryptAsync(customer.Name, id.Value, ct);
        var phone = customer.Phone is null ? null : await keys.DecryptAsync(customer.Phone, id.Value, ct);
        return new(
            id, customer.Kind, customer.Segment, customer.Language, Masks.Name(name ?? string.Empty),
            phone is null ? null : Masks.Phone(phone), customer.CardLast4 is null ? null
                : Masks.Card(customer.CardLast4),
            customer.BirthYear is { } year ? BankCalendar.DateOf(clock.Now).Year - year : null);
    }

    // A customer the bank vouches for but who has never written: the rest is learnt later, with consent.
    private Customer Make(string reference) =>
        db.AddCustomer(keys, new(reference, string.Empty, "person", "mass", "zh", null, null, null));
}
