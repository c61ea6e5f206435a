using System.Globalization;
using FirstWindow.Customers.Contracts;
using FirstWindow.Customers.Domain;
using FirstWindow.Customers.Persistence;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Storage;
using FirstWindow.Staff.Contracts;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Customers.Features.Tags;

/// <summary>An offer at the desk. Without a text it may not be made yet, and why says what is missing.</summary>
internal sealed record OfferView(string Code, string NameZh, string NameEn, string? TextZh, string? TextEn, string? Why)
{
    public string Name(bool inEnglish) => inEnglish ? NameEn : NameZh;

    public string? Text(bool inEnglish) => inEnglish ? TextEn : TextZh;
}

/// <summary>
/// Shows offers to the person who serves the customer, never to the customer by machine: only for a tag in force, with
/// consent, and wealth only to the certified for whom it suits. Why one is not shown is on record. What was refused
/// stays refused, in every tab and by every call.
/// </summary>
[Clause("B3.2.1c")]
[Clause("B3.2.2b")]
[Clause("C4.3.4")]
internal sealed class OfferDesk(
    Database db, CardGate gate, TagLibrary library, TagBook tags, ConsentBook consents, FieldBook fields,
    IStaffDirectory directory, PolicyBook policies, JournalBook journal, DatabaseClock clock) : ICustomerOffers
{
    public const string Told = "told";
    public const string Refused = "refused";
    private static readonly NeededCertificate Wealth = new("wealth", "wealth", "wealth", "zh", 1);

    /// <summary>The offers for a customer who is served now; each shown or withheld is an entry first.</summary>
    public async Task<IReadOnlyList<OfferView>> ReadAsync(
        CustomerId customer, Way way, Actor actor, CancellationToken ct)
    {
        var held = await tags.ReadAsync(customer, ct);
        if (held.Count == 0)
        {
            return [];
        }

        var (_, offers) = await library.FreshAsync(ct);
        var views = new List<OfferView>();
        foreach (var offer in offers.Values.Where(o => held.Any(t => t.Code == o.Tag)).OrderBy(o => o.Code))
        {
            var why = await WhyNotAsync(offer, customer, actor, ct);
            journal.Record(way.Of(actor), why is null ? OfferActs.Shown : OfferActs.Withheld, Subject.Of(customer),
                why is null ? $"offer={offer.Code}" : $"offer={offer.Code};why={why.Code}");
            if (why is null || OfferErrors.OfSuitability.Contains(why))
            {
                views.Add(why is null
                    ? new(offer.Code, offer.NameZh, offer.NameEn, offer.TextZh, offer.TextEn, null)
                    : new(offer.Code, offer.NameZh, offer.NameEn, null, null, why.Code));
            }
        }

        await db.CommitAsync(ct);
        return views;
    }

    /// <summary>Writes down that an offer was made, or that the customer does not want offers.</summary>
    public async Task<Result> SettleAsync(
        CustomerId customer, ConversationId? contact, string code, string outcome, Actor actor, CancellationToken ct)
    {
        await db.BeginAsync(ct);
        await db.LockAsync(ConsentBook.LockOf(customer), ct);
        if (await gate.FindWayAsync(customer, contact, actor, ct) is not { Contact: not null } way)
        {
            return CardErrors.NotFound;
        }

        var (_, offers) = await library.FreshAsync(ct);
        if (!offers.TryGetValue(code, out var offer))
        {
            return OfferErrors.NotFound;
        }

        return outcome == Refused ? await RefuseAsync(customer, code, way.Of(actor), ct)
            : await TellAsync(customer, offer, way.Of(actor), ct);
    }

    public async Task<(int Start, int Length)?> FindPitchAsync(
        CustomerId customer, string text, CancellationToken ct)
    {
        var (_, offers) = await library.FreshAsync(ct);
        var named = offers.Values.SelectMany(o => new[] { o.NameZh, o.NameEn })
            .Select(name => (At: text.IndexOf(name, StringComparison.OrdinalIgnoreCase), name.Length))
            .Where(n => n.At >= 0).OrderBy(n => n.At).ToList();
        return named.Count > 0 && HasRefused(await consents.CurrentAsync(customer, ct))
            ? (named[0].At, named[0].Length) : null;
    }

    private static bool HasRefused(IReadOnlyDictionary<string, Consent> decided) =>
        decided.GetValueOrDefault(ConsentPurposes.Marketing)?.Decision is ConsentDecision.Refused
            or ConsentDecision.Withdrawn;

    private async Task<Result> TellAsync(CustomerId customer, Offer offer, Actor actor, CancellationToken ct)
    {
        if (await WhyNotAsync(offer, customer, actor, ct) is { } why)
        {
            return why;
        }

        if ((await tags.ReadAsync(customer, ct)).All(t => t.Code != offer.Tag))
        {
            return OfferErrors.NotFound;
        }

        journal.Record(actor, OfferActs.Told, Subject.Of(customer), $"offer={offer.Code}");
        await db.CommitAsync(ct);
        return Result.Success;
    }

    // The customer said no to this one: that is a no to all, and to this one even if offers are wanted again one day.
    private async Task<Result> RefuseAsync(CustomerId customer, string code, Actor actor, CancellationToken ct)
    {
        if (await db.Set<OfferRefusal>().AnyAsync(r => r.Customer == customer && r.Offer == code, ct))
        {
            return Result.Success;
        }

        db.Add(new OfferRefusal
        {
            Customer = customer,
            Offer = code,
            At = clock.Now,
            RecordedBy = actor.Id,
            Contact = actor.Contact?.Value,
        });
        journal.Record(actor, OfferActs.Refused, Subject.Of(customer), $"offer={code}");
        return await consents.DecideAsync(new(customer, ConsentPurposes.Marketing, ConsentDecision.Refused, null, "web",
            actor.Contact?.Value), actor, ct);
    }

    private async Task<Error?> WhyNotAsync(Offer offer, CustomerId customer, Actor actor, CancellationToken ct)
    {
        var decided = await consents.CurrentAsync(customer, ct);
        if (HasRefused(decided)
            || await db.Set<OfferRefusal>().AnyAsync(r => r.Customer == customer && r.Offer == offer.Code, ct))
        {
            return OfferErrors.Refused;
        }

        if (decided.GetValueOrDefault(ConsentPurposes.Marketing)?.Decision is not ConsentDecision.Given)
        {
            return OfferErrors.NoConsent;
        }

        return !offer.IsWealth ? null
            : !await IsCertifiedAsync(customer, actor, ct) ? OfferErrors.NotCertified
            : await SuitabilityOfAsync(offer, customer, ct);
    }

    private async Task<bool> IsCertifiedAsync(CustomerId customer, Actor actor, CancellationToken ct)
    {
        var language = await db.Set<Customer>().Where(c => c.Id == customer).Select(c => c.Language).SingleAsync(ct);
        return await directory.FindAsync(actor.StaffId, ct) is { } card
            && card.IsCertified(Wealth with { Language = language }, clock.Now);
    }

    // Only what a document, the bank's books or a register say counts; the customer's word alone does not.
    private async Task<Error?> SuitabilityOfAsync(Offer offer, CustomerId customer, CancellationToken ct)
    {
        var row = await fields.FindRowAsync(customer, CardFields.RiskLevel, ct);
        if (row is not { State: FieldState.Verified } || row.Source == "customer"
            || await fields.OpenAsync(row, ct) is not { } level)
        {
            return OfferErrors.NotAssessed;
        }

        return row.At.AddMonths((int)policies[OfferPolicies.SuitabilityMonths]) <= clock.Now ? OfferErrors.AssessmentOld
            : int.Parse(level, CultureInfo.InvariantCulture) < offer.Risk ? OfferErrors.NotSuitable
            : null;
    }
}
