namespace FirstWindow.Conversations.Writing;

/// <summary>A batch that is committed and waits for its flush.</summary>
internal sealed record WrittenBatch(IReadOnlyList<PendingWrite> Writes, BatchPlan Plan);

/// <summary>
/// Two threads of their own, since engines block: one writes batches, the other flushes and answers what is written. A
/// few writes with nobody behind them are flushed by the writing thread at once: waking the other would take as long.
/// </summary>
internal sealed class WriterLane(
    int batchSizeMax, int waitingMax, Func<IReadOnlyList<PendingWrite>, IReadOnlyList<WrittenBatch>> write,
    Action<IReadOnlyList<WrittenBatch>> answer)
{
    private const int FewWrites = 4;
    private readonly Queue<PendingWrite> waiting = new();
    private readonly List<WrittenBatch> written = [];
    private Thread? writing;
    private Thread? answering;
    private bool isAnswering;
    private bool isStopping;

    /// <summary>Queues a write.</summary>
    /// <returns>False when too many wait.</returns>
    public bool TryEnqueue(PendingWrite pending)
    {
        lock (waiting)
        {
            if (waiting.Count >= waitingMax)
            {
                return false;
            }

            waiting.Enqueue(pending);
            if (waiting.Count == 1)
            {
                Monitor.Pulse(waiting);
            }

            return true;
        }
    }

    public void Start()
    {
        writing = new Thread(Write) { IsBackground = true, Name = "conversation writer" };
        answering = new Thread(Answer) { IsBackground = true, Name = "conversation answers" };
        writing.Start();
        answering.Start();
    }

    /// <summary>Writes and answers what waits, then ends.</summary>
    public void Stop()
    {
        lock (waiting)
        {
            isStopping = true;
            Monitor.Pulse(waiting);
        }

        writing?.Join(TimeSpan.FromSeconds(5));
        lock (written)
        {
            Monitor.Pulse(written);
        }

        answering?.Join(TimeSpan.FromSeconds(5));
    }

    private void Write()
    {
        while (TakeBatch() is { Count: > 0 } batch)
        {
            var done = write(batch);
            if (batch.Count > FewWrites || !TryAnswerHere(done))
            {
                lock (written)
                {
                    written.AddRange(done);
                    Monitor.Pulse(written);
                }
            }
        }
    }

    private List<PendingWrite> TakeBatch()
    {
        lock (waiting)
        {
            while (waiting.Count == 0 && !isStopping)
            {
                Monitor.Wait(waiting);
            }

            var batch = new List<PendingWrite>(Math.Min(batchSizeMax, waiting.Count));
            while (batch.Count < batchSizeMax && waiting.TryDequeue(out var next))
            {
                batch.Add(next);
            }

            return batch;
        }
    }

    private bool TryAnswerHere(IReadOnlyList<WrittenBatch> done)
    {
        lock (waiting)
        {
            if (waiting.Count > 0)
            {
                return false;
            }
        }

        lock (written)
        {
            if (isAnswering || written.Count > 0)
            {
                return false; // Earlier batches are answered first.
            }
        }

        answer(done);
        return true;
    }

    private void Answer()
    {
        var batches = new List<WrittenBatch>();
        while (TakeWritten(batches))
        {
            answer(batches);
            batches.Clear();
        }
    }

    private bool TakeWritten(List<WrittenBatch> batches)
    {
        lock (written)
        {
            isAnswering = false;
            while (written.Count == 0 && !(isStopping && writing is { IsAlive: false }))
            {
                Monitor.Wait(written);
            }

            isAnswering = written.Count > 0;
            batches.AddRange(written);
            written.Clear();
            return isAnswering;
        }
    }
}
