using System.Globalization;
using FirstWindow.Customers.Contracts;
using FirstWindow.Customers.Domain;
using FirstWindow.Customers.Persistence;
using FirstWindow.Platform;
using FirstWindow.Platform.Calendar;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Customers.Features;

/// <summary>Finds customers; fields leave it masked.</summary>
[Clause("A4.4.1")]
internal sealed class CustomerRegister(
    Database db, CustomerTokens tokens, FieldBook fields, ConsentBook consents, DatabaseClock clock) : ICustomers
{
    private static readonly string[] Addresses = ["先生", "女士", "小姐", "太太", "老师", "经理"];

    public async Task<Result<CustomerId?>> LookByTokenAsync(string token, CancellationToken ct)
    {
        if (await tokens.CheckAsync(token) is not { } claim
            || await db.Set<UsedToken>().AnyAsync(t => t.Jti == claim.Jti, ct))
        {
            return CustomerErrors.BadToken;
        }

        return await FindByReferenceAsync(claim.Subject, ct);
    }

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

    public async Task<CustomerId?> FindByReferenceAsync(string reference, CancellationToken ct) =>
        await db.Set<Customer>().Where(c => c.Reference == reference).Select(c => (CustomerId?)c.Id)
            .SingleOrDefaultAsync(ct);

    public async Task<MaskedCustomer?> FindMaskedAsync(CustomerId id, CancellationToken ct)
    {
        var customer = await db.Set<Customer>().AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, ct);
        if (customer is null)
        {
            return null;
        }

        var known = (await fields.ReadAsync(id, ct)).ToDictionary(f => f.Row.Code, f => f.Value);
        var now = clock.Now;
        return new(
            id, customer.Kind, customer.Segment, customer.Language,
            Masks.Name(known.GetValueOrDefault(CardFields.Name, string.Empty)), MaskedOf(known, CardFields.Phone),
            MaskedOf(known, CardFields.CardLast4), known.TryGetValue(CardFields.BirthYear, out var year)
                ? BankCalendar.DateOf(now).Year - int.Parse(year, CultureInfo.InvariantCulture) : null)
        {
            Needs = CardFields.NeedsOf(known.GetValueOrDefault(CardFields.Needs, string.Empty)),
            IsActedFor = await db.Set<ActingPerson>()
                .AnyAsync(a => a.Customer == id && a.EndedAt == null && a.Until > now, ct),
            MayBeOffered = await consents.IsGivenAsync(id, ConsentPurposes.Marketing, ct),
        };
    }

    public async Task<IReadOnlyList<string>> FindWordsToCoverAsync(CustomerId id, CancellationToken ct) =>
        [.. (await fields.ReadAsync(id, ct))
            .Where(f => f.Row.Code != CardFields.Needs && CardFields.Find(f.Row.Code)?.Class is DataClass.C2)
            .Select(f => f.Value)];

    public async Task<(int Start, int Length)?> FindBareNameAsync(CustomerId id, string text, CancellationToken ct)
    {
        if (!await db.Set<Customer>().AnyAsync(c => c.Id == id && c.Kind == "person", ct))
        {
            return null;
        }

        var name = (await fields.ReadAsync(id, ct)).FirstOrDefault(f => f.Row.Code == CardFields.Name).Value;
        var at = name is { Length: > 1 } ? text.IndexOf(name, StringComparison.Ordinal) : -1;
        return at < 0 || Addresses.Any(a => text[(at + name!.Length)..].StartsWith(a, StringComparison.Ordinal))
            ? null : (at, name!.Length);
    }

    private static string? MaskedOf(Dictionary<string, string> known, string code) =>
        known.TryGetValue(code, out var value) ? CardFields.Find(code)!.Mask(value) : null;

    // A customer the bank vouches for but who has never written: the rest is learnt later, with consent.
    private Customer Make(string reference) =>
        fields.Add(new(reference, string.Empty, "person", "mass", "zh", null, null, null));
}
