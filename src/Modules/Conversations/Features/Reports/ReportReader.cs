using System.Globalization;
using FirstWindow.Conversations.Domain;
using FirstWindow.Conversations.Features.Floor;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Calendar;
using FirstWindow.Platform.Storage;
using FirstWindow.Staff.Contracts;

namespace FirstWindow.Conversations.Features.Reports;

/// <summary>The day or month a report is about.</summary>
/// <param name="Name">Like 2026-11-22 or 2026-11.</param>
/// <param name="IsMonth">Whether it is a month.</param>
/// <param name="First">First day.</param>
/// <param name="Last">Last day.</param>
public sealed record ReportPeriod(string Name, bool IsMonth, DateOnly First, DateOnly Last)
{
    /// <summary>The period of a name; none when it is not one.</summary>
    public static ReportPeriod? Find(string? name) =>
        DateOnly.TryParseExact(name, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? Of(day, isMonth: false)
        : DateOnly.TryParseExact(name, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out var month)
            ? Of(month, isMonth: true) : null;

    /// <summary>The day, or the month it lies in.</summary>
    public static ReportPeriod Of(DateOnly day, bool isMonth)
    {
        var first = isMonth ? new DateOnly(day.Year, day.Month, 1) : day;
        return new(first.ToString(isMonth ? "yyyy-MM" : "yyyy-MM-dd", CultureInfo.InvariantCulture), isMonth, first,
            isMonth ? first.AddMonths(1).AddDays(-1) : day);
    }

    /// <summary>The one before (−1) or after (1).</summary>
    public ReportPeriod Move(int by) => Of(IsMonth ? First.AddMonths(by) : First.AddDays(by), IsMonth);
}

/// <summary>An agent in a report.</summary>
public sealed record AgentReport(string Name, string Number, Counts Counts);

/// <summary>A team in a report, with those of its agents whom the reader may see.</summary>
public sealed record TeamReport(string Team, Counts Counts, IReadOnlyList<AgentReport> Agents);

/// <summary>The figures of a day or month.</summary>
public sealed record Report(
    ReportPeriod Period, DateTimeOffset MadeAt, Counts Whole, IReadOnlyList<TeamReport> Teams);

/// <summary>What was counted of periods that are over and judged, for a moment: a report is looked at, printed and
/// taken away as a file one after the other.</summary>
internal sealed class KeptCounts
{
    private const int PeriodsMost = 24;
    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(1);
    private readonly BoundedCache<ReportPeriod, (DateTimeOffset At, SpanCounts Counts)> kept = new(PeriodsMost);

    /// <summary>What was counted a moment ago, and when.</summary>
    public (DateTimeOffset At, SpanCounts Counts)? Find(ReportPeriod period, DateTimeOffset now) =>
        kept.TryGet(period, out var before) && now - before.At < KeptFor ? before : null;

    public void Keep(ReportPeriod period, DateTimeOffset at, SpanCounts counts) => kept.Set(period, (at, counts));
}

/// <summary>Reads the figures of a day or month by team and agent. A supervisor sees the agents of the own team; the
/// others' teams as a whole.</summary>
[Clause("A1.1.1")]
internal sealed class ReportReader(
    FigureReader figures, KeptCounts kept, IStaffDirectory directory, DatabaseClock clock)
{
    private const int FirstYear = 2020;

    /// <summary>The report of a period; today's when none is named.</summary>
    public async Task<Result<Report>> ReadAsync(string? name, Actor actor, CancellationToken ct)
    {
        var now = clock.Now;
        var today = BankCalendar.DateOf(now);
        var period = string.IsNullOrEmpty(name) ? ReportPeriod.Of(today, isMonth: false) : ReportPeriod.Find(name);
        if (period is null || period.First > today || period.First.Year < FirstYear)
        {
            return SearchErrors.Period;
        }

        var (at, counts) = kept.Find(period, now) ?? (now, await CountAsync(period, now, ct));
        var cards = (await directory.AllAsync(ct)).ToDictionary(c => c.Id);
        var seesAll = actor.Roles.Any(r => r is Role.Quality or Role.Compliance or Role.DutyLead);
        return new Report(period, at, counts.Whole,
        [
            .. counts.Teams(cards).Select(t => new TeamReport(t.Team, t.Counts,
            [
                .. counts.Agents.Where(a => (cards.GetValueOrDefault(a.Key)?.Team ?? string.Empty) == t.Team
                        && (seesAll || a.Key == actor.StaffId || (t.Team.Length > 0 && t.Team == actor.Team)))
                    .Select(a => new AgentReport(cards.GetValueOrDefault(a.Key)?.Name ?? string.Empty,
                        cards.GetValueOrDefault(a.Key)?.Number ?? string.Empty, a.Value))
                    .OrderBy(a => a.Number, StringComparer.Ordinal),
            ])),
        ]);
    }

    private async Task<SpanCounts> CountAsync(ReportPeriod period, DateTimeOffset now, CancellationToken ct)
    {
        var from = BankCalendar.EndOf(period.First.AddDays(-1));
        var to = BankCalendar.EndOf(period.Last);
        var judgedTo = now - FigureReader.ComesBackWithin;
        var judged = await figures.JudgeAsync(from, judgedTo < to ? judgedTo : to, ct);
        var counts = await figures.ReadAsync(from, to < now ? to : now.AddTicks(10), judged, ct);
        if (to <= judgedTo)
        {
            kept.Keep(period, now, counts);
        }

        return counts;
    }
}
