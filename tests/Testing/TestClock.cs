namespace FirstWindow.Tests;

/// <summary>The real clock, moved by hand. Timers and the monotonic clock stay real.</summary>
public sealed class TestClock : TimeProvider
{
    private long offsetTicks;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Interlocked.Read(ref offsetTicks));

    /// <summary>Moves the wall clock, forward or back.</summary>
    public void Move(TimeSpan by) => Interlocked.Add(ref offsetTicks, by.Ticks);
}
