using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Mailing;
using FirstWindow.Platform.Storage;
using FirstWindow.Staff.Domain;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Staff.Features;

/// <summary>An account with the address to hand over, which opens at once or after a second person's word.</summary>
/// <param name="Id">Whose.</param>
/// <param name="Address">To be handed over.</param>
/// <param name="Waits">Whether a second person must confirm first.</param>
/// <param name="IsMailed">Whether it goes to the person by mail or text message.</param>
internal sealed record Invited(StaffId Id, OneTimeAddress Address, bool Waits, bool IsMailed = false);

/// <summary>Invites a person: the account is there, a password only once the person has set it, and that only once a
/// second person has confirmed the invitation.</summary>
[Clause("A4.2.3a")]
internal sealed class InviteStaffHandler(
    Database db, JournalBook journal, Invitations invitations, AccountChanges changes, LetterDesk letters)
{
    public async Task<Result<Invited>> HandleAsync(
        NewStaff request, Actor actor, CancellationToken ct, string? sendTo = null)
    {
        if (Post.Check(request, actor) is { } fault)
        {
            return fault;
        }

        if (sendTo is not null && await letters.RefuseAsync(sendTo, hasLink: true, ct) is { } refusal)
        {
            return refusal;
        }

        await db.BeginAsync(ct);
        await db.LockAsync(StaffAccounts.Lock, ct);
        if (await db.Set<StaffMember>().AnyAsync(s => s.Number == request.Number, ct))
        {
            return StaffErrors.NumberTaken;
        }

        if (await db.Set<StaffMember>().AnyAsync(s => s.UserName == request.UserName, ct))
        {
            return StaffErrors.UserNameTaken;
        }

        var staff = StaffAccounts.Make(request);
        db.Add(staff);
        var address = await invitations.IssueAsync(staff.Id, Invitation.Lifetime, ct);
        var isMailed = sendTo is not null && await letters.WriteAsync(LetterKind.Invitation, sendTo, address.Path,
            request.Languages is ["en"], Subject.Of(staff.Id), ct);
        journal.Record(actor, StaffActs.Invited, Subject.Of(staff.Id), staff.Roles);
        var waits = await changes.AskAsync(staff, AccountChangeKind.Invitation, actor, ct, address.Invitation);
        db.Announce(StaffDirectory.Topic);
        await db.CommitAsync(ct);
        return new Invited(staff.Id, address, waits, isMailed);
    }
}

/// <summary>What was lost, how the person was known who says so, and the own code of who asks.</summary>
/// <param name="Code">The own one-time code of this moment.</param>
/// <param name="KnownBy">One of <see cref="IdentityProofs"/>.</param>
/// <param name="KeepsFactor">Only the password was forgotten.</param>
internal sealed record ResetAccess(string? Code, string? KnownBy, bool KeepsFactor);

/// <summary>
/// Makes password, second factor and passkeys worthless, or the password alone, ends the sessions, and gives a new
/// one-time address: for a lost phone, a forgotten password or an address that expired. Who asks proves to be there by
/// the own code; what is lost ends at once, the new address opens after a second person's word.
/// </summary>
[Clause("A4.2.3b")]
internal sealed class ResetAccessHandler(
    Database db, JournalBook journal, Invitations invitations, StaffAccounts accounts, AccountChanges changes,
    OwnCode ownCode)
{
    public async Task<Result<Invited>> HandleAsync(
        StaffId id, ResetAccess request, Actor actor, CancellationToken ct)
    {
        var knownBy = actor.Kind is ActorKind.Service ? IdentityProofs.Shell : request.KnownBy;
        // Looked up twice: a code is not used up for what is refused anyway, and using it up is a commit of its own.
        var found = await accounts.FindAsync(id, actor, ct);
        if ((found.Error ?? RefuseUnknown(knownBy, actor) ?? await ownCode.CheckAsync(actor, request.Code, ct))
            is { } refused)
        {
            return refused;
        }

        found = await accounts.FindAsync(id, actor, ct);
        if (found.Error is { } error)
        {
            return error;
        }

        // Who is not ready has no second factor that could stay.
        var keepsFactor = request.KeepsFactor && found.Value!.IsReady;
        var passkeys = keepsFactor ? 0
            : await db.Set<Passkey>().Where(p => p.Staff == id).ExecuteDeleteAsync(ct);
        if (keepsFactor)
        {
            found.Value!.TakePassword();
        }
        else
        {
            found.Value!.TakeAccess();
        }

        await accounts.EndSessionsAsync(id, "access-reset", ct);
        var address = await invitations.IssueAsync(id, Invitation.Lifetime, ct, keepsFactor);
        journal.Record(actor, StaffActs.AccessReset, Subject.Of(id),
            $"lost={(keepsFactor ? "password" : "all")};known-by={knownBy};passkeys-ended={passkeys}");
        var waits = await changes.AskAsync(
            found.Value, AccountChangeKind.Reset, actor, ct, address.Invitation, knownBy: knownBy);
        db.Announce(StaffDirectory.Topic);
        await db.CommitAsync(ct);
        return new Invited(id, address, waits);
    }

    private static Error? RefuseUnknown(string? knownBy, Actor actor) =>
        actor.Kind is ActorKind.Service || IdentityProofs.All.Contains(knownBy) ? null : StaffErrors.KnownByMissing;
}

/// <summary>Another post: roles, team and languages, from the next request on.</summary>
internal sealed record ChangePost(
    StaffId Id, IReadOnlyList<string> Roles, string? Team, IReadOnlyList<string> Languages);

/// <summary>
/// Moves a person to another post; nobody moves themselves, and one administrator always remains. Taking roles away
/// holds from the next request; a role that is new to the person only after a second person's word.
/// </summary>
[Clause("A4.2.1c")]
[Clause("A4.4.4a")]
internal sealed class ChangePostHandler(
    Database db, JournalBook journal, StaffAccounts accounts, AccountChanges changes, DatabaseClock clock)
{
    /// <returns>Whether it waits for a second person.</returns>
    public async Task<Result<bool>> HandleAsync(ChangePost request, Actor actor, CancellationToken ct)
    {
        var found = await accounts.FindAsync(request.Id, actor, ct);
        if ((found.Error ?? Post.CheckPost(request.Roles, request.Team, request.Languages, actor)) is { } error)
        {
            return error;
        }

        var staff = found.Value!;
        if (await accounts.LosesLastAdministratorAsync(staff, request.Roles, ct))
        {
            return StaffErrors.LastAdministrator;
        }

        var before = staff.Roles;
        var waits = false;
        if (request.Roles.Except(before.Split(',')).Any())
        {
            waits = await changes.AskAsync(staff, AccountChangeKind.Post, actor, ct, post: request);
        }
        else
        {
            await changes.WithdrawAsync(staff.Id, isPost: true, ct); // It spoke of a post that is no more.
        }

        if (!waits)
        {
            staff.Move(request.Roles, request.Team, request.Languages, clock.Now);
            accounts.AnnounceChange();
        }

        journal.Record(actor, waits ? StaffActs.PostAsked : StaffActs.PostChanged, Subject.Of(staff.Id),
            $"{before} -> {string.Join(',', request.Roles.Distinct())}");
        await db.CommitAsync(ct);
        return waits;
    }
}

/// <summary>Takes a leaver's access away: within a second no session, stream or sign-in of the person works.</summary>
[Clause("A4.4.4a")]
internal sealed class DisableStaffHandler(
    Database db, JournalBook journal, Invitations invitations, StaffAccounts accounts, AccountChanges changes,
    DatabaseClock clock)
{
    public async Task<Result> HandleAsync(StaffId id, Actor actor, CancellationToken ct)
    {
        if (actor.StaffId == id)
        {
            return StaffErrors.Oneself;
        }

        var found = await accounts.FindAsync(id, actor, ct);
        if (found.Error is { } error)
        {
            return error;
        }

        if (await accounts.IsLastAdministratorAsync(found.Value!, ct))
        {
            return StaffErrors.LastAdministrator;
        }

        found.Value!.Disable(clock.Now);
        await accounts.EndSessionsAsync(id, "disabled", ct);
        await invitations.VoidAsync(id, ct);
        await changes.WithdrawAsync(id, isPost: false, ct);
        await changes.WithdrawAsync(id, isPost: true, ct);
        journal.Record(actor, StaffActs.Disabled, Subject.Of(id));
        db.Announce(StaffDirectory.Topic);
        await db.CommitAsync(ct);
        return Result.Success;
    }
}

/// <summary>Lets a person back in, with the password and second factor of before.</summary>
internal sealed class EnableStaffHandler(Database db, JournalBook journal, StaffAccounts accounts)
{
    public async Task<Result> HandleAsync(StaffId id, Actor actor, CancellationToken ct)
    {
        var found = await accounts.FindAsync(id, actor, ct);
        if (found.Error is { } error)
        {
            return error;
        }

        found.Value!.Enable();
        await db.Set<Leaving>().Where(l => l.Staff == id).ExecuteDeleteAsync(ct); // Stays after all.
        journal.Record(actor, StaffActs.Enabled, Subject.Of(id));
        accounts.AnnounceChange();
        await db.CommitAsync(ct);
        return Result.Success;
    }
}
