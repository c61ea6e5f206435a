using System.Security.Cryptography;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Privacy;
using FirstWindow.Platform.Storage;
using FirstWindow.Staff.Domain;
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
    Database db, JournalBook journal, PolicyBook policies, SubjectKeys keys, Sessions sessions, SignInWatch watch,
    SignInTries tries, DatabaseClock clock)
{
    private static readonly PasswordHasher<StaffMember> Hasher = new();
    private static readonly string NobodysHash = Hasher.HashPassword(null!, Guid.NewGuid().ToString());

    public static string Hash(string password) => Hasher.HashPassword(null!, password);

    public static bool IsPasswordOf(string hash, string password) =>
        Hasher.VerifyHashedPassword(null!, hash, password) is not PasswordVerificationResult.Failed;

    public async Task<Result<SignedIn>> HandleAsync(SignIn request, CancellationToken ct)
    {
        if (!tries.Admits(request.Place))
        {
            return StaffErrors.TooManyTries;
        }

        // The slow hash runs before the transaction, and also for names that do not exist: time tells nothing.
        var known = await db.Set<StaffMember>().AsNoTracking()
            .SingleOrDefaultAsync(s => s.UserName == request.UserName, ct);
        var isPassword = IsPasswordOf(known is { IsReady: true } ? known.PasswordHash : NobodysHash, request.Password);
        if (known is null)
        {
            return StaffErrors.SignInFailed;
        }

        await db.BeginAsync(ct);
        var staff = (await db.FindForUpdateAsync<StaffMember>("staff", known.Id.Value, ct))!;
        var now = clock.Now;
        long? step = !isPassword || !staff.IsReady ? null
            : Totp.Match(keys.OpenWithMaster(staff.TotpSecret, staff.Id.Value), request.Code, now, staff.TotpStepUsed);
        if (staff.DisabledAt is not null || staff.IsLockedAt(now) || step is null)
        {
            staff.Miss(new(ActorKind.Staff, staff.Id.Value, staff.RoleSet()), journal, policies, now);
            await db.CommitAsync(ct);
            return StaffErrors.SignInFailed;
        }

        staff.SignIn(step.Value);
        var token = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        var place = watch.DigestOf(request.Place);
        await watch.LookAsync(staff.Id, place, watch.DigestOf(request.Device), ct);
        await OpenSessionAsync(staff, token, place, now, ct);
        await db.CommitAsync(ct);
        sessions.Forget();
        return new SignedIn(token, staff);
    }

    private async Task OpenSessionAsync(
        StaffMember staff, string token, byte[]? place, DateTimeOffset now, CancellationToken ct)
    {
        var actor = new Actor(ActorKind.Staff, staff.Id.Value, staff.RoleSet());
        foreach (var older in await db.Set<StaffSession>().Where(s => s.Staff == staff.Id && s.EndedAt == null)
            .ToListAsync(ct))
        {
            older.End("displaced", now);
            journal.Record(actor, StaffActs.Displaced, Subject.Of(staff.Id));
        }

        db.Add(new StaffSession
        {
            Staff = staff.Id,
            TokenHash = Sessions.HashOf(token),
            CreatedAt = now,
            SeenAt = now,
            Place = place,
        });
        journal.Record(actor, StaffActs.SignedIn, Subject.Of(staff.Id));
        db.Announce(Sessions.Topic);
    }
}

/// <summary>How often one address may try: wide, because a whole branch of the bank may stand behind one.</summary>
internal sealed class SignInTries(PolicyBook policies)
{
    private readonly TokenBuckets<string> addresses = new();

    public bool Admits(string? place) => addresses.TryTake(place ?? string.Empty,
        policies[StaffPolicies.TriesPerMinute] / 60.0, policies[StaffPolicies.TriesPerMinute]);
}
