using FirstWindow.Conversations.Domain;
using FirstWindow.Knowledge.Contracts;
using FirstWindow.Language;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Conversations.Features;

/// <summary>Writes a note for colleagues; no customer sees it. Secrets are blotted here as in messages.</summary>
[Clause("C4.2.4")]
internal sealed class NoteContactHandler(Database db, ContactBook contacts, JournalBook journal)
{
    public async Task<Result> HandleAsync(ConversationId id, Guid note, string text, Actor actor, CancellationToken ct)
    {
        if (note == Guid.Empty)
        {
            return ConversationErrors.NoId;
        }

        if (MessageText.Refuse(text) is { } fault)
        {
            return fault == ConversationErrors.BlankText ? ConversationErrors.BlankNote : fault;
        }

        if (await contacts.FindForAsync(id, actor, ct) is not { } conversation)
        {
            return ConversationErrors.NotFound;
        }

        if (!await db.Set<Note>().AnyAsync(n => n.Id == note, ct))
        {
            var blotted = SecretBlotter.Blot(text.Trim());
            contacts.AddNote(conversation, blotted.Text, actor.StaffId, note);
            journal.Record(actor, ConversationActs.Noted, Subject.Of(id));
            if (blotted.Count > 0)
            {
                journal.Record(
                    actor, ConversationActs.SecretHidden, new Subject("note", note), $"count={blotted.Count}");
            }

            await db.CommitAsync(ct);
        }

        return Result.Success;
    }
}

/// <summary>Notes what became of a script or article that the desk showed: which version, used or left.</summary>
internal sealed class NoteWordingHandler(
    Database db, ContactBook contacts, IWordings wordings, JournalBook journal)
{
    public async Task<Result> HandleAsync(WordingLook look, Actor actor, CancellationToken ct)
    {
        if (look.Id == Guid.Empty)
        {
            return ConversationErrors.NoId;
        }

        if (await contacts.FindForAsync(look.Conversation, actor, ct) is null)
        {
            return ConversationErrors.NotFound;
        }

        if (await wordings.NoteAsync(look, ct) is not { } isNew)
        {
            return ConversationErrors.NoWording;
        }

        if (isNew)
        {
            var act = look.Outcome is WordingOutcome.Used ? ConversationActs.WordingUsed : ConversationActs.WordingLeft;
            journal.Record(actor with { Contact = look.Conversation }, act, Subject.Of(look.Conversation),
                $"{look.Kind.ToCode()};{look.Outcome.ToCode()};version={look.Version:n}");
            await db.CommitAsync(ct);
        }

        return Result.Success;
    }
}
