using System.Collections.Frozen;
using System.ComponentModel.DataAnnotations;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FirstWindow.Platform.Promises;

/// <summary>Section "Promises". Checked at start: a bad value stops the server with a clear sentence.</summary>
public sealed class PromiseWorkerOptions
{
    /// <summary>Longest pause before the worker looks again. A warning is late by at most this long.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00")]
    public TimeSpan PassInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Promises moved in one pass; the rest wait for the next.</summary>
    [Range(1, 10_000)]
    public int BatchSizeMax { get; set; } = 200;
}

/// <summary>
/// Warns and escalates. The same worker runs on every node; a step is taken once because (promise, step) is unique, and
/// a promise whose step fails is parked so that the rest go on.
/// </summary>
[Clause("C2.4.2a")]
[Clause("A2.2.5a")]
public sealed partial class PromiseWorker(
    IServiceScopeFactory scopes, PromiseWorkerOptions options, Modules modules, DatabaseClock clock, Alarms alarms,
    ILogger<PromiseWorker> log) : BackgroundService
{
    /// <summary>Steps taken in one transaction: many promises fall due at once just when the bank is busiest, and who
    /// writes a message must not wait long for its turn.</summary>
    private const int TogetherMax = 10;

    private readonly FrozenDictionary<string, PromiseKind> kinds =
        modules.Fields<PromiseKind>().ToFrozenDictionary(k => k.Code, StringComparer.Ordinal);

    /// <summary>Takes every step whose time has come.</summary>
    /// <returns>Steps taken.</returns>
    public async Task<int> RunPassAsync(CancellationToken ct)
    {
        var taken = 0;
        foreach (var group in (await DueAsync(ct)).Chunk(TogetherMax))
        {
            taken += await TakeTogetherAsync(group, ct);
        }

        return taken;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.PassInterval);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await RunPassAsync(stoppingToken);
                alarms.Clear("promises.stalled");
            }
            catch (Exception fault) when (StorageUnavailableException.IsCausedBy(fault))
            {
                LogPassFailed(log, fault);
                alarms.Raise("promises.stalled", "Warnings and escalations wait for the database.");
            }
        }
    }

    private async Task<List<Guid>> DueAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var now = clock.Now;
        return await scope.ServiceProvider.GetRequiredService<Database>().Set<Promise>()
            .Where(p => p.State == PromiseState.Open && p.NextAt <= now)
            .OrderBy(p => p.NextAt).Take(options.BatchSizeMax).Select(p => p.Id).ToListAsync(ct);
    }

    // One flush for many. When one of them fails, each is tried by itself, so that only that one is parked.
    private async Task<int> TakeTogetherAsync(Guid[] group, CancellationToken ct)
    {
        try
        {
            return await TakeStepsAsync(group, ct);
        }
        catch (Exception fault) when (!StorageUnavailableException.IsCausedBy(fault)
            && fault is not OperationCanceledException)
        {
            if (group.Length == 1)
            {
                LogParked(log, fault, group[0]);
                await ParkAsync(group[0], ct);
                return 0;
            }
        }

        var taken = 0;
        foreach (var id in group)
        {
            taken += await TakeTogetherAsync([id], ct);
        }

        return taken;
    }

    private async Task<int> TakeStepsAsync(Guid[] group, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<Database>();
        await db.BeginAsync(ct);
        var taken = 0;
        foreach (var promise in await db.FindForUpdateAsync<Promise>("promise", group, ct, leaveIfBusy: true))
        {
            if (promise is { State: PromiseState.Open, NextAt: { } nextAt } && nextAt <= clock.Now)
            {
                TakeStep(promise, db, scope.ServiceProvider.GetRequiredService<JournalBook>());
                taken++;
            }
        }

        if (taken > 0) // Otherwise another node took them, or they ended meanwhile.
        {
            db.Announce(PromiseBook.Topic);
            await db.CommitAsync(ct);
        }

        return taken;
    }

    private void TakeStep(Promise promise, Database db, JournalBook journal)
    {
        var kind = kinds[promise.Kind];
        var step = promise.StepsTaken;
        db.Add(new PromiseStep { Promise = promise.Id, Step = step, At = clock.Now });
        promise.TakeStep(kind);
        var told = kind.IsWarning(step) ? "owner" : kind.EscalateTo[step - kind.WarnAtPercent.Count].ToCode();
        journal.Record(
            Actor.System, kind.IsWarning(step) ? PromiseActs.Warned : PromiseActs.Escalated,
            new Subject(promise.AboutKind, promise.About), $"{promise.Kind};step={step};told={told}");
    }

    private async Task ParkAsync(Guid id, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<Database>();
        await db.BeginAsync(ct);
        if (await db.FindForUpdateAsync<Promise>(
            "promise", id, ct, leaveIfBusy: true) is { State: PromiseState.Open } promise)
        {
            promise.Park();
            scope.ServiceProvider.GetRequiredService<JournalBook>()
                .Record(Actor.System, PromiseActs.Parked, new Subject(promise.AboutKind, promise.About), promise.Kind);
            db.Announce(PromiseBook.Topic);
            await db.CommitAsync(ct);
        }

        alarms.Raise("promises.parked", $"Promise {id} could not be moved and was parked.");
    }

    [LoggerMessage(1301, LogLevel.Error, "Promise {Promise} could not be moved and was parked.")]
    private static partial void LogParked(ILogger log, Exception fault, Guid promise);

    [LoggerMessage(1302, LogLevel.Warning, "The promise worker could not finish its pass.")]
    private static partial void LogPassFailed(ILogger log, Exception fault);
}
