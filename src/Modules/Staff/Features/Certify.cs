using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Promises;
using FirstWindow.Platform.Storage;
using FirstWindow.Staff.Contracts;
using FirstWindow.Staff.Domain;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Staff.Features;

/// <summary>A certificate in the list.</summary>
public sealed record CertificateRow(
    Guid Id, StaffId Staff, string Name, string Number, string Code, string Scope, string Language, int Level,
    DateTimeOffset GrantedAt, DateTimeOffset ExpiresAt, DateTimeOffset? SuspendedAt, string? SuspendedWhy);

/// <summary>
/// A trainer vouches for a colleague until a day, takes it back at once, or gives it back. Granting again what is there
/// renews it: there is one certificate a person, code, scope and language. Whoever granted it promises to look again.
/// </summary>
[Clause("A3.2.1")]
[Clause("A1.3.3")]
internal sealed class Certify(
    Database db, JournalBook journal, PromiseBook promises, PolicyBook policies, DatabaseClock clock)
{
    private const int ReasonCharsMin = 4;
    private const int ReasonCharsMax = 200;

    public async Task<Result<Guid>> GrantAsync(
        StaffId staff, HeldCertificate held, Actor actor, CancellationToken ct)
    {
        if (Certificate.Check(held, clock.Now, policies[CertificatePolicies.DaysMax]) is { } fault)
        {
            return fault;
        }

        if (staff == actor.StaffId)
        {
            return CertificateErrors.Oneself;
        }

        await db.BeginAsync(ct);
        await db.LockAsync("certificate:" + staff.Value, ct);
        if (!await db.Set<StaffMember>().AnyAsync(s => s.Id == staff, ct))
        {
            return StaffErrors.NotFound;
        }

        var certificate = await db.Set<Certificate>().SingleOrDefaultAsync(c => c.Staff == staff
            && c.Code == held.Code && c.Scope == held.Scope && c.Language == held.Language, ct);
        if (certificate is null)
        {
            certificate = Certificate.Grant(staff, held, actor.StaffId, clock.Now);
            db.Add(certificate);
        }
        else
        {
            certificate.Renew(held.Level, held.ExpiresAt, actor.StaffId, clock.Now);
        }

        await EndPromiseAsync(certificate, actor, ct);
        var lookAgain = Platform.Promises.Promise.Make(
            CertificatePromises.Renewal, Subject.Of(staff), actor.Id,
            held.ExpiresAt - CertificatePromises.LookAhead, held.ExpiresAt);
        db.Add(lookAgain);
        certificate.Promise = lookAgain.Id;
        journal.Record(actor, CertificateActs.Granted, Subject.Of(staff),
            $"{held.Code}@{held.Scope};{held.Language};level={held.Level};until={held.ExpiresAt:yyyy-MM-dd}");
        await CommitAsync(ct);
        return certificate.Id;
    }

    public async Task<Result> SuspendAsync(Guid id, string? why, Actor actor, CancellationToken ct)
    {
        if (why?.Trim() is not { Length: >= ReasonCharsMin and <= ReasonCharsMax } reason)
        {
            return CertificateErrors.NoReason;
        }

        if (await FindAsync(id, ct) is not { } certificate)
        {
            return CertificateErrors.NotFound;
        }

        certificate.Suspend(reason, clock.Now);
        journal.Record(actor, CertificateActs.Suspended, Subject.Of(certificate.Staff),
            $"{certificate.Code}@{certificate.Scope};{certificate.Language}");
        await CommitAsync(ct);
        return Result.Success;
    }

    public async Task<Result> RestoreAsync(Guid id, Actor actor, CancellationToken ct)
    {
        if (await FindAsync(id, ct) is not { } certificate)
        {
            return CertificateErrors.NotFound;
        }

        if (certificate.Staff == actor.StaffId)
        {
            return CertificateErrors.Oneself;
        }

        certificate.Restore();
        journal.Record(actor, CertificateActs.Restored, Subject.Of(certificate.Staff),
            $"{certificate.Code}@{certificate.Scope};{certificate.Language}");
        await CommitAsync(ct);
        return Result.Success;
    }

    private async Task<Certificate?> FindAsync(Guid id, CancellationToken ct)
    {
        await db.BeginAsync(ct);
        return await db.FindForUpdateAsync<Certificate>("certificate", id, ct);
    }

    private async Task EndPromiseAsync(Certificate certificate, Actor actor, CancellationToken ct)
    {
        if (certificate.Promise is { } id
            && await db.Set<Promise>().SingleOrDefaultAsync(p => p.Id == id, ct) is { } before)
        {
            promises.End(before, actor);
        }
    }

    // The directory is what routing asks: it follows the announcement before the next match.
    private Task CommitAsync(CancellationToken ct)
    {
        db.Announce(StaffDirectory.Topic);
        db.Announce(PromiseBook.Topic);
        return db.CommitAsync(ct);
    }
}

/// <summary>Lists certificates: those that expire first come first.</summary>
internal sealed class CertificateReader(Database db, IStaffDirectory directory)
{
    public const int RowsMax = 200;

    public async Task<IReadOnlyList<CertificateRow>> ListAsync(string? words, CancellationToken ct)
    {
        var cards = (await directory.AllAsync(ct)).ToDictionary(c => c.Id);
        var certificates = db.Set<Certificate>().AsNoTracking();
        if (words?.Trim() is { Length: > 0 } sought)
        {
            var found = cards.Values.Where(c => c.Name.Contains(sought, StringComparison.OrdinalIgnoreCase)
                || c.Number.Contains(sought, StringComparison.OrdinalIgnoreCase)).Select(c => c.Id).ToList();
            certificates = certificates.Where(c => found.Contains(c.Staff) || c.Code == sought || c.Scope == sought);
        }

        var rows = await certificates.OrderBy(c => c.ExpiresAt).ThenBy(c => c.Id).Take(RowsMax).ToListAsync(ct);
        return [.. rows.Select(c => new CertificateRow(
            c.Id, c.Staff, cards.GetValueOrDefault(c.Staff)?.Name ?? string.Empty,
            cards.GetValueOrDefault(c.Staff)?.Number ?? string.Empty, c.Code, c.Scope, c.Language, c.Level, c.GrantedAt,
            c.ExpiresAt, c.SuspendedAt, c.SuspendedWhy))];
    }
}
