using FirstWindow.Conversations.Domain;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Bank;
using FirstWindow.Platform.Calendar;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Promises;
using FirstWindow.Platform.Storage;
using FirstWindow.Routing.Contracts;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Conversations.Features;

/// <summary>Where a waiting customer stands, and what else may be chosen.</summary>
/// <param name="Ahead">Contacts that will be served before.</param>
/// <param name="AgentsOnline">Staff who serve this queue now.</param>
/// <param name="WaitSeconds">Expected wait, from how fast people were served of late; none when nobody can say.</param>
/// <param name="IsOpen">Whether it is within the hours of service.</param>
/// <param name="Hours">Today's hours of service; none when nobody serves today.</param>
/// <param name="MessageAnsweredBy">When a message left now would be answered at the latest.</param>
internal sealed record PlaceView(
    int Ahead, int AgentsOnline, int? WaitSeconds, bool IsOpen, string? Hours, DateTimeOffset MessageAnsweredBy);

/// <summary>The queue as a customer sees it, honestly.</summary>
internal sealed class WaitingPlaceReader(
    IRouting routing, PolicyBook policies, BankBook bank, CalendarBook calendar, DatabaseClock clock)
{
    /// <summary>When a message left now is answered at the latest.</summary>
    public DateTimeOffset MessageAnsweredBy =>
        calendar.Current.DueAfterWorkdays(clock.Now, (int)policies[ChatPolicies.MessageAnswer]);

    public async Task<PlaceView> ReadAsync(ConversationId id, CancellationToken ct)
    {
        var place = await routing.PlaceOfAsync(id, ct) ?? new(0, 0, null);
        var today = OpeningHours.On(bank.Current, BankCalendar.DateOf(clock.Now), calendar.Current);
        return new(place.Ahead, place.AgentsOnline, place.WaitSeconds,
            OpeningHours.IsOpen(bank.Current, clock.Now, calendar.Current), today?.ToString(), MessageAnsweredBy);
    }
}

/// <summary>The customer will not wait any longer and goes back to the assistant.</summary>
internal sealed class LeaveQueueHandler(Database db, ContactBook contacts, IRouting routing, JournalBook journal)
{
    public async Task<Result> HandleAsync(ConversationId id, CancellationToken ct)
    {
        if (await contacts.FindAsync(id, ct) is not { } conversation)
        {
            return ConversationErrors.NotFound;
        }

        if (conversation.State is not ConversationState.Waiting)
        {
            return conversation.State is ConversationState.Assistant ? Result.Success : ConversationErrors.NotWaiting;
        }

        await routing.LeaveAsync(id, ct);
        await contacts.SettleAsync(conversation, null, ct);
        conversation.ReturnToAssistant();
        contacts.AppendState(conversation, new("assistant"));
        journal.Record(Actor.Visitor(id), ConversationActs.QueueLeft, Subject.Of(id));
        await db.CommitAsync(ct);
        return Result.Success;
    }
}

/// <summary>Until when a message is answered.</summary>
internal sealed record MessageTaken(DateTimeOffset AnsweredBy);

/// <summary>
/// The customer leaves what was written and goes: the contact keeps its place, and the promise of an answer in seconds
/// becomes one by the business calendar. Whoever comes back to the page reads the answer there.
/// </summary>
internal sealed class LeaveMessageHandler(
    Database db, ContactBook contacts, AskForPersonHandler person, WaitingPlaceReader place, PromiseBook promises,
    JournalBook journal)
{
    public async Task<Result<MessageTaken>> HandleAsync(ConversationId id, CancellationToken ct)
    {
        if (await contacts.FindAsync(id, ct) is not { } conversation)
        {
            return ConversationErrors.NotFound;
        }

        if (conversation.State is not (ConversationState.Assistant or ConversationState.Waiting))
        {
            return conversation.State is ConversationState.Assigned ? ConversationErrors.NotWaiting
                : ConversationErrors.Closed;
        }

        if (conversation.LastCustomerSeq == 0)
        {
            return ConversationErrors.NothingSaid;
        }

        if (await promises.FindOpenAsync(ChatPromises.Message, Subject.Of(id), ct) is { } before)
        {
            return new MessageTaken(before.DueAt);
        }

        if (conversation.State is ConversationState.Assistant)
        {
            await person.MoveAsync(conversation, ContactClass.Ordinary, ct);
        }

        await contacts.SettleAsync(conversation, null, ct);
        var answeredBy = place.MessageAnsweredBy;
        var promise = promises.Make(ChatPromises.Message, Subject.Of(id), null, answeredBy);
        conversation.Owe(promise.Id, answeredBy);
        contacts.AppendState(conversation, new("left") { Until = answeredBy });
        journal.Record(Actor.Visitor(id), ConversationActs.MessageLeft, Subject.Of(id));
        await db.CommitAsync(ct);
        return new MessageTaken(answeredBy);
    }
}
