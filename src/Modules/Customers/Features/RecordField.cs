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

/// <summary>A field to be written down.</summary>
internal sealed record RecordField(
    CustomerId Customer, ConversationId? Contact, string Code, string Value, string? Purpose, string? Source);

/// <summary>
/// Writes fields down: only what the purpose needs, in its form, with its source; what is sensitive only with the
/// customer's consent. A doubt is a promise to ask the customer.
/// </summary>
[Clause("A4.1.1")]
[Clause("A4.1.2a")]
[Clause("A4.1.2c")]
[Clause("A4.1.3")]
[Clause("A3.3.2")]
[Clause("B4.2.1")]
[Clause("C1.3.1")]
internal sealed class FieldDesk(
    Database db, CardGate gate, FieldBook fields, ConsentBook consents, PromiseBook promises, CalendarBook calendar,
    PolicyBook policies, ILivePacks packs, JournalBook journal, DatabaseClock clock)
{
    public static readonly IReadOnlyList<string> Sources = ["customer", "document", "bank", "register"];

    public async Task<Result> RecordAsync(RecordField request, Actor actor, CancellationToken ct)
    {
        await db.BeginAsync(ct);
        if (await gate.FindWayAsync(request.Customer, request.Contact, actor, ct) is not { } way
            || await db.FindForUpdateAsync<Customer>("customer", request.Customer.Value, ct) is not { } customer)
        {
            return CardErrors.NotFound;
        }

        if (CardFields.Find(request.Code) is not { } field)
        {
            return CardErrors.NoSuchField;
        }

        if (field.OnlyFor is { } only && only != customer.Kind)
        {
            return CardErrors.NotForKind;
        }

        var value = request.Value.Trim();
        if (Refuse(request, field, value, actor) is { } fault)
        {
            return fault;
        }

        if (field.IsSensitive && !await consents.IsGivenAsync(customer.Id, ConsentPurposes.Sensitive, ct))
        {
            return CardErrors.NeedsConsent;
        }

        if (request.Source == "customer" && field.Retention is RetentionClass.Identity
            && await DiffersAsync(customer.Id, field, value, ct))
        {
            return CardErrors.DiffersFromRecord;
        }

        var state = request.Source == "customer" ? FieldState.Unverified : FieldState.Verified;
        await fields.SaveAsync(customer, field, value, new(request.Source!, state, request.Purpose!, actor.Id), ct);
        await SettleAsync(customer.Id, field.Code, actor, ct);
        journal.Record(way.Of(actor) with { Purpose = request.Purpose }, CardActs.FieldRecorded,
            Subject.Of(customer.Id), $"field={field.Code};source={request.Source}");
        await db.CommitAsync(ct);
        return Result.Success;
    }

    /// <summary>Doubts a field: whoever doubts owes the customer the question.</summary>
    public Task<Result> DoubtAsync(
        CustomerId customer, ConversationId? contact, string code, Actor actor, CancellationToken ct) =>
        JudgeAsync(customer, contact, code, FieldState.Doubted, actor, ct);

    /// <summary>The customer said that the field is right.</summary>
    public Task<Result> ConfirmAsync(
        CustomerId customer, ConversationId? contact, string code, Actor actor, CancellationToken ct) =>
        JudgeAsync(customer, contact, code, FieldState.Verified, actor, ct);

    private Error? Refuse(RecordField request, CardField field, string value, Actor actor) =>
        request.Purpose is null || !Purposes.All.Contains(request.Purpose) || !Purposes.IsFor(request.Purpose, actor)
            ? CardErrors.NoPurpose
        : !field.Purposes.Contains(request.Purpose) ? CardErrors.FieldNotForPurpose
        : field.Code == CardFields.Needs && !field.IsWellFormed(value) ? CardErrors.NoSuchNeed
        : !field.IsWellFormed(value) || packs.Current.Blot(value).Count > 0 ? CardErrors.BadValue
        : !Sources.Contains(request.Source ?? string.Empty) ? CardErrors.BadSource
        : null;

    // Who the customer is was checked by the bank, and is not overwritten by somebody's word in a chat.
    private async Task<bool> DiffersAsync(CustomerId customer, CardField field, string value, CancellationToken ct) =>
        await fields.FindRowAsync(customer, field.Code, ct) is { State: FieldState.Verified } row
        && await fields.OpenAsync(row, ct) != value;

    private async Task<Result> JudgeAsync(
        CustomerId customer, ConversationId? contact, string code, FieldState state, Actor actor, CancellationToken ct)
    {
        await db.BeginAsync(ct);
        if (await gate.FindWayAsync(customer, contact, actor, ct) is not { } way)
        {
            return CardErrors.NotFound;
        }

        if (await fields.FindRowAsync(customer, code, ct) is not { } row)
        {
            return CardErrors.NoSuchField;
        }

        var about = AboutOf(customer, code);
        if (state is FieldState.Verified)
        {
            await SettleAsync(customer, code, actor, ct);
        }
        else if (await promises.FindOpenAsync(CardPromises.ConfirmField, about, ct) is null)
        {
            promises.Make(CardPromises.ConfirmField, about, actor.Id,
                calendar.Current.DueAfterWorkdays(clock.Now, (int)policies[CardPolicies.ConfirmDays]));
        }

        row.State = state;
        journal.Record(way.Of(actor), state is FieldState.Doubted ? CardActs.FieldDoubted : CardActs.FieldConfirmed,
            Subject.Of(customer), $"field={code}");
        await db.CommitAsync(ct);
        return Result.Success;
    }

    private async Task SettleAsync(CustomerId customer, string code, Actor actor, CancellationToken ct)
    {
        if (await promises.FindOpenAsync(CardPromises.ConfirmField, AboutOf(customer, code), ct) is { } promise)
        {
            promises.End(promise, actor);
        }
    }

    private static Subject AboutOf(CustomerId customer, string code) =>
        new("customer-field", FieldBook.ContextOf(customer, code));
}

/// <summary>An authorisation to be written down.</summary>
internal sealed record RecordActing(
    CustomerId Customer, ConversationId? Contact, string? Person, string? Relation, string? Scope, string? Evidence,
    DateOnly? Until);

/// <summary>Who may act for a customer: with name, relation, scope, evidence and an end, or not at all.</summary>
[Clause("B4.2.2d")]
internal sealed class Acting(
    Database db, CardGate gate, SubjectKeys keys, ILivePacks packs, JournalBook journal, DatabaseClock clock)
{
    public static readonly IReadOnlyList<string> Relations = ["child", "spouse", "guardian", "employee", "other"];
    public static readonly IReadOnlyList<string> Scopes = ["enquiry", "business", "all"];

    /// <summary>The authorisations, those in force first.</summary>
    public async Task<IReadOnlyList<ActingView>> ListAsync(CustomerId customer, CancellationToken ct)
    {
        var now = clock.Now;
        var views = new List<ActingView>();
        foreach (var a in await db.Set<ActingPerson>().AsNoTracking().Where(a => a.Customer == customer)
            .OrderByDescending(a => a.At).ToListAsync(ct))
        {
            views.Add(new(a.Id, Masks.Name(await keys.DecryptAsync(a.Person, a.Id, ct) ?? string.Empty), a.Relation,
                a.Scope, a.Evidence, a.Until, a.EndedAt is null && a.Until > now));
        }

        return [.. views.OrderByDescending(v => v.IsInForce)];
    }

    public async Task<Result<Guid>> RecordAsync(RecordActing request, Actor actor, CancellationToken ct)
    {
        await db.BeginAsync(ct);
        if (await gate.FindWayAsync(request.Customer, request.Contact, actor, ct) is not { } way
            || await db.FindForUpdateAsync<Customer>("customer", request.Customer.Value, ct) is not { } customer)
        {
            return CardErrors.NotFound;
        }

        if (string.IsNullOrWhiteSpace(request.Person) || string.IsNullOrWhiteSpace(request.Evidence)
            || !Relations.Contains(request.Relation ?? "") || !Scopes.Contains(request.Scope ?? "")
            || request.Until is not { } until || BankCalendar.EndOf(until) <= clock.Now)
        {
            return CardErrors.BadActing;
        }

        await keys.LoadAsync(customer.KeyId, ct);
        var id = Guid.CreateVersion7();
        db.Add(new ActingPerson
        {
            Id = id,
            Customer = customer.Id,
            Relation = request.Relation!,
            Scope = request.Scope!,
            Person = keys.Encrypt(customer.KeyId, request.Person.Trim(), id),
            Evidence = packs.Current.Blot(request.Evidence.Trim()).Text,
            Until = BankCalendar.EndOf(until),
            RecordedBy = actor.StaffId,
            At = clock.Now,
        });
        journal.Record(way.Of(actor), CardActs.ActingRecorded, Subject.Of(customer.Id),
            $"relation={request.Relation};scope={request.Scope}");
        await db.CommitAsync(ct);
        return id;
    }

    public async Task<Result> EndAsync(
        CustomerId customer, ConversationId? contact, Guid id, Actor actor, CancellationToken ct)
    {
        await db.BeginAsync(ct);
        if (await gate.FindWayAsync(customer, contact, actor, ct) is not { } way
            || await db.Set<ActingPerson>().SingleOrDefaultAsync(a => a.Id == id && a.Customer == customer, ct)
                is not { } row)
        {
            return CardErrors.NotFound;
        }

        row.EndedAt ??= clock.Now;
        journal.Record(way.Of(actor), CardActs.ActingEnded, Subject.Of(customer));
        await db.CommitAsync(ct);
        return Result.Success;
    }
}
