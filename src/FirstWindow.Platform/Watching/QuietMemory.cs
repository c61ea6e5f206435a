using Microsoft.Extensions.Hosting;

namespace FirstWindow.Platform.Watching;

/// <summary>
/// Gives memory back once a rush is over. The runtime collects when memory is asked for, so a server that has become
/// quiet would keep what ten thousand reconnecting browsers left behind until the next rush. The pause that this costs,
/// a tenth of a second, falls when hardly anybody waits.
/// </summary>
internal sealed class QuietMemory : BackgroundService
{
    // Of five seconds: ten thousand quiet streams take less, a hundred messages a second more; none may wait for this.
    private const long QuietBytes = 8 << 20;
    private const long WorthwhileBytes = 128 << 20;
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every);
        var (collectedAt, seenAt) = (0L, 0L);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var allocated = GC.GetTotalAllocatedBytes();
            if (allocated - seenAt < QuietBytes && allocated - collectedAt > WorthwhileBytes)
            {
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
                collectedAt = allocated;
            }

            seenAt = allocated;
        }
    }
}
