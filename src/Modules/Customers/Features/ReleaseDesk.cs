using System.Buffers.Text;
using System.Text.Json;
using FirstWindow.Customers.Domain;
using FirstWindow.Customers.Persistence;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Conduct;
using FirstWindow.Platform.Crypto;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Privacy;
using FirstWindow.Platform.Storage;
using FirstWindow.Platform.Web;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Customers.Features;

/// <summary>Asks that data leave the house.</summary>
internal sealed record RequestRelease(
    string Kind, CustomerId? Customer, ConversationId? Contact, string? Segment, string? Recipient, string? Purpose,
    IReadOnlyList<string> Fields, IReadOnlyList<string> Assessment);

/// <summary>A request with where it stands: its receipt once it was fetched.</summary>
internal sealed record ReleaseView(
    Guid Id, string Kind, string? Segment, string Recipient, string Purpose, IReadOnlyList<string> Fields,
    IReadOnlyList<string> Assessment, Guid RequestedBy, DateTimeOffset RequestedAt, string State, Guid? DecidedBy,
    DateTimeOffset? DecidedAt, DateTimeOffset? ExpiresAt, int Fetched, bool IsKeyShown);

/// <summary>
/// Data leaves the house in one way only: the recipient assessed, the customer's own consent, the fewest fields,
/// somebody else's approval, a short time, encrypted under a key shown once, counted, and an entry for every customer
/// whose data it is.
/// </summary>
[Clause("A4.3.2a")]
[Clause("A4.3.2b")]
[Clause("A1.3.4")]
internal sealed class ReleaseDesk(
    Database db, CardGate gate, FieldBook fields, ConsentBook consents, ConductBook conduct, PolicyBook policies,
    SubjectKeys keys, KeyRing ring, JournalBook journal, DatabaseClock clock)
{
    private const int RowsMax = 100;

    public async Task<IReadOnlyList<ReleaseView>> ListAsync(Actor actor, CancellationToken ct)
    {
        var mayDecide = actor.May(ReleasePermissions.Decide);
        var staff = actor.StaffId;
        return [.. (await db.Set<Release>().AsNoTracking().Where(r => mayDecide || r.RequestedBy == staff)
            .OrderByDescending(r => r.RequestedAt).Take(RowsMax).ToListAsync(ct)).Select(r => new ReleaseView(
                r.Id, r.Kind, r.Segment, r.Recipient, r.Purpose, r.Fields.Split(','), r.Assessment.Split(','),
                r.RequestedBy.Value, r.RequestedAt, r.State.ToCode(), r.DecidedBy?.Value, r.DecidedAt, r.ExpiresAt,
                r.Fetched, r.KeyShownAt is not null))];
    }

    public async Task<Result<Guid>> RequestAsync(RequestRelease request, Actor actor, CancellationToken ct)
    {
        await db.BeginAsync(ct);
        if (await RefuseAsync(request, actor, ct) is { } fault)
        {
            return fault;
        }

        var release = new Release
        {
            Kind = request.Kind,
            Customer = request.Customer,
            Segment = request.Segment,
            Recipient = request.Recipient!.Trim(),
            Purpose = request.Purpose!,
            Fields = string.Join(',', request.Fields.Distinct()),
            Assessment = string.Join(',', request.Assessment.Distinct()),
            RequestedBy = actor.StaffId,
            RequestedAt = clock.Now,
        };
        db.Add(release);
        journal.Record(actor with { Purpose = request.Purpose, Contact = request.Contact }, ReleaseActs.Requested,
            SubjectOf(release), $"release={release.Id:n};fields={release.Fields}");
        await db.CommitAsync(ct);
        return release.Id;
    }

    public async Task<Result> DecideAsync(Guid id, bool approve, Actor actor, CancellationToken ct)
    {
        await db.BeginAsync(ct);
        if (await db.FindForUpdateAsync<Release>("release", id, ct) is not { } release)
        {
            return ReleaseErrors.NotFound;
        }

        if (release.RequestedBy == actor.StaffId)
        {
            return ReleaseErrors.Own;
        }

        if (release.State is not ReleaseState.Requested)
        {
            return ReleaseErrors.Decided;
        }

        (release.State, release.DecidedBy, release.DecidedAt) =
            (approve ? ReleaseState.Approved : ReleaseState.Refused, actor.StaffId, clock.Now);
        release.ExpiresAt = approve ? clock.Now.AddHours(policies[ReleasePolicies.Hours]) : null;
        journal.Record(actor with { Purpose = release.Purpose }, approve ? ReleaseActs.Approved : ReleaseActs.Declined,
            SubjectOf(release), $"release={id:n}");
        await db.CommitAsync(ct);
        return Result.Success;
    }

    /// <summary>The key of the file, for who asked; shown once, to be told to the recipient another way than the
    /// file.</summary>
    public async Task<Result<string>> ShowKeyAsync(Guid id, Actor actor, CancellationToken ct)
    {
        var found = await FindApprovedAsync(id, actor, ct);
        if (found.Value is not { } release)
        {
            return found.Error!;
        }

        if (release.KeyShownAt is not null)
        {
            return ReleaseErrors.KeyShown;
        }

        var key = SealedFile.MakeKey();
        (release.FileKey, release.KeyShownAt) = (keys.SealWithMaster(key, id), clock.Now);
        journal.Record(
            actor with { Purpose = release.Purpose }, ReleaseActs.KeyShown, SubjectOf(release), $"release={id:n}");
        await db.CommitAsync(ct);
        return Base64Url.EncodeToString(key);
    }

    /// <summary>The data, encrypted, for who asked; counted and journaled for each customer before it is
    /// decrypted.</summary>
    public async Task<Result<string>> FetchAsync(Guid id, Actor actor, CancellationToken ct)
    {
        var found = await FindApprovedAsync(id, actor, ct);
        if (found.Value is not { } release)
        {
            return found.Error!;
        }

        if (release.FileKey is null)
        {
            return ReleaseErrors.NoKey;
        }

        var key = keys.OpenWithMaster(release.FileKey, id);
        var whose = await WhoseAsync(release, ct);
        release.Fetched++;
        if (release.Fetched >= policies[ReleasePolicies.FetchesMost])
        {
            release.FileKey = null;
        }

        if (whose.Count > policies[ConductPolicies.ExportRows])
        {
            await conduct.RaiseAsync(actor.StaffId, ConductKinds.MassExport, $"release={id:n};customers={whose.Count}", ct);
        }

        foreach (var customer in whose)
        {
            journal.Record(actor with { Purpose = release.Purpose }, ReleaseActs.Fetched, Subject.Of(customer.Id),
                $"release={id:n};fields={release.Fields}");
        }

        await db.CommitAsync(ct);
        var codes = release.Fields.Split(',');
        var rows = new List<object>();
        foreach (var customer in whose)
        {
            var known = await fields.ReadAsync(customer.Id, ct);
            rows.Add(new
            {
                customer.Reference,
                Fields = known.Where(k => codes.Contains(k.Row.Code)).ToDictionary(k => k.Row.Code, k => k.Value),
            });
        }

        var file = new { Receipt = id, release.Recipient, release.Purpose, FetchedAt = clock.Now, Customers = rows };
        return SealedFile.Seal(ring.InForce, key, JsonSerializer.SerializeToUtf8Bytes(file, JsonSettings.Options));
    }

    private async Task<Result<Release>> FindApprovedAsync(Guid id, Actor actor, CancellationToken ct)
    {
        await db.BeginAsync(ct);
        return await db.FindForUpdateAsync<Release>("release", id, ct) is not { } release
                || release.RequestedBy != actor.StaffId ? ReleaseErrors.NotFound
            : release.State is not ReleaseState.Approved || release.ExpiresAt <= clock.Now
                || release.Fetched >= policies[ReleasePolicies.FetchesMost] ? ReleaseErrors.NotApproved
            : release;
    }

    private static Subject SubjectOf(Release release) =>
        release.Customer is { } customer ? Subject.Of(customer) : new("release", release.Id);

    private async Task<Error?> RefuseAsync(RequestRelease request, Actor actor, CancellationToken ct)
    {
        var isShare = request.Kind == ReleaseKinds.Share;
        if (isShare && (request.Customer is null
            || await gate.FindWayAsync(request.Customer.Value, request.Contact, actor, ct) is null))
        {
            return CardErrors.NotFound;
        }

        var purpose = isShare ? Purposes.Sharing : request.Purpose;
        return request.Recipient?.Trim().Length is not (>= 2 and <= 200)
                || (!isShare && string.IsNullOrEmpty(request.Segment)) ? ReleaseErrors.BadRequest
            : purpose is null || purpose != request.Purpose || !Purposes.All.Contains(purpose)
                || !Purposes.IsFor(purpose, actor) ? CardErrors.NoPurpose
            : request.Fields.Count == 0
                || request.Fields.Any(f => CardFields.Find(f)?.Purposes.Contains(purpose) is not true)
                ? ReleaseErrors.TooMuch
            : ReleaseKinds.Assessment.Except(request.Assessment).Any() ? ReleaseErrors.NoAssessment
            : isShare && !await consents.IsGivenAsync(request.Customer!.Value, ConsentPurposes.Sharing, ct)
                ? ReleaseErrors.NoConsent
            : null;
    }

    // Consent is asked again at the moment the data leave: it may have been withdrawn since.
    private async Task<IReadOnlyList<Customer>> WhoseAsync(Release release, CancellationToken ct)
    {
        var most = (int)policies[ReleasePolicies.RowsMost];
        var asked = await db.Set<Customer>().AsNoTracking()
            .Where(c => release.Customer == null ? c.Segment == release.Segment : c.Id == release.Customer)
            .OrderBy(c => c.Id).Take(most).ToListAsync(ct);
        var needed = release.Kind == ReleaseKinds.Share ? ConsentPurposes.Sharing
            : release.Purpose == ConsentPurposes.Marketing ? ConsentPurposes.Marketing : null;
        var whose = new List<Customer>();
        foreach (var customer in asked)
        {
            if (needed is null || await consents.IsGivenAsync(customer.Id, needed, ct))
            {
                whose.Add(customer);
            }
        }

        return whose;
    }
}
