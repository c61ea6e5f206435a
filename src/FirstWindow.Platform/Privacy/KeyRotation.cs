using System.Collections.Concurrent;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FirstWindow.Platform.Privacy;

/// <summary>Changes the master key for whoever asked on the page, while the server goes on. Cut off, it is asked for
/// again and goes on where it was.</summary>
public sealed partial class KeyRotation(IServiceScopeFactory scopes, ILogger<KeyRotation> log) : BackgroundService
{
    private readonly SemaphoreSlim begun = new(0, 1);
    private readonly ConcurrentQueue<Resealed> done = new();
    private volatile Actor? by;

    /// <summary>Whether one is on its way.</summary>
    public bool IsRunning => by is not null;

    /// <summary>Whether the last one was cut off.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>What the one on its way, or the last one, sealed anew.</summary>
    public IReadOnlyList<Resealed> Done => [.. done];

    /// <summary>Begins one in the name of who asks.</summary>
    public Result Begin(Actor actor)
    {
        if (Interlocked.CompareExchange(ref by, actor, null) is not null)
        {
            return KeyErrors.Rotates;
        }

        begun.Release();
        return Result.Success;
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        begun.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await begun.WaitAsync(stoppingToken);
            done.Clear();
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                await scope.ServiceProvider.GetRequiredService<KeyDesk>().RotateAsync(done.Enqueue, by!, stoppingToken);
                HasFailed = false;
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                HasFailed = true;
                CutOff(fault);
            }

            by = null;
        }
    }

    [LoggerMessage(1803, LogLevel.Error, "The change of the master key was cut off; asked for again it goes on.")]
    private partial void CutOff(Exception fault);
}
