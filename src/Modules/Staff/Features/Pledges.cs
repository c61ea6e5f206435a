using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Storage;
using FirstWindow.Staff.Domain;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Staff.Features;

/// <summary>Another wording of the pledge, and why.</summary>
internal sealed record ProposePledge(string Chinese, string English, string Reason);

/// <summary>Somebody whom customers' data do not open to, because the pledge is not accepted.</summary>
internal sealed record OwesPledge(string Number, string Name);

/// <summary>
/// The confidentiality pledge: worded in versions decided by two, accepted by each colleague by version, and again when
/// its time is over. Until then the gate opens nothing about a customer.
/// </summary>
[Clause("A4.4.2")]
[Clause("A1.3.2")]
internal sealed class Pledges(Database db, JournalBook journal, PledgeBook book, DatabaseClock clock)
{
    /// <summary>When this person accepted the pledge in force; none when that is owed.</summary>
    public async Task<DateTimeOffset?> FindAsync(Actor actor, CancellationToken ct)
    {
        var version = (await book.FreshAsync(ct)).Version;
        var (staff, since) = (actor.StaffId, clock.Now - book.HoldsFor);
        return await db.Set<PledgeAcceptance>().AsNoTracking()
            .Where(a => a.Staff == staff && a.Version == version && a.At > since)
            .Select(a => (DateTimeOffset?)a.At).SingleOrDefaultAsync(ct);
    }

    /// <summary>Accepts the pledge as it was shown; again changes nothing.</summary>
    public async Task<Result> AcceptAsync(int version, Actor actor, CancellationToken ct)
    {
        await db.BeginAsync(ct);
        await db.LockAsync("pledge:" + actor.Id, ct);
        if (version != (await book.FreshAsync(ct)).Version)
        {
            return PledgeErrors.Changed;
        }

        if (await FindAsync(actor, ct) is not null)
        {
            return Result.Success;
        }

        var staff = actor.StaffId;
        var acceptance = await db.Set<PledgeAcceptance>().SingleOrDefaultAsync(
            a => a.Staff == staff && a.Version == version, ct);
        if (acceptance is null)
        {
            db.Add(acceptance = new PledgeAcceptance { Staff = staff, Version = version });
        }

        acceptance.At = clock.Now;
        journal.Record(actor, PledgeActs.Accepted, Subject.Of(staff), $"version={version}");
        db.Announce(Sessions.Topic);
        await db.CommitAsync(ct);
        return Result.Success;
    }

    /// <summary>Every wording, newest first.</summary>
    public async Task<IReadOnlyList<PledgeVersion>> ListAsync(CancellationToken ct) =>
        await db.Set<PledgeVersion>().AsNoTracking().OrderByDescending(v => v.Version).ToListAsync(ct);

    /// <summary>Who can sign in and has not accepted the pledge in force.</summary>
    public async Task<IReadOnlyList<OwesPledge>> ListOwingAsync(CancellationToken ct)
    {
        var version = (await book.FreshAsync(ct)).Version;
        var since = clock.Now - book.HoldsFor;
        return await db.Set<StaffMember>().AsNoTracking()
            .Where(s => s.DisabledAt == null && s.PasswordHash != ""
                && !db.Set<PledgeAcceptance>().Any(a => a.Staff == s.Id && a.Version == version && a.At > since))
            .OrderBy(s => s.Number).Select(s => new OwesPledge(s.Number, s.Name)).ToListAsync(ct);
    }

    /// <summary>Proposes another wording.</summary>
    public async Task<Result<Guid>> ProposeAsync(ProposePledge request, Actor actor, CancellationToken ct)
    {
        if (request.Chinese.Trim().Length is < 20 or > 4_000 || request.English.Trim().Length is < 20 or > 4_000
            || request.Reason.Trim().Length is < 4 or > 400)
        {
            return PledgeErrors.Wording;
        }

        await db.BeginAsync(ct);
        await db.LockAsync(PledgeBook.Topic, ct);
        var versions = await ListAsync(ct);
        if (versions.Any(v => v.State is PolicyState.Proposed))
        {
            return PledgeErrors.ProposalOpen;
        }

        var version = new PledgeVersion
        {
            Version = versions[0].Version + 1,
            Chinese = request.Chinese.Trim(),
            English = request.English.Trim(),
            Reason = request.Reason.Trim(),
            ProposedBy = actor.Id,
            ProposedAt = clock.Now,
        };
        db.Add(version);
        journal.Record(
            actor, PledgeActs.Proposed, new Subject("pledge", version.Id), $"version={version.Version}");
        await db.CommitAsync(ct);
        return version.Id;
    }

    /// <summary>Approves or rejects another's wording; from then on everybody is to accept it.</summary>
    public async Task<Result> DecideAsync(Guid id, bool approve, Actor actor, CancellationToken ct)
    {
        var decided = await db.DecideAsync<PledgeVersion>(
            "pledge_version", id, approve, actor, clock.Now, PledgeErrors.NotFound, ct);
        if (decided.Value is not { } version)
        {
            return decided.Error!;
        }

        journal.Record(actor, approve ? PledgeActs.Approved : PledgeActs.Rejected, new Subject("pledge", id),
            $"version={version.Version}");
        db.Announce(PledgeBook.Topic);
        db.Announce(Sessions.Topic);
        await db.CommitAsync(ct);
        return Result.Success;
    }
}
