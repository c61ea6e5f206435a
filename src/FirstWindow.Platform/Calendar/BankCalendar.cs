using System.Collections.Frozen;
using FirstWindow.Platform.Feed;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FirstWindow.Platform.Calendar;

/// <summary>How a day differs from its weekday.</summary>
public enum DayKind
{
    /// <summary>A public holiday, or a day off given for one.</summary>
    Holiday,

    /// <summary>A Saturday or Sunday on which the bank works to make up for a holiday.</summary>
    Workday,
}

/// <summary>A day that is not what its weekday says. Edited by the bank each year when the State Council publishes the
/// next.</summary>
public sealed class SpecialDay
{
    /// <summary>The day, in the bank's time zone.</summary>
    public DateOnly Date { get; init; }

    /// <summary>What it is.</summary>
    public DayKind Kind { get; set; }

    /// <summary>Why, e.g. 春节.</summary>
    public required string Name { get; set; }
}

/// <summary>
/// The bank's days, in Asia/Shanghai (UTC+8, no summer time since 1991). A pure value: the due time of a promise
/// depends on nothing else than the events, the policy and this.
/// </summary>
public sealed class BankCalendar(IEnumerable<SpecialDay> specialDays)
{
    /// <summary>The bank's time zone.</summary>
    public static readonly TimeSpan Zone = TimeSpan.FromHours(8);

    private readonly FrozenDictionary<DateOnly, DayKind> special = specialDays.ToFrozenDictionary(
        d => d.Date, d => d.Kind);

    /// <summary>The day an instant falls on in the bank's time zone.</summary>
    public static DateOnly DateOf(DateTimeOffset instant) => DateOnly.FromDateTime(instant.ToOffset(Zone).DateTime);

    /// <summary>The last moment of a day: the first of the next.</summary>
    public static DateTimeOffset EndOf(DateOnly day) => new(day.AddDays(1).ToDateTime(TimeOnly.MinValue), Zone);

    /// <summary>Whether the bank works that day.</summary>
    public bool IsWorkday(DateOnly day) => special.TryGetValue(day, out var kind)
        ? kind is DayKind.Workday
        : day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday);

    /// <summary>The n-th working day after a day; the day itself is not counted. 0 gives the day.</summary>
    /// <param name="day">The day of the event.</param>
    /// <param name="workdays">0 to 1,000.</param>
    public DateOnly AddWorkdays(DateOnly day, int workdays)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(workdays);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(workdays, 1_000);
        for (; workdays > 0; workdays--)
        {
            do
            {
                day = day.AddDays(1);
            }
            while (!IsWorkday(day));
        }

        return day;
    }

    /// <summary>The last moment of the n-th calendar day after the event's day, which is not counted.</summary>
    public DateTimeOffset DueAfterDays(DateTimeOffset from, int days) => EndOf(DateOf(from).AddDays(days));

    /// <summary>The last moment of the n-th working day after the event's day, which is not counted.</summary>
    public DateTimeOffset DueAfterWorkdays(DateTimeOffset from, int workdays) =>
        EndOf(AddWorkdays(DateOf(from), workdays));

    /// <summary>The last day for which the special days are known; beyond it only weekdays decide.</summary>
    public DateOnly? KnownUntil => special.Count == 0 ? null : special.Keys.Max();
}

/// <summary>The calendar as it stands in the database; a change reaches every node through the feed.</summary>
public sealed class CalendarBook(IServiceScopeFactory scopes, ChangeFeed feed, ILogger<Mirror<BankCalendar>> log)
    : IDisposable
{
    private readonly Mirror<BankCalendar> calendar = new(
        feed, scopes, log, Topic, new([]),
        async (db, ct) => new(await db.Set<SpecialDay>().AsNoTracking().ToListAsync(ct)));

    /// <summary>Topic of the feed.</summary>
    public const string Topic = "calendar";

    /// <summary>The calendar in force.</summary>
    public BankCalendar Current => calendar.Current;

    /// <summary>Waits until every change announced so far holds.</summary>
    public async Task FreshAsync(CancellationToken ct) => await calendar.FreshAsync(ct);

    /// <inheritdoc/>
    public void Dispose() => calendar.Dispose();
}

internal sealed class CalendarMapping : IModelMapping
{
    public void Map(ModelBuilder model) => model.Entity<SpecialDay>(day =>
    {
        day.ToTable("special_day");
        day.HasKey(d => d.Date);
        day.Property(d => d.Date).ValueGeneratedNever();
    });
}
