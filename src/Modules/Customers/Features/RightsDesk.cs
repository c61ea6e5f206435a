using FirstWindow.Customers.Domain;
using FirstWindow.Customers.Persistence;
using FirstWindow.Packs.Contracts;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Calendar;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Mailing;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Privacy;
using FirstWindow.Platform.Promises;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Customers.Features;

/// <summary>A request as the rights desk sees it.</summary>
internal sealed record RightsView(
    Guid Id, CustomerId Customer, string Reference, string Kind, string? Words, string State, DateTimeOffset MadeAt,
    DateTimeOffset? DueAt, string? Ground, string? Answer, DateTimeOffset? CopyUntil, bool IsOnHold);

/// <summary>
/// What customers demand over their data: every request is a promise within the term of the policy, declined only on a
/// ground of law, and a deletion is done by the desk's word, never by hand.
/// </summary>
[Clause("C2.4.1")]
internal sealed class RightsDesk(
    Database db, FieldBook fields, SubjectKeys keys, PromiseBook promises, CalendarBook calendar, PolicyBook policies,
    EraseCustomerHandler eraser, ConsentBook consents, LetterDesk letters, ILivePacks packs, JournalBook journal,
    DatabaseClock clock)
{
    private const int RowsMax = 200;

    /// <summary>A customer asks.</summary>
    public async Task<Result<Guid>> MakeAsync(
        CustomerId customer, string kind, string? words, Actor actor, CancellationToken ct)
    {
        if (!RightsKinds.All.Contains(kind))
        {
            return RightsErrors.BadKind;
        }

        await db.BeginAsync(ct);
        await db.LockAsync($"rights:{customer.Value:n}", ct);
        if (await db.Set<RightsRequest>()
            .AnyAsync(r => r.Customer == customer && r.Kind == kind && r.State == RightsState.Open, ct))
        {
            return RightsErrors.AlreadyOpen;
        }

        var owner = await db.Set<Customer>().SingleAsync(c => c.Id == customer, ct);
        await fields.LoadKeysAsync(owner, ct);
        var id = Guid.CreateVersion7();
        db.Add(new RightsRequest
        {
            Id = id,
            Customer = customer,
            Kind = kind,
            Words = string.IsNullOrWhiteSpace(words) ? null
                : keys.Encrypt(owner.KeyId, packs.Current.Blot(words.Trim()).Text, id),
            MadeAt = clock.Now,
        });
        promises.Make(RightsPromises.Request, AboutOf(id), null,
            calendar.Current.DueAfterDays(clock.Now, (int)policies[RightsPolicies.AnswerDays]));
        journal.Record(actor, RightsActs.Requested, Subject.Of(customer), $"kind={kind};request={id:n}");
        await db.CommitAsync(ct);
        return id;
    }

    /// <summary>Requests, open ones first; of one customer when one is named.</summary>
    public async Task<IReadOnlyList<RightsView>> ListAsync(CustomerId? of, CancellationToken ct)
    {
        var rows = await db.Set<RightsRequest>().AsNoTracking().WhereAsked(of is not null, r => r.Customer == of)
            .OrderBy(r => r.State != RightsState.Open).ThenByDescending(r => r.MadeAt).Take(RowsMax).ToListAsync(ct);
        var views = new List<RightsView>();
        foreach (var r in rows)
        {
            var customer = await db.Set<Customer>().AsNoTracking().SingleAsync(c => c.Id == r.Customer, ct);
            views.Add(new(r.Id, r.Customer, customer.Reference, r.Kind, await TextOfAsync(r.Words, r.Id, ct),
                r.State.ToCode(), r.MadeAt,
                (await promises.FindOpenAsync(RightsPromises.Request, AboutOf(r.Id), ct))?.DueAt,
                r.Ground, await TextOfAsync(r.Answer, r.Id, ct), r.CopyUntil,
                await db.Set<LegalHold>().AnyAsync(h => h.Customer == r.Customer && h.LiftedAt == null, ct)));
        }

        return views;
    }

    /// <summary>Does what was asked, and says so.</summary>
    public async Task<Result> FulfilAsync(Guid id, string? answer, Actor actor, CancellationToken ct)
    {
        var found = await FindOpenAsync(id, ct);
        if (found.Value is not { } request)
        {
            return found.Error!;
        }

        await EndAsync(request, RightsState.Fulfilled, answer, actor, ct);
        if (request.Kind == RightsKinds.Copy)
        {
            request.CopyUntil = clock.Now.AddDays(policies[RightsPolicies.CopyDays]);
            await TellAsync(request, ct);
        }

        if (request.Kind == RightsKinds.Delete)
        {
            await db.SaveChangesAsync(ct);
            return new((await eraser.HandleAsync(request.Customer, actor, ct)).Error);
        }

        await db.CommitAsync(ct);
        return request.Kind == RightsKinds.Withdraw
            ? await WithdrawAllAsync(request.Customer, actor, ct) : Result.Success;
    }

    /// <summary>Declines on a ground of law.</summary>
    public async Task<Result> DeclineAsync(Guid id, string? ground, string? answer, Actor actor, CancellationToken ct)
    {
        var found = await FindOpenAsync(id, ct);
        if (found.Value is not { } request)
        {
            return found.Error!;
        }

        if (!RightsKinds.Grounds.Contains(ground ?? string.Empty) || answer?.Trim().Length is not >= 10)
        {
            return RightsErrors.NoGround;
        }

        request.Ground = ground;
        await EndAsync(request, RightsState.Refused, answer, actor, ct);
        await db.CommitAsync(ct);
        return Result.Success;
    }

    private async Task<Result<RightsRequest>> FindOpenAsync(Guid id, CancellationToken ct)
    {
        await db.BeginAsync(ct);
        return await db.FindForUpdateAsync<RightsRequest>("rights_request", id, ct) is not { } request
            ? RightsErrors.NotFound
            : request.State is RightsState.Open ? request : RightsErrors.Decided;
    }

    private async Task EndAsync(
        RightsRequest request, RightsState state, string? answer, Actor actor, CancellationToken ct)
    {
        var owner = await db.Set<Customer>().SingleAsync(c => c.Id == request.Customer, ct);
        await fields.LoadKeysAsync(owner, ct);
        (request.State, request.DecidedBy, request.DecidedAt) = (state, actor.StaffId, clock.Now);
        request.Answer = string.IsNullOrWhiteSpace(answer) ? null
            : keys.Encrypt(owner.KeyId, packs.Current.Blot(answer.Trim()).Text, request.Id);
        if (await promises.FindOpenAsync(RightsPromises.Request, AboutOf(request.Id), ct) is { } promise)
        {
            promises.End(promise, actor);
        }

        journal.Record(actor with { Purpose = "rights" },
            state is RightsState.Fulfilled ? RightsActs.Fulfilled : RightsActs.Declined, Subject.Of(request.Customer),
            $"kind={request.Kind};request={request.Id:n};ground={request.Ground}");
    }

    private async Task<Result> WithdrawAllAsync(CustomerId customer, Actor actor, CancellationToken ct)
    {
        foreach (var consent in (await consents.CurrentAsync(customer, ct)).Values
            .Where(c => c.Decision is ConsentDecision.Given))
        {
            await consents.DecideAsync(
                new(customer, consent.Purpose, ConsentDecision.Withdrawn, null, "web", customer.Value), actor, ct);
        }

        return Result.Success;
    }

    // The customer hears that the copy is there, by a way on the card that is not in doubt; the letter says no more.
    private async Task TellAsync(RightsRequest request, CancellationToken ct)
    {
        foreach (var code in new[] { CardFields.Phone, CardFields.Mail })
        {
            if (await fields.FindRowAsync(request.Customer, code, ct) is { State: not FieldState.Doubted } row
                && await fields.OpenAsync(row, ct) is { } to
                && await letters.WriteAsync(LetterKind.CopyReady, to, path: null, inEnglish: false,
                    Subject.Of(request.Customer), ct))
            {
                return;
            }
        }
    }

    private async Task<string?> TextOfAsync(byte[]? text, Guid id, CancellationToken ct) =>
        text is null ? null : await keys.DecryptAsync(text, id, ct) ?? string.Empty;

    private static Subject AboutOf(Guid request) => new("rights-request", request);
}

/// <summary>Holds of law: while one stands, nothing of the customer is erased.</summary>
internal sealed class LegalHolds(Database db, JournalBook journal, DatabaseClock clock)
{
    public async Task<Result> PlaceAsync(CustomerId customer, string ground, Actor actor, CancellationToken ct)
    {
        await db.BeginAsync(ct);
        if (!await db.Set<Customer>().AnyAsync(c => c.Id == customer, ct))
        {
            return CardErrors.NotFound with { Clause = null };
        }

        if (!RightsKinds.HoldGrounds.Contains(ground))
        {
            return RightsErrors.BadHold;
        }

        db.Add(new LegalHold { Customer = customer, Ground = ground, PlacedBy = actor.StaffId, PlacedAt = clock.Now });
        journal.Record(actor, RightsActs.HoldPlaced, Subject.Of(customer), $"ground={ground}");
        await db.CommitAsync(ct);
        return Result.Success;
    }

    public async Task<Result> LiftAsync(CustomerId customer, Actor actor, CancellationToken ct)
    {
        await db.BeginAsync(ct);
        var standing = await db.Set<LegalHold>().Where(h => h.Customer == customer && h.LiftedAt == null)
            .ToListAsync(ct);
        if (standing.Count == 0)
        {
            return await db.Set<Customer>().AnyAsync(c => c.Id == customer, ct)
                ? RightsErrors.NoHold : CardErrors.NotFound with { Clause = null };
        }

        foreach (var hold in standing)
        {
            (hold.LiftedBy, hold.LiftedAt) = (actor.StaffId, clock.Now);
        }

        journal.Record(actor, RightsActs.HoldLifted, Subject.Of(customer));
        await db.CommitAsync(ct);
        return Result.Success;
    }
}
