using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;
using FirstWindow.Staff.Domain;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Staff.Features.SignOn;

/// <summary>
/// Signs in whom the bank's provider vouches for, into the account that exists here: it makes none, gives no role, and
/// opens none that is disabled, locked or was never taken over at its one-time address. The first time binds the
/// account to who the person is to the provider; a name that it gives to somebody else later opens nothing.
/// </summary>
[Clause("A4.2.3b")]
internal sealed class SignInByBankHandler(Database db, JournalBook journal, NewSession session, DatabaseClock clock)
{
    public async Task<Result<SignedIn>> HandleAsync(
        SignOnAnswer answer, string? place, string device, CancellationToken ct)
    {
        if (answer.UserName is not { } userName)
        {
            return await RefuseAsync(answer.Reason!, Subject.System, ct);
        }

        var known = await db.Set<StaffMember>().AsNoTracking().SingleOrDefaultAsync(s => s.UserName == userName, ct);
        if (known is null)
        {
            return await RefuseAsync(SignOnReasons.Unknown, Subject.System, ct);
        }

        await db.BeginAsync(ct);
        var staff = (await db.FindForUpdateAsync<StaffMember>("staff", known.Id.Value, ct))!;
        var reason = staff.DisabledAt is not null ? SignOnReasons.Disabled
            : staff.IsLockedAt(clock.Now) ? SignOnReasons.Locked
            : !staff.IsReady ? SignOnReasons.NotReady
            : !staff.IsToTheBank(answer.Subject) ? SignOnReasons.Subject
            : null;
        return reason is null
            ? new SignedIn(await session.OpenAsync(staff, place, device, "by=bank", ct), staff)
            : await RefuseAsync(reason, Subject.Of(staff.Id), ct);
    }

    private async Task<Result<SignedIn>> RefuseAsync(string reason, Subject about, CancellationToken ct)
    {
        journal.Record(Actor.System, StaffActs.BankRefused, about, $"reason={reason}");
        await db.CommitAsync(ct);
        return reason is SignOnReasons.Away ? StaffErrors.BankAway : StaffErrors.BankRefused;
    }
}
