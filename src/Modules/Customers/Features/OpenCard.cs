using FirstWindow.Customers.Contracts;
using FirstWindow.Customers.Domain;
using FirstWindow.Customers.Features.Tags;
using FirstWindow.Customers.Persistence;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Customers.Features;

/// <summary>A field as a card shows it: masked, with what is known about it.</summary>
internal sealed record FieldView(
    string Code, string Class, bool IsSensitive, string Masked, bool IsMasked, string Source, string State,
    string Purpose, string Retention, DateTimeOffset At);

/// <summary>Somebody who may act for the customer; the name is masked too.</summary>
internal sealed record ActingView(
    Guid Id, string Person, string Relation, string Scope, string Evidence, DateTimeOffset Until, bool IsInForce);

/// <summary>A consent as a card shows it.</summary>
internal sealed record ConsentView(string Purpose, string Decision, int Wording, string Channel, DateTimeOffset At);

/// <summary>A card, open.</summary>
internal sealed record CardView(
    CustomerId Id, string Kind, string Segment, string Language, string Purpose, IReadOnlyList<FieldView> Fields,
    IReadOnlyList<string> Missing, IReadOnlyList<string> Needs, IReadOnlyList<ActingView> Acting,
    IReadOnlyList<ConsentView> Consents, IReadOnlyList<CustomerContact> Timeline, bool MayBeOffered, bool IsOnHold)
{
    /// <summary>Tags this post may see.</summary>
    public IReadOnlyList<TagView> Tags { get; init; } = [];

    /// <summary>Offers, for who serves the customer now.</summary>
    public IReadOnlyList<OfferView> Offers { get; init; } = [];
}

/// <summary>
/// Opens a card: only from a contact or an approved purpose, only the fields that purpose may see, masked here on the
/// server. The look is an entry of the journal before anything is read.
/// </summary>
[Clause("A4.3.1a")]
[Clause("A4.3.3a")]
[Clause("A4.1.1")]
[Clause("B2.1.2c")]
[Clause("B3.2.2a")]
[Clause("C1.3.1")]
internal sealed class OpenCardHandler(
    Database db, CardGate gate, FieldBook fields, ConsentBook consents, Acting acting, ICustomerContacts contacts,
    TagBook tags, OfferDesk offers, JournalBook journal)
{
    public async Task<Result<CardView>> HandleAsync(
        CustomerId id, ConversationId? contact, Actor actor, CancellationToken ct)
    {
        if (await gate.FindWayAsync(id, contact, actor, ct) is not { } way
            || await db.Set<Customer>().AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, ct) is not { } customer)
        {
            return CardErrors.NotFound;
        }

        journal.Record(way.Of(actor), CardActs.Opened, Subject.Of(id));
        await db.CommitAsync(ct);
        var known = await fields.ReadAsync(id, ct);
        var shown = CardFields.All.Where(f => f.Purposes.Contains(way.Purpose)
            && (f.OnlyFor is null || f.OnlyFor == customer.Kind)).ToList();
        var views = shown.SelectMany(f => known.Where(k => k.Row.Code == f.Code).Select(k => ViewOf(f, k.Row, k.Value)))
            .ToList();
        var decided = await consents.CurrentAsync(id, ct);
        return new CardView(
            id, customer.Kind, customer.Segment, customer.Language, way.Purpose, views,
            [.. shown.Select(f => f.Code).Except(views.Select(v => v.Code))],
            CardFields.NeedsOf(known.FirstOrDefault(k => k.Row.Code == CardFields.Needs).Value ?? string.Empty),
            await acting.ListAsync(id, ct),
            [.. decided.Values
                .Select(c => new ConsentView(c.Purpose, c.Decision.ToCode(), c.Wording, c.Channel, c.At))],
            await contacts.ListAsync(id, ct),
            decided.GetValueOrDefault(ConsentPurposes.Marketing)?.Decision is ConsentDecision.Given,
            await db.Set<LegalHold>().AnyAsync(h => h.Customer == id && h.LiftedAt == null, ct))
        {
            Tags = way.Purpose != Purposes.Service ? []
                : [.. (await tags.ReadAsync(id, ct)).Where(t => actor.Roles.Any(r => t.SeenBy.Contains(r.ToCode())))],
            Offers = way.Contact is null ? [] : await offers.ReadAsync(id, way, actor, ct),
        };
    }

    private static FieldView ViewOf(CardField field, CustomerField row, string value)
    {
        var masked = field.Mask(value);
        return new(field.Code, field.Class.ToString(), field.IsSensitive, masked, masked != value, row.Source,
            row.State.ToCode(), row.Purpose, field.Retention.ToCode(), row.At);
    }
}
