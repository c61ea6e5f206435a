using System.Diagnostics;

namespace FirstWindow.Bench;

/// <summary>How a load went.</summary>
internal sealed record LoadResult(
    int Answered, double Seconds, double P50Ms, double P99Ms, int Delivered, double GeneratorCores)
{
    public double PerSecond => Answered / Seconds;
}

/// <summary>Makes one request after the other over many connections, from one thread.</summary>
/// <param name="wires">The connections.</param>
/// <param name="subscribers">Open event streams; what comes on them is counted.</param>
/// <param name="next">The next request of a connection, with an id of its own.</param>
internal sealed class Load(IReadOnlyList<Wire> wires, IReadOnlyList<Wire> subscribers, Func<int, byte[]> next)
{
    private readonly List<long> latencies = new(1_000_000);
    private readonly byte[] streamBytes = new byte[64 * 1024];
    private readonly Queue<int> free = new();
    private int delivered;

    /// <summary>Closed loop: every connection asks again as soon as it is answered.</summary>
    public LoadResult Flood(TimeSpan duration) => Run(duration, perSecond: null);

    /// <summary>Open loop: requests are due at fixed times, and the time counts from there even if nobody could send it
    /// yet.</summary>
    public LoadResult Drip(TimeSpan duration, int perSecond) => Run(duration, perSecond);

    private LoadResult Run(TimeSpan duration, int? perSecond)
    {
        using var poll = new Poll();
        Watch(poll);
        var cpu = Process.GetCurrentProcess().TotalProcessorTime;
        var start = Stopwatch.GetTimestamp();
        var end = start + (long)(duration.TotalSeconds * Stopwatch.Frequency);
        var step = perSecond is { } rate ? Stopwatch.Frequency / rate : 0;
        var due = start;
        var open = 0;
        for (var i = 0; i < wires.Count; i++)
        {
            if (perSecond is null)
            {
                Send(i, Stopwatch.GetTimestamp());
                open++;
            }
            else
            {
                free.Enqueue(i);
            }
        }

        while (true)
        {
            var now = Stopwatch.GetTimestamp();
            while (perSecond is not null && due <= now && due < end && free.TryDequeue(out var wire))
            {
                Send(wire, due);
                open++;
                due += step;
            }

            if (now >= end && open == 0)
            {
                break;
            }

            var found = poll.Wait(perSecond is null ? 100 : PauseUntil(due, now));
            for (var i = 0; i < found; i++)
            {
                open -= Take(poll.TagOf(i), perSecond is null, end) ? 1 : 0;
            }
        }

        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var cores = (Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalSeconds / seconds;
        Drain(poll);
        latencies.Sort();
        return new(latencies.Count, seconds, At(0.5), At(0.99), delivered, cores);
    }

    private void Watch(Poll poll)
    {
        for (var i = 0; i < wires.Count; i++)
        {
            poll.Watch(wires[i].Handle, i);
        }

        for (var i = 0; i < subscribers.Count; i++)
        {
            poll.Watch(subscribers[i].Handle, -1 - i);
        }
    }

    // A sleeping poll wakes up to a millisecond late; near the due time it only looks.
    private static int PauseUntil(long due, long now) => due - now > Stopwatch.Frequency / 500 ? 1 : 0;

    /// <returns>Whether a request is done and no other follows on this connection.</returns>
    private bool Take(int tag, bool floods, long end)
    {
        if (tag < 0)
        {
            Count(subscribers[-1 - tag]);
            return false;
        }

        var wire = wires[tag];
        if (!wire.Receive())
        {
            return false;
        }

        if (wire.Status is not (200 or 201))
        {
            throw new IOException($"The server answered {wire.Text}");
        }

        var now = Stopwatch.GetTimestamp();
        latencies.Add(now - wire.SentAt);
        if (floods && now < end)
        {
            Send(tag, now);
            return false;
        }

        free.Enqueue(tag);
        return true;
    }

    private void Send(int tag, long dueAt)
    {
        wires[tag].SentAt = dueAt;
        wires[tag].Send(next(tag));
    }

    // "seq" stands once in every event, and in nothing else that is sent here.
    private void Count(Wire stream)
    {
        var got = Poll.Receive(stream.Handle, streamBytes);
        delivered += got <= 0 ? 0 : streamBytes.AsSpan(0, got).Count("event: message"u8);
    }

    private void Drain(Poll poll)
    {
        for (var quiet = 0; subscribers.Count > 0 && delivered < latencies.Count && quiet < 20;)
        {
            var found = poll.Wait(100);
            quiet = found == 0 ? quiet + 1 : 0;
            for (var i = 0; i < found; i++)
            {
                Count(subscribers[-1 - poll.TagOf(i)]);
            }
        }
    }

    private double At(double part) => latencies.Count == 0 ? 0
        : latencies[(int)Math.Min(latencies.Count - 1, latencies.Count * part)] * 1_000.0 / Stopwatch.Frequency;
}
