using FirstWindow.Conversations.Domain;
using FirstWindow.Conversations.Writing;
using FirstWindow.Packs.Contracts;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Privacy;
using FirstWindow.Platform.Storage;
using FirstWindow.Staff.Contracts;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Conversations.Features;

/// <summary>What stands unsent in the own box.</summary>
/// <param name="Text">The words.</param>
/// <param name="IsByMachine">Whether a language model wrote them, or a part of them.</param>
/// <param name="Edit">How often they were changed; 0 when nothing was ever typed.</param>
/// <param name="Page">The window that wrote them last.</param>
/// <param name="At">When.</param>
internal sealed record OwnDraft(string Text, bool IsByMachine, int Edit, string Page, DateTimeOffset At);

/// <summary>The box as one window has it.</summary>
/// <param name="Text">The words.</param>
/// <param name="IsByMachine">Whether a language model wrote them, or a part of them.</param>
/// <param name="Page">Id of the window.</param>
/// <param name="Known">The newest edit this window has seen; 0 when none.</param>
internal sealed record DraftEdit(string Text, bool IsByMachine, string Page, int Known);

/// <summary>What a colleague typed in a contact and did not send.</summary>
internal sealed record ColleaguesDraft(StaffId Staff, string Name, string Text, DateTimeOffset At);

/// <summary>Reads drafts: one's own, and those others left in the contact.</summary>
internal sealed class DraftReader(Database db, SubjectKeys keys, IStaffDirectory directory)
{
    private const int OthersMax = 3;

    /// <summary>One's own draft; empty when there is none.</summary>
    public async Task<OwnDraft> FindAsync(ConversationId id, StaffId staff, CancellationToken ct) =>
        await db.Set<Draft>().AsNoTracking().SingleOrDefaultAsync(d => d.Conversation == id && d.Staff == staff, ct)
            is { } draft ? await ShowAsync(draft, ct) : new(string.Empty, false, 0, string.Empty, default);

    /// <summary>A draft as its author sees it.</summary>
    public async Task<OwnDraft> ShowAsync(Draft draft, CancellationToken ct) =>
        new(await OpenAsync(draft, ct), draft.IsByMachine, draft.Edit, draft.Page, draft.UpdatedAt);

    /// <summary>Drafts of others, newest first.</summary>
    public async Task<IReadOnlyList<ColleaguesDraft>> OthersAsync(
        ConversationId id, StaffId me, CancellationToken ct)
    {
        var drafts = new List<ColleaguesDraft>();
        foreach (var draft in await db.Set<Draft>().AsNoTracking()
            .Where(d => d.Conversation == id && d.Staff != me).OrderByDescending(d => d.UpdatedAt).Take(OthersMax)
            .ToListAsync(ct))
        {
            if (await OpenAsync(draft, ct) is { Length: > 0 } text)
            {
                var card = await directory.FindAsync(draft.Staff, ct);
                drafts.Add(new(draft.Staff, card?.Name ?? string.Empty, text, draft.UpdatedAt));
            }
        }

        return drafts;
    }

    /// <summary>The words of a draft.</summary>
    public async Task<string> OpenAsync(Draft draft, CancellationToken ct) =>
        await keys.DecryptAsync(draft.Body, draft.Conversation.Value, ct) ?? string.Empty;
}

/// <summary>
/// Keeps what an agent types, as it is typed: a lost connection or session loses no word. A window that has not seen
/// another's words does not write over them: it is shown them, and the person chooses.
/// </summary>
internal sealed class SaveDraftHandler(
    Database db, ContactBook contacts, CompanyBook company, DraftReader drafts, SubjectKeys keys,
    ConversationStreams streams, ILivePacks packs, DatabaseClock clock)
{
    public async Task<Result> HandleAsync(ConversationId id, DraftEdit edit, Actor actor, CancellationToken ct)
    {
        var text = packs.Current.Blot(edit.Text).Text;
        if (text.Length > 0 && MessageText.Refuse(text) is { } fault && fault != ConversationErrors.BlankText)
        {
            return fault;
        }

        if (await contacts.FindForAsync(id, actor, ct) is not { } conversation)
        {
            return ConversationErrors.NotFound;
        }

        var draft = await db.Set<Draft>()
            .SingleOrDefaultAsync(d => d.Conversation == id && d.Staff == actor.StaffId, ct);
        if (draft is not null && draft.Page != edit.Page && draft.Edit > edit.Known
            && await drafts.ShowAsync(draft, ct) is { Text.Length: > 0 } theirs && theirs.Text != text)
        {
            return CompanyErrors.WrittenElsewhere(theirs);
        }

        if (draft is null)
        {
            draft = new Draft { Conversation = id, Staff = actor.StaffId, Body = [] };
            db.Add(draft);
        }

        draft.Write(keys.Encrypt(conversation.KeyId, text, id.Value), edit.IsByMachine && text.Length > 0, edit.Page,
            clock.Now);
        if (text.Length > 0)
        {
            await company.ShowAsync(conversation, actor.StaffId, Doing.Writing, ct);
        }

        await db.CommitAsync(ct);
        if (text.Length > 0)
        {
            streams.Push(id, new(0, null, IsTyping: true));
        }

        return Result.Success;
    }
}

/// <summary>Takes over what a colleague left unsent, once: it joins one's own draft, which loses no word.</summary>
internal sealed class TakeDraftHandler(
    Database db, ContactBook contacts, DraftReader drafts, SubjectKeys keys, JournalBook journal, DatabaseClock clock)
{
    public async Task<Result<OwnDraft>> HandleAsync(
        ConversationId id, StaffId from, Actor actor, CancellationToken ct)
    {
        if (await contacts.FindForAsync(id, actor, ct) is not { } conversation)
        {
            return ConversationErrors.NotFound;
        }

        var both = await db.Set<Draft>()
            .Where(d => d.Conversation == id && (d.Staff == from || d.Staff == actor.StaffId)).ToListAsync(ct);
        var theirs = both.Find(d => d.Staff == from && d.Staff != actor.StaffId);
        if (theirs is null || await drafts.OpenAsync(theirs, ct) is not { Length: > 0 } text)
        {
            return CompanyErrors.NoDraft;
        }

        var mine = both.Find(d => d.Staff == actor.StaffId);
        var own = mine is null ? string.Empty : (await drafts.OpenAsync(mine, ct)).TrimEnd();
        var joined = own.Length == 0 ? text : own + "\n" + text;
        if (MessageText.Refuse(joined) is not null)
        {
            return CompanyErrors.DraftsTooLong;
        }

        if (mine is null)
        {
            mine = new Draft { Conversation = id, Staff = actor.StaffId, Body = [] };
            db.Add(mine);
        }

        mine.Write(keys.Encrypt(conversation.KeyId, joined, id.Value), mine.IsByMachine || theirs.IsByMachine,
            page: string.Empty, clock.Now);
        db.Remove(theirs);
        journal.Record(actor, CompanyActs.DraftTaken, Subject.Of(id), $"from={from.Value}");
        await db.CommitAsync(ct);
        return await drafts.ShowAsync(mine, ct);
    }
}
