using FirstWindow.Conversations.Domain;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Promises;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Conversations.Features;

/// <summary>
/// What is done about a customer who abuses the agent, in its order: words that calm, a formal warning, the supervisor.
/// The customer is sent the first two; the third alerts the supervisors. Only then may the contact end for abuse.
/// </summary>
[Clause("A2.3.3a")]
internal sealed class MeasureContactHandler(
    Database db, ContactBook contacts, MessageSealer sealer, PromiseBook promises, PolicyBook policies,
    JournalBook journal, DatabaseClock clock)
{
    private static readonly int LastOfWords = 1;

    public async Task<Result> HandleAsync(
        ConversationId id, Guid message, string? step, Actor actor, CancellationToken ct)
    {
        if (message == Guid.Empty)
        {
            return ConversationErrors.NoId;
        }

        var at = Measure.Steps.ToList().IndexOf(step ?? string.Empty);
        if (at < 0)
        {
            return PendingErrors.NoStep;
        }

        if (await contacts.FindForAsync(id, actor, ct) is not { State: ConversationState.Assigned } conversation)
        {
            return ConversationErrors.NotFound;
        }

        var taken = await db.Set<Measure>().Where(m => m.Conversation == id).Select(m => m.Step).ToListAsync(ct);
        if (taken.Contains(step!))
        {
            return Result.Success;
        }

        if (Measure.Steps.Take(at).Except(taken).Any())
        {
            return PendingErrors.StepMissing;
        }

        if (at <= LastOfWords)
        {
            var words = ConciergeWords.In(conversation.Locale)[$"Measure.{step}"];
            contacts.AppendMessage(
                conversation, sealer.Seal(conversation.KeyId, Sender.Agent, actor.Id, message, words));
            await contacts.SettleAsync(conversation, actor, ct);
        }
        else
        {
            promises.Make(PendingPromises.Abuse, Subject.Of(id), null,
                clock.Now + policies.Seconds(PendingPolicies.AlertTaken));
        }

        db.Add(new Measure { Conversation = id, Step = step!, Staff = actor.StaffId, At = clock.Now });
        journal.Record(actor with { Contact = id }, PendingActs.Measured, Subject.Of(id), step);
        await db.CommitAsync(ct);
        return Result.Success;
    }

    /// <summary>Whether all was done that must be done before a contact may end for abuse.</summary>
    public static async Task<bool> IsDoneAsync(Database db, ConversationId id, CancellationToken ct) =>
        await db.Set<Measure>().CountAsync(m => m.Conversation == id, ct) == Measure.Steps.Count;
}
