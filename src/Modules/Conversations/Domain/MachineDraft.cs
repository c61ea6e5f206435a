using FirstWindow.Platform;
using FirstWindow.Platform.Journal;

namespace FirstWindow.Conversations.Domain;

/// <summary>For what a language model writes a draft.</summary>
internal static class DraftPurposes
{
    /// <summary>The next words to the customer.</summary>
    public const string Reply = "reply";

    /// <summary>The summary a contact is closed with.</summary>
    public const string Summary = "summary";

    /// <summary>What the colleague who takes over is told.</summary>
    public const string HandOver = "hand-over";
}

internal static class ModelActs
{
    /// <summary>Words of a contact, covered, were given to the language model; recorded before they leave.</summary>
    public static readonly Act Asked = new("model.asked");

    /// <summary>What came of it: offered, refused and by which rule, or why nothing came.</summary>
    public static readonly Act Answered = new("model.answered");
}

internal static class ModelErrors
{
    public static readonly Error Off = new(
        ErrorKind.Conflict, "model.off", "No language model is set up here; everything else works without it.");

    public static readonly Error NothingSaid = new(
        ErrorKind.Conflict, "model.nothing-said", "Nothing has been said yet that a draft could be made of.");

    public static readonly Error Busy = new(
        ErrorKind.TooMany, "model.busy", "The language model is busy; please write yourself or try again shortly.");

    /// <summary>Answered as 503.</summary>
    public static readonly Error Failed = new(
        ErrorKind.Conflict, "model.failed", "The language model gave no usable answer; please write yourself.");
}
