using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace FirstWindow.Platform;

/// <summary>
/// Keeps what came last and forgets the rest. Two generations: when the young one is full it becomes the old one, and
/// what was old is forgotten at once. Nothing is counted across locks: on a busy path that costs more than the look-up.
/// </summary>
/// <typeparam name="TKey">What is asked by.</typeparam>
/// <typeparam name="TValue">What is kept.</typeparam>
/// <param name="most">Entries kept at most; at least the half of it that came last is always there.</param>
public sealed class BoundedCache<TKey, TValue>(int most)
    where TKey : notnull
{
    private readonly Lock turning = new();
    private volatile Generations generations = new(new(), new());
    private int added;

    /// <summary>Finds what is kept.</summary>
    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        var (young, old) = generations;
        return young.TryGetValue(key, out value) || old.TryGetValue(key, out value);
    }

    /// <summary>Finds what is kept, or makes it; what is asked for again and again is never forgotten.</summary>
    public TValue GetOrAdd(TKey key, Func<TKey, TValue> make) =>
        generations.Young.TryGetValue(key, out var value) ? value : Add(key, make);

    /// <summary>Keeps.</summary>
    public void Set(TKey key, TValue value)
    {
        Count();
        generations.Young[key] = value;
    }

    /// <summary>Forgets at once.</summary>
    public void Remove(TKey key)
    {
        lock (turning)
        {
            generations.Young.TryRemove(key, out _);
            generations.Old.TryRemove(key, out _);
        }
    }

    /// <summary>Forgets everything at once.</summary>
    public void Clear()
    {
        lock (turning)
        {
            generations = new(new(), new());
            added = 0;
        }
    }

    private TValue Add(TKey key, Func<TKey, TValue> make)
    {
        Count();
        var (young, old) = generations;
        return young.GetOrAdd(key, k => old.TryGetValue(k, out var kept) ? kept : make(k));
    }

    private void Count()
    {
        if (Interlocked.Increment(ref added) <= most / 2)
        {
            return;
        }

        lock (turning)
        {
            if (added > most / 2)
            {
                generations = new(new(), generations.Young);
                added = 1;
            }
        }
    }

    private sealed record Generations(
        ConcurrentDictionary<TKey, TValue> Young, ConcurrentDictionary<TKey, TValue> Old);
}
