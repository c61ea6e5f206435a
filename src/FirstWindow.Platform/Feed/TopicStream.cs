namespace FirstWindow.Platform.Feed;

/// <summary>
/// What one open screen waits for: the topics that changed since it last asked, each once. A slow screen misses nothing
/// and queues nothing.
/// </summary>
public sealed class TopicStream : IDisposable
{
    private readonly Lock changing = new();
    private readonly HashSet<string> changed = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim signal = new(0);
    private readonly IDisposable listening;

    /// <summary>Begins to listen for topics that <paramref name="concerns"/> accepts.</summary>
    public TopicStream(ChangeFeed feed, Func<string, bool> concerns) =>
        listening = feed.Listen(topic =>
        {
            if (topic == "*" || concerns(topic))
            {
                Add(topic);
            }
        });

    /// <summary>The topics that changed; waits for the first, at most as long as told.</summary>
    /// <returns>The topics; none when the time is up.</returns>
    public async Task<IReadOnlyList<string>> NextAsync(TimeSpan most, CancellationToken ct)
    {
        await signal.WaitAsync(most, ct);
        lock (changing)
        {
            var topics = changed.ToArray();
            changed.Clear();
            return topics;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        listening.Dispose();
        signal.Dispose();
    }

    private void Add(string topic)
    {
        lock (changing)
        {
            if (changed.Add(topic) && changed.Count == 1)
            {
                signal.Release();
            }
        }
    }
}
