using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Policies;

namespace FirstWindow.Staff.Domain;

internal static class StaffActs
{
    public static readonly Act SignedIn = new("staff.signed-in", "A4.2.3b", "A4.2.3c");
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
}

internal static class StaffPolicies
{
    private const string Source = "GB/T 22239-2019 第三级;FirstWindow 默认值";

    public static readonly Policy FailuresMax = new("sign-in.failures-max", 5, "次", 3, 10, Source, "连续登录失败多少次后锁定账号");
    public static readonly Policy LockFor = new("sign-in.lock-for", 900, "秒", 60, 86_400, Source, "账号锁定多久");
    public static readonly Policy TriesPerMinute = new(
        "sign-in.tries-per-minute", 120, "次/分钟", 10, 10_000, Source, "一个网络地址每分钟最多尝试登录多少次");
    public static readonly Policy IdleTimeout = new("session.idle-timeout", 900, "秒", 60, 3_600, Source, "无操作多久后自动退出");
    public static readonly Policy PasswordCharsMin = new("password.chars-min", 10, "个字符", 8, 64, Source, "密码至少多长");
    public static readonly Policy PasswordKindsMin = new(
        "password.kinds-min", 3, "种", 1, 4, Source, "密码至少包含小写字母、大写字母、数字、符号中的几种");
    public static readonly Policy AbsoluteTimeout = new(
        "session.absolute-timeout", 43_200, "秒", 3_600, 86_400, Source, "一次登录最长有效多久");
}

internal static class StaffPermissions
{
    public static readonly Permission ReadAccounts =
        new("staff.read-accounts", Role.StaffOfficer, Role.Administrator, Role.Auditor);

    public static readonly Permission Disable = new("staff.disable", Role.StaffOfficer, Role.Administrator);

    /// <summary>Invite, change posts, hand out new one-time addresses, import.</summary>
    public static readonly Permission Keep = new("staff.keep", Role.StaffOfficer, Role.Administrator);

    /// <summary>See who is certified for what.</summary>
    public static readonly Permission ReadCertificates = new(
        "certificate.read", Role.Trainer, Role.Supervisor, Role.StaffOfficer, Role.Quality, Role.Auditor);

    /// <summary>Grant, suspend and give back certificates.</summary>
    public static readonly Permission Certify = new("certificate.grant", Role.Trainer);
}

internal static class StaffErrors
{
    /// <summary>The same for every reason: whether a name exists, is locked or the code was wrong is nobody's to
    /// learn.</summary>
    public static readonly Error SignInFailed =
        new(ErrorKind.Forbidden, "sign-in.failed",
            "User name, password or code is not right, or the account is locked for a while.", "A4.2.3b");

    /// <summary>Before anything is looked up, hashed or journaled: strangers can make the server do none of
    /// it at will.</summary>
    public static readonly Error TooManyTries = new(ErrorKind.TooMany, "sign-in.too-many",
        "Too many attempts from this address; please wait a moment.");

    public static readonly Error NotFound = new(
        ErrorKind.NotFound, "staff.not-found", "There is no such member of staff.");

    public static readonly Error Oneself =
        new(ErrorKind.Refused, "staff.oneself", "Nobody disables their own account; ask a colleague.", "A4.4.4a");

    public static readonly Error OwnAccount = new(ErrorKind.Refused, "staff.own-account",
        "Nobody changes their own roles, access or account; ask a colleague.", "A4.2.1c");

    public static readonly Error AdministratorOnly = new(ErrorKind.Refused, "staff.administrator-only",
        "Only an administrator makes, changes or resets an administrator.", "A4.2.1c");

    public static readonly Error LastAdministrator = new(ErrorKind.Refused, "staff.last-administrator",
        "This is the last administrator who can sign in; make another one first.", "A4.2.1c");

    public static readonly Error RolesApart = new(ErrorKind.Refused, "staff.roles-apart",
        "An administrator, an auditor and a staff officer hold no other role.", "A4.2.1c");

    public static readonly Error NumberTaken = new(
        ErrorKind.Conflict, "staff.number-taken", "Somebody else has this number.");

    public static readonly Error UserNameTaken = new(
        ErrorKind.Conflict, "staff.user-name-taken", "Somebody else has this user name.");

    public static readonly Error BadName = new(
        ErrorKind.Invalid, "staff.name", "A name has 1 to 40 characters on one line.");

    public static readonly Error BadNumber = new(ErrorKind.Invalid, "staff.number",
        "A number has 2 to 20 letters, digits or hyphens; 0000 is kept for programs.");

    public static readonly Error BadUserName = new(ErrorKind.Invalid, "staff.user-name",
        "A user name has 2 to 50 small letters, digits, dots, hyphens or underscores.");

    public static readonly Error BadRoles = new(ErrorKind.Invalid, "staff.roles", "At least one known role is needed.");

    public static readonly Error BadTeam = new(
        ErrorKind.Invalid, "staff.team", "A team has 1 to 40 characters on one line.");

    public static readonly Error BadLanguages = new(
        ErrorKind.Invalid, "staff.languages", "At least one language of zh and en is needed.");

    /// <summary>The same for an address that was used, replaced, has expired or never was.</summary>
    public static readonly Error AddressGone = new(ErrorKind.Forbidden, "setup.gone",
        "This one-time address was used, replaced or has expired; ask for a new one.", "A4.2.3b");

    public static readonly Error CodeWrong = new(ErrorKind.Refused, "setup.code-wrong",
        "The code does not match the second factor shown; check the phone's time and try the next one.", "A4.2.3b");

    public static readonly Error PasswordGuessable = new(ErrorKind.Refused, "password.guessable",
        "The password holds the user name or a word that is guessed first.", "A4.2.3b");

    public static readonly Error PasswordNotRepeated = new(
        ErrorKind.Invalid, "password.not-repeated", "The two passwords are not the same.");

    public static Error PasswordTooShort(long charsMin) => new(ErrorKind.Refused, "password.too-short",
        $"The password needs {charsMin} to {PasswordRules.CharsMax} characters.", "A4.2.3b");

    public static Error PasswordTooPlain(long kindsMin) => new(ErrorKind.Refused, "password.too-plain",
        $"The password needs {kindsMin} of: small letters, capitals, digits, other characters.", "A4.2.3b");
}
