using FirstWindow.Conversations.Domain;
using FirstWindow.Conversations.Writing;
using FirstWindow.Language;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Privacy;
using FirstWindow.Platform.Storage;
using FirstWindow.Routing.Contracts;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Conversations.Features;

/// <summary>Takes the contact that routing offers.</summary>
[Clause("A3.1.1b")]
internal sealed class AcceptContactHandler(Database db, ContactBook contacts, IRouting routing, JournalBook journal)
{
    public async Task<Result> HandleAsync(ConversationId id, Actor actor, CancellationToken ct)
    {
        if (await contacts.FindForAsync(id, actor, ct) is not { } conversation
            || !await routing.AcceptAsync(id, actor.StaffId, ct))
        {
            return ConversationErrors.NotFound;
        }

        contacts.AppendState(conversation, new("assigned", actor.Number, actor.Name));
        journal.Record(actor, ConversationActs.Accepted, Subject.Of(id));
        await db.CommitAsync(ct);
        return Result.Success;
    }
}

/// <summary>An agent's reply.</summary>
/// <param name="Conversation">Whose.</param>
/// <param name="Id">Id chosen by the caller.</param>
/// <param name="Text">The words.</param>
/// <param name="Seen">Newest event the agent has seen; a newer customer message refuses the reply.</param>
internal sealed record Reply(ConversationId Conversation, Guid Id, string Text, int? Seen);

/// <summary>Sends an agent's reply. What may not be said is not sent; the findings say what, and how to say it
/// instead. A warning may be overridden; that it was is journaled.</summary>
[Clause("A2.2.1b")]
[Clause("C2.1.1b")]
internal sealed class ReplyHandler(
    ConversationWriter writer, ConversationKeys conversationKeys, MessageSealer sealer, ReplyReview review,
    IRouting routing, AcceptContactHandler acceptance, DatabaseClock clock)
{
    private const int RulesMax = 20;

    public async Task<Result<WriteOutcome>> HandleAsync(Reply request, Actor actor, CancellationToken ct)
    {
        if (request.Id == Guid.Empty)
        {
            return ConversationErrors.NoId;
        }

        if (MessageText.Refuse(request.Text) is { } fault)
        {
            return fault;
        }

        var key = await conversationKeys.FindAsync(request.Conversation, ct);
        if (key is null || !await IsMineAsync(request.Conversation, actor, ct))
        {
            return ConversationErrors.NotFound;
        }

        var findings = await review.ReadAsync(request.Conversation, request.Text, ct);
        if (findings.FirstOrDefault(f => f.Severity == "block") is { } blocking)
        {
            return ConversationErrors.ReplyBreaksRule(blocking.Clause, findings);
        }

        var message = sealer.Seal(key.Value, Sender.Agent, actor.Id, request.Id, request.Text);
        var write = new PendingWrite(request.Conversation)
        {
            Message = message with
            {
                Seen = request.Seen,
                Entries = [.. message.Entries, .. Overridden(findings, request.Conversation, actor)],
            },
        };
        if (!writer.TryEnqueue(write))
        {
            return ConversationErrors.QueueFull;
        }

        return SendMessageHandler.Answer(await write.Done);
    }

    // The rules' names only: the words themselves are in the message.
    private IEnumerable<JournalEntry> Overridden(
        IReadOnlyList<FindingView> findings, ConversationId id, Actor actor)
    {
        var rules = findings.Where(f => f.Severity == "warn").Select(f => f.Rule).Distinct().Take(RulesMax).ToList();
        if (rules.Count > 0)
        {
            yield return new JournalEntry
            {
                At = clock.Now,
                Act = ConversationActs.WarningOverridden.Code,
                ActorKind = actor.Kind.ToCode(),
                Actor = actor.Id,
                Role = actor.RoleInUse?.ToCode(),
                SubjectKind = "conversation",
                Subject = id.Value,
                Contact = id.Value,
                Detail = string.Join(';', rules),
            };
        }
    }

    // A reply is also a yes to the offer.
    public async Task<bool> IsMineAsync(ConversationId id, Actor actor, CancellationToken ct)
    {
        var mine = (await routing.OpenOfAsync(actor.StaffId, ct)).FirstOrDefault(a => a.Conversation == id);
        if (mine is { IsAccepted: false })
        {
            return (await acceptance.HandleAsync(id, actor, ct)).IsSuccess;
        }

        return mine is not null;
    }
}

/// <summary>Gives a contact to another queue, with a summary, so that the customer need not tell it again.</summary>
internal sealed record TransferContact(ConversationId Conversation, string Queue, string Summary);

/// <summary>Transfers; the contact keeps the place its first arrival gives it.</summary>
internal sealed class TransferContactHandler(
    Database db, ContactBook contacts, IRouting routing, JournalBook journal, DatabaseClock clock)
{
    public async Task<Result> HandleAsync(TransferContact request, Actor actor, CancellationToken ct)
    {
        if (ServiceQueue.Find(request.Queue) is not { } queue)
        {
            return ConversationErrors.NoQueue;
        }

        if (await contacts.FindForAsync(
            request.Conversation, actor, ct) is not { State: ConversationState.Assigned } conversation)
        {
            return ConversationErrors.NotFound;
        }

        await contacts.EndHoldAsync(conversation, null, ct);
        var arrivedAt = conversation.WaitingSince ?? clock.Now;
        await routing.ReleaseAsync(conversation.Id, "transferred", ct);
        contacts.AddNote(conversation, request.Summary, actor.StaffId);
        db.Announce(ContactBook.DeskTopic(actor.StaffId));
        conversation.Wait(clock.Now);
        contacts.AppendState(conversation, new("waiting"));
        await contacts.OwePersonAsync(conversation, ct);
        await db.SaveChangesAsync(ct); // The assignment ends before the contact may wait again.
        routing.Arrive(conversation.Id, queue, ContactClass.Ordinary, arrivedAt);
        journal.Record(actor, ConversationActs.Transferred, Subject.Of(conversation.Id), $"queue={queue.Code}");
        await db.CommitAsync(ct);
        return Result.Success;
    }
}

/// <summary>Keeps what an agent types, as it is typed: a lost connection or session loses no word.</summary>
internal sealed class SaveDraftHandler(
    Database db, ContactBook contacts, SubjectKeys keys, ConversationStreams streams, DatabaseClock clock)
{
    public async Task<Result> HandleAsync(ConversationId id, string text, Actor actor, CancellationToken ct)
    {
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
        var body = keys.Encrypt(conversation.KeyId, SecretBlotter.Blot(text).Text, id.Value);
        if (draft is null)
        {
            db.Add(new Draft { Conversation = id, Staff = actor.StaffId, Body = body, UpdatedAt = clock.Now });
        }
        else
        {
            (draft.Body, draft.UpdatedAt) = (body, clock.Now);
        }

        await db.CommitAsync(ct);
        if (text.Length > 0)
        {
            streams.Push(id, new(0, null, IsTyping: true));
        }

        return Result.Success;
    }

    public async Task<string> FindAsync(ConversationId id, StaffId staff, CancellationToken ct)
    {
        var body = await db.Set<Draft>().Where(d => d.Conversation == id && d.Staff == staff).Select(d => d.Body)
            .SingleOrDefaultAsync(ct);
        return body is null ? string.Empty : await keys.DecryptAsync(body, id.Value, ct) ?? string.Empty;
    }
}

/// <summary>What routing does to a contact shows in its conversation.</summary>
internal sealed class ContactDesk(Database db, ContactBook contacts) : IContactDesk
{
    public async Task OfferedAsync(ConversationId conversation, StaffId staff, CancellationToken ct)
    {
        if (await contacts.FindAsync(conversation, ct) is { IsOpen: true } found)
        {
            found.Assign(staff);
            contacts.AppendState(found, new("connecting"));
        }
    }

    public async Task ReturnedAsync(ConversationId conversation, StaffId from, CancellationToken ct)
    {
        db.Announce(ContactBook.DeskTopic(from));
        if (await contacts.FindAsync(conversation, ct) is { State: ConversationState.Assigned } found)
        {
            await contacts.EndHoldAsync(found, null, ct);
            found.Wait(found.WaitingSince ?? found.CreatedAt);
            contacts.AppendState(found, new("waiting"));
        }
    }
}
