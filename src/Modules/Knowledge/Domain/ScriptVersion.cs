using FirstWindow.Knowledge.Contracts;
using FirstWindow.Platform;
using FirstWindow.Platform.Journal;

namespace FirstWindow.Knowledge.Domain;

/// <summary>One version of a sentence for a moment of a contact, in both languages.</summary>
internal sealed class ScriptVersion
{
    /// <summary>The moments of a contact, in their order.</summary>
    public static readonly IReadOnlyList<string> Stages =
        ["greeting", "need", "hold", "resume", "calming", "refusal", "fraud", "transfer", "closing"];

    /// <summary>The feelings a script may be meant for.</summary>
    public static readonly IReadOnlyList<string> Emotions = ["neutral", "angry", "sad", "fear", "surprise", "happy"];

    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required string Slug { get; init; }

    public int Version { get; init; }

    public required string Stage { get; init; }

    public required string Scene { get; init; }

    public required string Emotion { get; init; }

    public required string Chinese { get; init; }

    public required string English { get; init; }

    /// <summary>Who wrote it; none for what the product ships.</summary>
    public Guid? Author { get; init; }

    public DateTimeOffset WrittenAt { get; init; }

    public Guid? Approver { get; private set; }

    public DateTimeOffset? ApprovedAt { get; private set; }

    public ArticleState State { get; private set; }

    /// <summary>The sentence in the language of a conversation.</summary>
    public string In(string locale) =>
        locale.StartsWith("en", StringComparison.OrdinalIgnoreCase) ? English : Chinese;

    /// <summary>Publishes a draft; its author cannot.</summary>
    public Result Approve(StaffId by, DateTimeOffset at)
    {
        if (State is not ArticleState.Draft)
        {
            return ScriptErrors.NotADraft;
        }

        if (Author == by.Value)
        {
            return ScriptErrors.OwnScript;
        }

        (State, Approver, ApprovedAt) = (ArticleState.Published, by.Value, at);
        return Result.Success;
    }

    /// <summary>Publishes what the product ships.</summary>
    public void Ship(DateTimeOffset at) => (State, ApprovedAt) = (ArticleState.Published, at);

    public void Retire() => State = ArticleState.Retired;
}

/// <summary>A <see cref="WordingLook"/> as it is kept.</summary>
internal sealed class WordingUse
{
    public Guid Id { get; init; }

    public WordingKind Kind { get; init; }

    public Guid? Version { get; init; }

    public ConversationId Conversation { get; init; }

    public StaffId Staff { get; init; }

    public WordingOutcome Outcome { get; init; }

    public DateTimeOffset At { get; init; }
}

internal static class ScriptActs
{
    public static readonly Act Written = new("script.written", "B1.1.2a");
    public static readonly Act Published = new("script.published", "B1.1.2a");
    public static readonly Act Shipped = new("script.shipped", "B1.1.2a");
}

internal static class ScriptErrors
{
    public static readonly Error NotFound = new(ErrorKind.NotFound, "script.not-found", "There is no such script.");
    public static readonly Error NotADraft = new(
        ErrorKind.Conflict, "script.not-a-draft", "This version was decided already.");

    public static readonly Error OwnScript =
        new(ErrorKind.Refused, "script.own", "Somebody other than the author approves a script.", "B1.1.2a");

    public static readonly Error WithoutTags =
        new(ErrorKind.Refused, "script.without-tags", "A script needs its stage, scene and emotion.", "B1.1.2a");

    /// <summary>A sentence for others to say keeps the rules itself.</summary>
    public static Error BreaksRule(string clause) => new(
        ErrorKind.Refused, "script.breaks-rule", "The script itself breaks a service rule.", clause);
}
