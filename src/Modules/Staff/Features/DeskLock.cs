using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;
using FirstWindow.Staff.Domain;
using FirstWindow.Staff.Features.Passkeys;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Staff.Features;

internal static class DeskActs
{
    public static readonly Act Locked = new("desk.locked", "A4.4.2");
    public static readonly Act Opened = new("desk.opened", "A4.4.2");
}

/// <summary>
/// Locks a session while its person is away: the gate answers none of its calls, in any tab, until the person proves to
/// be there by the own password, a fresh code or a passkey. Wrong tries count like those at sign-in.
/// </summary>
[Clause("A4.4.2")]
internal sealed class DeskLock(
    Database db, JournalBook journal, Passwords passwords, OwnCode ownCode, PasskeyProof passkeys, SignInTries tries,
    DatabaseClock clock)
{
    private static readonly Error WrongProof = new(ErrorKind.Forbidden, "desk.wrong-proof",
        "Password or code is not right, or the account is locked for a while.", "A4.4.2");

    /// <summary>Locks; again changes nothing.</summary>
    public async Task<Result> LockAsync(Actor actor, CancellationToken ct)
    {
        if (actor.Kind is not ActorKind.Staff)
        {
            return StaffErrors.PersonOnly; // A program has no desk that it could leave.
        }

        await db.BeginAsync(ct);
        var session = await db.FindForUpdateAsync<StaffSession>("staff_session", actor.Session, ct);
        if (session is { LockedAt: null, EndedAt: null })
        {
            session.Lock(clock.Now);
            journal.Record(actor, DeskActs.Locked, Subject.Of(actor.StaffId));
            db.Announce(Sessions.Topic);
            await db.CommitAsync(ct);
        }

        return Result.Success;
    }

    /// <summary>Opens by the person's password, or by six digits as a code that works once.</summary>
    public async Task<Result> OpenAsync(string proof, string? place, Actor actor, CancellationToken ct)
    {
        if (Refuse(place, actor) is { } refusal)
        {
            return refusal;
        }

        // The slow hash runs before the transaction.
        var known = await db.Set<StaffMember>().AsNoTracking().SingleAsync(s => s.Id == actor.StaffId, ct);
        var (verdict, busy) = await passwords.VerifyAsync(known, proof, ct);
        if (busy is not null)
        {
            return busy;
        }

        var isPassword = verdict is not PasswordVerificationResult.Failed;
        await db.BeginAsync(ct);
        var staff = (await db.FindForUpdateAsync<StaffMember>("staff", actor.Id, ct))!;
        var step = isPassword ? null : ownCode.Match(staff, proof);
        if (staff.IsLockedAt(clock.Now) || staff.PasswordHash != known.PasswordHash || (!isPassword && step is null))
        {
            await ownCode.FailAsync(staff, StaffActs.OwnCodeFailed, ct);
            return WrongProof;
        }

        staff.Prove(step);
        await OpenAsync(staff, actor, isPassword ? "by=password" : "by=code", ct);
        return Result.Success;
    }

    /// <summary>Opens by the person's passkey.</summary>
    public async Task<Result> OpenAsync(PasskeyAnswer answer, string? place, Actor actor, CancellationToken ct)
    {
        if (Refuse(place, actor) is { } refusal)
        {
            return refusal;
        }

        await db.BeginAsync(ct);
        var staff = (await db.FindForUpdateAsync<StaffMember>("staff", actor.Id, ct))!;
        if (await passkeys.RefusalOfAsync(staff, answer, PasskeyPurpose.Unlock, actor, isAlone: false, ct)
            is { } reason)
        {
            await ownCode.FailAsync(staff, StaffActs.OwnCodeFailed, ct, $"by=passkey;reason={reason}");
            return WrongProof;
        }

        staff.Prove(null);
        await OpenAsync(staff, actor, "by=passkey", ct);
        return Result.Success;
    }

    private Error? Refuse(string? place, Actor actor) =>
        actor.Kind is not ActorKind.Staff ? StaffErrors.PersonOnly
            : tries.Admits(place) ? null : StaffErrors.TooManyTries;

    private async Task OpenAsync(StaffMember staff, Actor actor, string by, CancellationToken ct)
    {
        var session = await db.FindForUpdateAsync<StaffSession>("staff_session", actor.Session, ct);
        if (session is { LockedAt: not null })
        {
            session.Open();
            journal.Record(actor, DeskActs.Opened, Subject.Of(staff.Id), by);
            db.Announce(Sessions.Topic);
        }

        await db.CommitAsync(ct);
    }
}
