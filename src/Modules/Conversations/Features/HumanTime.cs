using FirstWindow.Platform;
using FirstWindow.Platform.Storage;

namespace FirstWindow.Conversations.Features;

/// <summary>How much of the people's handling time in a week went to complex matters.</summary>
/// <param name="From">Its first moment.</param>
/// <param name="Seconds">Handling time of all contacts that were recorded.</param>
/// <param name="ComplexSeconds">Of it, that of complex categories.</param>
internal sealed record HumanTimeWeek(DateTimeOffset From, long Seconds, long ComplexSeconds)
{
    /// <summary>Share in percent; none where nobody was served.</summary>
    public int? Percent => Seconds == 0 ? null : (int)(100 * ComplexSeconds / Seconds);
}

/// <summary>
/// The share of human time that goes to what only people do well: what the assistant answers should free people for it.
/// Read from the real handling times and the categories of the records, week by week, the newest last.
/// </summary>
[Clause("B3.3.1d")]
internal sealed class HumanTimeReader(Connections connections, DatabaseClock clock)
{
    /// <summary>Categories that take judgement, papers or comfort; all others are basic.</summary>
    public static readonly IReadOnlyList<string> Complex = ["loans", "wealth", "fx", "security", "special", "complaint"];

    private const int WeeksShown = 4;
    private const long MicrosecondsASecond = 1_000_000;

    private const string ByCategory = """
        SELECT w.category, SUM(a.ended_at - a.accepted_at) FROM assignment a JOIN wrap_up w ON w.conversation = a.conversation
        WHERE a.ended_at >= @from AND a.ended_at < @to AND a.accepted_at IS NOT NULL AND w.staff IS NOT NULL
        GROUP BY w.category
        """;

    /// <summary>The last weeks up to now.</summary>
    public async Task<IReadOnlyList<HumanTimeWeek>> ReadAsync(CancellationToken ct)
    {
        var now = clock.Now;
        var weeks = new List<HumanTimeWeek>();
        for (var back = WeeksShown; back > 0; back--)
        {
            var from = now.AddDays(-7 * back);
            (string, object)[] span = [("@from", from), ("@to", from.AddDays(7))];
            var spent = await connections.ReadAsync(
                ByCategory, span, r => (Category: r.GetString(0), Time: r.Number(1) / MicrosecondsASecond), ct);
            var complex = spent.Where(s => Complex.Contains(s.Category)).Sum(s => s.Time);
            weeks.Add(new(from, spent.Sum(s => s.Time), complex));
        }

        return weeks;
    }
}
