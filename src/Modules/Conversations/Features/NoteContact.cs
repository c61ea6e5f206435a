using FirstWindow.Conversations.Domain;
using FirstWindow.Knowledge.Contracts;
using FirstWindow.Language;
using FirstWindow.Packs.Contracts;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;
using FirstWindow.Staff.Contracts;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Conversations.Features;

/// <summary>Words for colleagues.</summary>
/// <param name="Conversation">About which contact.</param>
/// <param name="Id">Id chosen by the caller; the same again changes nothing.</param>
/// <param name="Text">The words.</param>
/// <param name="Mentions">Colleagues to be told.</param>
internal sealed record NoteContact(
    ConversationId Conversation, Guid Id, string Text, IReadOnlyList<StaffId> Mentions);

/// <summary>What holds for all words among colleagues: no secrets, no insults.</summary>
[Clause("C4.2.4")]
[Clause("C6.4.2")]
internal sealed class ColleagueWords(
    Database db, ContactBook contacts, ILivePacks packs, JournalBook journal)
{
    /// <summary>Why the words cannot be written; none when they can.</summary>
    public Error? Refuse(Guid id, string text) =>
        id == Guid.Empty ? ConversationErrors.NoId
        : MessageText.Refuse(text) is { } fault
            ? fault == ConversationErrors.BlankText ? ConversationErrors.BlankNote : fault
        : packs.Current.ReadInsult(text) is Insult.Plain ? CompanyErrors.Attack
        : null;

    /// <summary>Whether the words were written before.</summary>
    public Task<bool> IsWrittenAsync(Guid id, CancellationToken ct) => db.Set<Note>().AnyAsync(n => n.Id == id, ct);

    /// <summary>Writes them; part of the caller's transaction.</summary>
    public void Write(
        Conversation conversation, Guid id, string text, Actor actor, Act act, StaffId? whisperedTo = null)
    {
        var blotted = packs.Current.Blot(text.Trim());
        contacts.AddNote(conversation, blotted.Text, actor.StaffId, id, whisperedTo);
        journal.Record(actor, act, Subject.Of(conversation.Id));
        if (blotted.Count > 0)
        {
            journal.Record(actor, ConversationActs.SecretHidden, new Subject("note", id), $"count={blotted.Count}");
        }

        if (packs.Current.ReadInsult(text) is Insult.Doubtful)
        {
            journal.Record(actor, CompanyActs.NoteWarned, new Subject("note", id));
        }
    }
}

/// <summary>Writes a note for colleagues; no customer sees it. Who is named in it is told.</summary>
internal sealed class NoteContactHandler(
    Database db, ContactBook contacts, ColleagueWords words, IStaffDirectory directory, JournalBook journal,
    DatabaseClock clock)
{
    public async Task<Result> HandleAsync(NoteContact request, Actor actor, CancellationToken ct)
    {
        if (words.Refuse(request.Id, request.Text) is { } fault)
        {
            return fault;
        }

        foreach (var named in request.Mentions)
        {
            if (await directory.FindAsync(named, ct) is not { IsDisabled: false })
            {
                return CompanyErrors.NotTheirs;
            }
        }

        if (await contacts.FindForAsync(request.Conversation, actor, ct) is not { } conversation)
        {
            return ConversationErrors.NotFound;
        }

        if (!await words.IsWrittenAsync(request.Id, ct))
        {
            words.Write(conversation, request.Id, request.Text, actor, ConversationActs.Noted);
            foreach (var named in request.Mentions.Distinct())
            {
                db.Add(new Mention
                {
                    Note = request.Id,
                    Conversation = conversation.Id,
                    Staff = named,
                    At = clock.Now,
                });
                journal.Record(
                    actor with { Contact = conversation.Id }, CompanyActs.Mentioned, Subject.Of(named));
                db.Announce(ContactBook.DeskTopic(named));
            }

            await db.CommitAsync(ct);
        }

        return Result.Success;
    }
}

/// <summary>A supervisor's words for the one colleague who serves: nobody else reads them, the customer least
/// of all.</summary>
[Clause("A4.2.3a")]
internal sealed class WhisperHandler(Database db, ContactBook contacts, OwnTeam team, ColleagueWords words)
{
    public async Task<Result> HandleAsync(ConversationId id, Guid note, string text, Actor actor, CancellationToken ct)
    {
        if (words.Refuse(note, text) is { } fault)
        {
            return fault;
        }

        if (await contacts.FindAsync(id, ct) is not { IsOpen: true } conversation
            || !await team.MayLookIntoAsync(conversation.Agent, CompanyPermissions.Listen, actor, ct))
        {
            return CompanyErrors.NotOfTheTeam;
        }

        if (conversation.Agent is not { } agent || agent == actor.StaffId)
        {
            return CompanyErrors.NobodyServes;
        }

        if (!await words.IsWrittenAsync(note, ct))
        {
            words.Write(
                conversation, note, text, actor with { Contact = id }, CompanyActs.Whispered, whisperedTo: agent);
            await db.CommitAsync(ct);
        }

        return Result.Success;
    }
}

/// <summary>Notes what became of a script or article that the desk showed: which version, used or left.</summary>
[Clause("B3.3.1a")]
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
