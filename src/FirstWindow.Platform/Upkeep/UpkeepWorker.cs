using FirstWindow.Platform.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FirstWindow.Platform.Upkeep;

/// <summary>Looks once an hour, and when somebody asks, whether a drill is due, what is late,
/// and which key is too old.</summary>
public sealed partial class UpkeepWorker(IServiceScopeFactory scopes, ILogger<UpkeepWorker> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);
    private readonly SemaphoreSlim asked = new(0, 1);
    private Guid? askedBy;

    /// <summary>Begins a drill soon, in the name of who asked.</summary>
    /// <returns>Whether none was asked for already.</returns>
    public bool DrillSoon(Guid by)
    {
        lock (asked)
        {
            if (asked.CurrentCount > 0)
            {
                return false;
            }

            askedBy = by;
            asked.Release();
            return true;
        }
    }

    /// <summary>Looks now.</summary>
    public async Task RunPassAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<UpkeepBook>().LookAsync(ct);
        await scope.ServiceProvider.GetRequiredService<Privacy.KeyAges>().LookAsync(ct);
        await scope.ServiceProvider.GetRequiredService<RestoreDrill>().RunIfDueAsync(ct);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        asked.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var isAsked = false;
        do
        {
            try
            {
                await (isAsked ? DrillAsync(stoppingToken) : RunPassAsync(stoppingToken));
            }
            catch (Exception fault) when (StorageUnavailableException.IsCausedBy(fault))
            {
                Postponed(fault);
            }

            isAsked = await asked.WaitAsync(Pause, stoppingToken);
        }
        while (!stoppingToken.IsCancellationRequested);
    }

    private async Task DrillAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var actor = askedBy is { } by
            ? new Access.Actor(Access.ActorKind.Staff, by, new HashSet<Access.Role>()) : Access.Actor.System;
        await scope.ServiceProvider.GetRequiredService<RestoreDrill>().RunAsync(null, actor, ct);
    }

    [LoggerMessage(1802, LogLevel.Warning, "Upkeep waits: the database is not there.")]
    private partial void Postponed(Exception fault);
}
