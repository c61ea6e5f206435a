using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;
using FirstWindow.Staff.Domain;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Staff.Features;

/// <summary>An open session of one's own. From where is kept as a digest only: the same address as now, another one,
/// or not known.</summary>
internal sealed record OwnSession(
    Guid Id, DateTimeOffset OpenedAt, DateTimeOffset SeenAt, bool? IsFromHere, bool IsThis);

/// <summary>A browser the account was used with.</summary>
internal sealed record OwnDevice(DateTimeOffset FirstAt, bool IsThis);

/// <summary>What people see of their own account.</summary>
internal sealed record OwnAccountView(
    string UserName, IReadOnlyList<OwnSession> Sessions, IReadOnlyList<OwnDevice> Devices);

/// <summary>The own sign-in, shown to whom it belongs, who can end sessions that should not be.</summary>
[Clause("A4.2.3c")]
internal sealed class OwnAccount(
    Database db, JournalBook journal, Sessions sessions, SignInWatch watch, OwnCode ownCode, DatabaseClock clock)
{
    /// <summary>The own sessions and browsers; none for a program, which has neither.</summary>
    /// <param name="actor">Whose.</param>
    /// <param name="place">The address of this request.</param>
    /// <param name="device">What the cookie of this browser says.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<OwnAccountView?> ReadAsync(Actor actor, string? place, string? device, CancellationToken ct)
    {
        var id = actor.StaffId;
        if (await db.Set<StaffMember>().AsNoTracking().SingleOrDefaultAsync(s => s.Id == id, ct) is not { } staff)
        {
            return null;
        }

        var open = await db.Set<StaffSession>().AsNoTracking().Where(s => s.Staff == id && s.EndedAt == null)
            .OrderByDescending(s => s.CreatedAt).ToListAsync(ct);
        var devices = await db.Set<StaffDevice>().AsNoTracking().Where(d => d.Staff == id)
            .OrderByDescending(d => d.FirstAt).ToListAsync(ct);
        return new(
            staff.UserName,
            [
                .. open.Where(s => sessions.IsValid(s, clock.Now)).Select(s => new OwnSession(s.Id, s.CreatedAt,
                    s.SeenAt, s.Place is null ? null : watch.IsOf(s.Place, place), s.Id == actor.Session)),
            ],
            [.. devices.Select(d => new OwnDevice(d.FirstAt, watch.IsOf(d.Device, device)))]);
    }

    /// <summary>Ends one of the own sessions; somebody else's does not exist. Another than this one only after a fresh
    /// code: whoever found this desk open does not end the rest.</summary>
    public async Task<Result> EndAsync(Guid session, string? code, Actor actor, CancellationToken ct)
    {
        // A code is not used up for what is refused anyway.
        if (session != actor.Session && await db.Set<StaffSession>().AnyAsync(
                s => s.Id == session && s.Staff == actor.StaffId && s.EndedAt == null, ct)
            && await ownCode.CheckAsync(actor, code, ct) is { } refused)
        {
            return refused;
        }

        await db.BeginAsync(ct);
        var found = await db.FindForUpdateAsync<StaffSession>("staff_session", session, ct);
        if (found is null || found.Staff != actor.StaffId || found.EndedAt is not null)
        {
            return StaffErrors.SessionNotFound;
        }

        found.End("ended-by-owner", clock.Now);
        journal.Record(actor, StaffActs.SignedOut, Subject.Of(actor.StaffId));
        db.Announce(Sessions.Topic);
        await db.CommitAsync(ct);
        return Result.Success;
    }
}

/// <summary>Old password, new one, and the one-time code of this moment.</summary>
internal sealed record ChangePassword(string Old, string New, string Code);

/// <summary>
/// Changes the own password: both factors are asked again, and wrong ones lock the account as at sign-in. All other
/// sessions end, and so does a one-time address that somebody has made for this account.
/// </summary>
[Clause("A4.2.3b")]
internal sealed class ChangePasswordHandler(
    Database db, JournalBook journal, Passwords passwords, OwnCode ownCode, StaffAccounts accounts,
    Invitations invitations)
{
    public async Task<Result> HandleAsync(ChangePassword request, Actor actor, CancellationToken ct)
    {
        if (actor.Kind is not ActorKind.Staff)
        {
            return StaffErrors.PersonOnly;
        }

        var id = actor.StaffId;
        var known = await db.Set<StaffMember>().AsNoTracking().SingleAsync(s => s.Id == id, ct);
        if (passwords.Check(request.New, known.UserName) is { } fault)
        {
            return fault;
        }

        // The slow hashes come before the transaction, and both always: time tells nothing of the old one.
        var (verdict, busy) = await passwords.VerifyAsync(known, request.Old, ct);
        var (anew, stillBusy) = await passwords.HashAsync(request.New, ct);
        if ((busy ?? stillBusy) is { } wait)
        {
            return wait;
        }

        await db.BeginAsync(ct);
        var staff = (await db.FindForUpdateAsync<StaffMember>("staff", id.Value, ct))!;
        long? step = verdict is PasswordVerificationResult.Failed || staff.PasswordHash != known.PasswordHash ? null
            : ownCode.Match(staff, request.Code);
        if (step is null)
        {
            await ownCode.FailAsync(staff, StaffActs.OwnCodeFailed, ct);
            return StaffErrors.OldPasswordWrong;
        }

        if (request.New == request.Old)
        {
            return StaffErrors.PasswordSame;
        }

        staff.ChangePassword(anew!, step.Value);
        await accounts.EndSessionsAsync(id, "password-changed", ct, except: actor.Session);
        await invitations.VoidAsync(id, ct);
        journal.Record(actor, StaffActs.PasswordChanged, Subject.Of(id));
        await db.CommitAsync(ct);
        return Result.Success;
    }
}
