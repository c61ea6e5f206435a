using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Storage;
using FirstWindow.Staff.Domain;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Staff.Features;

/// <summary>A key of a program as the page shows it. <c>IsMine</c> for who asked.</summary>
internal sealed record ProgramKeyRow(Guid Id, string Fingerprint, bool IsConfirmed, bool IsMine, DateTimeOffset AddedAt)
{
    public static ProgramKeyRow Of(ProgramKey key, Actor actor) => new(
        key.Id, key.Fingerprint, key.State is PolicyState.Approved, key.ProposedBy == actor.Id, key.ProposedAt);
}

/// <summary>A key that was added.</summary>
internal sealed record AddedKey(Guid Id, string Fingerprint, bool Waits);

/// <summary>The keys by which programs prove who they are: two at a time, so that one takes over from the other.
/// Whoever adds a key could be the program, so a second person confirms it, as every new way in.</summary>
[Clause("A4.2.1c")]
[Clause("A4.2.3a")]
internal sealed class ProgramKeys(Database db, JournalBook journal, AccountChanges changes, DatabaseClock clock)
{
    public async Task<Result<AddedKey>> AddAsync(Guid account, string pem, Actor actor, CancellationToken ct)
    {
        await db.BeginAsync(ct);
        if (await db.FindForUpdateAsync<ServiceAccount>("service_account", account, ct) is not { RevokedAt: null } program)
        {
            return StaffErrors.ProgramNotFound;
        }

        var taken = ProgramKey.Take(pem);
        if (taken.Error is { } unfit)
        {
            return unfit;
        }

        if (program.Role == Role.Administrator.ToCode() && !actor.Roles.Contains(Role.Administrator))
        {
            return StaffErrors.AdministratorOnly;
        }

        if (await db.Set<ProgramKey>().CountAsync(k => k.Account == account, ct) >= ProgramKey.Most)
        {
            return StaffErrors.KeysFull;
        }

        var key = new ProgramKey
        {
            Account = account,
            PublicKey = taken.Value!,
            ProposedBy = actor.Id,
            ProposedAt = clock.Now,
        };
        var waits = await changes.HasSecondAsync(default, actor, ct);
        if (!waits)
        {
            key.Settle(clock.Now);
            journal.Record(actor, StaffActs.NobodyToConfirm, ServiceAccounts.AboutOf(account), "program-key");
        }

        db.Add(key);
        journal.Record(actor, StaffActs.ProgramKeyAdded, ServiceAccounts.AboutOf(account), key.Fingerprint);
        await db.CommitAsync(ct);
        return new AddedKey(key.Id, key.Fingerprint, waits);
    }

    /// <summary>The second person's word; never a program's.</summary>
    public async Task<Result> ConfirmAsync(Guid id, Actor actor, CancellationToken ct)
    {
        if (actor.Kind is not ActorKind.Staff)
        {
            return StaffErrors.PersonOnly;
        }

        var decided = await db.DecideAsync<ProgramKey>(
            "program_key", id, approve: true, actor, clock.Now, StaffErrors.KeyNotFound, ct);
        if (decided.Value is not { } key)
        {
            return decided.Error!;
        }

        journal.Record(actor, StaffActs.ProgramKeyConfirmed, ServiceAccounts.AboutOf(key.Account), key.Fingerprint);
        await db.CommitAsync(ct);
        return Result.Success;
    }

    /// <summary>Removes a key: within a second no token that was given for it works, nor any stream.</summary>
    public async Task<Result> RemoveAsync(Guid id, Actor actor, CancellationToken ct)
    {
        await db.BeginAsync(ct);
        if (await db.FindForUpdateAsync<ProgramKey>("program_key", id, ct) is not { } key)
        {
            return StaffErrors.KeyNotFound;
        }

        db.Remove(key);
        journal.Record(actor, StaffActs.ProgramKeyRemoved, ServiceAccounts.AboutOf(key.Account), key.Fingerprint);
        db.Announce(Sessions.Topic);
        await db.CommitAsync(ct);
        return Result.Success;
    }
}
