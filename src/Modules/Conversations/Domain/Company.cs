using FirstWindow.Platform;

namespace FirstWindow.Conversations.Domain;

/// <summary>What somebody who has a contact open does there.</summary>
internal enum Doing
{
    /// <summary>Reads.</summary>
    Looking,

    /// <summary>Writes a reply.</summary>
    Writing,

    /// <summary>Has just answered the customer.</summary>
    Answered,
}

/// <summary>A colleague who has a contact open; kept by signs of life, so that nobody stays who has gone.</summary>
internal sealed class Attendance
{
    public ConversationId Conversation { get; init; }

    public StaffId Staff { get; init; }

    public Doing Doing { get; private set; }

    /// <summary>Since when.</summary>
    public DateTimeOffset At { get; private set; }

    public DateTimeOffset SeenAt { get; private set; }

    /// <summary>Notes a sign of life.</summary>
    /// <returns>Whether others must be told.</returns>
    public bool Show(Doing doing, DateTimeOffset at)
    {
        var isNews = !IsHere(at) || DoingAt(at) != doing;
        (Doing, At, SeenAt) = (doing, at, at);
        return isNews;
    }

    /// <summary>Whether the colleague is still there.</summary>
    public bool IsHere(DateTimeOffset at) => at - SeenAt < Company.SilenceMax;

    /// <summary>What the colleague does now: nobody writes for ever, and an answer is soon no news.</summary>
    public Doing DoingAt(DateTimeOffset at) =>
        (Doing is Doing.Writing && at - At < Company.WritingFor)
            || (Doing is Doing.Answered && at - At < Company.AnsweredFor) ? Doing : Doing.Looking;

    /// <summary>When what is shown of this colleague changes by itself.</summary>
    public DateTimeOffset ChangesAt(DateTimeOffset now) => DoingAt(now) switch
    {
        Doing.Writing => At + Company.WritingFor,
        Doing.Answered => At + Company.AnsweredFor,
        _ => SeenAt + Company.SilenceMax,
    };
}

/// <summary>How long a sign of life of a colleague counts.</summary>
internal static class Company
{
    /// <summary>Three beats of an open stream.</summary>
    public static readonly TimeSpan SilenceMax = TimeSpan.FromSeconds(45);

    /// <summary>A draft is saved every second or so while somebody writes.</summary>
    public static readonly TimeSpan WritingFor = TimeSpan.FromSeconds(6);

    public static readonly TimeSpan AnsweredFor = TimeSpan.FromSeconds(20);
}

/// <summary>A colleague was named in a note.</summary>
internal sealed class Mention
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public Guid Note { get; init; }

    public ConversationId Conversation { get; init; }

    public StaffId Staff { get; init; }

    public DateTimeOffset At { get; init; }

    public DateTimeOffset? ReadAt { get; private set; }

    public void Read(DateTimeOffset at) => ReadAt ??= at;
}

internal static class CompanyErrors
{
    /// <summary>Of another team, or nobody's at all: who asks does not learn which.</summary>
    public static readonly Error NotOfTheTeam = ConversationErrors.NotFound with { Clause = "A4.2.3a" };

    public static readonly Error Taken = new(
        ErrorKind.Conflict, "contact.taken", "The contact is in other hands by now; look at it again.");

    public static readonly Error ReasonMissing = new(ErrorKind.Invalid, "take-over.reason",
        "Say why you take the contact over, in at least four characters.");

    public static readonly Error NobodyServes = new(
        ErrorKind.Conflict, "whisper.nobody", "No colleague serves this contact now.");

    public static readonly Error NotTheirs = new(
        ErrorKind.Invalid, "note.mention", "A colleague named in the note is not on the bank's staff.");

    public static readonly Error NoDraft = new(
        ErrorKind.Conflict, "draft.gone", "There is no such draft any more.");

    public static readonly Error DraftsTooLong = new(
        ErrorKind.Conflict, "draft.too-long", "Both drafts together are longer than a message may be.");

    /// <summary>Colleagues are not insulted either.</summary>
    public static readonly Error Attack = new(ErrorKind.Refused, "note.attacks",
        "The note attacks a person; say what happened instead.", "C6.4.2");

    /// <summary>Another window of the same person wrote a reply that this one has not seen.</summary>
    public static Error WrittenElsewhere(object draft) =>
        new(ErrorKind.Conflict, "draft.elsewhere", "Another window wrote another draft of this reply.")
        {
            Extensions = new Dictionary<string, object?> { ["draft"] = draft },
        };
}
