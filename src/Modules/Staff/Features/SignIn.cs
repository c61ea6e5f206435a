using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Storage;
using FirstWindow.Staff.Domain;
using FirstWindow.Staff.Features.SignOn;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Staff.Features;

/// <summary>Password and one-time code together; which of them was wrong is not told.</summary>
internal sealed record SignIn(string UserName, string Password, string Code)
{
    /// <summary>The address the request came from.</summary>
    public string? Place { get; init; }

    /// <summary>What the browser's cookie says it is.</summary>
    public string? Device { get; init; }
}

/// <summary>A new session: the token goes into the cookie and is stored nowhere.</summary>
internal sealed record SignedIn(string Token, StaffMember Staff);

/// <summary>Signs staff in: two factors, each code once, five failures lock, one live session a person.</summary>
[Clause("A4.2.3b")]
[Clause("A4.2.3c")]
internal sealed class SignInHandler(
    Database db, JournalBook journal, Passwords passwords, OwnCode ownCode, NewSession session, SignInWatch watch,
    SignInTries tries, BankSignOnOptions bank)
{
    private const string By = "by=password,code";

    public async Task<Result<SignedIn>> HandleAsync(SignIn request, CancellationToken ct)
    {
        if (!tries.Admits(request.Place))
        {
            return StaffErrors.TooManyTries;
        }

        var known = await db.Set<StaffMember>().AsNoTracking()
            .SingleOrDefaultAsync(s => s.UserName == request.UserName, ct);
        var isStranger = !await watch.KnowsAsync(known?.Id, request.Device, ct);
        if (isStranger && tries.RefuseStranger(request.Place) is { } refusal)
        {
            return refusal;
        }

        var result = await TryAsync(request, known, isStranger, ct);
        if (isStranger && result.Error is { } failed && failed != StaffErrors.TooManyHashes)
        {
            tries.FailStranger(request.Place);
        }

        return result;
    }

    private async Task<Result<SignedIn>> TryAsync(
        SignIn request, StaffMember? known, bool isStranger, CancellationToken ct)
    {
        // The slow hash runs before the transaction, and also for names that do not exist: time tells nothing.
        var (verdict, busy) = await passwords.VerifyAsync(known, request.Password, ct);
        if (busy is not null)
        {
            return busy;
        }

        if (known is null)
        {
            return StaffErrors.SignInFailed;
        }

        if (!bank.TakesPasswordOf(known))
        {
            // Not counted: with a password that opens nothing nobody locks the way by the bank's sign-on.
            journal.Record(Actor.System, StaffActs.SignInFailed, Subject.Of(known.Id), "password-off");
            await db.CommitAsync(ct);
            return StaffErrors.SignInFailed;
        }

        await db.BeginAsync(ct);
        var staff = (await db.FindForUpdateAsync<StaffMember>("staff", known.Id.Value, ct))!;
        long? step = verdict is PasswordVerificationResult.Failed || staff.PasswordHash != known.PasswordHash ? null
            : ownCode.Match(staff, request.Code, isStranger);
        if (step is null)
        {
            await ownCode.FailAsync(staff, StaffActs.SignInFailed, ct, By, isStranger: isStranger);
            return StaffErrors.SignInFailed;
        }

        staff.SignIn(step.Value);
        var token = await session.OpenAsync(staff, request.Place, request.Device, By, ct);
        if (verdict is PasswordVerificationResult.SuccessRehashNeeded)
        {
            await HashAnewAsync(staff.Id, known.PasswordHash, request.Password, ct);
        }

        return new SignedIn(token, staff);
    }

    // Only now, when both factors were right: no failure takes longer than another.
    private async Task HashAnewAsync(StaffId id, string old, string password, CancellationToken ct)
    {
        if ((await passwords.HashAsync(password, ct)).Value is not { } anew)
        {
            return; // At the next sign-in.
        }

        await db.BeginAsync(ct);
        await db.Set<StaffMember>().Where(s => s.Id == id && s.PasswordHash == old)
            .ExecuteUpdateAsync(s => s.SetProperty(m => m.PasswordHash, anew), ct);
        await db.CommitAsync(ct);
    }
}
