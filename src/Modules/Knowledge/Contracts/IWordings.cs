using FirstWindow.Platform;

namespace FirstWindow.Knowledge.Contracts;

/// <summary>Kinds of approved wording.</summary>
public enum WordingKind
{
    /// <summary>A sentence of the scripts library.</summary>
    Script,

    /// <summary>An article of the knowledge.</summary>
    Article,
}

/// <summary>What became of wording that the desk showed.</summary>
public enum WordingOutcome
{
    /// <summary>It was put into a reply.</summary>
    Used,

    /// <summary>It was shown first and left.</summary>
    Rejected,

    /// <summary>Nothing was found.</summary>
    Nothing,
}

/// <summary>One look for wording, and how it ended.</summary>
/// <param name="Id">Id chosen by the caller; the same again changes nothing.</param>
/// <param name="Kind">Script or article.</param>
/// <param name="Version">Which version; none when nothing was found.</param>
/// <param name="Conversation">In which contact.</param>
/// <param name="Staff">By whom.</param>
/// <param name="Outcome">How it ended.</param>
public sealed record WordingLook(
    Guid Id, WordingKind Kind, Guid? Version, ConversationId Conversation, StaffId Staff, WordingOutcome Outcome);

/// <summary>An approved script in the language of a conversation.</summary>
public sealed record ApprovedScript(Guid Version, string Text);

/// <summary>An approved script with its name in the library.</summary>
public sealed record NamedScript(string Slug, Guid Version, string Text);

/// <summary>Keeps count of what the library's wording is worth.</summary>
public interface IWordings
{
    /// <summary>Notes a look; part of the caller's transaction.</summary>
    /// <returns>Whether it is new; none when no published version has this id.</returns>
    Task<bool?> NoteAsync(WordingLook look, CancellationToken ct);

    /// <summary>The approved version of a script, in the language of a conversation.</summary>
    Task<ApprovedScript?> FindScriptAsync(string slug, string locale, CancellationToken ct);

    /// <summary>Every approved script, in the language of a conversation.</summary>
    Task<IReadOnlyList<NamedScript>> ListScriptsAsync(string locale, CancellationToken ct);
}
