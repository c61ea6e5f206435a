using FirstWindow.Customers.Domain;
using FirstWindow.Customers.Persistence;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Storage;

namespace FirstWindow.Customers.Features;

/// <summary>A field in clear, and for how many seconds a screen may show it.</summary>
internal sealed record Revealed(string Value, long Seconds);

/// <summary>
/// Shows one field in clear for a purpose. The entry of the journal is on the disk before the value is decrypted: when
/// it cannot be written, there is no value.
/// </summary>
[Clause("A4.3.1a")]
[Clause("A4.3.3a")]
[Clause("A4.2.1b")]
[Clause("A4.1.2a")]
internal sealed class RevealFieldHandler(
    Database db, CardGate gate, FieldBook fields, LookLimits limits, JournalBook journal, PolicyBook policies)
{
    public async Task<Result<Revealed>> HandleAsync(
        CustomerId customer, ConversationId? contact, string code, string? purpose, Actor actor, CancellationToken ct)
    {
        if (await gate.FindWayAsync(customer, contact, actor, ct) is not { } way)
        {
            return CardErrors.NotFound;
        }

        if (Refuse(code, purpose, way, actor) is { } fault)
        {
            return fault;
        }

        if (await limits.AdmitRevealAsync(actor, ct) is { } tooMany)
        {
            return tooMany;
        }

        if (await fields.FindRowAsync(customer, code, ct) is not { } row)
        {
            return CardErrors.NoSuchField;
        }

        await limits.WatchRevealAsync(actor, ct);
        journal.Record(
            way.Of(actor) with { Purpose = purpose }, CardActs.Revealed, Subject.Of(customer), $"field={code}");
        await db.CommitAsync(ct);
        return await fields.OpenAsync(row, ct) is { } value
            ? new Revealed(value, policies[CardPolicies.RevealSeconds])
            : CardErrors.NoSuchField;
    }

    // Without a contact only the purpose that opened the card holds; in a contact any that the service may have.
    private static Error? Refuse(string code, string? purpose, Way way, Actor actor) =>
        purpose is null || !Purposes.All.Contains(purpose) || !Purposes.IsFor(purpose, actor)
            || (way.Contact is null && purpose != way.Purpose) ? CardErrors.NoPurpose
        : CardFields.Find(code) is not { } field ? CardErrors.NoSuchField
        : field.Purposes.Contains(purpose) ? null
        : CardErrors.FieldNotForPurpose;
}
