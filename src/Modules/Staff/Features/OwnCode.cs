using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Privacy;
using FirstWindow.Platform.Storage;
using FirstWindow.Staff.Domain;

namespace FirstWindow.Staff.Features;

/// <summary>
/// Asks for the own one-time code: at sign-in, and again before something that a stolen session must not do. A code
/// works once, and wrong ones lock the account like wrong passwords.
/// </summary>
[Clause("A4.2.3b")]
internal sealed class OwnCode(
    Database db, JournalBook journal, PolicyBook policies, SubjectKeys keys, DatabaseClock clock,
    PasswordOptions rules)
{
    /// <summary>Uses a code up, in a transaction of its own: whatever is asked for then, the code is gone and a wrong
    /// one counted. A program has no second factor; its token is its word.</summary>
    public async Task<Error?> CheckAsync(Actor actor, string? code, CancellationToken ct)
    {
        if (actor.Kind is ActorKind.Service)
        {
            return null;
        }

        await db.BeginAsync(ct);
        var staff = (await db.FindForUpdateAsync<StaffMember>("staff", actor.Id, ct))!;
        if (Match(staff, code) is not { } step)
        {
            await FailAsync(staff, StaffActs.OwnCodeFailed, ct);
            return StaffErrors.OwnCodeWrong;
        }

        staff.UseCode(step);
        await db.CommitAsync(ct);
        db.ChangeTracker.Clear();
        return null;
    }

    /// <summary>The step of a code that is right and was not used before, of somebody who may sign in now.</summary>
    public long? Match(StaffMember staff, string? code, bool isStranger = false) =>
        staff.DisabledAt is not null || !staff.IsReady
        || (isStranger ? staff.IsLockedToStrangersAt(clock.Now) : staff.IsLockedAt(clock.Now)) ? null
            : Totp.Match(keys.OpenWithMaster(staff.TotpSecret, staff.Id.Value), Digits(code), clock.Now,
                staff.TotpStepUsed, rules.CodeNeighbours);

    /// <summary>Counts and journals a wrong password, code or passkey, and commits it.</summary>
    public async Task FailAsync(
        StaffMember staff, Act act, CancellationToken ct, string? detail = null, bool isStranger = false)
    {
        var actor = new Actor(ActorKind.Staff, staff.Id.Value, staff.RoleSet());
        journal.Record(actor, act, Subject.Of(staff.Id), detail);
        if (!(isStranger ? staff.IsLockedToStrangersAt(clock.Now) : staff.IsLockedAt(clock.Now)) && staff.Fail(
            clock.Now, policies[StaffPolicies.FailuresMax], policies.Seconds(StaffPolicies.LockFor), isStranger))
        {
            journal.Record(actor, StaffActs.Locked, Subject.Of(staff.Id), isStranger ? "to=strangers" : null);
        }

        await db.CommitAsync(ct);
    }

    // Authenticator apps show a blank in the middle.
    private static string Digits(string? code) =>
        code is { Length: <= 10 } ? code.Replace(" ", string.Empty, StringComparison.Ordinal) : string.Empty;
}
