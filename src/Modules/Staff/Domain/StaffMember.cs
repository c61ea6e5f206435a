using FirstWindow.Platform;
using FirstWindow.Platform.Access;

namespace FirstWindow.Staff.Domain;

/// <summary>A person who works here, with the roles of the post.</summary>
internal sealed class StaffMember
{
    /// <summary>Number of every service account: a customer is told that no person is behind it.</summary>
    public const string ProgramNumber = "0000";

    public StaffId Id { get; init; } = StaffId.New();

    public required string UserName { get; init; }

    public required string Name { get; set; }

    /// <summary>The number a customer may be told (工号).</summary>
    public required string Number { get; init; }

    public string? Team { get; set; }

    /// <summary>Role codes, separated by commas.</summary>
    public required string Roles { get; set; }

    /// <summary>Languages the person serves in, separated by commas.</summary>
    public required string Languages { get; set; }

    /// <summary>Empty until the person has set a password at a one-time address.</summary>
    public required string PasswordHash { get; set; }

    /// <summary>Encrypted under the master key.</summary>
    public required byte[] TotpSecret { get; set; }

    /// <summary>Whether the person has a password and a second factor.</summary>
    public bool IsReady => PasswordHash.Length > 0;

    /// <summary>The last code's time step: a code works once.</summary>
    public long TotpStepUsed { get; private set; }

    public int Failures { get; private set; }

    public DateTimeOffset? LockedUntil { get; private set; }

    /// <summary>Failures from browsers the account does not know; they keep no known one out.</summary>
    public int StrangersFailures { get; private set; }

    public DateTimeOffset? StrangersLockedUntil { get; private set; }

    public DateTimeOffset? DisabledAt { get; private set; }

    /// <summary>When this person first could give a second word on accounts; stays whatever becomes of the account, so
    /// that nobody gets rid of second persons by getting rid of their accounts.</summary>
    public DateTimeOffset? ConfirmsSince { get; private set; }

    /// <summary>Who this is to the bank's sign-on; none before the first time.</summary>
    public string? BankSubject { get; private set; }

    /// <summary>Whether this is the person whom the provider means; from the first time on nobody else is.</summary>
    public bool IsToTheBank(string? subject) =>
        !string.IsNullOrEmpty(subject) && (BankSubject ??= subject) == subject;

    public bool IsLockedAt(DateTimeOffset at) => LockedUntil > at;

    /// <summary>Whether it is locked to browsers it does not know; to those it knows it may be open.</summary>
    public bool IsLockedToStrangersAt(DateTimeOffset at) => IsLockedAt(at) || StrangersLockedUntil > at;

    public IReadOnlySet<Role> RoleSet() => Roles.Split(',', StringSplitOptions.RemoveEmptyEntries)
        .Select(code =>
            Codes.TryParseRole(code, out var role) ? role : throw new InvalidOperationException($"No role {code}."))
        .ToHashSet();

    /// <summary>Notes a wrong password or code; too many lock the account for a while, to strangers alone where they
    /// were a stranger's.</summary>
    /// <returns>Whether this one locked it.</returns>
    public bool Fail(DateTimeOffset at, long failuresMax, TimeSpan lockFor, bool isStranger = false)
    {
        if (isStranger)
        {
            StrangersFailures = (StrangersFailures + 1) % (int)failuresMax;
            StrangersLockedUntil = StrangersFailures == 0 ? at + lockFor : StrangersLockedUntil;
            return StrangersFailures == 0;
        }

        Failures++;
        if (Failures < failuresMax)
        {
            return false;
        }

        Failures = 0;
        LockedUntil = at + lockFor;
        return true;
    }

    /// <summary>Uses a code up outside a sign-in; failures before it still count.</summary>
    public void UseCode(long totpStep) => TotpStepUsed = totpStep;

    /// <summary>Notes a sign-in and the code that is used up by it.</summary>
    public void SignIn(long totpStep)
    {
        (Failures, StrangersFailures) = (0, 0);
        LockedUntil = null;
        TotpStepUsed = totpStep;
    }

    /// <summary>Notes that the person proved to be there by a code, which is used up, or by the password.</summary>
    public void Prove(long? totpStep)
    {
        (Failures, StrangersFailures) = (0, 0);
        TotpStepUsed = totpStep ?? TotpStepUsed;
    }

    /// <summary>The person has set a password and proved the second factor; the code that proved it is used
    /// up.</summary>
    public void MakeReady(string passwordHash, byte[] totpSecret, long totpStep, DateTimeOffset at)
    {
        (PasswordHash, TotpSecret) = (passwordHash, totpSecret);
        SignIn(totpStep);
        NoteConfirming(at);
    }

    /// <summary>Another password; the code that proved who sets it is used up.</summary>
    public void ChangePassword(string passwordHash, long totpStep)
    {
        PasswordHash = passwordHash;
        SignIn(totpStep);
    }

    /// <summary>Another post.</summary>
    public void Move(IEnumerable<string> roles, string? team, IEnumerable<string> languages, DateTimeOffset at)
    {
        Roles = string.Join(',', roles.Distinct());
        Team = team;
        Languages = string.Join(',', languages.Distinct());
        NoteConfirming(at);
    }

    /// <summary>Notes from when on the post and a password of the own make this a possible second person.</summary>
    public void NoteConfirming(DateTimeOffset at)
    {
        if (IsReady && StaffPermissions.Confirm.Roles.Any(RoleSet().Contains))
        {
            ConfirmsSince ??= at;
        }
    }

    /// <summary>Makes password and second factor worthless; a one-time address gives new ones.</summary>
    public void TakeAccess() => (PasswordHash, BankSubject) = (string.Empty, null);

    /// <summary>Makes the password alone worthless; the second factor stays and is proved at the one-time
    /// address.</summary>
    public void TakePassword() => PasswordHash = string.Empty;

    public void Disable(DateTimeOffset at) => DisabledAt ??= at;

    public void Enable() => DisabledAt = null;
}

/// <summary>A signed-in desk: one for each person at a time.</summary>
internal sealed class StaffSession
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public StaffId Staff { get; init; }

    /// <summary>Digest of the cookie: the cookie itself is stored nowhere.</summary>
    public required byte[] TokenHash { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset SeenAt { get; set; }

    /// <summary>Keyed digest of the address it was opened from; none where that is not known.</summary>
    public byte[]? Place { get; init; }

    /// <summary>Since when nobody is at it; none while somebody is.</summary>
    public DateTimeOffset? LockedAt { get; private set; }

    public DateTimeOffset? EndedAt { get; private set; }

    public string? EndReason { get; private set; }

    public void Lock(DateTimeOffset at) => LockedAt ??= at;

    public void Open() => LockedAt = null;

    public void End(string reason, DateTimeOffset at)
    {
        if (EndedAt is null)
        {
            (EndedAt, EndReason) = (at, reason);
        }
    }
}

/// <summary>A browser this person has signed in with; the browser knows it by a cookie of its own.</summary>
internal sealed class StaffDevice
{
    public StaffId Staff { get; init; }

    /// <summary>Keyed digest of the cookie.</summary>
    public required byte[] Device { get; init; }

    public DateTimeOffset FirstAt { get; init; }
}

/// <summary>A program of the bank that calls the API.</summary>
internal sealed class ServiceAccount
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required string Name { get; init; }

    public required string Role { get; init; }

    public required byte[] TokenHash { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the token made with it ends by itself; an account made with a key has none from the
    /// beginning.</summary>
    public DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Noted about once a minute, or when a token is given.</summary>
    public DateTimeOffset? LastUsedAt { get; set; }

    public DateTimeOffset? RevokedAt { get; private set; }

    /// <summary>Whether the token made with it holds.</summary>
    public bool HoldsAt(DateTimeOffset at) => RevokedAt is null && at < ExpiresAt;

    public void Revoke(DateTimeOffset at) => RevokedAt ??= at;
}
