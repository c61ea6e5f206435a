using System.ComponentModel.DataAnnotations;
using System.Diagnostics;
using FirstWindow.Platform;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Privacy;
using FirstWindow.Platform.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FirstWindow.Conversations.Writing;

/// <summary>Section "Writer". Checked at start: a bad value stops the server with a clear sentence.</summary>
public sealed class WriterOptions
{
    /// <summary>Most writes in one transaction.</summary>
    [Range(1, 10_000)]
    public int BatchSizeMax { get; set; } = 512;

    /// <summary>Writes that may wait; past that the caller is told to come again.</summary>
    [Range(1, 1_000_000)]
    public int WaitingMax { get; set; } = 20_000;
}

/// <summary>Writes one batch in one transaction; an engine each.</summary>
internal interface IBatchStore
{
    /// <summary>Reads what the batch needs, plans it, writes it, and returns once it is on disk.</summary>
    BatchPlan Write(IReadOnlyList<PendingWrite> batch, BatchPlan plan);
}

/// <summary>
/// Group commit: whoever writes at the same time shares one transaction and one flush. A batch is as large as what
/// gathered while the one before was being flushed, so a slow disk makes larger batches, not a longer queue.
/// </summary>
internal sealed partial class ConversationWriter(
    IBatchStore store, WriteGate gate, WriterOptions options, PolicyBook policies, KeyRing keys, DatabaseClock clock,
    Delivery delivery, ILogger<ConversationWriter> log) : IHostedService
{
    /// <summary>A flush this long makes it worth waiting for those who were just answered to come back.</summary>
    private static readonly TimeSpan SlowFlush = TimeSpan.FromMilliseconds(4);
    private readonly Queue<PendingWrite> waiting = new();
    private readonly CancellationTokenSource stopping = new();
    private Thread? thread;
    private int expected;

    /// <summary>Queues a write.</summary>
    /// <returns>False when too many wait.</returns>
    public bool TryEnqueue(PendingWrite write)
    {
        lock (waiting)
        {
            if (waiting.Count >= options.WaitingMax)
            {
                return false;
            }

            waiting.Enqueue(write);
            if (waiting.Count == 1 || waiting.Count == expected)
            {
                Monitor.Pulse(waiting);
            }

            return true;
        }
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        // A thread of its own: SQLite blocks while it flushes, and the pool has better things to do.
        thread = new Thread(Run) { IsBackground = true, Name = "conversation writer" };
        thread.Start();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        stopping.Cancel();
        lock (waiting)
        {
            Monitor.Pulse(waiting);
        }

        thread?.Join(TimeSpan.FromSeconds(5));
        return Task.CompletedTask;
    }

    private void Run()
    {
        var batch = new List<PendingWrite>(options.BatchSizeMax);
        while (WaitForWork())
        {
            gate.Enter(CancellationToken.None);
            var began = Stopwatch.GetTimestamp();
            try
            {
                TakeBatch(batch);
                WriteBatch(batch);
            }
            finally
            {
                gate.Leave();
            }

            Gather(batch.Count, Stopwatch.GetElapsedTime(began));
            batch.Clear();
        }
    }

    private bool WaitForWork()
    {
        lock (waiting)
        {
            while (waiting.Count == 0 && !stopping.IsCancellationRequested)
            {
                Monitor.Wait(waiting);
            }

            return waiting.Count > 0;
        }
    }

    // On a slow disk callers would split into two groups that take turns, each batch half of what could share a flush.
    // A moment's wait for those who were just answered brings them together.
    private void Gather(int answered, TimeSpan took)
    {
        if (took < SlowFlush)
        {
            return;
        }

        lock (waiting)
        {
            expected = Math.Min(options.BatchSizeMax, (waiting.Count + answered) * 9 / 10);
            if (waiting.Count > 0 && waiting.Count < expected)
            {
                Monitor.Wait(waiting, took / 4);
            }

            expected = 0;
        }
    }

    private void TakeBatch(List<PendingWrite> batch)
    {
        lock (waiting)
        {
            while (batch.Count < options.BatchSizeMax && waiting.TryDequeue(out var write))
            {
                batch.Add(write);
            }
        }
    }

    private void WriteBatch(List<PendingWrite> batch)
    {
        try
        {
            var plan = store.Write(batch, new BatchPlan(policies, keys, clock.Now));
            delivery.Deliver(plan);
            foreach (var write in batch)
            {
                write.Complete();
            }
        }
        catch (Exception fault) when (!StorageUnavailableException.IsCausedBy(fault) && batch.Count > 1)
        {
            LogBatchFailed(log, fault, batch.Count);
            foreach (var write in batch)
            {
                WriteBatch([write]); // One bad message never fails its batch.
            }
        }
        catch (Exception fault)
        {
            foreach (var write in batch)
            {
                write.Fail(
                    StorageUnavailableException.IsCausedBy(fault) ? new StorageUnavailableException(fault) : fault);
            }
        }
    }

    [LoggerMessage(3001, LogLevel.Error, "A batch of {Count} writes failed; each is tried by itself.")]
    private static partial void LogBatchFailed(ILogger log, Exception fault, int count);
}
