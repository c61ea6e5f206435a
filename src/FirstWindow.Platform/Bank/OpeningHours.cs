using System.Globalization;
using FirstWindow.Platform.Calendar;

namespace FirstWindow.Platform.Bank;

/// <summary>From when until when people serve on a day, in minutes from midnight; 1,440 is the day's end.</summary>
public readonly record struct DayHours(int From, int Until)
{
    private const int DayMinutes = 1_440;

    /// <summary>Reads <c>09:00-18:00</c>; <c>00:00-24:00</c> is the whole day.</summary>
    public static bool TryParse(string text, out DayHours hours)
    {
        hours = default;
        var parts = text.Split('-');
        if (parts.Length != 2 || Minutes(parts[0]) is not { } from || Minutes(parts[1]) is not { } until
            || from >= until)
        {
            return false;
        }

        hours = new(from, until);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Clock(From)}–{Clock(Until)}";

    private static int? Minutes(string clock) =>
        clock.Length == 5 && clock[2] == ':'
        && int.TryParse(clock.AsSpan(0, 2), NumberStyles.None, CultureInfo.InvariantCulture, out var hour)
        && int.TryParse(clock.AsSpan(3), NumberStyles.None, CultureInfo.InvariantCulture, out var minute)
        && minute < 60 && (hour * 60) + minute <= DayMinutes
            ? (hour * 60) + minute : null;

    private static string Clock(int minutes) =>
        string.Create(CultureInfo.InvariantCulture, $"{minutes / 60:00}:{minutes % 60:00}");
}

/// <summary>When people serve: by weekday, together with the calendar. A holiday has hours of its own; a make-up
/// working day on a weekend has Monday's.</summary>
public static class OpeningHours
{
    /// <summary>Monday to Sunday, then public holidays.</summary>
    public const int Days = 8;

    private const int Holiday = 7;
    private const int LookAheadDays = 60;

    /// <summary>Which of the eight entries holds on a day.</summary>
    public static int EntryOf(DateOnly day, BankCalendar calendar)
    {
        var weekday = ((int)day.DayOfWeek + 6) % 7;
        var isWeekend = weekday >= 5;
        return calendar.IsWorkday(day) == isWeekend ? (isWeekend ? 0 : Holiday) : weekday;
    }

    /// <summary>The hours of a day; none when nobody serves.</summary>
    public static DayHours? On(BankSettings settings, DateOnly day, BankCalendar calendar) =>
        DayHours.TryParse(settings.Hours[EntryOf(day, calendar)], out var hours) ? hours : null;

    /// <summary>Whether people serve at a moment.</summary>
    public static bool IsOpen(BankSettings settings, DateTimeOffset at, BankCalendar calendar)
    {
        var local = at.ToOffset(BankCalendar.Zone);
        var minute = (int)local.TimeOfDay.TotalMinutes;
        return On(settings, BankCalendar.DateOf(at), calendar) is { } hours
            && minute >= hours.From && minute < hours.Until;
    }

    /// <summary>When people serve, now or next; none when no day within two months has hours.</summary>
    public static DateTimeOffset? NextOpening(BankSettings settings, DateTimeOffset at, BankCalendar calendar)
    {
        if (IsOpen(settings, at, calendar))
        {
            return at;
        }

        var today = BankCalendar.DateOf(at);
        return Enumerable.Range(0, LookAheadDays)
            .Select(n => today.AddDays(n))
            .Select(day => On(settings, day, calendar) is { } hours
                ? BankCalendar.EndOf(day.AddDays(-1)).AddMinutes(hours.From) : (DateTimeOffset?)null)
            .FirstOrDefault(opens => opens > at);
    }
}
