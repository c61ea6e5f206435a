using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Storage;
using FirstWindow.Staff.Contracts;
using FirstWindow.Staff.Domain;
using FirstWindow.Staff.Features.SignOn;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Staff.Features.Passkeys;

/// <summary>A passkey in place of the one-time code; where the bank's policy says so, of the password too.</summary>
internal sealed record SignInByPasskey(string UserName, string Password, PasskeyAnswer Answer)
{
    /// <summary>The address the request came from.</summary>
    public string? Place { get; init; }

    /// <summary>What the browser's cookie says it is.</summary>
    public string? Device { get; init; }
}

/// <summary>
/// Signs staff in by passkey. Which part was wrong is not told, failures lock the account as those of codes do, and the
/// session is the one live session of the person, as by any other way.
/// </summary>
[Clause("A4.2.3b")]
[Clause("A4.2.3c")]
internal sealed class SignInByPasskeyHandler(
    Database db, JournalBook journal, Passwords passwords, PasskeyProof proof, OwnCode ownCode, NewSession session,
    SignInTries tries, SignInWatch watch, BankSignOnOptions bank, PolicyBook policies)
{
    public async Task<Result<SignedIn>> HandleAsync(SignInByPasskey request, CancellationToken ct)
    {
        if (!tries.Admits(request.Place))
        {
            return StaffErrors.TooManyTries;
        }

        // The slow hash runs before the transaction, and also for names that do not exist: time tells nothing.
        var isAlone = policies.TakesPasskeysAlone() && request.Password.Length == 0;
        var owner = await proof.OwnerOfAsync(request.Answer, ct);
        var known = await db.Set<StaffMember>().AsNoTracking().SingleOrDefaultAsync(
            s => isAlone ? s.Id == owner : s.UserName == request.UserName, ct);
        var (verdict, busy) = isAlone ? default : await passwords.VerifyAsync(known, request.Password, ct);
        if (busy is not null)
        {
            return busy;
        }

        var isPasswordRight = isAlone || verdict is not PasswordVerificationResult.Failed;
        if (known is null || !bank.TakesPasswordOf(known))
        {
            journal.Record(Actor.System, StaffActs.SignInFailed, known is null ? Subject.System : Subject.Of(known.Id),
                ReasonOf(known is null ? PasskeyReasons.Unknown : PasskeyReasons.Off));
            await db.CommitAsync(ct);
            return StaffErrors.SignInFailed;
        }

        // With a passkey alone there is nothing to guess: whoever keeps an account locked keeps nobody out who has one.
        var isStranger = !isAlone && !await watch.KnowsAsync(known.Id, request.Device, ct);
        await db.BeginAsync(ct);
        var staff = (await db.FindForUpdateAsync<StaffMember>("staff", known.Id.Value, ct))!;
        var reason = !isPasswordRight || staff.PasswordHash != known.PasswordHash ? PasskeyReasons.Password
            : await proof.RefusalOfAsync(staff, request.Answer, PasskeyPurpose.SignIn, null, isAlone, ct, isStranger);
        if (reason is not null)
        {
            await ownCode.FailAsync(staff, StaffActs.SignInFailed, ct, ReasonOf(reason), isStranger);
            return StaffErrors.SignInFailed;
        }

        staff.Prove(null);
        var by = isAlone ? "by=passkey" : "by=password,passkey";
        return new SignedIn(await session.OpenAsync(staff, request.Place, request.Device, by, ct), staff);
    }

    private static string ReasonOf(string reason) => $"by=passkey;reason={reason}";
}
