using System.Collections.Immutable;
using System.Data.Common;
using FirstWindow.Platform.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace FirstWindow.Platform.Feed;

/// <summary>
/// Tells screens that what they show has changed. Only topics travel, never content: the database is the truth, and
/// whoever hears a topic asks again. Between nodes PostgreSQL's NOTIFY is the doorbell.
/// </summary>
public sealed class ChangeFeed(Connections connections)
{
    internal const string Channel = "firstwindow";
    private const int PayloadCharsMax = 7_800; // PostgreSQL takes less than 8,000 bytes; topics are ASCII.
    // In the order they came: who depends on another's memory was made after it, and hears after it.
    private ImmutableSortedDictionary<long, Action<string>> listeners =
        ImmutableSortedDictionary<long, Action<string>>.Empty;
    private long listened;

    /// <summary>Tells this node's doorbells apart from the others'.</summary>
    internal string Node { get; } = Guid.NewGuid().ToString("n")[..8];

    /// <summary>Hears every topic, on the thread that publishes: return at once.</summary>
    public IDisposable Listen(Action<string> heard)
    {
        var number = Interlocked.Increment(ref listened);
        ImmutableInterlocked.Update(ref listeners, known => known.Add(number, heard));
        return new Listening(() => ImmutableInterlocked.Update(ref listeners, known => known.Remove(number)));
    }

    /// <summary>Tells the listeners of this node.</summary>
    public void Publish(IReadOnlyCollection<string> topics)
    {
        foreach (var topic in topics)
        {
            foreach (var listener in Volatile.Read(ref listeners).Values)
            {
                listener(topic);
            }
        }
    }

    /// <summary>Rings the other nodes' bell inside the transaction; it sounds when that commits.</summary>
    public async Task RingAsync(DbConnection connection, IReadOnlyCollection<string> topics, CancellationToken ct)
    {
        if (connections.Engine is Engine.Postgres && topics.Count > 0)
        {
            await using var bell = new NpgsqlBatch((NpgsqlConnection)connection);
            Ring(bell, topics);
            await bell.ExecuteNonQueryAsync(ct);
        }
    }

    /// <summary>Adds the bell to statements that are sent together.</summary>
    public void Ring(NpgsqlBatch batch, IReadOnlyCollection<string> topics)
    {
        if (topics.Count == 0)
        {
            return;
        }

        foreach (var payload in Payloads(topics))
        {
            var command = new NpgsqlBatchCommand("SELECT pg_notify($1, $2)");
            command.Parameters.Add(new NpgsqlParameter { Value = Channel });
            command.Parameters.Add(new NpgsqlParameter { Value = payload });
            batch.BatchCommands.Add(command);
        }
    }

    private IEnumerable<string> Payloads(IReadOnlyCollection<string> topics)
    {
        var payload = Node;
        foreach (var topic in topics)
        {
            if (payload.Length + topic.Length + 1 > PayloadCharsMax)
            {
                yield return payload;
                payload = Node;
            }

            payload += '|' + topic;
        }

        yield return payload;
    }

    private sealed class Listening(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}

/// <summary>Hears the other nodes.</summary>
internal sealed partial class Doorbell(Connections connections, ChangeFeed feed, ILogger<Doorbell> log)
    : BackgroundService
{
    private static readonly TimeSpan PauseAfterFault = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (connections.Engine is not Engine.Postgres)
        {
            return;
        }

        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await HearAsync(stoppingToken);
            }
            catch (Exception fault) when (StorageUnavailableException.IsCausedBy(fault))
            {
                LogDeaf(log, fault);
                await Task.Delay(PauseAfterFault, stoppingToken);
            }
        }
    }

    private async Task HearAsync(CancellationToken ct)
    {
        await using var connection = await connections.Postgres.OpenConnectionAsync(ct);
        connection.Notification += (_, notice) =>
        {
            var parts = notice.Payload.Split('|');
            if (parts[0] != feed.Node)
            {
                feed.Publish(parts[1..]);
            }
        };
        await using (var listen = connection.CreateCommand())
        {
            listen.CommandText = $"LISTEN {ChangeFeed.Channel}";
            await listen.ExecuteNonQueryAsync(ct);
        }

        feed.Publish(["*"]); // What rang while nobody listened is unknown: everyone asks again.
        while (true)
        {
            await connection.WaitAsync(ct);
        }
    }

    [LoggerMessage(1201, LogLevel.Warning, "This node cannot hear the others; it will try again.")]
    private static partial void LogDeaf(ILogger log, Exception fault);
}
