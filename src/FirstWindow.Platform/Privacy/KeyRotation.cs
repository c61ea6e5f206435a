using System.Collections.Concurrent;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FirstWindow.Platform.Privacy;

/// <summary>Changes keys for whoever asked on the page, while the server goes on. Cut off, it is asked for
/// again and goes on where it was.</summary>
public sealed partial class KeyRotation(IServiceScopeFactory scopes, ILogger<KeyRotation> log) : BackgroundService
{
    private readonly SemaphoreSlim begun = new(0, 1);
    private readonly ConcurrentQueue<KeyStep> done = new();
    private volatile Request? asked;

    /// <summary>Whether one is on its way.</summary>
    public bool IsRunning => asked is not null;

    /// <summary>Whether the last one was cut off.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>Which keys the one on its way, or the last one, is for.</summary>
    public IReadOnlyList<KeyUse> Last { get; private set; } = [];

    /// <summary>What the one on its way, or the last one, sealed anew.</summary>
    public IReadOnlyList<KeyStep> Done => [.. done];

    /// <summary>Begins one in the name of who asks.</summary>
    public Result Begin(IReadOnlyList<KeyUse> uses, Actor actor)
    {
        if (Interlocked.CompareExchange(ref asked, new(uses, actor), null) is not null)
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
                var (uses, by) = asked!;
                Last = uses;
                await using var scope = scopes.CreateAsyncScope();
                var ended = await scope.ServiceProvider.GetRequiredService<KeyDesk>()
                    .RotateAsync(uses, done.Enqueue, by, stoppingToken);
                HasFailed = ended.Error is not null; // A command is changing keys.
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                HasFailed = true;
                CutOff(fault);
            }

            asked = null;
        }
    }

    [LoggerMessage(1806, LogLevel.Error, "The change of a key was cut off; asked for again it goes on.")]
    private partial void CutOff(Exception fault);

    private sealed record Request(IReadOnlyList<KeyUse> Uses, Actor By);
}
