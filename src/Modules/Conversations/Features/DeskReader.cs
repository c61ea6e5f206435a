using System.Text.Json;
using FirstWindow.Conversations.Domain;
using FirstWindow.Customers.Contracts;
using FirstWindow.Knowledge.Contracts;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Privacy;
using FirstWindow.Platform.Storage;
using FirstWindow.Platform.Web;
using FirstWindow.Routing.Contracts;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Conversations.Features;

/// <summary>A contact in the list on the desk.</summary>
internal sealed record DeskContact(
    ConversationId Id, string Reference, string Channel, string State, bool IsAccepted, int LastSeq,
    DateTimeOffset? WaitingSince,
    DateTimeOffset? ReplyDueAt, DateTimeOffset OfferedAt, string? CustomerName);

/// <summary>A note among staff.</summary>
internal sealed record NoteView(DateTimeOffset At, Guid? Author, string Text);

/// <summary>The record of a closed contact.</summary>
internal sealed record WrapUpView(
    string Category, string Outcome, string? ContactDeclined, WrapUpWords Words, int? Rating, string? Comment);

/// <summary>A contact opened on the desk.</summary>
internal sealed record DeskConversation(
    DeskContact Contact, string Locale, IReadOnlyList<EventView> Events, IReadOnlyList<NoteView> Notes,
    MaskedCustomer? Customer,
    IReadOnlyList<PublishedArticle> Suggestions, string Draft, WrapUpView? WrapUp);

/// <summary>Reads what the desk shows: one's own contacts only; opening one is journaled as a look at a customer's
/// words.</summary>
[Clause("A4.3.1a")]
internal sealed class DeskReader(
    Database db, IRouting routing, ConversationReader reader, ICustomers customers, IKnowledge knowledge,
    SaveDraftHandler drafts,
    SubjectKeys keys, JournalBook journal)
{
    private const int SuggestionsMax = 3;

    public async Task<IReadOnlyList<DeskContact>> ListAsync(Actor actor, CancellationToken ct)
    {
        var open = await routing.OpenOfAsync(actor.StaffId, ct);
        var ids = open.Select(a => a.Conversation).ToList();
        var conversations = await db.Set<Conversation>().AsNoTracking().Where(c => ids.Contains(c.Id))
            .ToDictionaryAsync(c => c.Id, ct);
        var contacts = new List<DeskContact>();
        foreach (var assignment in open.Where(a => conversations.ContainsKey(a.Conversation)))
        {
            contacts.Add(await ContactOfAsync(conversations[assignment.Conversation], assignment, ct));
        }

        return contacts;
    }

    /// <summary>Opens a contact: one's own, or any for who may inspect.</summary>
    public async Task<DeskConversation?> OpenAsync(ConversationId id, Actor actor, CancellationToken ct)
    {
        var conversation = await db.Set<Conversation>().AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, ct);
        if (conversation is null
            || (conversation.Agent != actor.StaffId && !actor.May(ConversationPermissions.Inspect)))
        {
            return null;
        }

        var purpose = conversation.Agent == actor.StaffId ? "service" : "inspection";
        journal.Record(actor with { Purpose = purpose, Contact = id }, ConversationActs.Looked, Subject.Of(id));
        await db.CommitAsync(ct);
        var assignment = (await routing.OpenOfAsync(actor.StaffId, ct)).FirstOrDefault(a => a.Conversation == id);
        var events = await reader.ReadAfterAsync(id, 0, ct, most: 1_000);
        var asked = events.LastOrDefault(e => e.From is Sender.Customer)?.Text;
        return new(
            await ContactOfAsync(conversation, assignment, ct), conversation.Locale, events, await NotesAsync(id, ct),
            conversation.Customer is { } customer ? await customers.FindMaskedAsync(customer, ct) : null,
            asked is null ? [] : knowledge.Search(asked, conversation.Locale, SuggestionsMax),
            await drafts.FindAsync(id, actor.StaffId, ct), await WrapUpAsync(id, ct));
    }

    /// <summary>New events of a contact that is open on the desk already.</summary>
    public async Task<IReadOnlyList<EventView>?> ReadNewAsync(
        ConversationId id, int after, Actor actor, CancellationToken ct)
    {
        var isMine = await db.Set<Conversation>().AnyAsync(c => c.Id == id && c.Agent == actor.StaffId, ct);
        return isMine || actor.May(ConversationPermissions.Inspect) ? await reader.ReadAfterAsync(id, after, ct) : null;
    }

    private async Task<DeskContact> ContactOfAsync(Conversation c, OpenAssignment? assignment, CancellationToken ct)
    {
        var name = c.Customer is { } customer ? (await customers.FindMaskedAsync(customer, ct))?.Name : null;
        return new(
            c.Id, c.Reference, c.Channel, c.State.ToCode(), assignment?.IsAccepted ?? false, c.LastSeq, c.WaitingSince,
            c.ReplyDueAt, assignment?.OfferedAt ?? c.CreatedAt, name);
    }

    private async Task<IReadOnlyList<NoteView>> NotesAsync(ConversationId id, CancellationToken ct)
    {
        var views = new List<NoteView>();
        foreach (var note in await db.Set<Note>().AsNoTracking().Where(n => n.Conversation == id).OrderBy(n => n.At)
            .ToListAsync(ct))
        {
            views.Add(
                new(note.At, note.Author?.Value, await keys.DecryptAsync(note.Body, note.Id, ct) ?? string.Empty));
        }

        return views;
    }

    private async Task<WrapUpView?> WrapUpAsync(ConversationId id, CancellationToken ct)
    {
        if (await db.Set<WrapUp>().AsNoTracking().SingleOrDefaultAsync(w => w.Conversation == id, ct) is not { } wrapUp)
        {
            return null;
        }

        var rating = await db.Set<Rating>().AsNoTracking().SingleOrDefaultAsync(r => r.Conversation == id, ct);
        var json = await keys.DecryptAsync(wrapUp.Body, id.Value, ct);
        var words = json is null ? null : JsonSerializer.Deserialize<WrapUpWords>(json, JsonSettings.Options);
        var comment = rating?.Comment is null ? null : await keys.DecryptAsync(rating.Comment, id.Value, ct);
        return new(wrapUp.Category, wrapUp.Outcome, wrapUp.ContactDeclined, words
            ?? new(null, null, "", "", ""), rating?.Score, comment);
    }
}
