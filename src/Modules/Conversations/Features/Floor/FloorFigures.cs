using FirstWindow.Conversations.Domain;
using FirstWindow.Platform;
using FirstWindow.Platform.Calendar;
using FirstWindow.Platform.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace FirstWindow.Conversations.Features.Floor;

/// <summary>How many wait in a queue now, and the longest of them.</summary>
internal sealed record QueueWait(long Count, TimeSpan Longest)
{
    public static readonly QueueWait None = new(0, TimeSpan.Zero);
}

/// <summary>The floor's figures of today and now.</summary>
/// <param name="At">When they were counted.</param>
/// <param name="Waits">By queue, where somebody waits.</param>
/// <param name="Today">What was counted since the day began.</param>
/// <param name="BasicAsked">Contacts today with a question the assistant answered.</param>
/// <param name="BasicContained">Of them, those that needed no person and were not asked again.</param>
internal sealed record FloorView(
    DateTimeOffset At, IReadOnlyDictionary<string, QueueWait> Waits, SpanCounts Today, int BasicAsked,
    int BasicContained)
{
    /// <summary>How many wait in all.</summary>
    public long Waiting => Waits.Values.Sum(w => w.Count);

    /// <summary>The longest of them; none when nobody waits.</summary>
    public TimeSpan? LongestWait => Waits.Count == 0 ? null : Waits.Values.Max(w => w.Longest);

    /// <summary>Percent of the basic questions that the assistant settled alone.</summary>
    public double? Containment => BasicAsked == 0 ? null : BasicContained * 100.0 / BasicAsked;
}

/// <summary>Counts the floor for everybody who watches it: at most once in a few seconds, because all see the
/// same.</summary>
internal sealed class FloorFigures(IServiceScopeFactory scopes, Connections connections, DatabaseClock clock)
    : IDisposable
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(3);
    private readonly SemaphoreSlim counting = new(1);
    private static readonly TimeSpan LongKeptFor = TimeSpan.FromMinutes(1);
    private FloorView? kept;
    private LongRead? longKept;

    public async Task<FloorView> ReadAsync(CancellationToken ct)
    {
        await counting.WaitAsync(ct);
        try
        {
            return kept is { } known && clock.Now - known.At < KeptFor ? known : kept = await CountAsync(ct);
        }
        finally
        {
            counting.Release();
        }
    }

    /// <summary>Counts now.</summary>
    public async Task<FloorView> CountAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var now = clock.Now;
        var from = BankCalendar.EndOf(BankCalendar.DateOf(now).AddDays(-1));
        var judgedTo = from - FigureReader.ComesBackWithin;
        var reader = scope.ServiceProvider.GetRequiredService<FigureReader>();
        if (longKept is not { } known || now - known.At >= LongKeptFor)
        {
            longKept = known = new(
                now, await scope.ServiceProvider.GetRequiredService<AnswerQualityReader>().CountAsync(from, ct),
                await reader.JudgeAsync(judgedTo - FigureReader.ComesBackWithin, judgedTo, ct));
        }

        var today = await reader.ReadAsync(from, now.AddTicks(10), known.Judged, ct);
        var contained = known.Answers;
        var waits = await connections.ReadAsync(FigureSql.Waiting, [], r => (
            Queue: r.GetString(0),
            Wait: new QueueWait(r.Number(1), now - Conventions.FromMicroseconds(r.Number(2)))), ct);
        return new(now, waits.ToDictionary(w => w.Queue, w => w.Wait), today, contained.Sum(c => c.Asked),
            contained.Sum(c => c.Contained));
    }

    public void Dispose() => counting.Dispose();

    /// <summary>What takes longer: the answers, read from the journal, and the week that is judged.</summary>
    private sealed record LongRead(
        DateTimeOffset At, IReadOnlyList<Containment> Answers, IReadOnlyDictionary<StaffId, Counts> Judged);
}
