using System.Text.Json;
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
using FirstWindow.Platform.Web;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Conversations.Features;

/// <summary>What was done about a low score.</summary>
internal sealed record CloseRecovery(ConversationId Conversation, string? Done, string? Told, string? Satisfied);

/// <summary>The words of a recovery; encrypted as one.</summary>
internal sealed record RecoveryWords(string Done, string Told);

/// <summary>Opens what a low score owes, and closes it only with the customer told and asked.</summary>
[Clause("A3.4.2b")]
internal sealed class RecoveryBook(
    Database db, ContactBook contacts, OwnTeam team, SubjectKeys keys, PromiseBook promises, PolicyBook policies,
    CalendarBook calendar, ILivePacks packs, JournalBook journal, DatabaseClock clock)
{
    /// <summary>What a customer can answer when asked again.</summary>
    public static readonly IReadOnlyList<string> Answers = ["yes", "no", "unreachable"];

    private const int CharactersMin = 4;

    /// <summary>Opens one when the score is low; part of the caller's transaction.</summary>
    public void OpenIfLow(Conversation conversation, int score)
    {
        if (score > policies[VoicePolicies.LowScore])
        {
            return;
        }

        var dueAt = calendar.Current.DueAfterWorkdays(clock.Now, (int)policies[VoicePolicies.RecoveryDays]);
        db.Add(new Recovery
        {
            Conversation = conversation.Id,
            Score = score,
            OpenedAt = clock.Now,
            DueAt = dueAt,
            Promise = promises.Make(VoicePromises.Recovery, Subject.Of(conversation.Id), null, dueAt).Id,
        });
        journal.Record(Actor.System, VoiceActs.RecoveryOpened, Subject.Of(conversation.Id));
    }

    /// <summary>Closes one.</summary>
    public async Task<Result> CloseAsync(CloseRecovery request, Actor actor, CancellationToken ct)
    {
        if (await contacts.FindAsync(request.Conversation, ct) is not { } conversation
            || await db.Set<Recovery>().SingleOrDefaultAsync(r => r.Conversation == request.Conversation, ct)
                is not { } recovery
            || !await team.MayLookIntoAsync(conversation.Agent, VoicePermissions.Lead, actor, ct))
        {
            return VoiceErrors.NotOfTheTeam;
        }

        if (recovery.ClosedAt is not null)
        {
            return VoiceErrors.Done;
        }

        var (done, told) = (request.Done?.Trim() ?? string.Empty, request.Told?.Trim() ?? string.Empty);
        if (done.Length < CharactersMin || told.Length < CharactersMin
            || !Answers.Contains(request.Satisfied ?? string.Empty))
        {
            return VoiceErrors.NotTold;
        }

        var words = JsonSerializer.Serialize(
            new RecoveryWords(packs.Current.Blot(done).Text, packs.Current.Blot(told).Text), JsonSettings.Options);
        recovery.Close(actor.StaffId, clock.Now, request.Satisfied!,
            keys.Encrypt(conversation.KeyId, words, conversation.Id.Value));
        promises.End(await db.Set<Promise>().SingleAsync(p => p.Id == recovery.Promise, ct), actor);
        journal.Record(actor with { Contact = conversation.Id }, VoiceActs.Recovered, Subject.Of(conversation.Id),
            $"satisfied={request.Satisfied}");
        await db.CommitAsync(ct);
        return Result.Success;
    }
}

/// <summary>An improvement about to begin.</summary>
internal sealed record BeginImprovement(Guid Id, string? Title, string? Before);

/// <summary>Begins and finishes improvements, each with what is measured before and after.</summary>
[Clause("A3.4.3b")]
internal sealed class ImprovementBook(
    Database db, PromiseBook promises, PolicyBook policies, CalendarBook calendar, JournalBook journal,
    DatabaseClock clock)
{
    private const int CharactersMin = 4;

    public async Task<Result<Guid>> BeginAsync(BeginImprovement request, Actor actor, CancellationToken ct)
    {
        var (title, before) = (request.Title?.Trim() ?? string.Empty, request.Before?.Trim() ?? string.Empty);
        if (request.Id == Guid.Empty)
        {
            return ConversationErrors.NoId;
        }

        if (title.Length < CharactersMin || before.Length < CharactersMin)
        {
            return VoiceErrors.NoMeasure;
        }

        await db.BeginAsync(ct);
        if (await db.Set<Improvement>().AnyAsync(i => i.Id == request.Id, ct))
        {
            return request.Id;
        }

        var dueAt = calendar.Current.DueAfterWorkdays(clock.Now, (int)policies[VoicePolicies.ImprovementDays]);
        var about = new Subject("improvement", request.Id);
        db.Add(new Improvement
        {
            Id = request.Id,
            Title = title,
            Before = before,
            Owner = actor.StaffId,
            MadeAt = clock.Now,
            DueAt = dueAt,
            Promise = promises.Make(VoicePromises.Improvement, about, actor.Id, dueAt).Id,
        });
        journal.Record(actor, VoiceActs.Improving, about);
        await db.CommitAsync(ct);
        return request.Id;
    }

    public async Task<Result> FinishAsync(Guid id, string? after, Actor actor, CancellationToken ct)
    {
        await db.BeginAsync(ct);
        if (await db.FindForUpdateAsync<Improvement>("improvement", id, ct) is not { } improvement)
        {
            return VoiceErrors.NotFound;
        }

        if (improvement.DoneAt is not null)
        {
            return VoiceErrors.Done;
        }

        if ((after?.Trim().Length ?? 0) < CharactersMin)
        {
            return VoiceErrors.NoMeasure;
        }

        improvement.Finish(after!.Trim(), clock.Now);
        promises.End(await db.Set<Promise>().SingleAsync(p => p.Id == improvement.Promise, ct), actor);
        journal.Record(actor, VoiceActs.Improved, new Subject("improvement", id));
        await db.CommitAsync(ct);
        return Result.Success;
    }
}
