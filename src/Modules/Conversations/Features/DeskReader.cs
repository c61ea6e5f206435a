using System.Text.Json;
using FirstWindow.Conversations.Domain;
using FirstWindow.Customers.Contracts;
using FirstWindow.Knowledge.Contracts;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Privacy;
using FirstWindow.Platform.Promises;
using FirstWindow.Platform.Storage;
using FirstWindow.Platform.Web;
using FirstWindow.Routing.Contracts;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Conversations.Features;

/// <summary>A contact in the list on the desk.</summary>
internal sealed record DeskContact(
    ConversationId Id, string Reference, string Channel, string State, bool IsAccepted, int LastSeq,
    DateTimeOffset? WaitingSince,
    DateTimeOffset? ReplyDueAt, DateTimeOffset OfferedAt, string? CustomerName, DateTimeOffset? HoldUntil,
    DateTimeOffset? SnoozedUntil, DateTimeOffset? EmpathyDueAt);

/// <summary>The record of a closed contact.</summary>
internal sealed record WrapUpView(
    string Category, string Outcome, string? ContactDeclined, WrapUpWords Words, int? Rating, string? Comment);

/// <summary>A contact opened on the desk.</summary>
internal sealed record DeskConversation(
    DeskContact Contact, string Locale, IReadOnlyList<EventView> Events, IReadOnlyList<NoteView> Notes,
    MaskedCustomer? Customer,
    IReadOnlyList<PublishedArticle> Suggestions, OwnDraft Draft, WrapUpView? WrapUp,
    IReadOnlyList<PastContact> Past, IReadOnlyList<ColleaguesDraft> OtherDrafts, bool IsMine, BegunRecord? Begun,
    IReadOnlyList<string> Measures, IReadOnlyList<RecordField> Record)
{
    /// <summary>Whether the reader may listen and take over, where the post allows it.</summary>
    public bool MayStepIn { get; init; }
}

/// <summary>What the record of a contact begins with: what its macro says.</summary>
internal sealed record BegunRecord(string Category, string Need);

/// <summary>An earlier contact of the same customer: enough to know whether it is worth opening, and whether it
/// opens.</summary>
internal sealed record PastContact(
    ConversationId Id, string Reference, DateTimeOffset At, string State, string? Category, string? Outcome,
    bool MayOpen);

/// <summary>An earlier contact opened.</summary>
internal sealed record PastConversation(
    string Reference, IReadOnlyList<EventView> Events, IReadOnlyList<NoteView> Notes, WrapUpView? WrapUp);

/// <summary>Reads what the desk shows: one's own contacts, and to who may inspect those in sight; opening one is
/// journaled as a look at a customer's words.</summary>
[Clause("A4.3.1a")]
[Clause("A4.2.3a")]
[Clause("A1.3.4")]
internal sealed class DeskReader(
    Database db, IRouting routing, ConversationReader reader, ICustomers customers, IKnowledge knowledge,
    DraftReader drafts, RecordDraftReader records, NoteReader notes, SnoozeBook snoozes, MacroReader macros,
    OwnTeam team, IAssignments assignments, SubjectKeys keys, JournalBook journal)
{
    /// <summary>Why a past contact may be looked at.</summary>
    public static readonly IReadOnlyList<string> Purposes = ["repeated", "follow-up", "grievance"];

    private const int SuggestionsMax = 3;
    private const int PastMax = 10;

    public async Task<IReadOnlyList<DeskContact>> ListAsync(Actor actor, CancellationToken ct)
    {
        var open = await routing.OpenOfAsync(actor.StaffId, ct);
        var ids = open.Select(a => a.Conversation).ToList();
        var conversations = await db.Set<Conversation>().AsNoTracking().Where(c => ids.Contains(c.Id))
            .ToDictionaryAsync(c => c.Id, ct);
        var owed = await OwedAsync(ids, ct);
        var contacts = new List<DeskContact>();
        foreach (var assignment in open.Where(a => conversations.ContainsKey(a.Conversation)))
        {
            contacts.Add(await ContactOfAsync(conversations[assignment.Conversation], assignment, owed, ct));
        }

        return contacts;
    }

    /// <summary>Opens a contact: one's own, or one of the own team for who may inspect.</summary>
    public async Task<Result<DeskConversation>> OpenAsync(
        ConversationId id, Actor actor, CancellationToken ct, string why = "inspection")
    {
        var conversation = await db.Set<Conversation>().AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, ct);
        if (conversation is null || !await MayReadAsync(conversation.Agent, actor, ct))
        {
            return CompanyErrors.NotOfTheTeam;
        }

        var purpose = conversation.Agent == actor.StaffId ? "service" : why;
        journal.Record(actor with { Purpose = purpose, Contact = id }, ConversationActs.Looked, Subject.Of(id));
        await db.CommitAsync(ct);
        var assignment = (await routing.OpenOfAsync(actor.StaffId, ct)).FirstOrDefault(a => a.Conversation == id);
        var events = await reader.ReadAfterAsync(id, 0, ct, most: 1_000);
        var asked = events.LastOrDefault(e => e.From is Sender.Customer)?.Text;
        return new DeskConversation(
            await ContactOfAsync(conversation, assignment, await OwedAsync([id], ct), ct), conversation.Locale, events,
            await notes.ReadAsync(id, actor, ct),
            conversation.Customer is { } customer ? await customers.FindMaskedAsync(customer, ct) : null,
            asked is null ? [] : knowledge.Search(asked, conversation.Locale, SuggestionsMax),
            await drafts.FindAsync(id, actor.StaffId, ct), await WrapUpAsync(id, ct),
            await PastAsync(conversation, actor, ct), await drafts.OthersAsync(id, actor.StaffId, ct),
            conversation.Agent == actor.StaffId,
            await macros.BegunAsync(conversation, ct) is { } begun ? new(begun.Category, begun.Need) : null,
            await db.Set<Measure>().Where(m => m.Conversation == id).Select(m => m.Step).ToListAsync(ct),
            await records.ReadAsync(id, actor.StaffId, ct))
        {
            MayStepIn = await team.MayLookIntoAsync(conversation.Agent, CompanyPermissions.Listen, actor, ct),
        };
    }

    /// <summary>Opens an earlier contact of the customer one is serving, for a purpose; both are journaled. What a
    /// person of another team served stays shut.</summary>
    public async Task<Result<PastConversation>> OpenPastAsync(
        ConversationId current, ConversationId past, string? purpose, Actor actor, CancellationToken ct)
    {
        var customer = await db.Set<Conversation>().AsNoTracking()
            .Where(c => c.Id == current && c.Agent == actor.StaffId && c.State != ConversationState.Closed)
            .Select(c => c.Customer).SingleOrDefaultAsync(ct);
        var earlier = customer is null ? null
            : await db.Set<Conversation>().AsNoTracking()
                .SingleOrDefaultAsync(c => c.Id == past && c.Customer == customer, ct);
        if (earlier is null || !(await OpenToAsync([earlier], actor, ct)).Contains(past))
        {
            return CompanyErrors.NotOfTheTeam;
        }

        if (!Purposes.Contains(purpose ?? string.Empty))
        {
            return ConversationErrors.NoPurpose;
        }

        journal.Record(
            actor with { Purpose = purpose, Contact = current }, ConversationActs.Looked, Subject.Of(past));
        await db.CommitAsync(ct);
        return new PastConversation(earlier.Reference, await reader.ReadAfterAsync(past, 0, ct, most: 1_000),
            await notes.ReadAsync(past, actor, ct), await WrapUpAsync(past, ct));
    }

    /// <summary>New events of a contact that is open on the desk already.</summary>
    public async Task<IReadOnlyList<EventView>?> ReadNewAsync(
        ConversationId id, int after, Actor actor, CancellationToken ct) =>
        await MayReadAsync(id, actor, ct) ? await reader.ReadAfterAsync(id, after, ct) : null;

    /// <summary>Whether the words of a contact open to this colleague: of the own ones, and to who may inspect those of
    /// the own team.</summary>
    public async Task<bool> MayReadAsync(ConversationId id, Actor actor, CancellationToken ct) =>
        await db.Set<Conversation>().Where(c => c.Id == id).Select(c => new { c.Agent }).SingleOrDefaultAsync(ct)
            is { } contact && await MayReadAsync(contact.Agent, actor, ct);

    /// <summary>Whether the contact is in this agent's hands.</summary>
    public Task<bool> IsMineAsync(ConversationId id, Actor actor, CancellationToken ct) =>
        db.Set<Conversation>().AnyAsync(c => c.Id == id && c.Agent == actor.StaffId, ct);

    private async Task<bool> MayReadAsync(StaffId? agent, Actor actor, CancellationToken ct) =>
        agent == actor.StaffId || (actor.May(ConversationPermissions.Inspect)
            && await team.MayLookIntoAsync(agent, ConversationPermissions.Inspect, actor, ct));

    /// <summary>Those of a customer's earlier contacts that open to who serves the customer now: the own ones, the own
    /// team's, and what only the assistant answered.</summary>
    private async Task<HashSet<ConversationId>> OpenToAsync(
        IReadOnlyList<Conversation> past, Actor actor, CancellationToken ct)
    {
        var open = await assignments.ServedByAsync(actor.StaffId, [.. past.Select(c => c.Id)], ct);
        foreach (var contact in past)
        {
            if (contact.Agent is null
                || await team.MayLookIntoAsync(contact.Agent, ConversationPermissions.Serve, actor, ct))
            {
                open.Add(contact.Id);
            }
        }

        return open;
    }

    private async Task<IReadOnlyList<PastContact>> PastAsync(Conversation current, Actor actor, CancellationToken ct)
    {
        if (current.Customer is not { } customer)
        {
            return [];
        }

        var past = await db.Set<Conversation>().AsNoTracking()
            .Where(c => c.Customer == customer && c.Id != current.Id)
            .OrderByDescending(c => c.CreatedAt).Take(PastMax).ToListAsync(ct);
        var ids = past.Select(c => c.Id).ToList();
        var records = await db.Set<WrapUp>().AsNoTracking().Where(w => ids.Contains(w.Conversation))
            .Select(w => new { w.Conversation, w.Category, w.Outcome }).ToDictionaryAsync(w => w.Conversation, ct);
        var open = await OpenToAsync(past, actor, ct);
        return [.. past.Select(c => new PastContact(c.Id, c.Reference, c.CreatedAt, c.State.ToCode(),
            records.GetValueOrDefault(c.Id)?.Category, records.GetValueOrDefault(c.Id)?.Outcome,
            open.Contains(c.Id)))];
    }

    /// <summary>What is owed besides the answer: the return from a hold or a snooze, empathy.</summary>
    private async Task<Owed> OwedAsync(List<ConversationId> contacts, CancellationToken ct)
    {
        if (contacts.Count == 0)
        {
            return new([], [], []);
        }

        var about = contacts.Select(c => c.Value).ToList();
        var open = await db.Set<Promise>().AsNoTracking()
            .Where(p => about.Contains(p.About) && p.State == PromiseState.Open
                && (p.Kind == ChatPromises.Hold.Code || p.Kind == PendingPromises.Empathy.Code))
            .Select(p => new { p.About, p.Kind, p.DueAt }).ToListAsync(ct);
        return new(
            open.Where(p => p.Kind == ChatPromises.Hold.Code).ToDictionary(p => p.About, p => p.DueAt),
            open.Where(p => p.Kind == PendingPromises.Empathy.Code).ToDictionary(p => p.About, p => p.DueAt),
            await snoozes.ReadAsync(contacts, ct));
    }

    private async Task<DeskContact> ContactOfAsync(
        Conversation c, OpenAssignment? assignment, Owed owed, CancellationToken ct)
    {
        var name = c.Customer is { } customer ? (await customers.FindMaskedAsync(customer, ct))?.Name : null;
        // The customer's next word wakes what was put off.
        var snooze = owed.Snoozes.GetValueOrDefault(c.Id) is { } put && put.LastCustomerSeq == c.LastCustomerSeq
            ? put : null;
        return new(
            c.Id, c.Reference, c.Channel, c.State.ToCode(), assignment?.IsAccepted ?? false, c.LastSeq, c.WaitingSince,
            c.ReplyDueAt, assignment?.OfferedAt ?? c.CreatedAt, name,
            owed.Holds.TryGetValue(c.Id.Value, out var until) ? until : null, snooze?.Until,
            owed.Empathy.TryGetValue(c.Id.Value, out var due) ? due : null);
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

    private sealed record Owed(
        Dictionary<Guid, DateTimeOffset> Holds, Dictionary<Guid, DateTimeOffset> Empathy,
        Dictionary<ConversationId, Snooze> Snoozes);
}
