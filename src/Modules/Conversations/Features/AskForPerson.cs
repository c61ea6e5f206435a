using FirstWindow.Conversations.Domain;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;
using FirstWindow.Routing.Contracts;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Conversations.Features;

/// <summary>Where the customer stands after asking for a person.</summary>
internal sealed record PersonAsked(string State, int Ahead, int AgentsOnline);

/// <summary>Brings a conversation to a person, by the customer's wish or the assistant's judgement. Asking twice
/// changes nothing.</summary>
[Clause("C2.2.3")]
internal sealed class AskForPersonHandler(
    Database db, ContactBook contacts, IRouting routing, JournalBook journal, DatabaseClock clock)
{
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

        var place = await routing.PlaceOfAsync(id, ct);
        return new PersonAsked(conversation.State.ToCode(), place?.Ahead ?? 0, place?.AgentsOnline ?? 0);
    }

    /// <summary>Puts the conversation into the queue; part of the caller's transaction.</summary>
    public async Task MoveAsync(Conversation conversation, ContactClass contactClass, CancellationToken ct)
    {
        var now = clock.Now;
        var urgency = conversation.NeedsHelp && contactClass > ContactClass.Elder ? ContactClass.Elder : contactClass;
        conversation.Wait(now);
        contacts.AppendState(conversation, new("waiting"));
        await contacts.OwePersonAsync(conversation, ct);
        routing.Arrive(conversation.Id, ServiceQueue.General, urgency, now);
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
