using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Privacy;
using FirstWindow.Platform.Storage;
using FirstWindow.Staff.Domain;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Staff.Features;

internal static class DeskActs
{
    public static readonly Act Locked = new("desk.locked", "A4.4.2");
    public static readonly Act Opened = new("desk.opened", "A4.4.2");
}

/// <summary>
/// Locks a session while its person is away: the gate answers none of its calls, in any tab, until the person proves to
/// be there by the own password or a fresh code. Wrong tries count like those at sign-in.
/// </summary>
[Clause("A4.4.2")]
internal sealed class DeskLock(
    Database db, JournalBook journal, PolicyBook policies, SubjectKeys keys, SignInTries tries, DatabaseClock clock)
{
    private static readonly Error WrongProof = new(ErrorKind.Forbidden, "desk.wrong-proof",
        "Password or code is not right, or the account is locked for a while.", "A4.4.2");

    /// <summary>Locks; again changes nothing.</summary>
    public async Task LockAsync(Actor actor, CancellationToken ct)
    {
        await db.BeginAsync(ct);
        var session = await db.FindForUpdateAsync<StaffSession>("staff_session", actor.Session, ct);
        if (session is { LockedAt: null, EndedAt: null })
        {
            session.Lock(clock.Now);
            journal.Record(actor, DeskActs.Locked, Subject.Of(actor.StaffId));
            db.Announce(Sessions.Topic);
            await db.CommitAsync(ct);
        }
    }

    /// <summary>Opens by the person's password, or by six digits as a code that works once.</summary>
    public async Task<Result> OpenAsync(string proof, string? place, Actor actor, CancellationToken ct)
    {
        if (!tries.Admits(place))
        {
            return StaffErrors.TooManyTries;
        }

        var digits = proof.Replace(" ", string.Empty, StringComparison.Ordinal);
        var isCode = digits.Length == 6 && digits.All(char.IsAsciiDigit);
        var id = actor.StaffId;
        // The slow hash runs before the transaction.
        var hash = await db.Set<StaffMember>().Where(s => s.Id == id).Select(s => s.PasswordHash).SingleAsync(ct);
        var isPassword = !isCode && SignInHandler.IsPasswordOf(hash, proof);
        await db.BeginAsync(ct);
        var staff = (await db.FindForUpdateAsync<StaffMember>("staff", actor.Id, ct))!;
        long? step = isCode
            ? Totp.Match(keys.OpenWithMaster(staff.TotpSecret, actor.Id), digits, clock.Now, staff.TotpStepUsed)
            : null;
        if (staff.IsLockedAt(clock.Now) || (!isPassword && step is null))
        {
            staff.Miss(actor, journal, policies, clock.Now);
            await db.CommitAsync(ct);
            return WrongProof;
        }

        staff.Prove(step);
        var session = await db.FindForUpdateAsync<StaffSession>("staff_session", actor.Session, ct);
        if (session is { LockedAt: not null })
        {
            session.Open();
            journal.Record(actor, DeskActs.Opened, Subject.Of(id), isCode ? "by=code" : "by=password");
            db.Announce(Sessions.Topic);
        }

        await db.CommitAsync(ct);
        return Result.Success;
    }
}

/// <summary>What a wrong password or code leads to, wherever it was given.</summary>
internal static class MissedProofs
{
    /// <summary>Journals it, and locks the account after too many.</summary>
    public static void Miss(
        this StaffMember staff, Actor actor, JournalBook journal, PolicyBook policies, DateTimeOffset now)
    {
        journal.Record(actor, StaffActs.SignInFailed, Subject.Of(staff.Id));
        if (!staff.IsLockedAt(now)
            && staff.Fail(now, policies[StaffPolicies.FailuresMax], policies.Seconds(StaffPolicies.LockFor)))
        {
            journal.Record(actor, StaffActs.Locked, Subject.Of(staff.Id));
        }
    }
}
