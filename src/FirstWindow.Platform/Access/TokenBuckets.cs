using System.Diagnostics;

namespace FirstWindow.Platform.Access;

/// <summary>
/// Keeps one sender from flooding: each has a bucket that fills steadily and empties by one a request. Times come from
/// the monotonic clock.
/// </summary>
/// <typeparam name="TKey">What senders are told apart by.</typeparam>
public sealed class TokenBuckets<TKey>
    where TKey : notnull
{
    private const int BucketsMax = 200_000;
    private readonly BoundedCache<TKey, Bucket> buckets = new(BucketsMax);

    /// <summary>Whether this sender may make one more request now.</summary>
    /// <param name="key">The sender.</param>
    /// <param name="perSecond">How fast the bucket fills.</param>
    /// <param name="most">What it holds: requests at once.</param>
    /// <param name="count">What is taken; 0 only looks whether there is one left.</param>
    public bool TryTake(TKey key, double perSecond, long most, int count = 1) =>
        buckets.GetOrAdd(key, static _ => new()).TryTake(perSecond, most, count);

    private sealed class Bucket
    {
        private readonly Lock changing = new();
        private double tokens = double.MaxValue;
        private long filledAt = Stopwatch.GetTimestamp();

        public bool TryTake(double perSecond, long most, int count)
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

                tokens -= count;
                return true;
            }
        }
    }
}
