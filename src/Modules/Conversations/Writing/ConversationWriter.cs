using System.ComponentModel.DataAnnotations;
using System.Diagnostics;
using FirstWindow.Platform;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Privacy;
using FirstWindow.Platform.Storage;
using FirstWindow.Platform.Watching;
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

/// <summary>Writes batches, each in one transaction; an engine each.</summary>
internal interface IBatchStore
{
    /// <summary>Reads what the batch needs, plans it and commits it. On disk only after <see cref="Flush"/>.</summary>
    BatchPlan Write(IReadOnlyList<PendingWrite> batch, BatchPlan plan);

    /// <summary>Returns once every batch committed before is on disk.</summary>
    void Flush();
}

/// <summary>
/// Group commit: whoever writes at the same time shares one transaction, and batches that come one upon the other share
/// a flush. While one flush is under way the next batch is written, so a slow disk delays answers but not the writing.
/// Nobody is answered, and nothing delivered, before the flush has returned.
/// </summary>
internal sealed partial class ConversationWriter : IHostedService
{
    private readonly IBatchStore store;
    private readonly WriteGate gate;
    private readonly PolicyBook policies;
    private readonly KeyRing keys;
    private readonly DatabaseClock clock;
    private readonly Delivery delivery;
    private readonly HouseMeter meter;
    private readonly ILogger<ConversationWriter> log;
    private readonly WriterLane lane;

    public ConversationWriter(
        IBatchStore store, WriteGate gate, WriterOptions options, PolicyBook policies, KeyRing keys,
        DatabaseClock clock, Delivery delivery, HouseMeter meter, ILogger<ConversationWriter> log)
    {
        (this.store, this.gate, this.policies, this.keys, this.clock, this.delivery, this.meter, this.log) =
            (store, gate, policies, keys, clock, delivery, meter, log);
        lane = new(options.BatchSizeMax, options.WaitingMax, Write, Answer);
    }

    /// <summary>Queues a write.</summary>
    /// <returns>False when too many wait.</returns>
    public bool TryEnqueue(PendingWrite write) => lane.TryEnqueue(write);

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        lane.Start();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        lane.Stop();
        return Task.CompletedTask;
    }

    private IReadOnlyList<WrittenBatch> Write(IReadOnlyList<PendingWrite> batch)
    {
        gate.Enter(CancellationToken.None);
        try
        {
            return [new(batch, store.Write(batch, new BatchPlan(policies, keys, clock.Now, batch.Count)))];
        }
        catch (Exception fault) when (!StorageUnavailableException.IsCausedBy(fault) && batch.Count > 1)
        {
            LogBatchFailed(log, fault, batch.Count);
        }
        catch (Exception fault)
        {
            Fail(batch, fault);
            return [];
        }
        finally
        {
            gate.Leave();
        }

        return [.. batch.SelectMany(write => Write([write]))]; // One bad message never fails its batch.
    }

    private void Answer(IReadOnlyList<WrittenBatch> batches)
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            store.Flush();
            meter.Flushed(batches.Count, batches.Sum(b => b.Plan.Delivered.Count), Stopwatch.GetElapsedTime(start));
        }
        catch (Exception fault)
        {
            Fail(batches.SelectMany(b => b.Writes), fault);
            return;
        }

        foreach (var (writes, plan) in batches)
        {
            try
            {
                delivery.Deliver(plan);
            }
            catch (Exception fault)
            {
                LogNotDelivered(log, fault, writes.Count); // They are on disk, and a screen asks again by itself.
            }

            foreach (var write in writes)
            {
                write.Complete();
            }
        }
    }

    private static void Fail(IEnumerable<PendingWrite> writes, Exception fault)
    {
        var told = StorageUnavailableException.IsCausedBy(fault) ? new StorageUnavailableException(fault) : fault;
        foreach (var write in writes)
        {
            write.Fail(told);
        }
    }

    [LoggerMessage(3001, LogLevel.Error, "A batch of {Count} writes failed; each is tried by itself.")]
    private static partial void LogBatchFailed(ILogger log, Exception fault, int count);

    [LoggerMessage(3002, LogLevel.Error, "{Count} writes are on disk, but the screens could not be told.")]
    private static partial void LogNotDelivered(ILogger log, Exception fault, int count);
}
