using FirstWindow.Platform.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FirstWindow.Conversations.Features.Weekly;

/// <summary>Looks once an hour whether a week is over and has no paper.</summary>
internal sealed partial class WeeklyPaperWorker(IServiceScopeFactory scopes, ILogger<WeeklyPaperWorker> log)
    : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause);
        do
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                await scope.ServiceProvider.GetRequiredService<WeeklyPapers>().MakeDueAsync(stoppingToken);
            }
            catch (Exception fault) when (StorageUnavailableException.IsCausedBy(fault))
            {
                Postponed(fault);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(LogLevel.Warning, "The weekly paper waits: the database is not there.")]
    private partial void Postponed(Exception fault);
}
