using System.Globalization;
using FirstWindow.Conversations.Domain;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Promises;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Conversations.Features;

/// <summary>Contacts that are put off, and the promise to come back to each.</summary>
internal sealed class SnoozeBook(Database db, PromiseBook promises)
{
    /// <summary>Ends a snooze: by somebody's return, or because the contact goes elsewhere.</summary>
    /// <returns>Whether the contact was put off.</returns>
    public async Task<bool> EndAsync(Conversation conversation, Actor? returned, CancellationToken ct)
    {
        if (await db.Set<Snooze>().SingleOrDefaultAsync(s => s.Conversation == conversation.Id, ct) is not { } snooze)
        {
            return false;
        }

        db.Remove(snooze);
        if (await db.Set<Promise>().SingleOrDefaultAsync(p => p.Id == snooze.Promise, ct) is { } promise)
        {
            if (returned is null)
            {
                promises.Withdraw(promise);
            }
            else
            {
                promises.End(promise, returned);
            }
        }

        return true;
    }

    /// <summary>Until when each contact is put off, of those that no customer has woken.</summary>
    public async Task<Dictionary<ConversationId, Snooze>> ReadAsync(
        IReadOnlyCollection<ConversationId> contacts, CancellationToken ct) =>
        await db.Set<Snooze>().AsNoTracking().Where(s => contacts.Contains(s.Conversation))
            .ToDictionaryAsync(s => s.Conversation, ct);
}

/// <summary>
/// Puts a contact off until a time; the customer's next word ends it before. Nobody is put off while an answer is owed,
/// and the return is a promise that warns its owner before and the supervisor after.
/// </summary>
[Clause("A3.2.2b")]
internal sealed class SnoozeContactHandler(
    Database db, ContactBook contacts, PromiseBook promises, PolicyBook policies, JournalBook journal,
    DatabaseClock clock)
{
    public async Task<Result> HandleAsync(ConversationId id, int? minutes, Actor actor, CancellationToken ct)
    {
        if (minutes is not { } length || length < 1 || length > policies[PendingPolicies.SnoozeLongest])
        {
            return PendingErrors.Minutes;
        }

        if (await contacts.FindForAsync(id, actor, ct) is not { State: ConversationState.Assigned } conversation)
        {
            return ConversationErrors.NotFound;
        }

        if (conversation.ReplyPromise is not null)
        {
            return PendingErrors.ReplyOwed;
        }

        if (await db.Set<Snooze>().AnyAsync(s => s.Conversation == id, ct))
        {
            return PendingErrors.Open;
        }

        var until = clock.Now + TimeSpan.FromMinutes(length);
        var promise = promises.Make(
            PendingPromises.Snooze, Subject.Of(id), actor.Id, until + policies.Seconds(ChatPolicies.NextReply));
        db.Add(new Snooze
        {
            Conversation = id,
            Until = until,
            LastCustomerSeq = conversation.LastCustomerSeq,
            Promise = promise.Id,
        });
        journal.Record(actor, PendingActs.Snoozed, Subject.Of(id),
            string.Create(CultureInfo.InvariantCulture, $"minutes={length}"));
        db.Announce(ContactBook.DeskTopic(actor.StaffId));
        await db.CommitAsync(ct);
        return Result.Success;
    }
}

/// <summary>Comes back to a contact that was put off.</summary>
[Clause("A3.2.2b")]
internal sealed class WakeContactHandler(Database db, ContactBook contacts, SnoozeBook snoozes, JournalBook journal)
{
    public async Task<Result> HandleAsync(ConversationId id, Actor actor, CancellationToken ct)
    {
        if (await contacts.FindForAsync(id, actor, ct) is not { } conversation)
        {
            return ConversationErrors.NotFound;
        }

        if (!await snoozes.EndAsync(conversation, actor, ct))
        {
            return PendingErrors.None;
        }

        journal.Record(actor, PendingActs.Woken, Subject.Of(id));
        db.Announce(ContactBook.DeskTopic(actor.StaffId));
        await db.CommitAsync(ct);
        return Result.Success;
    }
}
