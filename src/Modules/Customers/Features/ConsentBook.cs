using FirstWindow.Customers.Domain;
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
internal sealed class ConsentBook(Database db, JournalBook journal, ConsentWordings wordings, DatabaseClock clock)
{
    /// <summary>The last decision on each purpose there is one on.</summary>
    public async Task<IReadOnlyDictionary<string, Consent>> CurrentAsync(CustomerId customer, CancellationToken ct) =>
        (await db.Set<Consent>().AsNoTracking().Where(c => c.Customer == customer).OrderBy(c => c.At).ThenBy(c => c.Id)
            .ToListAsync(ct)).GroupBy(c => c.Purpose).ToDictionary(g => g.Key, g => g.Last());

    /// <summary>Whether a consent is in force.</summary>
    public async Task<bool> IsGivenAsync(CustomerId customer, string purpose, CancellationToken ct) =>
        (await CurrentAsync(customer, ct)).GetValueOrDefault(purpose)?.Decision is ConsentDecision.Given;

    /// <summary>Writes a decision down in a transaction of its own.</summary>
    public async Task<Result> DecideAsync(Decide request, Actor actor, CancellationToken ct)
    {
        if (!ConsentPurposes.All.Contains(request.Purpose))
        {
            return ConsentErrors.NoSuchPurpose;
        }

        await db.BeginAsync(ct);
        await db.LockAsync($"consent:{request.Customer.Value:n}", ct);
        var last = (await CurrentAsync(request.Customer, ct)).GetValueOrDefault(request.Purpose);
        if (Refuse(request, actor, last) is { } fault)
        {
            return fault;
        }

        if (last?.Decision != request.Decision)
        {
            Add(request, actor);
            await db.CommitAsync(ct);
        }

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
