using System.Collections.Concurrent;
using System.Threading.Channels;
using FirstWindow.Platform;

namespace FirstWindow.Conversations.Features;

/// <summary>Conversations in which the customer has just written and the assistant has the word.</summary>
internal sealed class ConciergeQueue : ConversationQueue;

/// <summary>Conversations with a person in which somebody has just spoken.</summary>
internal sealed class TemperQueue : ConversationQueue;

/// <summary>Conversations to be looked at, each once until its turn comes.</summary>
internal abstract class ConversationQueue
{
    private readonly Channel<ConversationId> channel = Channel.CreateUnbounded<ConversationId>(
        new() { SingleReader = false });
    private readonly ConcurrentDictionary<ConversationId, byte> queued = new();

    /// <summary>Asks for a look; asking again before it is taken changes nothing.</summary>
    public void Enqueue(ConversationId id)
    {
        if (queued.TryAdd(id, 0))
        {
            channel.Writer.TryWrite(id);
        }
    }

    public async ValueTask<ConversationId> NextAsync(CancellationToken ct)
    {
        var id = await channel.Reader.ReadAsync(ct);
        queued.TryRemove(id, out _);
        return id;
    }
}
