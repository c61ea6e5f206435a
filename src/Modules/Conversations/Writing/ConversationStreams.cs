using System.Collections.Concurrent;
using System.Threading.Tasks.Sources;
using FirstWindow.Platform;
using FirstWindow.Platform.Feed;
using Microsoft.Extensions.Hosting;

namespace FirstWindow.Conversations.Writing;

/// <summary>Something for an open stream: an event with its number, somebody typing, or only a sign of life.</summary>
internal readonly record struct StreamItem(int Seq, byte[]? Data, bool IsTyping);

/// <summary>
/// One customer's open stream, read by one reader. Holds next to nothing while nothing happens: waiting allocates
/// nothing, because ten thousand streams wait at once.
/// </summary>
internal sealed class ConversationStream(ConversationId conversation, Action<ConversationStream> close)
    : IValueTaskSource, IDisposable
{
    private const int ItemsMax = 256;
    private readonly Lock changing = new();
    private ManualResetValueTaskSourceCore<bool> signal = new() { RunContinuationsAsynchronously = true };
    private List<StreamItem>? items;
    private bool isBehind;
    private bool isAwake;
    private bool isWaiting;

    public ConversationId Conversation => conversation;

    public void Push(StreamItem item)
    {
        lock (changing)
        {
            items ??= new(2);
            if (items.Count >= ItemsMax)
            {
                items.Clear(); // A slow reader: it asks the database for what it missed.
                isBehind = true;
            }
            else
            {
                items.Add(item);
            }
        }

        Wake();
    }

    /// <summary>The database holds more than was pushed.</summary>
    public void FallBehind()
    {
        lock (changing)
        {
            isBehind = true;
        }

        Wake();
    }

    public void Wake()
    {
        lock (changing)
        {
            isAwake = true;
            if (!isWaiting)
            {
                return;
            }

            isWaiting = false;
        }

        signal.SetResult(true);
    }

    /// <summary>Waits until there is something; <see cref="Wake"/> ends the wait. Then <see cref="Take"/> it.</summary>
    public ValueTask WaitAsync()
    {
        lock (changing)
        {
            if (isAwake)
            {
                return ValueTask.CompletedTask;
            }

            signal.Reset();
            isWaiting = true;
            return new(this, signal.Version);
        }
    }

    /// <summary>Takes what was pushed, and whether the database must be asked.</summary>
    public (List<StreamItem>? Items, bool IsBehind) Take()
    {
        lock (changing)
        {
            var taken = (items, isBehind);
            (items, isBehind, isAwake) = (null, false, false);
            return taken;
        }
    }

    public void Dispose() => close(this);

    void IValueTaskSource.GetResult(short token) => signal.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => signal.GetStatus(token);

    void IValueTaskSource.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        signal.OnCompleted(continuation, state, token, flags);
}

/// <summary>The open streams of this node. What is written here is pushed; what another node wrote is
/// fetched.</summary>
internal sealed class ConversationStreams : BackgroundService
{
    private const int TicksOfARound = 60;
    private readonly ConcurrentDictionary<ConversationId, ConversationStream[]> open = new();
    private readonly IDisposable listening;

    public ConversationStreams(ChangeFeed feed) => listening = feed.Listen(Hear);

    /// <summary>Topic that rings when a conversation has new events.</summary>
    public static string TopicOf(ConversationId id) => $"c:{id.Value:n}";

    public ConversationStream Open(ConversationId id)
    {
        var stream = new ConversationStream(id, Close);
        open.AddOrUpdate(id, _ => [stream], (_, others) => [.. others, stream]);
        return stream;
    }

    /// <summary>Whether anybody listens; building an event for nobody would be waste.</summary>
    public bool HasListeners(ConversationId id) => open.ContainsKey(id);

    public void Push(ConversationId id, StreamItem item)
    {
        if (open.TryGetValue(id, out var streams))
        {
            foreach (var stream in streams)
            {
                stream.Push(item);
            }
        }
    }

    public override void Dispose()
    {
        listening.Dispose();
        base.Dispose();
    }

    // One timer for all streams: ten thousand quiet ones must cost next to nothing. Each tick wakes its share of them;
    // all at once they would be a rush.
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(EventStream.KeepAlive / TicksOfARound);
        using var round = open.GetEnumerator();
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var share = (open.Count / TicksOfARound) + 1;
            for (; share > 0 && round.MoveNext(); share--)
            {
                Array.ForEach(round.Current.Value, static s => s.Wake());
            }

            if (share > 0)
            {
                round.Reset();
            }
        }
    }

    private void Hear(string topic)
    {
        if (topic == "*")
        {
            foreach (var stream in open.Values.SelectMany(s => s))
            {
                stream.FallBehind();
            }
        }
        else if (topic.StartsWith("c:", StringComparison.Ordinal)
            && open.TryGetValue(new(Guid.ParseExact(topic.AsSpan(2), "n")), out var streams))
        {
            foreach (var stream in streams)
            {
                stream.FallBehind();
            }
        }
    }

    private void Close(ConversationStream stream)
    {
        while (open.TryGetValue(stream.Conversation, out var streams))
        {
            var rest = streams.Where(s => s != stream).ToArray();
            var isDone = rest.Length == 0
                ? open.TryRemove(new(stream.Conversation, streams))
                : open.TryUpdate(stream.Conversation, rest, streams);
            if (isDone)
            {
                return;
            }
        }
    }
}
