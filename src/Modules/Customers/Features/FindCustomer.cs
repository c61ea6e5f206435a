using FirstWindow.Customers.Contracts;
using FirstWindow.Customers.Domain;
using FirstWindow.Customers.Persistence;
using FirstWindow.Packs.Contracts;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Calendar;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Privacy;
using FirstWindow.Platform.Promises;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Customers.Features;

/// <summary>A customer one is serving, found by a number.</summary>
internal sealed record FoundCustomer(MaskedCustomer Customer, ConversationId Contact);

/// <summary>
/// Finds a customer by a number, among those one is serving only. A stranger's number and nobody's give the same empty
/// list: nothing here tells whether somebody has an account.
/// </summary>
[Clause("A4.4.1")]
[Clause("A4.3.3a")]
internal sealed class FindCustomerHandler(
    Database db, FieldBook fields, ICustomers customers, ICustomerContacts contacts, JournalBook journal)
{
    public static readonly IReadOnlyList<string> Ways = ["reference", .. FieldBook.LookupCodes];

    public async Task<Result<IReadOnlyList<FoundCustomer>>> HandleAsync(
        string by, string value, Actor actor, CancellationToken ct)
    {
        if (!Ways.Contains(by) || value.Trim().Length is < 2 or > 40)
        {
            return CardErrors.BadLookup;
        }

        journal.Record(actor with { Purpose = Purposes.Service }, CardActs.Searched, Subject.System, $"by={by}");
        await db.CommitAsync(ct);
        var found = await fields.FindCustomerAsync(by, value.Trim(), ct) ?? CustomerId.From(Guid.Empty);
        var contact = await contacts.FindContactAsync(found, actor.StaffId, ct);
        return contact is { } mine && await customers.FindMaskedAsync(found, ct) is { } masked
            ? new[] { new FoundCustomer(masked, mine) }
            : Array.Empty<FoundCustomer>();
    }
}

/// <summary>Asks to open a card that no contact of one's own leads to.</summary>
internal sealed record BreakGlass(string By, string Value, string? Purpose, string? Reason);

/// <summary>Opens a card for a few minutes on an approved purpose and a reason. Somebody else is owed a second look:
/// a promise.</summary>
[Clause("A4.3.1a")]
[Clause("A4.3.1b")]
internal sealed class BreakGlassHandler(
    Database db, FieldBook fields, SubjectKeys keys, LookLimits limits, PromiseBook promises, CalendarBook calendar,
    PolicyBook policies, ILivePacks packs, JournalBook journal, DatabaseClock clock)
{
    public async Task<Result<CustomerId>> HandleAsync(BreakGlass request, Actor actor, CancellationToken ct)
    {
        var reason = packs.Current.Blot(request.Reason?.Trim() ?? string.Empty).Text;
        if (!Purposes.ForBreakingGlass.Contains(request.Purpose ?? string.Empty)
            || !Purposes.IsFor(request.Purpose!, actor) || reason.Length is < 10 or > 500)
        {
            return CardErrors.NoReason;
        }

        if (!FindCustomerHandler.Ways.Contains(request.By) || request.Value.Trim().Length is < 2 or > 40)
        {
            return CardErrors.BadLookup;
        }

        await db.BeginAsync(ct);
        await db.LockAsync($"looks:{actor.Id:n}", ct);
        if (await limits.AdmitLookAsync(actor, ct) is { } tooMany)
        {
            return tooMany;
        }

        if (await fields.FindCustomerAsync(request.By, request.Value.Trim(), ct) is not { } id
            || await db.Set<Customer>().SingleOrDefaultAsync(c => c.Id == id, ct) is not { } customer)
        {
            return CardErrors.NotFound;
        }

        await keys.LoadAsync(customer.KeyId, ct);
        var now = clock.Now;
        var glassId = Guid.CreateVersion7();
        db.Add(new BrokenGlass
        {
            Id = glassId,
            Customer = id,
            Staff = actor.StaffId,
            Purpose = request.Purpose!,
            Reason = keys.Encrypt(customer.KeyId, reason, glassId),
            At = now,
            Until = now.AddMinutes(policies[CardPolicies.GlassMinutes]),
        });
        promises.Make(CardPromises.SecondLook, new("broken-glass", glassId), null,
            calendar.Current.DueAfterWorkdays(now, (int)policies[CardPolicies.SecondLookDays]));
        journal.Record(actor with { Purpose = request.Purpose }, CardActs.GlassBroken, Subject.Of(id),
            $"look={glassId:n}");
        await limits.WatchLookAsync(customer, glassId, actor, ct);
        await db.CommitAsync(ct);
        return id;
    }
}

/// <summary>A look without a contact, for who reviews it.</summary>
internal sealed record LookView(
    Guid Id, Guid Staff, string Purpose, string Reason, DateTimeOffset At, int Revealed, Guid? ReviewedBy,
    bool? IsJustified);

/// <summary>The second look at looks without a contact, never one's own.</summary>
[Clause("A4.3.1b")]
internal sealed class LookReviews(
    Database db, SubjectKeys keys, PromiseBook promises, Alarms alarms, JournalBook journal, DatabaseClock clock)
{
    private const int RowsMax = 100;

    /// <summary>The latest looks, those not reviewed first. Confidential purposes are compliance's.</summary>
    public async Task<IReadOnlyList<LookView>> ListAsync(Actor actor, CancellationToken ct)
    {
        var rows = await db.Set<BrokenGlass>().AsNoTracking().OrderBy(g => g.ReviewedAt != null)
            .ThenByDescending(g => g.At).Take(RowsMax).ToListAsync(ct);
        var views = new List<LookView>();
        foreach (var g in rows.Where(g => Purposes.IsFor(g.Purpose, actor)))
        {
            var revealed = await db.Set<JournalEntry>().CountAsync(e => e.Subject == g.Customer.Value
                && e.Act == CardActs.Revealed.Code && e.Actor == g.Staff.Value && e.At >= g.At && e.At <= g.Until, ct);
            views.Add(new(g.Id, g.Staff.Value, g.Purpose, await keys.DecryptAsync(g.Reason, g.Id, ct) ?? string.Empty,
                g.At, revealed, g.ReviewedBy?.Value, g.IsJustified));
        }

        return views;
    }

    /// <summary>Says whether a look was right.</summary>
    public async Task<Result> ReviewAsync(Guid id, bool isJustified, Actor actor, CancellationToken ct)
    {
        await db.BeginAsync(ct);
        if (await db.FindForUpdateAsync<BrokenGlass>("broken_glass", id, ct) is not { } look
            || !Purposes.IsFor(look.Purpose, actor))
        {
            return CardErrors.NotFound with { Clause = null };
        }

        if (look.Staff == actor.StaffId)
        {
            return CardErrors.OwnLook;
        }

        if (look.ReviewedAt is not null)
        {
            return CardErrors.Reviewed;
        }

        (look.ReviewedBy, look.ReviewedAt, look.IsJustified) = (actor.StaffId, clock.Now, isJustified);
        if (await promises.FindOpenAsync(CardPromises.SecondLook, new("broken-glass", id), ct) is { } promise)
        {
            promises.End(promise, actor);
        }

        journal.Record(actor, CardActs.LookReviewed, Subject.Of(look.Customer),
            $"look={id:n};justified={(isJustified ? "yes" : "no")}");
        await db.CommitAsync(ct);
        if (!isJustified)
        {
            alarms.Raise("customers.look-unjustified", "A look at a customer's card was found to be without a right reason.");
        }

        return Result.Success;
    }
}
