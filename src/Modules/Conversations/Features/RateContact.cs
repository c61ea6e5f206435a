using FirstWindow.Conversations.Domain;
using FirstWindow.Packs.Contracts;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Privacy;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Conversations.Features;

internal sealed record RateContact(ConversationId Conversation, int Score, string? Comment);

/// <summary>Takes the customer's word on the service, once, after the contact is over; nobody of the staff can skip or
/// change it. A low score is to be made good.</summary>
[Clause("C7.3.3")]
[Clause("A3.4.2b")]
internal sealed class RateContactHandler(
    Database db, ContactBook contacts, SubjectKeys keys, RecoveryBook recoveries, JournalBook journal,
    ILivePacks packs, DatabaseClock clock)
{
    public async Task<Result> HandleAsync(RateContact request, CancellationToken ct)
    {
        var comment = string.IsNullOrWhiteSpace(request.Comment) ? null : request.Comment;
        if (request.Score is < 1 or > 5)
        {
            return ConversationErrors.BadScore;
        }

        if (comment is not null && MessageText.Refuse(comment) is { } fault)
        {
            return fault;
        }

        if (await contacts.FindAsync(request.Conversation, ct) is not { } conversation)
        {
            return ConversationErrors.NotFound;
        }

        if (conversation.IsOpen && conversation.State is not ConversationState.WrapUp)
        {
            return ConversationErrors.NotOver;
        }

        var before = await db.Set<Rating>().SingleOrDefaultAsync(r => r.Conversation == request.Conversation, ct);
        if (before is not null)
        {
            return before.Score == request.Score ? Result.Success : ConversationErrors.RatedBefore;
        }

        db.Add(new Rating
        {
            Conversation = request.Conversation,
            Score = request.Score,
            Comment = comment is null ? null
                : keys.Encrypt(conversation.KeyId, packs.Current.Blot(comment).Text, conversation.Id.Value),
            At = clock.Now,
        });
        if (await db.Set<WrapUp>().SingleOrDefaultAsync(w => w.Conversation == request.Conversation, ct) is { } record)
        {
            record.Score = request.Score;
        }

        recoveries.OpenIfLow(conversation, request.Score);
        journal.Record(Actor.Visitor(conversation.Id), ConversationActs.Rated, Subject.Of(
            conversation.Id), $"score={request.Score}");
        await db.CommitAsync(ct);
        return Result.Success;
    }
}
