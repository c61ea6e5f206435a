using System.Globalization;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Calendar;
using FirstWindow.Platform.Journal;

namespace FirstWindow.Conversations.Domain;

/// <summary>A week from Monday to Sunday in the bank's time zone, numbered as ISO 8601 does: <c>2026-W47</c>.</summary>
internal readonly record struct BankWeek(DateOnly Monday)
{
    private const int Days = 7;

    public string Code => string.Create(CultureInfo.InvariantCulture,
        $"{ISOWeek.GetYear(Start):0000}-W{ISOWeek.GetWeekOfYear(Start):00}");

    public DateOnly Sunday => Monday.AddDays(Days - 1);

    public DateTimeOffset From => BankCalendar.EndOf(Monday.AddDays(-1));

    public DateTimeOffset To => BankCalendar.EndOf(Sunday);

    public BankWeek Previous => new(Monday.AddDays(-Days));

    private DateTime Start => Monday.ToDateTime(TimeOnly.MinValue);

    public static BankWeek Of(DateTimeOffset at)
    {
        var day = BankCalendar.DateOf(at);
        return new(day.AddDays(-(((int)day.DayOfWeek + Days - 1) % Days)));
    }

    /// <summary>The week of a code; none for anything else.</summary>
    public static BankWeek? Find(string code)
    {
        if (code.Length != 8 || code[4..6] != "-W"
            || !int.TryParse(code.AsSpan(0, 4), NumberStyles.None, CultureInfo.InvariantCulture, out var year)
            || !int.TryParse(code.AsSpan(6), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || year is < 2000 or > 9000 || number < 1 || number > ISOWeek.GetWeeksInYear(year))
        {
            return null;
        }

        return new(DateOnly.FromDateTime(ISOWeek.ToDateTime(year, number, DayOfWeek.Monday)));
    }
}

/// <summary>How far a paper has come.</summary>
internal enum PaperState
{
    /// <summary>Made by the program, seen by those who may publish it.</summary>
    Draft,

    /// <summary>Read and given advice by a person; every colleague sees it.</summary>
    Published,
}

/// <summary>The weekly paper on skills: what happened, what went wrong, what to train next.</summary>
internal sealed class WeeklyPaper
{
    public required string Week { get; init; }

    public DateTimeOffset MadeAt { get; init; }

    /// <summary>The figures as JSON, as they stood when the paper was made.</summary>
    public required string Figures { get; init; }

    public PaperState State { get; private set; }

    /// <summary>What to train, by who published it.</summary>
    public string? Advice { get; private set; }

    public Guid? PublishedBy { get; private set; }

    public DateTimeOffset? PublishedAt { get; private set; }

    public void Publish(Guid by, string advice, DateTimeOffset at) =>
        (State, PublishedBy, Advice, PublishedAt) = (PaperState.Published, by, advice, at);
}

internal static class PaperPermissions
{
    /// <summary>Read what is published.</summary>
    public static readonly Permission Read = Permission.AnyStaff;

    /// <summary>See drafts, and publish with advice.</summary>
    public static readonly Permission Publish = new("paper.publish", Role.Trainer, Role.Quality);
}

internal static class PaperActs
{
    public static readonly Act Made = new("paper.made", "B5.3.1b");
    public static readonly Act Published = new("paper.published", "B5.3.1b");
}

/// <summary>Refusals and limits of the weekly paper.</summary>
internal static class PaperErrors
{
    public const int AdviceCharsMin = 20;
    public const int AdviceCharsMax = 4_000;

    public static readonly Error NotFound = new(ErrorKind.NotFound, "paper.not-found", "There is no paper of this week.");

    public static readonly Error Unread = new(ErrorKind.Refused, "paper.advice-missing",
        "Read the figures and say in at least 20 characters what to train; a paper nobody has read is not published.",
        "B5.3.1b");

    public static readonly Error Published = new(
        ErrorKind.Conflict, "paper.published", "This paper is published already.");
}
