using System.Text.Json;
using FirstWindow.Conversations.Domain;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Calendar;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Promises;
using FirstWindow.Platform.Storage;
using FirstWindow.Platform.Web;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FirstWindow.Conversations.Features;

/// <summary>What customers said in a week, in numbers.</summary>
/// <param name="Ratings">How many gave each score, 1 first.</param>
/// <param name="LowByCategory">Low scores by the category of their contact.</param>
/// <param name="Suggestions">Suggestions taken.</param>
/// <param name="Answered">Suggestions answered.</param>
/// <param name="Late">Suggestions and low scores that ran past their day and are open.</param>
/// <param name="Recovered">Low scores made good.</param>
internal sealed record VoiceNumbers(
    IReadOnlyList<int> Ratings, IReadOnlyDictionary<string, int> LowByCategory, int Suggestions, int Answered, int Late,
    int Recovered);

/// <summary>Makes the summary of the last whole week, once, and takes its signature.</summary>
[Clause("A3.4.3a")]
[Clause("C1.2.1")]
internal sealed class VoiceSummaryBook(
    Database db, PromiseBook promises, PolicyBook policies, CalendarBook calendar, JournalBook journal,
    DatabaseClock clock)
{
    private const int ConclusionCharsMin = 10;
    private const int DaysAWeek = 7;

    /// <summary>Makes the summary of the week before this one unless it is there.</summary>
    /// <returns>Whether it was made now.</returns>
    public async Task<bool> MakeDueAsync(CancellationToken ct)
    {
        var today = BankCalendar.DateOf(clock.Now);
        var monday = today.AddDays(-(((int)today.DayOfWeek + 6) % DaysAWeek));
        var first = monday.AddDays(-DaysAWeek);
        var begin = BankCalendar.EndOf(monday.AddDays(-1));
        if (await db.Set<VoiceSummary>().AnyAsync(s => s.FirstDay == first, ct)
            || !await db.Set<Conversation>().AnyAsync(c => c.CreatedAt < begin, ct))
        {
            return false; // Made already, or the house was not open yet.
        }

        await db.BeginAsync(ct);
        await db.LockAsync("voice-summary", ct);
        if (await db.Set<VoiceSummary>().AnyAsync(s => s.FirstDay == first, ct))
        {
            return false; // Another node was first.
        }

        var numbers = await CountAsync(BankCalendar.EndOf(first.AddDays(-1)), begin, ct);
        var id = Guid.CreateVersion7();
        var dueAt = calendar.Current.DueAfterWorkdays(clock.Now, (int)policies[VoicePolicies.SignDays]);
        db.Add(new VoiceSummary
        {
            Id = id,
            FirstDay = first,
            LastDay = monday.AddDays(-1),
            Content = JsonSerializer.Serialize(numbers, JsonSettings.Options),
            MadeAt = clock.Now,
            Promise = promises.Make(VoicePromises.Summary, new Subject("voice-summary", id), null, dueAt).Id,
        });
        journal.Record(Actor.System, VoiceActs.Summed, new Subject("voice-summary", id));
        await db.CommitAsync(ct);
        return true;
    }

    /// <summary>Signs a summary with the conclusion drawn from it.</summary>
    public async Task<Result> SignAsync(Guid id, string? conclusion, Actor actor, CancellationToken ct)
    {
        await db.BeginAsync(ct);
        if (await db.FindForUpdateAsync<VoiceSummary>("voice_summary", id, ct) is not { } summary)
        {
            return VoiceErrors.NotFound;
        }

        if (summary.SignedAt is not null)
        {
            return VoiceErrors.Done;
        }

        if ((conclusion?.Trim().Length ?? 0) < ConclusionCharsMin)
        {
            return VoiceErrors.NoConclusion;
        }

        summary.Sign(actor.StaffId, clock.Now, conclusion!.Trim());
        promises.End(await db.Set<Promise>().SingleAsync(p => p.Id == summary.Promise, ct), actor);
        journal.Record(actor, VoiceActs.Signed, new Subject("voice-summary", id));
        await db.CommitAsync(ct);
        return Result.Success;
    }

    private async Task<VoiceNumbers> CountAsync(DateTimeOffset from, DateTimeOffset until, CancellationToken ct)
    {
        var scores = await db.Set<Rating>().Where(r => r.At >= from && r.At < until).GroupBy(r => r.Score)
            .Select(g => new { Score = g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Score, g => g.Count, ct);
        var low = policies[VoicePolicies.LowScore];
        var categories = await db.Set<Rating>().Where(r => r.At >= from && r.At < until && r.Score <= low)
            .Join(db.Set<WrapUp>(), r => r.Conversation, w => w.Conversation, (r, w) => w.Category)
            .GroupBy(c => c).Select(g => new { g.Key, Count = g.Count() })
            .ToDictionaryAsync(g => g.Key, g => g.Count, ct);
        var taken = await db.Set<Suggestion>().CountAsync(s => s.At >= from && s.At < until, ct);
        var answered = await db.Set<Suggestion>().CountAsync(s => s.AnsweredAt >= from && s.AnsweredAt < until, ct);
        var late = await db.Set<Suggestion>().CountAsync(s => s.AnsweredAt == null && s.DueAt < until, ct)
            + await db.Set<Recovery>().CountAsync(r => r.ClosedAt == null && r.DueAt < until, ct);
        var recovered = await db.Set<Recovery>().CountAsync(
            r => r.ClosedAt >= from && r.ClosedAt < until && r.Satisfied == "yes", ct);
        return new([.. Enumerable.Range(1, 5).Select(s => scores.GetValueOrDefault(s))], categories, taken, answered,
            late, recovered);
    }
}

/// <summary>Looks every hour whether a week is over whose summary is missing, and whether a group of customers fares
/// worse than the others; the same on every node.</summary>
internal sealed partial class VoiceSummaryWorker(IServiceScopeFactory scopes, ILogger<VoiceSummaryWorker> log)
    : BackgroundService
{
    private const int DaysWatched = 30;
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every);
        do
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                await scope.ServiceProvider.GetRequiredService<VoiceSummaryBook>().MakeDueAsync(stoppingToken);
                await scope.ServiceProvider.GetRequiredService<FairnessReader>().WatchAsync(DaysWatched, stoppingToken);
            }
            catch (Exception fault) when (StorageUnavailableException.IsCausedBy(fault))
            {
                LogNotMade(log, fault);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(3201, LogLevel.Error, "The weekly summary could not be made; it is tried again in an hour.")]
    private static partial void LogNotMade(ILogger log, Exception fault);
}
