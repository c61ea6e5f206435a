using System.Text.Json;
using FirstWindow.Customers.Contracts;
using FirstWindow.Customers.Domain;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Privacy;
using FirstWindow.Platform.Storage;
using FirstWindow.Platform.Web;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Customers.Features;

/// <summary>A line of a receipt: what went or stays, why, and until when.</summary>
internal sealed record ReceiptLine(string Class, bool IsErased, string Why, DateTimeOffset? Until);

/// <summary>
/// Erases what no law keeps: destroys the keys of every class whose term is over. A legal hold refuses. The receipt
/// says what stays, why and until when.
/// </summary>
[Clause("A4.4.3")]
internal sealed class EraseCustomerHandler(
    Database db, ICustomerContacts contacts, Erasures erasures, PolicyBook policies, DatabaseClock clock)
{
    /// <summary>Erases in the caller's transaction, which it commits.</summary>
    public async Task<Result<IReadOnlyList<ReceiptLine>>> HandleAsync(
        CustomerId id, Actor actor, CancellationToken ct)
    {
        if (await db.Set<LegalHold>().AnyAsync(h => h.Customer == id && h.LiftedAt == null, ct))
        {
            return RightsErrors.OnHold;
        }

        var customer = await db.Set<Customer>().SingleAsync(c => c.Id == id, ct);
        var now = clock.Now;
        var conversationYears = (int)policies[RightsPolicies.ConversationYears];
        var words = await contacts.FindKeysAsync(id, now.AddYears(-conversationYears), ct);
        if (words.IsAnyOpen)
        {
            return RightsErrors.Unfinished;
        }

        var identityUntil = customer.EndedAt?.AddYears((int)policies[RightsPolicies.IdentityYears]);
        var wordsUntil = words.LastClosed?.AddYears(conversationYears);
        List<RetentionClass> classes = [RetentionClass.Profile];
        List<Guid> keys = [.. words.Over];
        if (customer.ProfileKeyId is { } profile)
        {
            keys.Add(profile);
        }

        if (wordsUntil is null)
        {
            classes.Add(RetentionClass.Conversation);
        }

        if (identityUntil <= now)
        {
            classes.Add(RetentionClass.Identity);
            keys.Add(customer.KeyId);
        }

        IReadOnlyList<ReceiptLine> receipt =
        [
            new("profile", true, "erased", null),
            new("conversation", wordsUntil is null, wordsUntil is null ? "erased" : "legal-term", wordsUntil),
            new("identity", identityUntil <= now, identityUntil <= now ? "erased"
                : customer.EndedAt is null ? "relation-lasts" : "legal-term", identityUntil > now ? identityUntil : null),
        ];
        await erasures.RunAsync(new(Guid.CreateVersion7(), id.Value, now, classes, keys),
            JsonSerializer.Serialize(receipt, JsonSettings.Options), actor, ct);
        return new(receipt, null);
    }
}

/// <summary>Takes away what of a customer is readable without a key.</summary>
internal sealed class EraseCustomerRows(Database db) : IErasureStep
{
    public async Task EraseAsync(Erasure erasure, CancellationToken ct)
    {
        var id = new CustomerId(erasure.Subject);
        var codes = CardFields.All.Where(f => erasure.Classes.Contains(f.Retention)).Select(f => f.Code).ToList();
        await db.Set<CustomerField>().Where(f => f.Customer == id && codes.Contains(f.Code)).ExecuteDeleteAsync(ct);
        await db.Set<CustomerLookup>().Where(l => l.Customer == id && codes.Contains(l.Code)).ExecuteDeleteAsync(ct);
        await db.Set<Customer>().Where(c => c.Id == id)
            .ExecuteUpdateAsync(c => c.SetProperty(x => x.ProfileKeyId, (Guid?)null), ct);
        if (erasure.Classes.Contains(RetentionClass.Profile))
        {
            await db.Set<CustomerTag>().Where(t => t.Customer == id).ExecuteDeleteAsync(ct);
        }

        if (erasure.Classes.Contains(RetentionClass.Identity))
        {
            await db.Set<OfferRefusal>().Where(r => r.Customer == id).ExecuteDeleteAsync(ct);
            var gone = $"erased-{id.Value:n}";
            await db.Set<ActingPerson>().Where(a => a.Customer == id).ExecuteDeleteAsync(ct);
            await db.Set<Customer>().Where(c => c.Id == id).ExecuteUpdateAsync(
                c => c.SetProperty(x => x.Reference, gone).SetProperty(x => x.Segment, "erased"), ct);
        }
    }
}
