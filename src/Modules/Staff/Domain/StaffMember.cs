using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Policies;

namespace FirstWindow.Staff.Domain;

/// <summary>A person who works here, with the roles of the post.</summary>
internal sealed class StaffMember
{
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

    public required string PasswordHash { get; set; }

    /// <summary>Encrypted under the master key.</summary>
    public required byte[] TotpSecret { get; set; }

    /// <summary>The last code's time step: a code works once.</summary>
    public long TotpStepUsed { get; private set; }

    public int Failures { get; private set; }

    public DateTimeOffset? LockedUntil { get; private set; }

    public DateTimeOffset? DisabledAt { get; private set; }

    public bool IsLockedAt(DateTimeOffset at) => LockedUntil > at;

    public IReadOnlySet<Role> RoleSet() => Roles.Split(',', StringSplitOptions.RemoveEmptyEntries)
        .Select(code =>
            Codes.TryParseRole(code, out var role) ? role : throw new InvalidOperationException($"No role {code}."))
        .ToHashSet();

    /// <summary>Notes a wrong password or code; too many lock the account for a while.</summary>
    /// <returns>Whether this one locked it.</returns>
    public bool Fail(DateTimeOffset at, long failuresMax, TimeSpan lockFor)
    {
        Failures++;
        if (Failures < failuresMax)
        {
            return false;
        }

        Failures = 0;
        LockedUntil = at + lockFor;
        return true;
    }

    /// <summary>Notes a sign-in and the code that is used up by it.</summary>
    public void SignIn(long totpStep)
    {
        Failures = 0;
        LockedUntil = null;
        TotpStepUsed = totpStep;
    }

    public void Disable(DateTimeOffset at) => DisabledAt ??= at;
}

/// <summary>A signed-in desk: one for each person at a time.</summary>
internal sealed class StaffSession
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public StaffId Staff { get; init; }

    /// <summary>SHA-256 of the cookie: the cookie itself is stored nowhere.</summary>
    public required byte[] TokenHash { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset SeenAt { get; set; }

    public DateTimeOffset? EndedAt { get; private set; }

    public string? EndReason { get; private set; }

    public void End(string reason, DateTimeOffset at)
    {
        if (EndedAt is null)
        {
            (EndedAt, EndReason) = (at, reason);
        }
    }
}

/// <summary>A program of the bank that calls the API.</summary>
internal sealed class ServiceAccount
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required string Name { get; init; }

    public required string Role { get; init; }

    public required byte[] TokenHash { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? RevokedAt { get; init; }
}

internal static class StaffActs
{
    public static readonly Act SignedIn = new("staff.signed-in", "A4.2.3b", "A4.2.3c");
    public static readonly Act SignedOut = new("staff.signed-out", "A4.2.3b");
    public static readonly Act SignInFailed = new("staff.sign-in-failed", "A4.2.3b");
    public static readonly Act Locked = new("staff.locked", "A4.2.3b");
    public static readonly Act Displaced = new("staff.session-displaced", "A4.2.3c");
    public static readonly Act Disabled = new("staff.disabled", "A4.4.4a");
    public static readonly Act ServiceAccountMade = new("service-account.made", "A4.2.3a");
}

internal static class StaffPolicies
{
    private const string Source = "GB/T 22239-2019 第三级;FirstWindow 默认值";

    public static readonly Policy FailuresMax = new("sign-in.failures-max", 5, "次", 3, 10, Source, "连续登录失败多少次后锁定账号");
    public static readonly Policy LockFor = new("sign-in.lock-for", 900, "秒", 60, 86_400, Source, "账号锁定多久");
    public static readonly Policy IdleTimeout = new("session.idle-timeout", 900, "秒", 60, 3_600, Source, "无操作多久后自动退出");
    public static readonly Policy AbsoluteTimeout = new(
        "session.absolute-timeout", 43_200, "秒", 3_600, 86_400, Source, "一次登录最长有效多久");
}

internal static class StaffPermissions
{
    public static readonly Permission ReadAccounts = new("staff.read-accounts", Role.StaffOfficer, Role.Auditor);
    public static readonly Permission Disable = new("staff.disable", Role.StaffOfficer);
}

internal static class StaffErrors
{
    /// <summary>The same for every reason: whether a name exists, is locked or the code was wrong is nobody's to
    /// learn.</summary>
    public static readonly Error SignInFailed =
        new(ErrorKind.Forbidden, "sign-in.failed",
            "User name, password or code is not right, or the account is locked for a while.", "A4.2.3b");

    public static readonly Error NotFound = new(
        ErrorKind.NotFound, "staff.not-found", "There is no such member of staff.");

    public static readonly Error Oneself =
        new(ErrorKind.Refused, "staff.oneself", "Nobody disables their own account; ask a colleague.", "A4.4.4a");
}
