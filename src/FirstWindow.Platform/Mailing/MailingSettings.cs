using System.Text.Json;
using System.Text.RegularExpressions;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Web;

namespace FirstWindow.Platform.Mailing;

/// <summary>How a letter goes out.</summary>
public enum LetterWay
{
    /// <summary>By the bank's mail server.</summary>
    Mail,

    /// <summary>By the bank's gateway for text messages.</summary>
    Sms,
}

/// <summary>Where letters go out. Secrets are only named here: they stay in a file or the environment.</summary>
public sealed partial record MailingSettings
{
    /// <summary>Whether mail goes out.</summary>
    public bool IsMailOn { get; init; }

    /// <summary>The mail server, one of those the installation allows.</summary>
    public string MailHost { get; init; } = string.Empty;

    /// <summary>Its port.</summary>
    public int MailPort { get; init; } = 587;

    /// <summary>The sender's address.</summary>
    public string MailFrom { get; init; } = string.Empty;

    /// <summary>The name it is signed in to the server with; none when empty.</summary>
    public string MailUser { get; init; } = string.Empty;

    /// <summary>Name of the secret that belongs to it.</summary>
    public string MailSecret { get; init; } = string.Empty;

    /// <summary>Whether text messages go out.</summary>
    public bool IsSmsOn { get; init; }

    /// <summary>The gateway's address.</summary>
    public string SmsUrl { get; init; } = string.Empty;

    /// <summary>Name of the gateway's secret.</summary>
    public string SmsSecret { get; init; } = string.Empty;

    /// <summary>Whether a way is open.</summary>
    public bool IsOn(LetterWay way) => way is LetterWay.Mail ? IsMailOn : IsSmsOn;

    /// <summary>What is wrong with it; none when all is well.</summary>
    public Error? Check() =>
        IsMailOn && (!HostPattern().IsMatch(MailHost) || MailPort is < 1 or > 65_535) ? MailingErrors.BadHost
        : IsMailOn && !IsMail(MailFrom) ? MailingErrors.BadSender
        : MailUser.Length > 100 || MailUser.Any(char.IsControl) || (MailUser.Length > 0) != (MailSecret.Length > 0)
            ? MailingErrors.BadUser
        : IsSmsOn && !(SmsUrl.Length <= 500 && Uri.TryCreate(SmsUrl, UriKind.Absolute, out var url)
            && url.Scheme is "https" or "http" && url.UserInfo.Length == 0 && url.Fragment.Length == 0)
            ? MailingErrors.BadGateway
        : (IsSmsOn && SmsSecret.Length == 0)
            || !SecretPattern().IsMatch(MailSecret) || !SecretPattern().IsMatch(SmsSecret) ? MailingErrors.BadSecret
        : null;

    /// <summary>Whether a text is one mail address, and nothing that could end a header.</summary>
    public static bool IsMail(string text) => MailPattern().IsMatch(text);

    /// <summary>Whether a text is one telephone number, as it is dialled.</summary>
    public static bool IsPhone(string text) => PhonePattern().IsMatch(text);

    [GeneratedRegex(@"^[A-Za-z0-9.-]{1,200}\z")]
    private static partial Regex HostPattern();

    [GeneratedRegex(@"^[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{1,190}\.[A-Za-z]{2,}\z")]
    private static partial Regex MailPattern();

    [GeneratedRegex(@"^\+?[0-9][0-9 -]{4,19}\z")]
    private static partial Regex PhonePattern();

    // A name of a file; nothing that leads elsewhere.
    [GeneratedRegex(@"^([a-z0-9][a-z0-9-]{0,39})?\z")]
    private static partial Regex SecretPattern();
}

/// <summary>The settings as somebody left them.</summary>
public sealed class MailingSettingsVersion : TwoPersonVersion
{
    /// <summary>The settings, as JSON.</summary>
    public required string Content { get; init; }

    /// <inheritdoc/>
    protected override Error AlreadyDecided => MailingErrors.AlreadyDecided;

    /// <inheritdoc/>
    protected override Error OwnProposal => MailingErrors.OwnProposal;

    /// <summary>The settings.</summary>
    public MailingSettings Read() => JsonSerializer.Deserialize<MailingSettings>(Content, JsonSettings.Options)!;
}

/// <summary>Acts around mail and text messages.</summary>
public static class MailingActs
{
    /// <summary>A change of where letters go out was proposed.</summary>
    public static readonly Act Proposed = new("mailing.proposed", "A4.3.2a");

    /// <summary>It holds.</summary>
    public static readonly Act Changed = new("mailing.changed", "A4.3.2a");

    /// <summary>A second person said no.</summary>
    public static readonly Act Rejected = new("mailing.rejected", "A4.3.2a");

    /// <summary>Somebody tried whether letters go out.</summary>
    public static readonly Act Tested = new("mailing.tested");

    /// <summary>A server has taken a letter.</summary>
    public static readonly Act Sent = new("letter.sent");

    /// <summary>A letter was given up.</summary>
    public static readonly Act Died = new("letter.dead");

    /// <summary>A dead letter is to be sent once more.</summary>
    public static readonly Act ResendAsked = new("letter.resend-asked");

    /// <summary>A dead letter was laid aside.</summary>
    public static readonly Act Discarded = new("letter.discarded");
}

/// <summary>Refusals around mail and text messages.</summary>
public static class MailingErrors
{
    /// <summary>The mail server.</summary>
    public static readonly Error BadHost = new(ErrorKind.Invalid, "mailing.host",
        "The mail server is a host name, with a port from 1 to 65535.");

    /// <summary>The sender.</summary>
    public static readonly Error BadSender = new(
        ErrorKind.Invalid, "mailing.sender", "The sender is one mail address such as service@bank.example.");

    /// <summary>Name without secret, or the other way round.</summary>
    public static readonly Error BadUser = new(ErrorKind.Invalid, "mailing.user",
        "A user name and the name of its secret belong together; leave both empty when the server asks for none.");

    /// <summary>The gateway.</summary>
    public static readonly Error BadGateway = new(
        ErrorKind.Invalid, "mailing.gateway", "The gateway is an https address without name, password or fragment.");

    /// <summary>The name of a secret.</summary>
    public static readonly Error BadSecret = new(ErrorKind.Invalid, "mailing.secret",
        "A secret is named with small letters, digits and hyphens; it lies in the folder of secrets or the environment.");

    /// <summary>A named secret is nowhere.</summary>
    public static readonly Error NoSecret = new(ErrorKind.Conflict, "mailing.no-secret",
        "There is no secret of this name in the folder of secrets or the environment.");

    /// <summary>The installation does not allow it.</summary>
    public static readonly Error HostNotAllowed = new(ErrorKind.Refused, "mailing.host-not-allowed",
        "The settings of the installation do not allow this host and port.", "A4.2.1a");

    /// <summary>Not an address.</summary>
    public static readonly Error BadRecipient = new(
        ErrorKind.Invalid, "mailing.recipient", "Give one mail address, or one telephone number for a text message.");

    /// <summary>The way is closed.</summary>
    public static readonly Error Off = new(
        ErrorKind.Conflict, "mailing.off", "This way is not set up, or switched off.");

    /// <summary>Links cannot be written.</summary>
    public static readonly Error NoPublicAddress = new(ErrorKind.Conflict, "mailing.no-public-address",
        "The installation does not say at which address the house is reached (Mailing:PublicAddress).");

    /// <summary>Somebody changed them in between.</summary>
    public static readonly Error ChangedMeanwhile = new(ErrorKind.Conflict, "mailing.changed-meanwhile",
        "Somebody changed the settings in between; look at them again.");

    /// <summary>A proposal waits.</summary>
    public static readonly Error ProposalOpen = new(
        ErrorKind.Conflict, "mailing.proposal-open", "Another change waits for its decision.");

    /// <summary>No proposal has this id.</summary>
    public static readonly Error NotFound = new(ErrorKind.NotFound, "mailing.not-found", "There is no such change.");

    /// <summary>A decision stands.</summary>
    public static readonly Error AlreadyDecided = new(
        ErrorKind.Conflict, "mailing.already-decided", "This change was decided already.");

    /// <summary>Nobody approves their own change.</summary>
    public static readonly Error OwnProposal = new(ErrorKind.Refused, "mailing.own-proposal",
        "A second person must decide; you proposed this change yourself.", "A4.3.2a");

    /// <summary>No letter has this id.</summary>
    public static readonly Error NoLetter = new(ErrorKind.NotFound, "letter.not-found", "There is no such letter.");

    /// <summary>It is not dead.</summary>
    public static readonly Error NotDead = new(ErrorKind.Conflict, "letter.not-dead", "This letter is no dead letter.");

    /// <summary>What it says holds no more.</summary>
    public static readonly Error Expired = new(
        ErrorKind.Conflict, "letter.expired", "What this letter says does not hold any more; it cannot be sent.");

    /// <summary>A reason is needed.</summary>
    public static readonly Error NoReason = new(
        ErrorKind.Invalid, "letter.reason", "Say why, in 4 to 300 characters.");
}
