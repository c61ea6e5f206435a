namespace FirstWindow.Platform.Journal;

/// <summary>
/// A kind of thing that happens and is recorded, in the past tense, with the clauses whose control it is evidence of.
/// Declared as a static field of a class named after its noun, e.g. <c>ContactActs.WrappedUp</c>.
/// </summary>
/// <param name="Code">Stable code, e.g. <c>contact.wrapped-up</c>.</param>
/// <param name="Clauses">Clauses this act is evidence of.</param>
public sealed record Act(string Code, params IReadOnlyList<string> Clauses);

/// <summary>Whom or what an act is about: a kind from the glossary and an id, never a name.</summary>
public readonly record struct Subject(string Kind, Guid Id)
{
    /// <summary>A conversation.</summary>
    public static Subject Of(ConversationId id) => new("conversation", id.Value);

    /// <summary>A member of staff.</summary>
    public static Subject Of(StaffId id) => new("staff", id.Value);

    /// <summary>A customer.</summary>
    public static Subject Of(CustomerId id) => new("customer", id.Value);

    /// <summary>The system itself.</summary>
    public static Subject System => new("system", Guid.Empty);
}

/// <summary>Acts of the platform itself.</summary>
public static class PlatformActs
{
    /// <summary>A rule or a missing right stopped somebody; the entry names the clause.</summary>
    public static readonly Act Refused = new("refused", "A1.3.2");

    /// <summary>The journal was read by an auditor.</summary>
    public static readonly Act JournalRead = new("journal.read", "A4.3.3b");

    /// <summary>A range of blocks was given to an auditor as a file.</summary>
    public static readonly Act JournalExported = new("journal.exported", "A4.3.3b");

    /// <summary>The journal was verified.</summary>
    public static readonly Act JournalVerified = new("journal.verified", "A4.3.3b");
}
