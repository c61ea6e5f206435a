using FirstWindow.Platform.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FirstWindow.Platform.Feed;

/// <summary>
/// What some tables say, in memory. A change announced while they are being read makes the reading count as old, so
/// that it is never kept as the truth; a reading that fails is tried again.
/// </summary>
/// <typeparam name="T">What is kept; never changed once read.</typeparam>
public sealed partial class Mirror<T> : IDisposable
    where T : class
{
    private static readonly TimeSpan PauseAfterFault = TimeSpan.FromSeconds(1);
    private readonly IServiceScopeFactory scopes;
    private readonly Func<Database, CancellationToken, Task<T>> read;
    private readonly ILogger<Mirror<T>> log;
    private readonly string topic;
    private readonly IDisposable listening;
    private readonly SemaphoreSlim reading = new(1);
    private volatile T current;
    private long changes = 1; // Nothing is read yet.
    private long known;
    private volatile bool isEnding;

    /// <summary>Keeps what <paramref name="read"/> gives, for as long as nothing announces the topic, or
    /// the one besides whose changes it depends on.</summary>
    public Mirror(
        ChangeFeed feed, IServiceScopeFactory scopes, ILogger<Mirror<T>> log, string topic, T atFirst,
        Func<Database, CancellationToken, Task<T>> read, string? besides = null)
    {
        (this.scopes, this.log, this.topic, this.read) = (scopes, log, topic, read);
        current = atFirst;
        listening = feed.Listen(heard =>
        {
            if (heard == topic || heard == besides || heard == "*")
            {
                Interlocked.Increment(ref changes);
                _ = CatchUpAsync();
            }
        });
    }

    /// <summary>What was read last. Where that must not be old, <see cref="FreshAsync"/>.</summary>
    public T Current => current;

    /// <summary>What holds after every change announced so far.</summary>
    public async ValueTask<T> FreshAsync(CancellationToken ct)
    {
        if (Volatile.Read(ref known) < Volatile.Read(ref changes))
        {
            await ReadAsync(ct);
        }

        return current;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        isEnding = true;
        listening.Dispose();
    }

    private async Task ReadAsync(CancellationToken ct)
    {
        var wanted = Volatile.Read(ref changes);
        await reading.WaitAsync(ct);
        try
        {
            if (known >= wanted)
            {
                return; // Another reading began after the change and is done.
            }

            var before = Volatile.Read(ref changes);
            await using var scope = scopes.CreateAsyncScope();
            current = await read(scope.ServiceProvider.GetRequiredService<Database>(), ct);
            Volatile.Write(ref known, before);
        }
        finally
        {
            reading.Release();
        }
    }

    private async Task CatchUpAsync()
    {
        while (!isEnding)
        {
            try
            {
                await FreshAsync(CancellationToken.None);
                return;
            }
            catch (Exception fault) when (StorageUnavailableException.IsCausedBy(fault) && !isEnding)
            {
                LogOld(log, topic, fault);
                await Task.Delay(PauseAfterFault);
            }
        }
    }

    [LoggerMessage(1202, LogLevel.Warning, "What is in memory of {Topic} may be old: the database is away. It is read again in a second.")]
    private static partial void LogOld(ILogger log, string topic, Exception fault);
}
