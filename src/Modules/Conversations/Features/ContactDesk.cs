using FirstWindow.Conversations.Domain;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Promises;
using FirstWindow.Platform.Storage;
using FirstWindow.Routing.Contracts;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Conversations.Features;

/// <summary>What routing does to a contact shows in its conversation.</summary>
internal sealed class ContactDesk(
    Database db, ContactBook contacts, SnoozeBook snoozes, PromiseBook promises, DatabaseClock clock)
    : IContactDesk
{
    public async Task OfferedAsync(ConversationId conversation, StaffId staff, CancellationToken ct)
    {
        if (await contacts.FindAsync(conversation, ct) is { IsOpen: true } found)
        {
            found.Assign(staff);
            contacts.AppendState(found, new("connecting"));
        }
    }

    public async Task ReturnedAsync(
        ConversationId conversation, StaffId from, (StaffId By, string Words)? note, CancellationToken ct)
    {
        db.Announce(ContactBook.DeskTopic(from));
        if (await contacts.FindAsync(conversation, ct) is not { } found)
        {
            return;
        }

        if (note is { } said)
        {
            contacts.AddNote(found, said.Words, said.By);
        }

        if (found.State is ConversationState.Assigned)
        {
            await contacts.EndHoldAsync(found, null, ct);
            await snoozes.EndAsync(found, null, ct);
            found.Wait(found.WaitingSince ?? found.CreatedAt);
            contacts.AppendState(found, new("waiting"));
        }
    }

    public async Task NobodyCameAsync(ConversationId conversation, CancellationToken ct)
    {
        if (await contacts.FindAsync(conversation, ct) is { State: ConversationState.Waiting } found
            && await promises.FindOpenAsync(ChatPromises.Message, Subject.Of(conversation), ct) is null)
        {
            await contacts.SettleAsync(found, Actor.System, ct); // Late: it counts as broken.
            contacts.OweAnswer(found);
        }
    }

    // Rows of one's own table that are few: who is put off, and whom the customer has not woken.
    public async Task<IReadOnlySet<ConversationId>> PutOffAsync(CancellationToken ct)
    {
        var now = clock.Now;
        return await db.Set<Snooze>().Where(s => s.Until > now)
            .Join(db.Set<Conversation>(), s => s.Conversation, c => c.Id, (s, c) => new { s, c })
            .Where(both => both.c.LastCustomerSeq == both.s.LastCustomerSeq).Select(both => both.c.Id)
            .ToHashSetAsync(ct);
    }
}
