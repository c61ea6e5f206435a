using System.Text.Json;
using System.Text.RegularExpressions;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Web;

namespace FirstWindow.Conversations.Domain;

/// <summary>Several steps as one: an approved script to send, what the record begins with, and at most one thing more,
/// a hold, a snooze or a transfer.</summary>
internal sealed record Macro
{
    public required string Slug { get; init; }

    public required string NameZh { get; init; }

    public required string NameEn { get; init; }

    /// <summary>Slug of the approved script it sends: no contact is moved or put off without a word.</summary>
    public required string Script { get; init; }

    public required string Category { get; init; }

    public required string NeedZh { get; init; }

    public required string NeedEn { get; init; }

    public string? HoldReason { get; init; }

    public int? HoldMinutes { get; init; }

    public int? SnoozeMinutes { get; init; }

    /// <summary>Code of the queue the contact goes to.</summary>
    public string? Queue { get; init; }

    /// <summary>What the colleague there reads.</summary>
    public string? Summary { get; init; }

    /// <summary>Whether the desk offers it.</summary>
    public bool IsActive { get; init; } = true;

    public string Name(bool inEnglish) => inEnglish ? NameEn : NameZh;

    public string Need(bool inEnglish) => inEnglish ? NeedEn : NeedZh;
}

/// <summary>A macro as somebody left it.</summary>
internal sealed class MacroVersion : TwoPersonVersion
{
    public required string Slug { get; init; }

    /// <summary>The macro, as JSON.</summary>
    public required string Content { get; init; }

    protected override Error AlreadyDecided => MacroErrors.Decided;

    protected override Error OwnProposal => MacroErrors.OwnProposal;

    public Macro Read() => JsonSerializer.Deserialize<Macro>(Content, JsonSettings.Options)!;
}

/// <summary>A macro was used once.</summary>
internal sealed class MacroUse
{
    /// <summary>The id the desk chose for it.</summary>
    public Guid Id { get; init; }

    public required string Slug { get; init; }

    public ConversationId Conversation { get; init; }

    public DateTimeOffset At { get; init; }
}

/// <summary>What is wrong with a macro.</summary>
internal static partial class MacroRules
{
    private const int NameCharsMax = 60;
    private const int NeedCharsMax = 200;
    private const int SummaryCharsMin = 4;
    private const int SummaryCharsMax = 500;

    /// <summary>What is wrong; none when all is well.</summary>
    /// <param name="macro">As it is to be.</param>
    /// <param name="categories">Categories a record may have.</param>
    /// <param name="holdReasons">Why a customer may be asked to wait.</param>
    /// <param name="holdMinutesMax">For how long.</param>
    /// <param name="snoozeMinutesMax">How long a contact may be put off.</param>
    public static Error? Check(
        Macro macro, IReadOnlyList<string> categories, IReadOnlyList<string> holdReasons, long holdMinutesMax,
        long snoozeMinutesMax) =>
        !SlugPattern().IsMatch(macro.Slug) || !IsLine(macro.NameZh, NameCharsMax)
            || !IsLine(macro.NameEn, NameCharsMax) ? MacroErrors.BadName
        : !categories.Contains(macro.Category) || !IsLine(macro.NeedZh, NeedCharsMax)
            || !IsLine(macro.NeedEn, NeedCharsMax) ? MacroErrors.BadRecord
        : Steps(macro) > 1 ? MacroErrors.TooManySteps
        : macro.HoldReason is not null && (!holdReasons.Contains(macro.HoldReason)
            || macro.HoldMinutes is not { } hold || hold < 1 || hold > holdMinutesMax)
            || macro.SnoozeMinutes is { } snooze && (snooze < 1 || snooze > snoozeMinutesMax) ? MacroErrors.BadMinutes
        : macro.Queue is not null
            && macro.Summary?.Trim().Length is not (>= SummaryCharsMin and <= SummaryCharsMax) ? MacroErrors.NoSummary
        : null;

    private static int Steps(Macro macro) =>
        (macro.HoldReason is null ? 0 : 1) + (macro.SnoozeMinutes is null ? 0 : 1) + (macro.Queue is null ? 0 : 1);

    private static bool IsLine(string text, int charsMax) =>
        text.Trim().Length >= 1 && text.Length <= charsMax && !text.Any(char.IsControl);

    [GeneratedRegex(@"^[a-z0-9][a-z0-9-]{1,59}\z")]
    private static partial Regex SlugPattern();
}

internal static class MacroPermissions
{
    /// <summary>See the macros, what they do and how often they are used.</summary>
    public static readonly Permission Read = new("macro.read", Role.Supervisor, Role.KnowledgeAuthor,
        Role.KnowledgeApprover, Role.Administrator, Role.Quality, Role.Compliance);

    /// <summary>Make and change macros.</summary>
    public static readonly Permission Change = new("macro.change", Role.Supervisor, Role.KnowledgeAuthor);

    /// <summary>Decide about another's change.</summary>
    public static readonly Permission Decide = new("macro.decide", Role.Supervisor, Role.KnowledgeApprover);
}

internal static class MacroActs
{
    public static readonly Act Used = new("macro.used");
    public static readonly Act Proposed = new("macro.proposed", "A1.3.2");
    public static readonly Act Changed = new("macro.changed", "A1.3.2");
    public static readonly Act Rejected = new("macro.rejected", "A1.3.2");
}

internal static class MacroErrors
{
    public static readonly Error NotKnown = new(ErrorKind.Invalid, "macro.not-found", "There is no such macro.");
    public static readonly Error NoChange = new(ErrorKind.NotFound, "macro.no-change", "There is no such change.");
    public static readonly Error BadName = new(ErrorKind.Invalid, "macro.name",
        "The code has 2 to 60 small letters, digits or hyphens; both names have 1 to 60 characters on one line.");
    public static readonly Error BadRecord = new(ErrorKind.Invalid, "macro.record",
        "A category and the need, in both languages and at most 200 characters each, are needed.");
    public static readonly Error TooManySteps = new(ErrorKind.Invalid, "macro.steps",
        "After the words a macro does one thing: hold, put off or transfer.");
    public static readonly Error BadMinutes = new(ErrorKind.Invalid, "macro.minutes",
        "Give the reason of a hold, and minutes within the limits of the policies.");
    public static readonly Error NoScript = new(ErrorKind.Invalid, "macro.script",
        "The script must be an approved one.");
    public static readonly Error NoQueue = new(ErrorKind.Invalid, "macro.queue", "There is no such queue.");
    public static readonly Error NoSummary = new(ErrorKind.Invalid, "macro.summary",
        "A transfer needs a summary of 4 to 500 characters for the colleague.");
    public static readonly Error ChangedMeanwhile = new(ErrorKind.Conflict, "macro.changed-meanwhile",
        "Somebody changed this macro in between; look at it again.");
    public static readonly Error ProposalOpen = new(ErrorKind.Conflict, "macro.proposal-open",
        "A change of this macro waits for its decision.");
    public static readonly Error Decided = new(
        ErrorKind.Conflict, "macro.already-decided", "This change was decided already.");
    public static readonly Error OwnProposal = new(ErrorKind.Refused, "macro.own-proposal",
        "A second person must decide; you proposed this change yourself.", "A1.3.2");
}
