using System.Diagnostics.Metrics;
using FirstWindow.Platform.Storage;

namespace FirstWindow.Platform.Watching;

/// <summary>What the program counts while it works: names, numbers and route templates, never whom it is
/// about.</summary>
public sealed class HouseMeter : IDisposable
{
    private readonly Meter meter = new("FirstWindow");
    private readonly Counter<long> requests;
    private readonly Histogram<double> durations;
    private readonly Counter<long> messages;
    private readonly Counter<long> batches;
    private readonly Histogram<double> flushes;
    private readonly UpDownCounter<long> streams;
    private readonly Counter<long> machineDrafts;
    private readonly Counter<long> edgeRefusals;

    /// <summary>Makes the instruments.</summary>
    public HouseMeter()
    {
        requests = meter.CreateCounter<long>("firstwindow_requests", null, "Requests answered.");
        durations = meter.CreateHistogram<double>(
            "firstwindow_request_seconds", "s", "Time to answer a request; open event streams are not in it.");
        messages = meter.CreateCounter<long>("firstwindow_messages_accepted", null, "Messages that are on disk.");
        batches = meter.CreateCounter<long>("firstwindow_writer_batches", null, "Transactions of the message writer.");
        flushes = meter.CreateHistogram<double>(
            "firstwindow_writer_flush_seconds", "s", "Time until batches that were written are on disk.");
        streams = meter.CreateUpDownCounter<long>("firstwindow_open_streams", null, "Open event streams.");
        machineDrafts = meter.CreateCounter<long>(
            "firstwindow_machine_drafts", null, "What a language model was asked for, and what came of it.");
        edgeRefusals = meter.CreateCounter<long>(
            "firstwindow_edge_refusals", null, "Requests refused before any rule of the service was asked.");
    }

    /// <summary>Whether an instrument is one of this installation's.</summary>
    internal bool Owns(Instrument instrument) => ReferenceEquals(instrument.Meter, meter);

    /// <summary>A request was answered.</summary>
    internal void Answered(string method, string route, int status, TimeSpan? took)
    {
        requests.Add(1, new("method", method), new("route", route), new("status", status));
        if (took is { } time)
        {
            durations.Record(time.TotalSeconds, new("method", method), new("route", route));
        }
    }

    /// <summary>Batches of messages are on disk.</summary>
    public void Flushed(int batchCount, int messageCount, TimeSpan took)
    {
        batches.Add(batchCount);
        messages.Add(messageCount);
        flushes.Record(took.TotalSeconds);
    }

    /// <summary>An event stream opens; it counts until it is disposed of.</summary>
    internal OpenStream OpenStream()
    {
        streams.Add(1);
        return new(streams);
    }

    /// <summary>A language model was asked.</summary>
    /// <param name="purpose">For what.</param>
    /// <param name="outcome">What came of it.</param>
    public void Drafted(string purpose, string outcome) =>
        machineDrafts.Add(1, new("purpose", purpose), new("outcome", outcome));

    /// <summary>A request was refused at the edge.</summary>
    /// <param name="kind">One of <see cref="EdgeKinds"/>.</param>
    internal void Refused(string kind) => edgeRefusals.Add(1, new KeyValuePair<string, object?>("kind", kind));

    /// <inheritdoc/>
    public void Dispose() => meter.Dispose();
}

/// <summary>An event stream that is counted as open.</summary>
public readonly struct OpenStream : IDisposable
{
    private readonly UpDownCounter<long> open;

    internal OpenStream(UpDownCounter<long> open) => this.open = open;

    /// <inheritdoc/>
    public void Dispose() => open.Add(-1);
}

/// <summary>A number as it stands now, with its labels.</summary>
/// <param name="Name">Name with the prefix <c>firstwindow_</c>.</param>
/// <param name="Meaning">One sentence.</param>
/// <param name="Value">The number.</param>
/// <param name="Labels">Names and values; codes only.</param>
public sealed record Gauge(
    string Name, string Meaning, double Value, params IReadOnlyList<(string Name, string Value)> Labels);

/// <summary>Numbers that a module reads from the database when they are asked for.</summary>
public interface IGauges
{
    /// <summary>Reads them.</summary>
    Task<IReadOnlyList<Gauge>> ReadAsync(Database db, CancellationToken ct);
}
