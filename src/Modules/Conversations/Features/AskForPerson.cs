using FirstWindow.Conversations.Domain;
using FirstWindow.Customers.Contracts;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Bank;
using FirstWindow.Platform.Calendar;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;
using FirstWindow.Routing.Contracts;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Conversations.Features;

/// <summary>Where the customer stands after asking for a person.</summary>
internal sealed record PersonAsked(string State, int Ahead, int AgentsOnline)
{
    /// <summary>When people serve again; none while they do.</summary>
    public DateTimeOffset? OpensAt { get; init; }
}

/// <summary>Brings a conversation to a person, by the customer's wish or the assistant's judgement. Asking twice
/// changes nothing.</summary>
[Clause("C2.2.3")]
internal sealed class AskForPersonHandler(
    Database db, ContactBook contacts, IRouting routing, IAssignments assignments, JournalBook journal,
    ICustomers customers, BankBook bank, CalendarBook calendar, DatabaseClock clock)
{
    /// <summary>Customers of this segment go first, but only so often in a row.</summary>
    private const string PrivilegedSegment = "wealth";

    private const int ContactsBefore = 5;

    public async Task<Result<PersonAsked>> HandleAsync(ConversationId id, CancellationToken ct)
    {
        if (await contacts.FindAsync(id, ct) is not { } conversation)
        {
            return ConversationErrors.NotFound;
        }

        if (!conversation.IsOpen || conversation.State is ConversationState.WrapUp)
        {
            return ConversationErrors.Closed;
        }

        if (conversation.State is ConversationState.Assistant)
        {
            journal.Record(Actor.Visitor(id), ConversationActs.PersonAsked, Subject.Of(id));
            await MoveAsync(conversation, ContactClass.Ordinary, ct);
            await db.CommitAsync(ct);
        }

        return await AnswerAsync(conversation, ct);
    }

    /// <summary>Where the customer stands now.</summary>
    public async Task<PersonAsked> AnswerAsync(Conversation conversation, CancellationToken ct)
    {
        var place = await routing.PlaceOfAsync(conversation.Id, ct);
        return new(conversation.State.ToCode(), place?.Ahead ?? 0, place?.AgentsOnline ?? 0)
        {
            OpensAt = conversation.State is ConversationState.Assistant ? NextOpening : null,
        };
    }

    /// <summary>Puts the conversation into the queue; part of the caller's transaction. Outside the hours of service
    /// nobody is left waiting: the customer is told when people serve, and may leave a message.</summary>
    public async Task MoveAsync(Conversation conversation, ContactClass contactClass, CancellationToken ct)
    {
        if (!OpeningHours.IsOpen(bank.Current, clock.Now, calendar.Current))
        {
            conversation.ReturnToAssistant();
            contacts.AppendState(conversation, new("off-hours") { Until = NextOpening });
            journal.Record(Actor.System, ConversationActs.OffHours, Subject.Of(conversation.Id));
            return;
        }

        await QueueAsync(conversation, contactClass, ct);
    }

    /// <summary>Puts the conversation into the queue, whatever the time.</summary>
    public async Task QueueAsync(Conversation conversation, ContactClass contactClass, CancellationToken ct)
    {
        var now = clock.Now;
        var urgency = conversation.NeedsHelp && contactClass > ContactClass.Elder ? ContactClass.Elder : contactClass;
        if (urgency is ContactClass.Ordinary && await IsPrivilegedAsync(conversation, ct))
        {
            urgency = ContactClass.Privileged;
        }

        conversation.Wait(now);
        contacts.AppendState(conversation, new("waiting"));
        await contacts.OwePersonAsync(conversation, ct);
        routing.Arrive(new(conversation.Id, ServiceQueue.General, urgency, now, conversation.Locale,
            conversation.Channel, await FindFormerAsync(conversation, ct)));
    }

    private DateTimeOffset? NextOpening => OpeningHours.IsOpen(bank.Current, clock.Now, calendar.Current) ? null
        : OpeningHours.NextOpening(bank.Current, clock.Now, calendar.Current);

    private async Task<bool> IsPrivilegedAsync(Conversation conversation, CancellationToken ct) =>
        conversation.Customer is { } customer
            && await customers.FindMaskedAsync(customer, ct) is { Segment: PrivilegedSegment };

    // Whoever served this contact, or this customer lately, knows the story.
    private async Task<StaffId?> FindFormerAsync(Conversation conversation, CancellationToken ct)
    {
        var contacts = new List<ConversationId> { conversation.Id };
        if (conversation.Customer is { } customer)
        {
            contacts.AddRange(await db.Set<Conversation>().Where(c => c.Customer == customer)
                .OrderByDescending(c => c.CreatedAt).Take(ContactsBefore).Select(c => c.Id).ToListAsync(ct));
        }

        return await assignments.LastServedByAsync(contacts, ct);
    }
}

/// <summary>The customer ends the conversation. A person who had it still owes the record; the assistant writes its
/// own.</summary>
internal sealed class EndConversationHandler(
    Database db, ContactBook contacts, ClosingDesk closing, IRouting routing, JournalBook journal)
{
    public async Task<Result> HandleAsync(ConversationId id, CancellationToken ct)
    {
        if (await contacts.FindAsync(id, ct) is not { } conversation)
        {
            return ConversationErrors.NotFound;
        }

        if (!conversation.IsOpen || conversation.State is ConversationState.WrapUp)
        {
            return Result.Success;
        }

        journal.Record(Actor.Visitor(id), ConversationActs.Ended, Subject.Of(id));
        await contacts.SettleAsync(conversation, null, ct);
        await contacts.EndHoldAsync(conversation, null, ct);
        if (conversation.State is ConversationState.Assigned)
        {
            conversation.LeaveToWrapUp();
            contacts.AppendState(conversation, new("ended"));
        }
        else
        {
            await routing.LeaveAsync(id, ct);
            closing.CloseAutomatically(
                conversation, conversation.State is ConversationState.Waiting ? "abandoned" : "answered");
        }

        await db.CommitAsync(ct);
        return Result.Success;
    }
}
