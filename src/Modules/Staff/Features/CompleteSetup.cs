using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Privacy;
using FirstWindow.Platform.Storage;
using FirstWindow.Staff.Domain;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Staff.Features;

/// <summary>What a person fills in at a one-time address; name, number and user name only the first
/// administrator.</summary>
internal sealed record CompleteSetup(
    string? Key, string Password, string Code, string Name, string Number, string UserName);

/// <summary>
/// Gives a person the own password and second factor: the address must still hold, the password keep the rules and a
/// code prove that the second factor arrived. The address is used up by it.
/// </summary>
[Clause("A4.2.3b")]
internal sealed class CompleteSetupHandler(
    Database db, JournalBook journal, Invitations invitations, Passwords passwords, SubjectKeys keys,
    OwnCode ownCode, DatabaseClock clock, PasswordOptions rules)
{
    public async Task<Result> HandleAsync(CompleteSetup request, CancellationToken ct)
    {
        var found = await invitations.FindAsync(request.Key, ct);
        if (found.Value is not { } shown)
        {
            return found.Error!;
        }

        var userName = shown.Staff?.UserName ?? request.UserName;
        var fault = shown.Staff is null ? Post.CheckPerson(request.Name, request.Number, request.UserName) : null;
        fault ??= passwords.Check(request.Password, userName);
        if (fault is not null)
        {
            return fault;
        }

        var used = shown.Invitation.KeepsFactor ? shown.Staff!.TotpStepUsed : 0;
        var isLocked = shown.Invitation.KeepsFactor && shown.Staff!.IsLockedAt(clock.Now);
        if (isLocked
            || Totp.Match(shown.Secret, request.Code, clock.Now, used, rules.CodeNeighbours) is not { } step)
        {
            return await FailAsync(shown, ct);
        }

        // The slow hash comes before the transaction; in it everything is looked up again, under the lock.
        var (passwordHash, busy) = await passwords.HashAsync(request.Password, ct);
        if (busy is not null)
        {
            return busy;
        }

        db.ChangeTracker.Clear();
        await db.BeginAsync(ct);
        await db.LockAsync(FirstAdministrator.Lock, ct);
        await db.FindForUpdateAsync<Invitation>("invitation", shown.Invitation.Id, ct);
        if ((await invitations.FindAsync(request.Key, ct)).Value is not { } open
            || (open.Staff is null && await db.Set<StaffMember>().AnyAsync(ct)))
        {
            return StaffErrors.AddressGone;
        }

        var staff = open.Staff ?? MakeAdministrator(request);
        if (open.Invitation.KeepsFactor && staff.TotpStepUsed >= step)
        {
            return StaffErrors.CodeWrong;
        }

        staff.MakeReady(passwordHash!, keys.SealWithMaster(open.Secret, staff.Id.Value), step, clock.Now);
        open.Invitation.Use(clock.Now);
        journal.Record(new Actor(ActorKind.Staff, staff.Id.Value, staff.RoleSet()), StaffActs.MadeReady,
            Subject.Of(staff.Id), open.Staff is null ? "first-administrator" : null);
        db.Announce(StaffDirectory.Topic);
        await db.CommitAsync(ct);
        return Result.Success;
    }

    // Where the second factor stays, guessing it at the address locks the account as it would at sign-in.
    private async Task<Error> FailAsync(OpenInvitation shown, CancellationToken ct)
    {
        if (shown.Invitation.KeepsFactor)
        {
            db.ChangeTracker.Clear();
            await db.BeginAsync(ct);
            var staff = (await db.FindForUpdateAsync<StaffMember>("staff", shown.Staff!.Id.Value, ct))!;
            await ownCode.FailAsync(staff, StaffActs.OwnCodeFailed, ct, "by=address");
        }

        return StaffErrors.CodeWrong;
    }

    private StaffMember MakeAdministrator(CompleteSetup request)
    {
        var staff = new StaffMember
        {
            UserName = request.UserName,
            Name = request.Name,
            Number = request.Number,
            Roles = Role.Administrator.ToCode(),
            Languages = Post.Languages[0],
            PasswordHash = string.Empty,
            TotpSecret = [],
        };
        db.Add(staff);
        return staff;
    }
}
