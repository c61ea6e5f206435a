using System.Collections.Concurrent;
using FirstWindow.Integration.Domain;
using FirstWindow.Platform;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FirstWindow.Integration.Features;

/// <summary>
/// Sends to every endpoint what it is owed. The same worker runs on every node; one of them holds an endpoint's lease
/// and sends in order, one event at a time, each endpoint by itself so that a slow one keeps nobody waiting. What was
/// sent is recorded after the answer: a node killed in between leaves the event to be sent again under the same id.
/// </summary>
internal sealed partial class WebhookWorker(
    IServiceScopeFactory scopes, WebhookOptions options, WebhookSender sender, PolicyBook policies,
    DatabaseClock clock, Alarms alarms, ILogger<WebhookWorker> log) : BackgroundService
{
    private const string StoppedAlarm = "webhooks.stopped";
    private const string StalledAlarm = "webhooks.stalled";
    private static readonly TimeSpan LeaseBeyondPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan SweepInterval = TimeSpan.FromHours(1);
    private readonly Guid node = Guid.CreateVersion7();
    private readonly ConcurrentDictionary<Guid, Task> sending = new();
    private DateTimeOffset sweptAt;

    /// <summary>How long an endpoint belongs to a node that is not heard from.</summary>
    public TimeSpan LeaseTime => options.Timeout + LeaseBeyondPatience;

    /// <summary>Sends all that can be sent now, and waits until it is.</summary>
    public async Task RunPassAsync(CancellationToken ct) => await Task.WhenAll(await BeginAsync(ct));

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.PassInterval);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await BeginAsync(stoppingToken);
                alarms.Clear(StalledAlarm);
            }
            catch (Exception fault) when (StorageUnavailableException.IsCausedBy(fault))
            {
                LogPassFailed(log, fault);
                alarms.Raise(StalledAlarm, "Events for other systems wait for the database.");
            }
        }
    }

    // Starts to send to every endpoint that is owed something and is not being sent to by this node.
    private async Task<IReadOnlyList<Task>> BeginAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<Database>();
        var now = clock.Now;
        await SweepAsync(db, now, ct);
        var endpoints = await db.Set<WebhookEndpoint>().AsNoTracking()
            .Where(e => e.State == EndpointState.Active || e.State == EndpointState.Paused).ToListAsync(ct);
        TellStopped(endpoints);
        var outbox = scope.ServiceProvider.GetRequiredService<Outbox>();
        foreach (var endpoint in endpoints.Where(e => e.IsFree(now, node)))
        {
            var isIdle = !sending.TryGetValue(endpoint.Id, out var before) || before.IsCompleted;
            if (isIdle && await outbox.OwesAsync(endpoint, ct))
            {
                sending[endpoint.Id] = SendAllAsync(endpoint.Id, ct);
            }
        }

        return [.. sending.Values];
    }

    // A fault of ours at one endpoint is told and tried again once the lease is over; the others go on.
    private async Task SendAllAsync(Guid endpoint, CancellationToken ct)
    {
        try
        {
            while (await SendBatchAsync(endpoint, ct))
            {
            }
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            LogEndpointFailed(log, fault, endpoint);
            alarms.Raise(StalledAlarm, "Events for another system could not be sent; the log says why.");
        }
    }

    private async Task<bool> SendBatchAsync(Guid endpoint, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var outbox = scope.ServiceProvider.GetRequiredService<Outbox>();
        var batch = await outbox.TakeAsync(endpoint, node, clock.Now + LeaseTime, ct);
        foreach (var task in batch)
        {
            var outcome = await sender.SendAsync(task.Letter, ct);
            if (!await outbox.RecordAsync(task, outcome, node, clock.Now + LeaseTime, ct))
            {
                return false;
            }
        }

        return batch.Count > 0;
    }

    private void TellStopped(IEnumerable<WebhookEndpoint> endpoints)
    {
        var count = endpoints.Count(e => e.PausedWhy is PauseReasons.Failing or PauseReasons.Gone);
        if (count == 0)
        {
            alarms.Clear(StoppedAlarm);
        }
        else
        {
            alarms.Raise(StoppedAlarm, $"{count} other system(s) no longer take events; see /webhooks.");
        }
    }

    // The log keeps what is settled for so many days; dead letters stay until somebody settles them.
    private async Task SweepAsync(Database db, DateTimeOffset now, CancellationToken ct)
    {
        if (now - sweptAt < SweepInterval)
        {
            return;
        }

        sweptAt = now;
        var before = now.AddDays(-policies[WebhookPolicies.KeepDays]);
        var old = db.Set<WebhookDelivery>().Where(d => d.LastAt < before
            && (d.State == DeliveryState.Delivered || d.State == DeliveryState.Discarded));
        if (await old.AnyAsync(ct))
        {
            await db.BeginAsync(ct);
            await old.ExecuteDeleteAsync(ct);
            await db.CommitAsync(ct);
        }
    }

    [LoggerMessage(1701, LogLevel.Warning, "Events for other systems could not be sent.")]
    private static partial void LogPassFailed(ILogger log, Exception fault);

    [LoggerMessage(1702, LogLevel.Error, "Events could not be sent to endpoint {Endpoint}.")]
    private static partial void LogEndpointFailed(ILogger log, Exception fault, Guid endpoint);
}
