using FirstWindow.Customers.Domain;
using FirstWindow.Customers.Features.Tags;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Customers.Features;

/// <summary>A word of the customer on a purpose, as it came in.</summary>
internal sealed record Decide(
    CustomerId Customer, string Purpose, ConsentDecision Decision, int? Wording, string Channel, Guid? Evidence);

/// <summary>
/// Keeps what customers agreed to. The last decision holds; nothing is ever changed. Withdrawing needs one call less
/// than giving: no wording has to be read for it.
/// </summary>
[Clause("A4.1.2b")]
[Clause("A4.1.2c")]
[Clause("C4.3.4")]
internal sealed class ConsentBook(
    Database db, JournalBook journal, ConsentWordings wordings, TagEnds tags, DatabaseClock clock)
{
    /// <summary>What is locked while a customer's consents, or what rests on them, change.</summary>
    public static string LockOf(CustomerId customer) => $"consent:{customer.Value:n}";

    /// <summary>The last decision on each purpose there is one on.</summary>
    public async Task<IReadOnlyDictionary<string, Consent>> CurrentAsync(CustomerId customer, CancellationToken ct) =>
        (await db.Set<Consent>().AsNoTracking().Where(c => c.Customer == customer).OrderBy(c => c.At).ThenBy(c => c.Id)
            .ToListAsync(ct)).GroupBy(c => c.Purpose).ToDictionary(g => g.Key, g => g.Last());

    /// <summary>Whether a consent is in force.</summary>
    public async Task<bool> IsGivenAsync(CustomerId customer, string purpose, CancellationToken ct) =>
        (await CurrentAsync(customer, ct)).GetValueOrDefault(purpose)?.Decision is ConsentDecision.Given;

    /// <summary>Writes a decision down, with what the caller has begun, and commits.</summary>
    public async Task<Result> DecideAsync(Decide request, Actor actor, CancellationToken ct)
    {
        if (!ConsentPurposes.All.Contains(request.Purpose))
        {
            return ConsentErrors.NoSuchPurpose;
        }

        await db.BeginAsync(ct);
        await db.LockAsync(LockOf(request.Customer), ct);
        var last = (await CurrentAsync(request.Customer, ct)).GetValueOrDefault(request.Purpose);
        if (Refuse(request, actor, last) is { } fault)
        {
            return fault;
        }

        if (last?.Decision != request.Decision)
        {
            Add(request, actor);
            if (request.Decision is not ConsentDecision.Given)
            {
                await tags.EndConsentAsync(request.Customer, request.Purpose, actor, ct);
            }
        }

        await db.CommitAsync(ct);
        return Result.Success;
    }

    private Error? Refuse(Decide request, Actor actor, Consent? last)
    {
        if (!ConsentPurposes.Channels.Contains(request.Channel)
            || (actor.Kind is not ActorKind.Customer && request.Evidence is null))
        {
            return ConsentErrors.BadChannel;
        }

        return request.Decision switch
        {
            ConsentDecision.Given when request.Purpose == ConsentPurposes.Marketing
                && last?.Decision is ConsentDecision.Refused or ConsentDecision.Withdrawn
                && actor.Kind is not ActorKind.Customer => ConsentErrors.RefusedForGood,
            ConsentDecision.Given when request.Wording != wordings.CurrentOf(request.Purpose) =>
                ConsentErrors.OldWording,
            ConsentDecision.Withdrawn when last is null => ConsentErrors.NothingToWithdraw,
            _ => null,
        };
    }

    private void Add(Decide request, Actor actor)
    {
        db.Add(new Consent
        {
            Customer = request.Customer,
            Purpose = request.Purpose,
            Decision = request.Decision,
            Wording = request.Wording ?? wordings.CurrentOf(request.Purpose),
            Channel = request.Channel,
            Evidence = request.Evidence,
            RecordedBy = actor.Kind is ActorKind.Customer ? null : actor.Id,
            At = clock.Now,
        });
        var act = request.Decision switch
        {
            ConsentDecision.Given => ConsentActs.Given,
            ConsentDecision.Refused => ConsentActs.Refused,
            _ => ConsentActs.Withdrawn,
        };
        journal.Record(actor, act, Subject.Of(request.Customer),
            $"purpose={request.Purpose};wording={request.Wording};channel={request.Channel}");
    }
}
