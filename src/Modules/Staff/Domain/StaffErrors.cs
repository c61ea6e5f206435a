using FirstWindow.Platform;

namespace FirstWindow.Staff.Domain;

internal static class StaffErrors
{
    /// <summary>The same for every reason: whether a name exists, is locked or the code was wrong is nobody's to
    /// learn.</summary>
    public static readonly Error SignInFailed =
        new(ErrorKind.Forbidden, "sign-in.failed",
            "User name, password or code is not right, or the account is locked for a while.", "A4.2.3b")
        { CountsAs = EdgeKinds.SignIn };

    /// <summary>The same for every reason; the journal knows it.</summary>
    public static readonly Error BankRefused = new(ErrorKind.Forbidden, "sign-in.bank-refused",
        "The bank's sign-on was not accepted, or the account may not sign in here.", "A4.2.3b");

    public static readonly Error BankAway = new(ErrorKind.Forbidden, "sign-in.bank-away",
        "The bank's sign-on cannot be reached at the moment.", "A4.2.3b");

    /// <summary>Before anything is looked up, hashed or journaled: strangers can make the server do none of
    /// it at will.</summary>
    public static readonly Error TooManyTries = new(ErrorKind.TooMany, "sign-in.too-many",
        "Too many attempts from this address; please wait a moment.");

    /// <summary>Passwords are being guessed across accounts, from many addresses.</summary>
    public static readonly Error StrangersWait = new(ErrorKind.TooMany, "sign-in.strangers-wait",
        "Many wrong sign-ins are being tried at the moment; please use a browser you have signed in with before, "
        + "a passkey or the bank's sign-on, or wait a few minutes.", "A4.2.3b");

    /// <summary>All slow hashes of the node are taken, and too many wait for one.</summary>
    public static readonly Error TooManyHashes = new(ErrorKind.TooMany, "sign-in.busy",
        "Very many people are signing in at this moment; please try again in a moment.");

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

    public static readonly Error ChangeNotFound = new(
        ErrorKind.NotFound, "staff.change-not-found", "Nothing of this kind waits for a second person.");

    public static readonly Error ChangeDecided = new(
        ErrorKind.Conflict, "staff.change-decided", "Somebody has decided this already.");

    public static readonly Error ChangeGone = new(ErrorKind.Conflict, "staff.change-gone",
        "The address has expired or the account is disabled; please ask for a new one.");

    public static readonly Error OwnChange = new(ErrorKind.Refused, "staff.own-change",
        "A second person must confirm this; you asked for it yourself.", "A4.2.1c");

    public static readonly Error PersonOnly = new(ErrorKind.Refused, "staff.person-only",
        "Only a person may do this, never a program.", "A4.2.1c");

    /// <summary>The same for every reason; OAuth's own word for it stands beside ours.</summary>
    public static readonly Error InvalidClient = new(ErrorKind.Forbidden, "token.invalid-client",
        "The signed word was not accepted.", "A4.2.3a")
    { CountsAs = EdgeKinds.ProgramToken, Extensions = InOAuth("invalid_client") };

    public static readonly Error UnsupportedGrant = new(ErrorKind.Invalid, "token.unsupported-grant",
        "Here grant_type is client_credentials.")
    { Extensions = InOAuth("unsupported_grant_type") };

    public static readonly Error BadTokenRequest = new(ErrorKind.Invalid, "token.bad-request",
        "A token is asked for with a client_assertion, a signed JWT, and its client_assertion_type.")
    { Extensions = InOAuth("invalid_request") };

    public static readonly Error KeyIsPrivate = new(ErrorKind.Invalid, "program-key.private",
        "That holds a private key, which never leaves the program: make a new pair, and paste the public half alone.");

    public static readonly Error KeyUnfit = new(ErrorKind.Invalid, "program-key.unfit",
        "That is no public key in PEM (-----BEGIN PUBLIC KEY-----) on the curve P-256, or RSA with 3072 bits or more.");

    public static readonly Error KeysFull = new(ErrorKind.Conflict, "program-key.full",
        "A program has two keys at most; remove one first.");

    public static readonly Error KeyNotFound = new(
        ErrorKind.NotFound, "program-key.not-found", "There is no such key.");

    public static readonly Error ProgramNotFound = new(
        ErrorKind.NotFound, "service-account.not-found", "There is no such service account.");

    public static readonly Error SessionNotFound = new(
        ErrorKind.NotFound, "session.not-found", "You have no such open session.", "A4.2.3c");

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

    public static readonly Error AddressWaits = new(ErrorKind.Forbidden, "setup.waits",
        "This one-time address opens as soon as a second person has confirmed it; please try again later.", "A4.2.3a");

    public static readonly Error CodeWrong = new(ErrorKind.Refused, "setup.code-wrong",
        "The code does not match the second factor shown; check the phone's time and try the next one.", "A4.2.3b");

    public static readonly Error PasswordGuessable = new(ErrorKind.Refused, "password.guessable",
        "The password holds the user name or the bank's name, or is made of words that are guessed first.", "A4.2.3b");

    public static readonly Error PasswordLeaked = new(ErrorKind.Refused, "password.leaked",
        "The password, or one hardly different, was stolen elsewhere and is tried first; please choose another.",
        "A4.2.3b");

    public static readonly Error PasswordSame = new(ErrorKind.Refused, "password.same",
        "The new password is the old one; please choose another.", "A4.2.3b");

    /// <summary>Which of them was wrong is not told, nor whether the account is locked.</summary>
    public static readonly Error OldPasswordWrong = new(ErrorKind.Refused, "password.not-proved",
        "Your present password or one-time code is not right, or the account is locked for a while.", "A4.2.3b");

    public static readonly Error OwnCodeWrong = new(ErrorKind.Refused, "staff.own-code",
        "Your own one-time code is needed; it is not right, was used before, or the account is locked for a while.",
        "A4.2.3b");

    public static readonly Error KnownByMissing = new(ErrorKind.Refused, "staff.known-by",
        "Please say how you made sure who the person is: in person or by video, with staff card or identity card.",
        "A4.2.3b");

    public static readonly Error PasswordNotRepeated = new(
        ErrorKind.Invalid, "password.not-repeated", "The two passwords are not the same.");

    public static Error PasswordTooShort(long charsMin) => new(ErrorKind.Refused, "password.too-short",
        $"The password needs {charsMin} to {PasswordRules.CharsMax} characters.", "A4.2.3b");

    public static Error PasswordTooPlain(long kindsMin) => new(ErrorKind.Refused, "password.too-plain",
        $"The password needs {kindsMin} of: small letters, capitals, digits, other characters.", "A4.2.3b");

    private static Dictionary<string, object?> InOAuth(string code) => new() { ["error"] = code };
}
