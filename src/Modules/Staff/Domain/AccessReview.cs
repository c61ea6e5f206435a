using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Promises;

namespace FirstWindow.Staff.Domain;

/// <summary>What becomes of a right.</summary>
internal enum RightVerdict
{
    Kept,

    Withdrawn,
}

/// <summary>One team's rights, looked through in one quarter.</summary>
internal sealed class AccessReview
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>Like 2026Q4.</summary>
    public required string Quarter { get; init; }

    /// <summary>Empty for those without a team.</summary>
    public required string Team { get; init; }

    public DateTimeOffset MadeAt { get; init; }

    public DateTimeOffset? FinishedAt { get; private set; }

    public StaffId? FinishedBy { get; private set; }

    public void Finish(StaffId by, DateTimeOffset at) => (FinishedBy, FinishedAt) = (by, at);

    /// <summary>The quarter a day lies in.</summary>
    public static string QuarterOf(DateOnly day) => $"{day.Year}Q{((day.Month - 1) / 3) + 1}";
}

/// <summary>One role of one colleague in a review.</summary>
internal sealed class AccessReviewLine
{
    public Guid Review { get; init; }

    public StaffId Staff { get; init; }

    public required string Role { get; init; }

    public RightVerdict? Verdict { get; private set; }

    public StaffId? DecidedBy { get; private set; }

    public DateTimeOffset? DecidedAt { get; private set; }

    public void Decide(RightVerdict verdict, StaffId by, DateTimeOffset at) =>
        (Verdict, DecidedBy, DecidedAt) = (verdict, by, at);
}

internal static class ReviewPermissions
{
    /// <summary>Look through rights: the own team's; the officers everybody's. Nobody their own.</summary>
    public static readonly Permission Review = new(
        "access-review.decide", Role.Supervisor, Role.StaffOfficer, Role.Administrator);

    /// <summary>Whether somebody looks through every team.</summary>
    public static bool SeesAll(Actor actor) =>
        actor.Roles.Contains(Role.StaffOfficer) || actor.Roles.Contains(Role.Administrator);
}

internal static class ReviewActs
{
    public static readonly Act Opened = new("access-review.opened", "A4.2.1c");
    public static readonly Act Kept = new("access-review.kept", "A4.2.1c");
    public static readonly Act Withdrawn = new("access-review.withdrawn", "A4.2.1c", "A4.4.4a");
    public static readonly Act Finished = new("access-review.finished", "A4.2.1c");
}

internal static class ReviewPromises
{
    /// <summary>A team's rights are to be looked through this quarter.</summary>
    public static readonly PromiseKind Review = new("access-review", [50, 80], Role.StaffOfficer, Role.Compliance);
}

internal static class ReviewPolicies
{
    public static readonly Policy Days = new("access-review.days", 20, "工作日", 5, 60,
        "GB/T 22239-2019 第三级；FirstWindow 默认值", "每季度权限复核，开始后多少个工作日内完成",
        "Working days within which the quarterly review of rights is finished");
}

internal static class ReviewErrors
{
    /// <summary>None, another team's, or no such line: one answer.</summary>
    public static readonly Error NotFound = new(
        ErrorKind.NotFound, "access-review.not-found", "There is no such review or line of yours.");

    public static readonly Error Own = new(ErrorKind.Refused, "access-review.own",
        "Nobody decides about their own rights; ask the staff officer.", "A4.2.1c");

    public static readonly Error LinesLeft = new(ErrorKind.Refused, "access-review.lines-left",
        "Decide about every right first: keep or withdraw.", "A4.2.1c");

    public static readonly Error Finished = new(
        ErrorKind.Conflict, "access-review.finished", "This review is finished.");

    public static readonly Error Withdrawn = new(
        ErrorKind.Conflict, "access-review.withdrawn", "This right was withdrawn; give it back on the person's page.");
}
