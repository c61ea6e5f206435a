using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Promises;

namespace FirstWindow.Conversations.Domain;

internal static class VoicePermissions
{
    /// <summary>See what customers propose and how it is answered.</summary>
    public static readonly Permission Read = new(
        "voice.read", Role.Agent, Role.Expert, Role.Supervisor, Role.ComplaintHandler, Role.Quality, Role.Compliance,
        Role.DutyLead)
    {
        OpensCustomers = true,
    };

    /// <summary>Write down what a customer proposes, own it and answer it.</summary>
    public static readonly Permission Answer = new(
        "voice.answer", Role.Agent, Role.Expert, Role.Supervisor, Role.ComplaintHandler, Role.DutyLead)
    { OpensCustomers = true };

    /// <summary>Make low scores good, begin improvements, sign summaries.</summary>
    public static readonly Permission Lead = new("voice.lead", Role.Supervisor, Role.DutyLead) { OpensCustomers = true };
}

internal static class VoiceActs
{
    public static readonly Act Suggested = new("suggestion.taken", "A3.4.2a", "C2.1.3");
    public static readonly Act Owned = new("suggestion.owned", "A3.4.2a");
    public static readonly Act Answered = new("suggestion.answered", "C2.1.3", "A3.4.2b");
    public static readonly Act RecoveryOpened = new("recovery.opened", "A3.4.2b");
    public static readonly Act Recovered = new("recovery.closed", "A3.4.2b");
    public static readonly Act Improving = new("improvement.begun", "A3.4.3b");
    public static readonly Act Improved = new("improvement.done", "A3.4.3b");
    public static readonly Act Summed = new("voice.summed", "A3.4.3a", "C1.2.1");
    public static readonly Act Signed = new("voice.signed", "A3.4.3a");
}

internal static class VoicePolicies
{
    private const string Service = "FirstWindow 默认值";

    public static readonly Policy LowScore = new(
        "voice.low-score", 2, "分", 1, 4, Service, "评分不高于几分时，须由主管回访补救",
        "Scores up to this are made good by a supervisor");
    public static readonly Policy RecoveryDays = new(
        "voice.recovery-days", 1, "个工作日", 0, 10, Service, "低分回访最迟在几个工作日内完成（当日不计）",
        "Working days within which a low score is made good, not counting the first");
    public static readonly Policy SuggestionDays = new(
        "voice.suggestion-days", 5, "个工作日", 1, 30, Service, "客户建议最迟在几个工作日内答复（当日不计）",
        "Working days within which a suggestion is answered, not counting the first");
    public static readonly Policy ImprovementDays = new(
        "voice.improvement-days", 30, "个工作日", 1, 250, Service, "改进事项最迟在几个工作日内完成（当日不计）",
        "Working days within which an improvement is done, not counting the first");
    public static readonly Policy SignDays = new(
        "voice.sign-days", 3, "个工作日", 1, 10, Service, "每周总结最迟在几个工作日内签阅（当日不计）",
        "Working days within which the weekly summary is signed, not counting the first");
}

internal static class VoicePromises
{
    public static readonly PromiseKind Recovery = new("recovery", [50, 80], Role.Supervisor, Role.DutyLead);
    public static readonly PromiseKind Suggestion = new("suggestion", [50, 80], Role.Supervisor, Role.DutyLead);
    public static readonly PromiseKind Improvement = new("improvement", [80], Role.Supervisor);
    public static readonly PromiseKind Summary = new("summary", [80], Role.Supervisor, Role.DutyLead);
}

internal static class VoiceErrors
{
    public static readonly Error NotFound = new(ErrorKind.NotFound, "voice.not-found", "There is no such item.");

    /// <summary>About another team's contact, or about none at all: who asks does not learn which.</summary>
    public static readonly Error NotOfTheTeam = NotFound with { Clause = "A4.2.3a" };

    public static readonly Error Done = new(ErrorKind.Conflict, "voice.done", "This was finished already.");

    public static readonly Error NoOwner = new(ErrorKind.Refused, "suggestion.no-owner",
        "A suggestion is answered by the person who owns it; take it over first.", "A3.4.2a");

    public static readonly Error NoAnswer = new(ErrorKind.Refused, "suggestion.no-answer",
        "A suggestion closes with an answer to the customer and the improvement it leads to, or why nothing changes.",
        "C2.1.3");

    public static readonly Error NotTold = new(ErrorKind.Refused, "recovery.not-told",
        "Say what was done, how the customer was told, and whether the customer is satisfied.", "A3.4.2b");

    public static readonly Error NoMeasure = new(ErrorKind.Refused, "improvement.no-measure",
        "An improvement names what is measured before it, and ends with the same measured after it.", "A3.4.3b");

    public static readonly Error NoConclusion = new(ErrorKind.Refused, "voice.no-conclusion",
        "Sign with the conclusion you draw, in at least ten characters.", "A3.4.3a");
}
