using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using FirstWindow.Conversations.Domain;
using FirstWindow.Platform;
using FirstWindow.Platform.Policies;

namespace FirstWindow.Conversations.Features;

/// <summary>
/// Keeps one visitor from flooding, by conversation, and one machine, by address; the address limit is wide, because a
/// whole branch of the bank may stand behind one. Times come from the monotonic clock.
/// </summary>
internal sealed class RateLimits(PolicyBook policies)
{
    private const int BucketsMax = 200_000;
    private readonly ConcurrentDictionary<ConversationId, Bucket> conversations = new();
    private readonly ConcurrentDictionary<IPAddress, Bucket> addresses = new();
    private readonly ConcurrentDictionary<IPAddress, Bucket> tries = new();

    /// <summary>Whether the conversation may send one more message now.</summary>
    public bool Admits(ConversationId id) =>
        Find(conversations, id).TryTake(policies[ChatPolicies.MessagesPerSecond], policies[ChatPolicies.MessagesBurst]);

    /// <summary>Whether the address may make one more request now.</summary>
    public bool Admits(IPAddress? address)
    {
        var perSecond = policies[ChatPolicies.AddressPerSecond];
        return Find(addresses, address ?? IPAddress.None).TryTake(perSecond, perSecond);
    }

    /// <summary>Whether the address may try one more code now.</summary>
    public bool AdmitsTry(IPAddress? address) => Find(tries, address ?? IPAddress.None).TryTake(
        policies[ChatPolicies.CodeTriesPerMinute] / 60.0, policies[ChatPolicies.CodeTriesPerMinute]);

    private static Bucket Find<TKey>(ConcurrentDictionary<TKey, Bucket> buckets, TKey key)
        where TKey : notnull
    {
        if (buckets.Count > BucketsMax)
        {
            buckets.Clear();
        }

        return buckets.GetOrAdd(key, static _ => new Bucket());
    }

    /// <summary>Fills steadily, empties by one a request.</summary>
    private sealed class Bucket
    {
        private readonly Lock changing = new();
        private double tokens = double.MaxValue;
        private long filledAt = Stopwatch.GetTimestamp();

        public bool TryTake(double perSecond, long most)
        {
            lock (changing)
            {
                var now = Stopwatch.GetTimestamp();
                tokens = Math.Min(most, tokens + (Stopwatch.GetElapsedTime(filledAt, now).TotalSeconds * perSecond));
                filledAt = now;
                if (tokens < 1)
                {
                    return false;
                }

                tokens--;
                return true;
            }
        }
    }
}
