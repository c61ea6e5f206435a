using FirstWindow.Conversations.Domain;
using FirstWindow.Conversations.Writing;
using FirstWindow.Language;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;
using FirstWindow.Routing.Contracts;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Conversations.Features;

/// <summary>Takes the contact that routing offers.</summary>
[Clause("A3.1.1b")]
internal sealed class AcceptContactHandler(
    Database db, ContactBook contacts, IRouting routing, TemperQueue tempers, JournalBook journal)
{
    public async Task<Result> HandleAsync(ConversationId id, Actor actor, CancellationToken ct)
    {
        if (await contacts.FindForAsync(id, actor, ct) is not { } conversation)
        {
            return ConversationErrors.NotFound;
        }

        if ((await routing.AcceptAsync(id, actor.StaffId, ct)).Error is { } refused)
        {
            return refused;
        }

        contacts.AppendState(conversation, new("assigned", actor.Number, actor.Name));
        journal.Record(actor, ConversationActs.Accepted, Subject.Of(id));
        await db.CommitAsync(ct);
        tempers.Enqueue(id); // Who waited upset is owed empathy from here on.
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
[Clause("A2.3.2b")]
[Clause("A3.2.3a")]
[Clause("B1.2.2a")]
[Clause("B2.1.1b")]
[Clause("B2.1.2b")]
[Clause("C2.1.1b")]
[Clause("C2.3.1")]
[Clause("C2.3.3")]
[Clause("C2.4.2b")]
[Clause("C2.4.3")]
[Clause("C4.2.1")]
[Clause("C4.2.3")]
[Clause("C5.2.1")]
internal sealed class ReplyHandler(
    ConversationWriter writer, ConversationKeys conversationKeys, MessageSealer sealer, ReplyReview review,
    WordsBefore before, IRouting routing, AcceptContactHandler acceptance, CompanyBook company,
    WakeContactHandler waking, MoodReader moods,
    Database db, DatabaseClock clock)
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

        if (await IsAnsweredMeanwhileAsync(request, actor, ct))
        {
            return ConversationErrors.AnsweredMeanwhile;
        }

        var findings = await review.ReadAsync(request.Conversation, request.Text, ct);
        if (findings.FirstOrDefault(f => f.Severity == "block") is { } blocking)
        {
            return ConversationErrors.ReplyBreaksRule(blocking.Clause, findings);
        }

        var previous = await before.FindAsync(request.Conversation, Sender.Agent, request.Id, request.Text, ct);
        var message = sealer.Seal(key.Value, Sender.Agent, actor.Id, request.Id, request.Text, previous);
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

        var outcome = await write.Done;
        if (outcome.Status is WriteStatus.Written)
        {
            await company.AnsweredAsync(request.Conversation, actor.StaffId, ct);
            if (await db.Set<Snooze>().AnyAsync(s => s.Conversation == request.Conversation, ct))
            {
                await waking.HandleAsync(request.Conversation, actor, ct); // An answer is a return.
            }
        }

        var answer = SendMessageHandler.Answer(outcome);
        return answer.Error == ConversationErrors.Behind
            && (await moods.SaidAsync(request.Conversation, ct)).Exists(moods.IsGrievance)
                ? ConversationErrors.BehindGrievance : answer;
    }

    // A colleague's newer answer counts as the customer's newer word does. No lock is needed: whoever answered before
    // had the contact before, and gave it away in a later commit.
    private async Task<bool> IsAnsweredMeanwhileAsync(Reply request, Actor actor, CancellationToken ct) =>
        request.Seen is { } seen && await db.Set<ConversationEvent>().AnyAsync(
            e => e.Conversation == request.Conversation && e.Seq > seen && e.Kind == (int)EventKind.Message
                && e.Sender == (int)Sender.Agent && e.Author != actor.Id, ct);

    // The rules' names only: the words themselves are in the message.
    private IEnumerable<JournalEntry> Overridden(
        IReadOnlyList<FindingView> findings, ConversationId id, Actor actor)
    {
        foreach (var broken in findings.GroupBy(f => (f.Severity, f.Clause)).Take(RulesMax))
        {
            var act = broken.Key.Severity == "warn" ? ConversationActs.WarningOverridden : ConversationActs.AdviceLeft;
            var rules = string.Join(';', broken.Select(f => f.Rule).Distinct());
            yield return EntryOf(act, rules, id, actor, broken.Key.Clause);
        }

        if (findings.Any(f => f.Rule == ReplyReview.RepeatedTemplate))
        {
            yield return EntryOf(PendingActs.TemplateRepeated, null, id, actor);
        }

        if (findings.Any(f => f.Rule == ReplyReview.ColdTone))
        {
            yield return EntryOf(ConversationActs.ToneOverridden, null, id, actor);
        }
    }

    private JournalEntry EntryOf(
        Act act, string? detail, ConversationId id, Actor actor, string? clause = null) => new()
        {
            At = clock.Now,
            Act = act.Code,
            ActorKind = actor.Kind.ToCode(),
            Actor = actor.Id,
            Role = actor.RoleInUse?.ToCode(),
            SubjectKind = "conversation",
            Subject = id.Value,
            Contact = id.Value,
            Detail = detail,
            Clause = clause,
        };

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
    Database db, ContactBook contacts, SnoozeBook snoozes, IRouting routing, JournalBook journal, DatabaseClock clock)
{
    public async Task<Result> HandleAsync(TransferContact request, Actor actor, CancellationToken ct)
    {
        if (routing.FindQueue(request.Queue) is not { } queue)
        {
            return ConversationErrors.NoQueue;
        }

        if (await contacts.FindForAsync(
            request.Conversation, actor, ct) is not { State: ConversationState.Assigned } conversation)
        {
            return ConversationErrors.NotFound;
        }

        await contacts.EndHoldAsync(conversation, null, ct);
        await snoozes.EndAsync(conversation, null, ct);
        var arrivedAt = conversation.WaitingSince ?? clock.Now;
        await routing.ReleaseAsync(conversation.Id, "transferred", ct);
        contacts.AddNote(conversation, request.Summary, actor.StaffId);
        db.Announce(ContactBook.DeskTopic(actor.StaffId));
        conversation.Wait(clock.Now);
        contacts.AppendState(conversation, new("waiting"));
        await contacts.OwePersonAsync(conversation, ct);
        await db.SaveChangesAsync(ct); // The assignment ends before the contact may wait again.
        routing.Arrive(new(conversation.Id, queue.Code,
            conversation.NeedsHelp ? ContactClass.Elder : ContactClass.Ordinary, arrivedAt, conversation.Locale,
            conversation.Channel, null));
        journal.Record(actor, ConversationActs.Transferred, Subject.Of(conversation.Id), $"queue={queue.Code}");
        await db.CommitAsync(ct);
        return Result.Success;
    }
}
