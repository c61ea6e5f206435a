using FirstWindow.Platform.Calendar;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace FirstWindow.Tests.Unit.Platform;

public sealed class CountingWorkingDays
{
    private static readonly BankCalendar Year2026 = new(Special(
        ("2026-02-14", DayKind.Workday), ("2026-02-15", DayKind.Holiday), ("2026-02-16", DayKind.Holiday),
        ("2026-02-17", DayKind.Holiday),
        ("2026-02-18", DayKind.Holiday), ("2026-02-19", DayKind.Holiday), ("2026-02-20", DayKind.Holiday),
        ("2026-02-21", DayKind.Holiday),
        ("2026-02-22", DayKind.Holiday), ("2026-02-23", DayKind.Holiday), ("2026-02-28", DayKind.Workday)));

    [Fact]
    public void The_spring_festival_is_stepped_over_and_make_up_days_count()
    {
        Assert.Equal(new DateOnly(2026, 2, 14), Year2026.AddWorkdays(new(2026, 2, 13), 1)); // a Saturday that is worked
        Assert.Equal(new DateOnly(2026, 2, 24), Year2026.AddWorkdays(new(2026, 2, 14), 1)); // after nine days off
        Assert.Equal(new DateOnly(2026, 2, 28), Year2026.AddWorkdays(new(2026, 2, 27), 1));
    }

    /// <summary>银行业保险业消费投诉处理管理办法 (2020 年第 3 号令): received on 1 March 10:00, 15 days end with 16 March.</summary>
    [Fact]
    public void The_day_of_receipt_is_not_counted_and_the_last_day_ends_at_midnight_in_shanghai()
    {
        var received = new DateTimeOffset(2026, 3, 1, 10, 0, 0, BankCalendar.Zone);

        var due = Year2026.DueAfterDays(received, 15);

        Assert.Equal(new DateTimeOffset(2026, 3, 17, 0, 0, 0, BankCalendar.Zone), due);
    }

    [Fact]
    public void An_instant_late_in_the_evening_in_london_is_the_next_day_at_the_bank() =>
        Assert.Equal(
            new DateOnly(2026, 3, 2), BankCalendar.DateOf(new DateTimeOffset(2026, 3, 1, 17, 0, 0, TimeSpan.Zero)));

    [Fact]
    public void For_every_calendar_and_day_the_result_is_a_workday_with_exactly_n_workdays_in_between() =>
        Prop.ForAll(Calendars().ToArbitrary(), Gen.Choose(0, 400).ToArbitrary(), Gen.Choose(0, 60)
            .ToArbitrary(), (days, start, count) =>
        {
            var calendar = new BankCalendar(days);
            var from = new DateOnly(2026, 1, 1).AddDays(start);
            var to = calendar.AddWorkdays(from, count);
            var between = Enumerable.Range(1, to.DayNumber - from.DayNumber)
                .Count(d => calendar.IsWorkday(from.AddDays(d)));
            return between == count && (count == 0 || calendar.IsWorkday(to));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Adding_days_in_two_goes_is_adding_them_at_once() =>
        Prop.ForAll(Calendars().ToArbitrary(), Gen.Choose(0, 40).ToArbitrary(), Gen.Choose(0, 40)
            .ToArbitrary(), (days, first, second) =>
        {
            var calendar = new BankCalendar(days);
            var from = new DateOnly(2026, 5, 1);
            return calendar.AddWorkdays(calendar.AddWorkdays(from, first), second) == calendar.AddWorkdays(
                from, first + second);
        }).QuickCheckThrowOnFailure();

    private static Gen<List<SpecialDay>> Calendars() => Gen.Choose(0, 400).ListOf().Select(offsets => offsets.Distinct()
        .Select((offset, i) => new SpecialDay
        {
            Date = new DateOnly(2026, 1, 1).AddDays(offset),
            Kind = i % 3 == 0 ? DayKind.Workday : DayKind.Holiday,
            Name = "x",
        }).ToList());

    private static List<SpecialDay> Special(params (string Date, DayKind Kind)[] days) =>
        [.. days.Select(d => new SpecialDay { Date = DateOnly.Parse(
            d.Date, System.Globalization.CultureInfo.InvariantCulture), Kind = d.Kind, Name = "x" })];
}
