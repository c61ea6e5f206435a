using System.Text.RegularExpressions;

namespace FirstWindow.Platform.Bank;

/// <summary>What the bank says of itself to customers: one place feeds the pages, the menu and the assistant's
/// words.</summary>
public sealed partial record BankSettings
{
    /// <summary>Name in Chinese.</summary>
    public string NameZh { get; init; } = "在线客服";

    /// <summary>Name in English.</summary>
    public string NameEn { get; init; } = "Customer service";

    /// <summary>The service line; none until it is set.</summary>
    public string Hotline { get; init; } = string.Empty;

    /// <summary>The line for complaints.</summary>
    public string ComplaintLine { get; init; } = string.Empty;

    /// <summary>Where a written complaint is sent.</summary>
    public string ComplaintAddress { get; init; } = string.Empty;

    /// <summary>Digest of the bank's logo; the house's own mark when empty.</summary>
    public string Logo { get; init; } = string.Empty;

    /// <summary>The first words a customer reads, in Chinese; the usual ones when empty.</summary>
    public string GreetingZh { get; init; } = string.Empty;

    /// <summary>The same in English.</summary>
    public string GreetingEn { get; init; } = string.Empty;

    /// <summary>When people serve: Monday to Sunday, then public holidays; <c>09:00-18:00</c>, or empty when
    /// closed.</summary>
    public IReadOnlyList<string> Hours { get; init; } = [.. Enumerable.Repeat("00:00-24:00", OpeningHours.Days)];

    /// <summary>The bank's own sites that may show the chat, e.g. <c>https://www.bank.example</c>.</summary>
    public IReadOnlyList<string> Origins { get; init; } = [];

    /// <summary>Whether the numbers are the demo bank's, so that the pages can say so.</summary>
    public bool AreForShow { get; init; }

    /// <summary>The name in the reader's language.</summary>
    public string Name(bool inEnglish) => inEnglish ? NameEn : NameZh;

    /// <summary>The greeting in the reader's language, if one is set.</summary>
    public string? Greeting(bool inEnglish) =>
        (inEnglish ? GreetingEn : GreetingZh) is { Length: > 0 } set ? set : null;

    /// <summary>Whether customers read this differently from the other: then a second person approves.</summary>
    public bool NeedsSecondPerson(BankSettings before) =>
        Hotline != before.Hotline || ComplaintLine != before.ComplaintLine
        || ComplaintAddress != before.ComplaintAddress || GreetingZh != before.GreetingZh
        || GreetingEn != before.GreetingEn || Logo != before.Logo || !Hours.SequenceEqual(before.Hours);

    /// <summary>What is wrong with it; none when all is well.</summary>
    public Error? Check() =>
        !IsLine(NameZh, 40, isNeeded: true) || !IsLine(NameEn, 80, isNeeded: true) ? BankErrors.BadName
        : !LinePattern().IsMatch(Hotline) ? BankErrors.BadHotline
        : !LinePattern().IsMatch(ComplaintLine) || !IsLine(ComplaintAddress, 200, isNeeded: true)
            ? BankErrors.NoComplaintChannel
        : !IsLine(GreetingZh, 200, isNeeded: false) || !IsLine(GreetingEn, 300, isNeeded: false)
            ? BankErrors.BadGreeting
        : Hours.Count != OpeningHours.Days || Hours.Any(h => h.Length > 0 && !DayHours.TryParse(h, out _))
            ? BankErrors.BadHours
        : Origins.Count > 20 || Origins.Any(o => !OriginPattern().IsMatch(o)) ? BankErrors.BadOrigin
        : null;

    private static bool IsLine(string text, int charsMax, bool isNeeded) =>
        text.Length <= charsMax && (!isNeeded || text.Trim().Length > 0) && !text.Any(char.IsControl);

    // As it is dialled.
    [GeneratedRegex(@"^[0-9+() -]{3,30}\z")]
    private static partial Regex LinePattern();

    // Scheme, host and port; nothing that could end the directive it is written into.
    [GeneratedRegex(@"^(https://[A-Za-z0-9.-]{1,100}|http://localhost)(:[0-9]{1,5})?\z")]
    private static partial Regex OriginPattern();
}

/// <summary>Refusals around the bank's settings.</summary>
public static class BankErrors
{
    /// <summary>Both names are needed.</summary>
    public static readonly Error BadName = new(ErrorKind.Invalid, "bank.name",
        "The bank's name is needed in Chinese (at most 40 characters) and English (at most 80), on one line.");

    /// <summary>The service line.</summary>
    public static readonly Error BadHotline = new(ErrorKind.Invalid, "bank.hotline",
        "The service line has 3 to 30 digits, blanks, + ( ) or hyphens.");

    /// <summary>Customers are always told where to complain.</summary>
    public static readonly Error NoComplaintChannel = new(ErrorKind.Refused, "bank.no-complaint-channel",
        "A complaint line and an address are needed: customers are always told where to complain.", "A6.1.1b");

    /// <summary>The logo.</summary>
    public static readonly Error BadLogo = new(ErrorKind.Invalid, "bank.logo",
        "A logo is a PNG or JPEG picture of at most 256 kB, 32 to 1,024 pixels wide and high.");

    /// <summary>The greeting.</summary>
    public static readonly Error BadGreeting = new(
        ErrorKind.Invalid, "bank.greeting", "A greeting has at most 200 characters (English 300) on one line.");

    /// <summary>The hours.</summary>
    public static readonly Error BadHours = new(ErrorKind.Invalid, "bank.hours",
        "Hours are written like 09:00-18:00, empty for closed, for Monday to Sunday and holidays.");

    /// <summary>An origin.</summary>
    public static readonly Error BadOrigin = new(ErrorKind.Invalid, "bank.origin",
        "At most 20 origins such as https://www.bank.example, without a path.");

    /// <summary>Somebody changed them in between.</summary>
    public static readonly Error ChangedMeanwhile = new(ErrorKind.Conflict, "bank.changed-meanwhile",
        "Somebody changed the settings in between; look at them again.");

    /// <summary>A proposal waits.</summary>
    public static readonly Error ProposalOpen = new(
        ErrorKind.Conflict, "bank.proposal-open", "Another change waits for its decision.");

    /// <summary>No proposal has this id.</summary>
    public static readonly Error NotFound = new(ErrorKind.NotFound, "bank.not-found", "There is no such change.");

    /// <summary>A decision stands.</summary>
    public static readonly Error AlreadyDecided = new(
        ErrorKind.Conflict, "bank.already-decided", "This change was decided already.");

    /// <summary>Nobody approves their own change.</summary>
    public static readonly Error OwnProposal = new(ErrorKind.Refused, "bank.own-proposal",
        "A second person must decide; you proposed this change yourself.", "A1.3.2");
}
