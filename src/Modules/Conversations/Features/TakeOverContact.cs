using FirstWindow.Conversations.Domain;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Promises;
using FirstWindow.Platform.Storage;
using FirstWindow.Routing.Contracts;

namespace FirstWindow.Conversations.Features;

/// <summary>Takes a contact over.</summary>
/// <param name="Conversation">Which.</param>
/// <param name="From">Who serves it, as the supervisor sees it; none while it waits.</param>
/// <param name="Reason">Why.</param>
internal sealed record TakeOverContact(ConversationId Conversation, StaffId? From, string Reason);

/// <summary>
/// Moves a contact into a supervisor's hands, with the reason on record. It moves once: whoever saw it in other hands
/// than it is in by now, a double click or a second supervisor, is told so.
/// </summary>
[Clause("A2.3.3c")]
[Clause("A4.2.3a")]
internal sealed class TakeOverContactHandler(
    Database db, ContactBook contacts, OwnTeam team, SnoozeBook snoozes, IRouting routing, PromiseBook promises,
    JournalBook journal)
{
    private const int ReasonCharsMin = 4;

    public async Task<Result> HandleAsync(TakeOverContact request, Actor actor, CancellationToken ct)
    {
        if (MessageText.Refuse(request.Reason) is not null || request.Reason.Trim().Length < ReasonCharsMin)
        {
            return CompanyErrors.ReasonMissing;
        }

        if (await contacts.FindAsync(request.Conversation, ct) is not { IsOpen: true } conversation
            || conversation.State is ConversationState.Assistant
            || !await team.MayLookIntoAsync(conversation.Agent, CompanyPermissions.Listen, actor, ct))
        {
            return CompanyErrors.NotOfTheTeam;
        }

        if (conversation.Agent != request.From || conversation.Agent == actor.StaffId)
        {
            return CompanyErrors.Taken;
        }

        if ((await routing.TakeAsync(conversation.Id, actor.StaffId, "taken-over", ct)).Error is { } refused)
        {
            return refused;
        }

        if (conversation.Agent is { } former)
        {
            db.Announce(ContactBook.DeskTopic(former));
        }

        if (conversation.State is ConversationState.Waiting)
        {
            conversation.Assign(actor.StaffId);
        }
        else
        {
            conversation.HandTo(actor.StaffId);
        }

        await snoozes.EndAsync(conversation, null, ct);
        foreach (var kind in new[] { ChatPromises.Hold, PendingPromises.Empathy })
        {
            (await promises.FindOpenAsync(kind, Subject.Of(conversation.Id), ct))?.HandTo(actor.Id);
        }

        contacts.AddNote(conversation, request.Reason.Trim(), actor.StaffId);
        contacts.AppendState(conversation, new("assigned", actor.Number, actor.Name));
        journal.Record(actor with { Contact = conversation.Id }, CompanyActs.TakenOver, Subject.Of(conversation.Id),
            $"from={request.From?.Value}");
        await db.CommitAsync(ct);
        return Result.Success;
    }
}
