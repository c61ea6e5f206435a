using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Policies;

namespace FirstWindow.Staff.Domain;

internal static class StaffActs
{
    public static readonly Act SignedIn = new("staff.signed-in", "A4.2.3b", "A4.2.3c");
    public static readonly Act ProgramSignedIn = new("service-account.signed-in", "A4.2.3a");
    public static readonly Act SignedOut = new("staff.signed-out", "A4.2.3b");
    public static readonly Act SignInFailed = new("staff.sign-in-failed", "A4.2.3b");
    public static readonly Act Locked = new("staff.locked", "A4.2.3b");
    public static readonly Act Displaced = new("staff.session-displaced", "A4.2.3c");
    public static readonly Act Disabled = new("staff.disabled", "A4.4.4a");
    public static readonly Act Enabled = new("staff.enabled");
    public static readonly Act SetupOpened = new("setup.opened", "A4.2.3b");
    public static readonly Act Invited = new("staff.invited", "A4.2.3a");
    public static readonly Act AccessReset = new("staff.access-reset", "A4.2.3b");
    public static readonly Act MadeReady = new("staff.made-ready", "A4.2.3b");
    public static readonly Act PostChanged = new("staff.post-changed", "A4.2.1c", "A4.4.4a");
    public static readonly Act Imported = new("staff.imported");
    public static readonly Act ServiceAccountMade = new("service-account.made", "A4.2.3a");
    public static readonly Act ServiceAccountRevoked = new("service-account.revoked", "A4.2.3a");
    public static readonly Act ProgramKeyAdded = new("program-key.added", "A4.2.1c", "A4.2.3a");
    public static readonly Act ProgramKeyConfirmed = new("program-key.confirmed", "A4.2.1c", "A4.2.3a");
    public static readonly Act ProgramKeyRemoved = new("program-key.removed", "A4.2.3a");
    public static readonly Act PostAsked = new("staff.post-asked", "A4.2.1c");
    public static readonly Act Confirmed = new("staff.change-confirmed", "A4.2.1c", "A4.2.3a");
    public static readonly Act Declined = new("staff.change-declined", "A4.2.1c", "A4.2.3a");

    /// <summary>Held at once, because there never was a second person to ask.</summary>
    public static readonly Act NobodyToConfirm = new("staff.nobody-to-confirm");
    public static readonly Act PasswordChanged = new("staff.password-changed", "A4.2.3b");
    public static readonly Act BankRefused = new("staff.bank-sign-on-refused", "A4.2.3b");
    public static readonly Act OwnCodeFailed = new("staff.own-code-failed", "A4.2.3b");
}

internal static class StaffPolicies
{
    private const string Source = "GB/T 22239-2019 第三级;FirstWindow 默认值";

    public static readonly Policy FailuresMax = new("sign-in.failures-max", 5, "次", 3, 10, Source, "连续登录失败多少次后锁定账号",
        "Failures in a row that lock an account");
    public static readonly Policy LockFor = new("sign-in.lock-for", 900, "秒", 60, 86_400, Source, "账号锁定多久",
        "How long an account stays locked");
    public static readonly Policy TriesPerMinute = new(
        "sign-in.tries-per-minute", 120, "次/分钟", 10, 10_000, Source, "一个网络地址每分钟最多尝试登录多少次",
        "Most tries to sign in from one network address");
    public static readonly Policy AddressFailures = new("sign-in.address-failures", 30, "次", 5, 10_000, Source,
        "同一网络地址上，未曾登录过的浏览器十分钟内登录失败多少次后需要等待", "Failures of browsers unknown to the account, from one address within ten "
        + "minutes, after which such browsers wait");
    public static readonly Policy HouseFailures = new("sign-in.house-failures", 300, "次", 20, 100_000, Source,
        "全系统未曾登录过的浏览器十分钟内登录失败多少次后报警，并只让用过的浏览器登录", "Failures of browsers unknown to the account, in the whole house within "
        + "ten minutes, that are alarmed and after which only known browsers may sign in");
    public static readonly Policy IdleTimeout = new("session.idle-timeout", 900, "秒", 60, 3_600, Source, "无操作多久后自动退出",
        "Time without activity after which a sign-in ends");
    public static readonly Policy PasswordCharsMin = new("password.chars-min", 10, "个字符", 8, 64, Source, "密码至少多长",
        "Shortest password");
    public static readonly Policy PasswordKindsMin = new(
        "password.kinds-min", 3, "种", 1, 4, Source, "密码至少包含小写字母、大写字母、数字、符号中的几种",
        "How many of small letters, capitals, digits and symbols a password holds at least");
    public static readonly Policy TokenHours = new("service-token.hours", 24, "小时", 1, 168, Source,
        "在命令行建立的程序令牌多少小时后失效", "Hours after which a program's token made on the command line ends");
    public static readonly Policy TokenMinutes = new("service-token.minutes", 15, "分钟", 1, 60, Source,
        "程序凭密钥领取的令牌多少分钟后失效", "Minutes after which a token ends that a program was given for its key");
    public static readonly Policy AbsoluteTimeout = new(
        "session.absolute-timeout", 43_200, "秒", 3_600, 86_400, Source, "一次登录最长有效多久",
        "Longest time a sign-in holds");
}

internal static class StaffPermissions
{
    public static readonly Permission ReadAccounts =
        new("staff.read-accounts", Role.StaffOfficer, Role.Administrator, Role.Auditor);

    public static readonly Permission Disable = new("staff.disable", Role.StaffOfficer, Role.Administrator);

    /// <summary>Invite, change posts, hand out new one-time addresses, import.</summary>
    public static readonly Permission Keep = new("staff.keep", Role.StaffOfficer, Role.Administrator);

    /// <summary>Give a second word on what somebody else asked for an account.</summary>
    public static readonly Permission Confirm = new(
        "staff.confirm", Role.StaffOfficer, Role.DutyLead, Role.Administrator);

    /// <summary>See what waits for a second word.</summary>
    public static readonly Permission ReadChanges = new(
        "staff.read-changes", Role.StaffOfficer, Role.DutyLead, Role.Administrator, Role.Auditor);

    /// <summary>See who is certified for what.</summary>
    public static readonly Permission ReadCertificates = new(
        "certificate.read", Role.Trainer, Role.Supervisor, Role.StaffOfficer, Role.Quality, Role.Auditor);

    /// <summary>Grant, suspend and give back certificates.</summary>
    public static readonly Permission Certify = new("certificate.grant", Role.Trainer);
}
