using FirstWindow.Conversations.Domain;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Bank;
using FirstWindow.Platform.Calendar;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Mailing;
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
    int Ahead, int AgentsOnline, int? WaitSeconds, bool IsOpen, string? Hours, DateTimeOffset MessageAnsweredBy)
{
    /// <summary>When people serve again, while nobody does.</summary>
    public DateTimeOffset? OpensAt { get; init; }
}

/// <summary>The queue as a customer sees it, honestly.</summary>
internal sealed class WaitingPlaceReader(
    IRouting routing, ContactBook contacts, BankBook bank, CalendarBook calendar, DatabaseClock clock)
{
    public async Task<PlaceView> ReadAsync(ConversationId id, CancellationToken ct)
    {
        var place = await routing.PlaceOfAsync(id, ct) ?? new(0, 0, null);
        var today = OpeningHours.On(bank.Current, BankCalendar.DateOf(clock.Now), calendar.Current);
        var isOpen = OpeningHours.IsOpen(bank.Current, clock.Now, calendar.Current);
        return new(place.Ahead, place.AgentsOnline, place.WaitSeconds, isOpen, today?.ToString(),
            contacts.MessageAnsweredBy)
        {
            OpensAt = isOpen ? null : OpeningHours.NextOpening(bank.Current, clock.Now, calendar.Current),
        };
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
    Database db, ContactBook contacts, AskForPersonHandler person, PromiseBook promises, LetterDesk letters,
    JournalBook journal)
{
    /// <param name="id">Which conversation.</param>
    /// <param name="callback">A number to call back or a mail address; none when the answer is read on the
    /// page.</param>
    /// <param name="ct">Stops it.</param>
    public async Task<Result<MessageTaken>> HandleAsync(ConversationId id, string? callback, CancellationToken ct)
    {
        if (callback is not null && LetterDesk.WayOf(callback) is null)
        {
            return ConversationErrors.BadCallback;
        }

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
            await person.QueueAsync(conversation, ContactClass.Ordinary, ct); // By day or night: somebody reads it.
        }

        await contacts.SettleAsync(conversation, null, ct);
        var answeredBy = contacts.OweAnswer(conversation);
        if (callback is not null)
        {
            var way = LetterDesk.WayOf(callback);
            contacts.AddNote(
                conversation, way is LetterWay.Sms ? $"客户请求回电：{callback}" : $"客户请求邮件通知：{callback}", null);
            await letters.WriteAsync(LetterKind.Answered, callback, path: null,
                conversation.Locale.StartsWith("en", StringComparison.Ordinal), Subject.Of(id), ct,
                conversation.ReplyPromise);
        }

        journal.Record(Actor.Visitor(id), ConversationActs.MessageLeft, Subject.Of(id),
            callback is null ? null : "way=callback");
        await db.CommitAsync(ct);
        return new MessageTaken(answeredBy);
    }
}
