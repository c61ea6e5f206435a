using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Storage;
using FirstWindow.Staff.Domain;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Staff.Features;

/// <summary>What waits for a second person's word, as the pages show it. <c>IsMine</c> for who asked, or is
/// concerned.</summary>
public sealed record WaitingChange(
    Guid Id, AccountChangeKind Kind, StaffId Staff, string Name, string Number, IReadOnlyList<string> RolesNow,
    IReadOnlyList<string> RolesThen, string AskedBy, DateTimeOffset AskedAt, DateTimeOffset? ExpiresAt, bool IsMine,
    string? KnownBy);

/// <summary>
/// What one person asked for an account and a second one has to confirm; all calls but the list take part in the
/// caller's transaction.
/// </summary>
[Clause("A4.2.1c")]
internal sealed class AccountChanges(Database db, JournalBook journal, DatabaseClock clock)
{
    /// <summary>Keeps what was asked until a second person confirms it, in place of what still waits for this
    /// account.</summary>
    /// <returns>Whether it waits; not in a house where nobody else could ever have confirmed.</returns>
    public async Task<bool> AskAsync(
        StaffMember staff, AccountChangeKind kind, Actor actor, CancellationToken ct, Guid? invitation = null,
        ChangePost? post = null, string? knownBy = null)
    {
        await WithdrawAsync(staff.Id, post is not null, ct);
        if (!await HasSecondAsync(staff.Id, actor, ct))
        {
            journal.Record(actor, StaffActs.NobodyToConfirm, Subject.Of(staff.Id), kind.ToCode());
            return false;
        }

        var last = await db.Set<AccountChange>().Where(c => c.Staff == staff.Id).MaxAsync(c => (int?)c.Version, ct);
        db.Add(new AccountChange
        {
            Staff = staff.Id,
            Version = (last ?? 0) + 1,
            Kind = kind,
            Invitation = invitation,
            KnownBy = knownBy,
            Roles = post is null ? null : string.Join(',', post.Roles.Distinct()),
            Team = post?.Team,
            Languages = post is null ? null : string.Join(',', post.Languages.Distinct()),
            ProposedBy = actor.Id,
            ProposedAt = clock.Now,
        });
        return true;
    }

    /// <summary>Drops what waits for an account: its post, or its address. The journal keeps that it was
    /// asked.</summary>
    public async Task WithdrawAsync(StaffId staff, bool isPost, CancellationToken ct) =>
        await db.Set<AccountChange>().Where(c => c.Staff == staff && c.State == PolicyState.Proposed
            && (c.Kind == AccountChangeKind.Post) == isPost).ExecuteDeleteAsync(ct);

    /// <summary>Whether an address may not be used yet.</summary>
    public Task<bool> HoldsBackAsync(Guid invitation, CancellationToken ct) => db.Set<AccountChange>()
        .AnyAsync(c => c.Invitation == invitation && c.State != PolicyState.Approved, ct);

    /// <summary>What waits now, the oldest first.</summary>
    public async Task<IReadOnlyList<WaitingChange>> ListAsync(Actor actor, CancellationToken ct)
    {
        var now = clock.Now;
        var waiting = await db.Set<AccountChange>().AsNoTracking().Where(c => c.State == PolicyState.Proposed)
            .Join(db.Set<StaffMember>().Where(s => s.DisabledAt == null), c => c.Staff, s => s.Id,
                (c, s) => new { Change = c, Staff = s })
            .OrderBy(x => x.Change.ProposedAt).ToListAsync(ct);
        var addresses = waiting.Select(x => x.Change.Invitation).OfType<Guid>().ToList();
        var open = await db.Set<Invitation>().AsNoTracking()
            .Where(i => addresses.Contains(i.Id) && i.EndedAt == null && i.ExpiresAt > now)
            .ToDictionaryAsync(i => i.Id, i => i.ExpiresAt, ct);
        var names = await db.Set<StaffMember>().AsNoTracking()
            .ToDictionaryAsync(s => s.Id.Value, s => $"{s.Number} {s.Name}", ct);
        return
        [
            .. waiting.Where(x => x.Change.Invitation is not { } address || open.ContainsKey(address))
                .Select(x => new WaitingChange(x.Change.Id, x.Change.Kind, x.Staff.Id, x.Staff.Name, x.Staff.Number,
                    x.Staff.Roles.Split(','), (x.Change.Roles ?? x.Staff.Roles).Split(','),
                    names.GetValueOrDefault(x.Change.ProposedBy ?? default) ?? StaffMember.ProgramNumber,
                    x.Change.ProposedAt, x.Change.Invitation is { } at ? open[at] : null,
                    x.Change.ProposedBy == actor.Id || x.Staff.Id == actor.StaffId, x.Change.KnownBy)),
        ];
    }

    /// <summary>Whether somebody else than who asks, and who is concerned, could ever give a second word.</summary>
    // A person is never alone any more once somebody else could confirm: not by disabling or moving that one, and not
    // by resetting the only other, so the person concerned counts too. A program is made by whoever runs the server:
    // it asks alone where nobody is left who could confirm.
    public Task<bool> HasSecondAsync(StaffId concerned, Actor actor, CancellationToken ct)
    {
        var asker = actor.StaffId;
        return actor.Kind is ActorKind.Service
            ? db.Set<StaffMember>().AnyAsync(s => s.Id != concerned && s.ConfirmsSince != null && s.DisabledAt == null
                && s.PasswordHash != "", ct)
            : db.Set<StaffMember>().AnyAsync(s => s.Id != asker && s.ConfirmsSince != null, ct);
    }
}

/// <summary>
/// A second person's word on what was asked for an account: neither the one who asked nor the person concerned, and
/// never a program.
/// </summary>
[Clause("A4.2.1c")]
[Clause("A4.2.3a")]
internal sealed class DecideAccountChangeHandler(
    Database db, JournalBook journal, StaffAccounts accounts, DatabaseClock clock)
{
    public async Task<Result> HandleAsync(Guid id, bool approve, Actor actor, CancellationToken ct)
    {
        if (actor.Kind is not ActorKind.Staff)
        {
            return StaffErrors.PersonOnly;
        }

        await db.BeginAsync(ct);
        await db.LockAsync(StaffAccounts.Lock, ct);
        if (await db.FindForUpdateAsync<AccountChange>("account_change", id, ct) is not { } change)
        {
            return StaffErrors.ChangeNotFound;
        }

        var staff = (await db.FindForUpdateAsync<StaffMember>("staff", change.Staff.Value, ct))!;
        var decided = change.Decide(approve, actor.StaffId, clock.Now);
        if (!decided.IsSuccess)
        {
            return decided;
        }

        if ((approve ? await ApproveAsync(change, staff, ct) : await RejectAsync(change, ct)) is { } error)
        {
            return error;
        }

        journal.Record(actor, approve ? StaffActs.Confirmed : StaffActs.Declined, Subject.Of(staff.Id),
            $"{change.Kind.ToCode()}: {staff.Roles}"
            + (change.KnownBy is null ? string.Empty : $"; known-by={change.KnownBy}"));
        accounts.AnnounceChange();
        await db.CommitAsync(ct);
        return Result.Success;
    }

    private async Task<Error?> ApproveAsync(AccountChange change, StaffMember staff, CancellationToken ct)
    {
        if (staff.DisabledAt is not null)
        {
            return StaffErrors.ChangeGone;
        }

        if (change.Kind is not AccountChangeKind.Post)
        {
            // The address has nothing to be told: it is held back only as long as this waits.
            return (await FindAddressAsync(change, ct)).IsOpenAt(clock.Now) ? null : StaffErrors.ChangeGone;
        }

        var roles = change.Roles!.Split(',');
        if (await accounts.LosesLastAdministratorAsync(staff, roles, ct))
        {
            return StaffErrors.LastAdministrator;
        }

        staff.Move(roles, change.Team, change.Languages!.Split(','), clock.Now);
        return null;
    }

    private async Task<Error?> RejectAsync(AccountChange change, CancellationToken ct)
    {
        if (change.Invitation is not null)
        {
            (await FindAddressAsync(change, ct)).Void(clock.Now);
        }

        return null;
    }

    private Task<Invitation> FindAddressAsync(AccountChange change, CancellationToken ct) =>
        db.Set<Invitation>().SingleAsync(i => i.Id == change.Invitation, ct);
}
