using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Policies;

namespace FirstWindow.Conversations.Domain;

/// <summary>
/// What was counted of some contacts, and every figure of the floor and the reports made of it, each once. Counts add
/// up: a team is the sum of its agents. A figure without anything to divide by is none.
/// </summary>
public sealed record Counts
{
    /// <summary>Customers who asked for a person.</summary>
    public long Asked { get; init; }

    /// <summary>Of them, those whom a person took within the policy's seconds.</summary>
    public long InTime { get; init; }

    /// <summary>Those taken later, those who left before, and those who wait longer than that already.</summary>
    public long Late { get; init; }

    /// <summary>Those who left before a person took them, after more than a moment.</summary>
    public long Abandoned { get; init; }

    /// <summary>Times a contact was in an agent's hands and left them.</summary>
    public long Handlings { get; init; }

    /// <summary>How long those took in all: talk, hold and after-work.</summary>
    public long HandlingMicroseconds { get; init; }

    /// <summary>Time with at least one contact in hand.</summary>
    public long BusyMicroseconds { get; init; }

    /// <summary>That, and the time available without any.</summary>
    public long PresentMicroseconds { get; init; }

    /// <summary>Contacts closed with a person's record.</summary>
    public long Closed { get; init; }

    /// <summary>Of them, those closed as resolved.</summary>
    public long Resolved { get; init; }

    /// <summary>Of them, those that became a complaint.</summary>
    public long Complaints { get; init; }

    /// <summary>Of them, those that were rated.</summary>
    public long Rated { get; init; }

    /// <summary>Sum of those ratings, 1 to 5 each.</summary>
    public long Stars { get; init; }

    /// <summary>Ratings of 4 or 5.</summary>
    public long Satisfied { get; init; }

    /// <summary>Resolved contacts of known customers whose seven days are over.</summary>
    public long Judged { get; init; }

    /// <summary>Of them, those after which the customer did not come back in the same matter.</summary>
    public long JudgedOnce { get; init; }

    /// <summary>Replies that a rule stopped.</summary>
    public long Stopped { get; init; }

    /// <summary>Percent of those who asked whom a person took in time.</summary>
    public double? ServiceLevel => Percent(InTime, InTime + Late);

    /// <summary>Percent of those who asked that left.</summary>
    public double? Abandonment => Percent(Abandoned, Asked);

    /// <summary>Seconds a handling takes.</summary>
    public double? HandlingSeconds => Handlings == 0 ? null : HandlingMicroseconds / 1e6 / Handlings;

    /// <summary>Percent of the time present that was spent on contacts.</summary>
    public double? Occupancy => Percent(BusyMicroseconds, PresentMicroseconds);

    /// <summary>Percent of the contacts closed that were resolved.</summary>
    public double? Resolution => Percent(Resolved, Closed);

    /// <summary>Percent resolved at the first contact.</summary>
    public double? FirstContact => Percent(JudgedOnce, Judged);

    /// <summary>Mean rating.</summary>
    public double? Rating => Rated == 0 ? null : (double)Stars / Rated;

    /// <summary>Percent of the ratings that are 4 or 5.</summary>
    public double? Satisfaction => Percent(Satisfied, Rated);

    /// <summary>Percent of the contacts closed that were rated.</summary>
    public double? Response => Percent(Rated, Closed);

    /// <summary>Of both together.</summary>
    public static Counts operator +(Counts a, Counts b) => new()
    {
        Asked = a.Asked + b.Asked,
        InTime = a.InTime + b.InTime,
        Late = a.Late + b.Late,
        Abandoned = a.Abandoned + b.Abandoned,
        Handlings = a.Handlings + b.Handlings,
        HandlingMicroseconds = a.HandlingMicroseconds + b.HandlingMicroseconds,
        BusyMicroseconds = a.BusyMicroseconds + b.BusyMicroseconds,
        PresentMicroseconds = a.PresentMicroseconds + b.PresentMicroseconds,
        Closed = a.Closed + b.Closed,
        Resolved = a.Resolved + b.Resolved,
        Complaints = a.Complaints + b.Complaints,
        Rated = a.Rated + b.Rated,
        Stars = a.Stars + b.Stars,
        Satisfied = a.Satisfied + b.Satisfied,
        Judged = a.Judged + b.Judged,
        JudgedOnce = a.JudgedOnce + b.JudgedOnce,
        Stopped = a.Stopped + b.Stopped,
    };

    private static double? Percent(long part, long whole) => whole == 0 ? null : part * 100.0 / whole;
}

/// <summary>A figure that is shown: its name and formula are texts under its code.</summary>
/// <param name="Code">Code, e.g. <c>service-level</c>.</param>
/// <param name="Format">How its value is written: percent, seconds, stars or count.</param>
/// <param name="Value">The value of some counts; none when there is nothing to divide by.</param>
internal sealed record Figure(string Code, string Format, Func<Counts, double?> Value)
{
    public static readonly Figure Asked = new("asked", "count", c => c.Asked);
    public static readonly Figure ServiceLevel = new("service-level", "percent", c => c.ServiceLevel);
    public static readonly Figure Abandonment = new("abandonment", "percent", c => c.Abandonment);
    public static readonly Figure Handled = new("handled", "count", c => c.Closed);
    public static readonly Figure HandlingTime = new("handling-time", "seconds", c => c.HandlingSeconds);
    public static readonly Figure Occupancy = new("occupancy", "percent", c => c.Occupancy);
    public static readonly Figure FirstContact = new("first-contact", "percent", c => c.FirstContact);
    public static readonly Figure Resolution = new("resolution", "percent", c => c.Resolution);
    public static readonly Figure Rating = new("rating", "stars", c => c.Rating);
    public static readonly Figure Satisfaction = new("satisfaction", "percent", c => c.Satisfaction);
    public static readonly Figure Response = new("response", "percent", c => c.Response);
    public static readonly Figure Complaints = new("complaints", "count", c => c.Complaints);
    public static readonly Figure Stopped = new("stopped", "count", c => c.Stopped);

    /// <summary>Those that are not made of counts: now, and of the assistant.</summary>
    public const string Waiting = "waiting";
    public const string LongestWait = "longest-wait";
    public const string Containment = "containment";

    /// <summary>What is told of each queue on the floor.</summary>
    public static readonly IReadOnlyList<Figure> OfQueues = [Asked, ServiceLevel, Abandonment, HandlingTime];

    /// <summary>What is told of each team on the floor.</summary>
    public static readonly IReadOnlyList<Figure> OfTeams = [Handled, HandlingTime, Occupancy, FirstContact, Rating];

    /// <summary>What a report tells of each agent and team.</summary>
    public static readonly IReadOnlyList<Figure> OfReports =
    [
        Handled, Resolution, FirstContact, HandlingTime, Occupancy, Rating, Satisfaction, Response, Complaints, Stopped,
    ];

    /// <summary>What a report tells of the whole centre besides.</summary>
    public static readonly IReadOnlyList<Figure> OfCentre = [Asked, ServiceLevel, Abandonment];
}

internal static class FloorPolicies
{
    public static readonly Policy Moment = new(
        "floor.short-abandon", 5, "秒", 0, 60, "FirstWindow 默认值(参考 GB/T 35780.1-2017)",
        "要求人工后多少秒内离开的,不计入放弃率和服务水平",
        "Who leaves within this time of asking counts neither as abandoned nor for the service level");
}

internal static class SupervisionPermissions
{
    /// <summary>See the figures of the floor.</summary>
    public static readonly Permission Watch = new("floor.figures", Role.Supervisor, Role.DutyLead);

    /// <summary>Search past contacts: the own team's, or all for quality and the duty lead.</summary>
    public static readonly Permission Search = new("contacts.search", Role.Supervisor, Role.Quality, Role.DutyLead)
    {
        OpensCustomers = true,
    };

    /// <summary>See the figures of a day or month by team and agent, and take them away as a file.</summary>
    public static readonly Permission Report = new(
        "reports.read", Role.Supervisor, Role.DutyLead, Role.Quality, Role.Compliance);
}

internal static class SupervisionActs
{
    public static readonly Act Searched = new("contacts.searched", "A4.3.3a");
    public static readonly Act Exported = new("report.exported", "A1.1.1");
}

internal static class SearchErrors
{
    public static readonly Error WordsOfOne = new(ErrorKind.Invalid, "contacts.words",
        "Words are looked for in the contacts of one customer: give the customer's number too.");

    public static readonly Error ByPost = new(ErrorKind.Invalid, "contacts.by-post",
        "A customer's number and words are searched for by POST, in the body.");

    public static readonly Error Days = new(
        ErrorKind.Invalid, "contacts.days", "Give a first and a last day, at most 366 days apart.");

    public static readonly Error Period = new(
        ErrorKind.Invalid, "report.period", "Give a day as 2026-11-22 or a month as 2026-11, not in the future.");
}
