using FirstWindow.Conversations.Domain;
using FirstWindow.Packs.Contracts;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Calendar;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Privacy;
using FirstWindow.Platform.Promises;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Conversations.Features;

/// <summary>A suggestion as a customer or a colleague gives it.</summary>
internal sealed record TakeSuggestion(ConversationId Conversation, Guid Id, string? Text);

/// <summary>When a suggestion is answered at the latest.</summary>
internal sealed record SuggestionTaken(Guid Id, DateTimeOffset AnsweredBy);

/// <summary>Takes a suggestion from a contact, open or over, with the promise of an answer.</summary>
[Clause("A3.4.2a")]
internal sealed class TakeSuggestionHandler(
    Database db, ContactBook contacts, SubjectKeys keys, PromiseBook promises, PolicyBook policies,
    CalendarBook calendar, ILivePacks packs, JournalBook journal, DatabaseClock clock)
{
    public async Task<Result<SuggestionTaken>> HandleAsync(TakeSuggestion request, Actor actor, CancellationToken ct)
    {
        if (request.Id == Guid.Empty)
        {
            return ConversationErrors.NoId;
        }

        if (MessageText.Refuse(request.Text) is { } fault)
        {
            return fault;
        }

        if (await contacts.FindAsync(request.Conversation, ct) is not { } conversation
            || (actor.Kind is not ActorKind.Customer && conversation.Agent != actor.StaffId))
        {
            return ConversationErrors.NotFound;
        }

        if (await db.Set<Suggestion>().SingleOrDefaultAsync(s => s.Id == request.Id, ct) is { } before)
        {
            return before.Conversation == request.Conversation ? new SuggestionTaken(before.Id, before.DueAt)
                : ConversationErrors.NotFound;
        }

        var dueAt = calendar.Current.DueAfterWorkdays(clock.Now, (int)policies[VoicePolicies.SuggestionDays]);
        var about = new Subject("suggestion", request.Id);
        db.Add(new Suggestion
        {
            Id = request.Id,
            Conversation = conversation.Id,
            TakenBy = actor.Kind is ActorKind.Customer ? null : actor.StaffId,
            At = clock.Now,
            Body = keys.Encrypt(conversation.KeyId, packs.Current.Blot(request.Text!.Trim()).Text, request.Id),
            DueAt = dueAt,
            Promise = promises.Make(VoicePromises.Suggestion, about, null, dueAt).Id,
        });
        journal.Record(actor with { Contact = conversation.Id }, VoiceActs.Suggested, about);
        await db.CommitAsync(ct);
        return new SuggestionTaken(request.Id, dueAt);
    }
}

/// <summary>Makes the actor the owner of a suggestion, or whom a supervisor names.</summary>
internal sealed class OwnSuggestionHandler(
    Database db, VoiceReader voice, IActorNames names, JournalBook journal)
{
    public async Task<Result> HandleAsync(Guid id, StaffId? owner, Actor actor, CancellationToken ct)
    {
        await db.BeginAsync(ct);
        if (await db.FindForUpdateAsync<Suggestion>("suggestion", id, ct) is not { } suggestion
            || !await (await voice.InSightAsync(actor, ct)).AnyAsync(s => s.Id == id, ct))
        {
            return VoiceErrors.NotOfTheTeam;
        }

        if (suggestion.AnsweredAt is not null)
        {
            return VoiceErrors.Done;
        }

        var next = owner ?? actor.StaffId;
        var mayName = actor.May(VoicePermissions.Lead) || (next == actor.StaffId && suggestion.Owner is null);
        if (!mayName && suggestion.Owner != next)
        {
            return VoiceErrors.NotFound;
        }

        if (next != actor.StaffId && await names.FindNameAsync(next.Value, ct) is null)
        {
            return VoiceErrors.NotFound;
        }

        if (suggestion.Owner != next)
        {
            suggestion.GiveTo(next);
            (await db.Set<Promise>().SingleAsync(p => p.Id == suggestion.Promise, ct)).HandTo(next.Value);
            journal.Record(actor, VoiceActs.Owned, new Subject("suggestion", id), $"owner={next.Value:n}");
            db.Announce(PromiseBook.Topic);
            await db.CommitAsync(ct);
        }

        return Result.Success;
    }
}

/// <summary>The answer to a suggestion.</summary>
internal sealed record AnswerSuggestion(Guid Id, string? Text, Guid? Improvement, string? NoChange);

/// <summary>Answers a suggestion: the answer goes into the customer's conversation, and the suggestion names the
/// improvement it leads to, or why nothing changes.</summary>
[Clause("A3.4.2a")]
[Clause("C2.1.3")]
internal sealed class AnswerSuggestionHandler(
    Database db, ContactBook contacts, VoiceReader voice, MessageSealer sealer, ReplyReview review, SubjectKeys keys,
    PromiseBook promises, ILivePacks packs, JournalBook journal, DatabaseClock clock)
{
    private const int CharactersMin = 4;

    public async Task<Result> HandleAsync(AnswerSuggestion request, Actor actor, CancellationToken ct)
    {
        var seen = await (await voice.InSightAsync(actor, ct)).SingleOrDefaultAsync(s => s.Id == request.Id, ct);
        if (seen is null)
        {
            return VoiceErrors.NotOfTheTeam;
        }

        var findings = MessageText.Refuse(request.Text) is null
            ? await review.ReadAsync(seen.Conversation, request.Text!, ct) : [];
        if (findings.FirstOrDefault(f => f.Severity == "block") is { } blocking)
        {
            return ConversationErrors.ReplyBreaksRule(blocking.Clause, findings);
        }

        // The conversation's lock first, as everywhere.
        var conversation = (await contacts.FindAsync(seen.Conversation, ct))!;
        var suggestion = (await db.FindForUpdateAsync<Suggestion>("suggestion", request.Id, ct))!;
        if (suggestion.AnsweredAt is not null)
        {
            return VoiceErrors.Done;
        }

        if (suggestion.Owner != actor.StaffId)
        {
            return VoiceErrors.NoOwner;
        }

        var why = request.NoChange?.Trim() ?? string.Empty;
        var leadsTo = request.Improvement is { } id && await db.Set<Improvement>().AnyAsync(i => i.Id == id, ct);
        if (MessageText.Refuse(request.Text) is not null || (!leadsTo && why.Length < CharactersMin))
        {
            return VoiceErrors.NoAnswer;
        }

        var message = sealer.Seal(
            conversation.KeyId, Sender.Agent, actor.Id, Guid.CreateVersion7(), request.Text!.Trim());
        contacts.AppendMessage(conversation, message);
        suggestion.Close(keys.Encrypt(conversation.KeyId, message.Text, suggestion.Id), clock.Now,
            leadsTo ? request.Improvement : null, leadsTo ? null : packs.Current.Blot(why).Text);
        promises.End(await db.Set<Promise>().SingleAsync(p => p.Id == suggestion.Promise, ct), actor);
        journal.Record(actor with { Contact = conversation.Id }, VoiceActs.Answered,
            new Subject("suggestion", suggestion.Id), leadsTo ? $"improvement={request.Improvement:n}" : "no-change");
        await db.CommitAsync(ct);
        return Result.Success;
    }
}
