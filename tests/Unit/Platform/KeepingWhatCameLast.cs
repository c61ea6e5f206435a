using FirstWindow.Platform;
using Xunit;

namespace FirstWindow.Tests.Unit.Platform;

/// <summary>A cache never grows past its bound and never forgets what came last.</summary>
public sealed class KeepingWhatCameLast
{
    [Fact]
    public void The_last_half_is_always_there_and_never_more_than_the_bound()
    {
        var cache = new BoundedCache<int, int>(100);

        for (var i = 0; i < 1_000; i++)
        {
            cache.Set(i, -i);
            var kept = Enumerable.Range(0, i + 1).Where(k => cache.TryGet(k, out _)).ToList();

            Assert.InRange(kept.Count, Math.Min(i + 1, 50), 100);
            Assert.Equal(Enumerable.Range(i - kept.Count + 1, kept.Count), kept);
        }
    }

    [Fact]
    public void What_is_asked_for_again_and_again_stays_the_same()
    {
        var cache = new BoundedCache<int, object>(10);
        var first = cache.GetOrAdd(-1, _ => new());

        for (var i = 0; i < 1_000; i++)
        {
            cache.GetOrAdd(i, _ => new());
            Assert.Same(first, cache.GetOrAdd(-1, _ => new()));
        }
    }

    [Fact]
    public void What_is_removed_is_gone_from_both_generations()
    {
        var cache = new BoundedCache<int, int>(10);
        for (var i = 0; i < 10; i++)
        {
            cache.Set(i, i);
        }

        Enumerable.Range(0, 10).ToList().ForEach(cache.Remove);

        Assert.DoesNotContain(Enumerable.Range(0, 10), i => cache.TryGet(i, out _));
    }

    [Fact]
    public void Many_threads_lose_nothing_that_fits()
    {
        var cache = new BoundedCache<int, int>(20_000);

        Parallel.For(0, 10_000, i => cache.Set(i, i));

        Assert.All(Enumerable.Range(0, 10_000), i => Assert.True(cache.TryGet(i, out var kept) && kept == i));
    }
}
