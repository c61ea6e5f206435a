using FirstWindow.Integration.Domain;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Mailing;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Promises;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FirstWindow.Integration.Features.Mailing;

/// <summary>The letters that are owed, taken under a lease and recorded after the server's answer: a node killed in
/// between leaves them to be sent again under the same id.</summary>
internal sealed class LetterBox(
    Database db, MailingBook book, LetterDesk desk, PolicyBook policies, JournalBook journal, DatabaseClock clock)
{
    /// <summary>Most letters of one lease.</summary>
    public const int BatchMax = 10;

    /// <summary>Lets go what its promise has come for, gives up what says nothing any more, takes what is
    /// due.</summary>
    public async Task<IReadOnlyList<OutgoingLetter>> TakeAsync(
        Guid node, DateTimeOffset leaseUntil, CancellationToken ct)
    {
        var now = clock.Now;
        if (!await db.Set<OutgoingLetter>().AnyAsync(l => (l.State == LetterState.Due && l.NextAt <= now)
            || (l.State == LetterState.Waiting && (l.ExpiresAt <= now
                || db.Set<Promise>().Any(p => p.Id == l.Awaits && p.EndedAt != null))), ct))
        {
            return [];
        }

        await db.BeginAsync(ct);
        await db.LockAsync(MailingBook.Topic, ct);
        await LetGoAsync(now, ct);
        var due = await db.Set<OutgoingLetter>()
            .Where(l => l.State == LetterState.Due && l.NextAt <= now && (l.LeaseUntil == null || l.LeaseUntil <= now))
            .OrderBy(l => l.NextAt).Take(BatchMax).ToListAsync(ct);
        foreach (var letter in due)
        {
            if (letter.ExpiresAt <= now)
            {
                letter.Fail("expired", now, pause: null);
                Record(letter, MailingActs.Died);
            }
            else
            {
                letter.Lease(node, leaseUntil);
            }
        }

        await db.CommitAsync(ct);
        return [.. due.Where(l => l.State is LetterState.Due)];
    }

    /// <summary>What a letter says and where letters go now.</summary>
    public async Task<(MailingSettings Settings, LetterWords Words)> OpenAsync(
        OutgoingLetter letter, CancellationToken ct) => (await book.FreshAsync(ct), desk.Open(letter)!);

    /// <summary>Records what came of an attempt; not when another node has taken over.</summary>
    public async Task RecordAsync(Guid id, Outcome outcome, Guid node, CancellationToken ct)
    {
        await db.BeginAsync(ct);
        db.ChangeTracker.Clear();
        if (await db.FindForUpdateAsync<OutgoingLetter>("outgoing_letter", id, ct) is not { } letter
            || letter.LeaseBy != node || letter.State is not LetterState.Due)
        {
            return;
        }

        var now = clock.Now;
        if (outcome.IsTaken)
        {
            letter.Succeed(now);
            Record(letter, MailingActs.Sent);
        }
        else
        {
            var isDead = outcome.Fault == LetterSender.Rejected
                || letter.Attempts + 1 >= policies[MailingPolicies.AttemptsMost];
            letter.Fail(outcome.Fault!, now,
                isDead ? null : Backoff.After(letter.Attempts + 1, Random.Shared.NextDouble()));
            if (isDead)
            {
                Record(letter, MailingActs.Died);
            }
        }

        await db.CommitAsync(ct);
    }

    /// <summary>Letters nobody could deliver.</summary>
    public Task<int> CountDeadAsync(CancellationToken ct) =>
        db.Set<OutgoingLetter>().CountAsync(l => l.State == LetterState.Dead, ct);

    /// <summary>Forgets what is settled for long.</summary>
    public async Task SweepAsync(CancellationToken ct)
    {
        var before = clock.Now.AddDays(-policies[MailingPolicies.KeepDays]);
        var old = db.Set<OutgoingLetter>().Where(l => l.MadeAt < before
            && (l.State == LetterState.Sent || l.State == LetterState.Discarded));
        if (await old.AnyAsync(ct))
        {
            await db.BeginAsync(ct);
            await old.ExecuteDeleteAsync(ct);
            await db.CommitAsync(ct);
        }
    }

    private async Task LetGoAsync(DateTimeOffset now, CancellationToken ct)
    {
        var ended = await db.Set<OutgoingLetter>().Where(l => l.State == LetterState.Waiting)
            .Join(db.Set<Promise>().Where(p => p.EndedAt != null), l => l.Awaits, p => p.Id,
                (letter, promise) => new { letter, promise.State })
            .Take(BatchMax).ToListAsync(ct);
        foreach (var one in ended)
        {
            if (one.State is PromiseState.Kept or PromiseState.Broken)
            {
                one.letter.Release(now);
            }
            else
            {
                one.letter.Discard(null, "withdrawn", now); // Nothing is owed any more.
            }
        }

        foreach (var letter in await db.Set<OutgoingLetter>()
            .Where(l => l.State == LetterState.Waiting && l.ExpiresAt <= now).Take(BatchMax).ToListAsync(ct))
        {
            letter.Discard(null, "expired", now);
        }

        await db.SaveChangesAsync(ct);
    }

    private void Record(OutgoingLetter letter, Act act) =>
        journal.Record(Actor.System, act, new("letter", letter.Id),
            $"kind={letter.Kind};way={letter.Way.ToCode()};about={letter.AboutKind}:{letter.About:n};fault={letter.Fault}");
}

/// <summary>Sends letters, on every node; a letter belongs to one node at a time.</summary>
internal sealed partial class LetterWorker(
    IServiceScopeFactory scopes, MailingHostOptions options, LetterSender sender, DatabaseClock clock, Alarms alarms,
    ILogger<LetterWorker> log) : BackgroundService
{
    private const string DeadAlarm = "letters.dead";
    private static readonly TimeSpan LeaseBeyondPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan SweepInterval = TimeSpan.FromHours(1);
    private readonly Guid node = Guid.CreateVersion7();
    private DateTimeOffset sweptAt;

    // A whole batch may have to wait for a server that hangs.
    private TimeSpan LeaseTime => (options.Timeout * LetterBox.BatchMax) + LeaseBeyondPatience;

    /// <summary>Sends all that can be sent now.</summary>
    public async Task RunPassAsync(CancellationToken ct)
    {
        while (await SendBatchAsync(ct))
        {
        }

        await using var scope = scopes.CreateAsyncScope();
        var box = scope.ServiceProvider.GetRequiredService<LetterBox>();
        if (await box.CountDeadAsync(ct) is > 0 and var dead)
        {
            alarms.Raise(DeadAlarm, $"{dead} letter(s) could not be delivered; see /mailing.");
        }
        else
        {
            alarms.Clear(DeadAlarm);
        }

        if (clock.Now - sweptAt >= SweepInterval)
        {
            sweptAt = clock.Now;
            await box.SweepAsync(ct);
        }
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
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                LogPassFailed(log, fault); // Nothing is lost: what was taken is free again after its lease.
            }
        }
    }

    private async Task<bool> SendBatchAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var box = scope.ServiceProvider.GetRequiredService<LetterBox>();
        var batch = await box.TakeAsync(node, clock.Now + LeaseTime, ct);
        foreach (var letter in batch)
        {
            var (settings, words) = await box.OpenAsync(letter, ct);
            var outcome = await sender.SendAsync(settings, letter.Way, letter.Id, words, ct);
            await box.RecordAsync(letter.Id, outcome, node, ct);
        }

        return batch.Count > 0;
    }

    [LoggerMessage(1711, LogLevel.Error, "Letters could not be sent.")]
    private static partial void LogPassFailed(ILogger log, Exception fault);
}
