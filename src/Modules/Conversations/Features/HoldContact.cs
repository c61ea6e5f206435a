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

/// <summary>Asks the customer to wait.</summary>
/// <param name="Conversation">Which contact.</param>
/// <param name="Id">Id chosen by the caller, of the sentence the customer gets.</param>
/// <param name="Reason">One of <see cref="HoldContactHandler.Reasons"/>.</param>
/// <param name="Minutes">For how long.</param>
internal sealed record HoldContact(ConversationId Conversation, Guid Id, string? Reason, int? Minutes);

/// <summary>
/// Holds a contact: the customer is told why and for how long, with an apology, and the return is a promise that warns
/// its owner before and the supervisor after.
/// </summary>
[Clause("A2.2.5b")]
internal sealed class HoldContactHandler(
    Database db, ContactBook contacts, MessageSealer sealer, PromiseBook promises, PolicyBook policies,
    JournalBook journal, DatabaseClock clock)
{
    /// <summary>Why a customer may be asked to wait.</summary>
    public static readonly IReadOnlyList<string> Reasons = ["checking", "colleague", "documents", "handling"];

    public async Task<Result> HandleAsync(HoldContact request, Actor actor, CancellationToken ct)
    {
        if (request.Id == Guid.Empty)
        {
            return ConversationErrors.NoId;
        }

        if (await contacts.FindForAsync(
            request.Conversation, actor, ct) is not { State: ConversationState.Assigned } conversation)
        {
            return ConversationErrors.NotFound;
        }

        if (!Reasons.Contains(request.Reason ?? string.Empty))
        {
            return HoldErrors.ReasonMissing;
        }

        if (request.Minutes is not { } minutes || minutes < 1 || minutes > policies[ChatPolicies.HoldLongest])
        {
            return HoldErrors.Minutes;
        }

        if (await db.Set<ConversationEvent>()
            .AnyAsync(e => e.Conversation == conversation.Id && e.ClientId == request.Id, ct))
        {
            return Result.Success;
        }

        var about = Subject.Of(conversation.Id);
        if (await promises.FindOpenAsync(ChatPromises.Hold, about, ct) is not null)
        {
            return HoldErrors.Open;
        }

        var words = ConciergeWords.In(conversation.Locale)[$"Hold.{request.Reason}", minutes];
        contacts.AppendMessage(
            conversation, sealer.Seal(conversation.KeyId, Sender.Agent, actor.Id, request.Id, words));
        await contacts.SettleAsync(conversation, actor, ct);
        promises.Make(ChatPromises.Hold, about, actor.Id, clock.Now + TimeSpan.FromMinutes(minutes));
        journal.Record(actor, ConversationActs.Held, about,
            string.Create(CultureInfo.InvariantCulture, $"reason={request.Reason};minutes={minutes}"));
        await db.CommitAsync(ct);
        return Result.Success;
    }
}

/// <summary>Comes back to a customer on hold, with thanks for the wait.</summary>
[Clause("A2.2.5b")]
internal sealed class ResumeContactHandler(
    Database db, ContactBook contacts, MessageSealer sealer, JournalBook journal)
{
    public async Task<Result> HandleAsync(ConversationId id, Actor actor, CancellationToken ct)
    {
        if (await contacts.FindForAsync(id, actor, ct) is not { State: ConversationState.Assigned } conversation)
        {
            return ConversationErrors.NotFound;
        }

        if (!await contacts.EndHoldAsync(conversation, actor, ct))
        {
            return HoldErrors.None;
        }

        contacts.AppendMessage(conversation, sealer.Seal(conversation.KeyId, Sender.Agent, actor.Id,
            Guid.CreateVersion7(), ConciergeWords.In(conversation.Locale)["Resume"]));
        await contacts.SettleAsync(conversation, actor, ct);
        journal.Record(actor, ConversationActs.Resumed, Subject.Of(id));
        await db.CommitAsync(ct);
        return Result.Success;
    }
}
