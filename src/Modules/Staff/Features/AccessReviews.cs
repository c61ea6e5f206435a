using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Calendar;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Promises;
using FirstWindow.Platform.Storage;
using FirstWindow.Staff.Domain;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FirstWindow.Staff.Features;

/// <summary>A right in a review. One that the person no longer has needs no word.</summary>
internal sealed record ReviewLineView(
    Guid Staff, string Name, string Number, string Role, string? Verdict, bool IsHeld, bool IsOwn);

/// <summary>A review with what is left.</summary>
internal sealed record ReviewView(
    Guid Id, string Quarter, string Team, DateTimeOffset? DueAt, DateTimeOffset? FinishedAt, int Left,
    IReadOnlyList<ReviewLineView> Lines);

/// <summary>
/// Once a quarter every right of every colleague is looked at by somebody else: kept, or withdrawn at once. A review is
/// a promise, and is not finished while a right is left.
/// </summary>
[Clause("A4.2.1c")]
[Clause("A4.4.4a")]
internal sealed class AccessReviews(
    Database db, StaffAccounts accounts, PromiseBook promises, CalendarBook calendar, PolicyBook policies,
    JournalBook journal, DatabaseClock clock)
{
    private const int ListedMax = 40;
    private const string Lock = "access-review";

    /// <summary>Begins the reviews of this quarter that have not begun.</summary>
    public async Task MakeDueAsync(CancellationToken ct)
    {
        var quarter = AccessReview.QuarterOf(BankCalendar.DateOf(clock.Now));
        await db.BeginAsync(ct);
        await db.LockAsync(Lock, ct);
        var begun = await db.Set<AccessReview>().Where(r => r.Quarter == quarter).Select(r => r.Team).ToListAsync(ct);
        var teams = (await db.Set<StaffMember>().AsNoTracking().Where(s => s.DisabledAt == null).OrderBy(s => s.Number)
            .ToListAsync(ct)).GroupBy(s => s.Team ?? string.Empty).Where(t => !begun.Contains(t.Key));
        foreach (var team in teams)
        {
            Begin(quarter, team.Key, [.. team]);
        }

        await db.CommitAsync(ct);
    }

    /// <summary>The reviews this actor has a word in, the open ones first.</summary>
    public async Task<IReadOnlyList<ReviewView>> ListAsync(Actor actor, CancellationToken ct)
    {
        var (all, team) = (ReviewPermissions.SeesAll(actor), actor.Team ?? string.Empty);
        var reviews = await db.Set<AccessReview>().AsNoTracking().Where(r => all || r.Team == team)
            .OrderBy(r => r.FinishedAt != null).ThenByDescending(r => r.MadeAt).ThenBy(r => r.Team).Take(ListedMax)
            .ToListAsync(ct);
        var views = new List<ReviewView>();
        foreach (var review in reviews)
        {
            var due = await promises.FindOpenAsync(ReviewPromises.Review, AboutOf(review.Id), ct);
            var lines = await LinesAsync(review.Id, actor, ct);
            views.Add(new(review.Id, review.Quarter, review.Team, due?.DueAt, review.FinishedAt,
                lines.Count(IsLeft), lines));
        }

        return views;
    }

    /// <summary>Keeps a right, or takes it away at once.</summary>
    public async Task<Result> DecideAsync(
        Guid id, StaffId staff, string role, bool keep, Actor actor, CancellationToken ct)
    {
        var found = await FindAsync(id, actor, ct);
        if (found.Error is { } error)
        {
            return error;
        }

        if (await db.Set<AccessReviewLine>().SingleOrDefaultAsync(
            l => l.Review == id && l.Staff == staff && l.Role == role, ct) is not { } line)
        {
            return ReviewErrors.NotFound;
        }

        if (staff == actor.StaffId)
        {
            return ReviewErrors.Own;
        }

        var verdict = keep ? RightVerdict.Kept : RightVerdict.Withdrawn;
        if (line.Verdict == verdict)
        {
            return Result.Success;
        }

        if (line.Verdict is RightVerdict.Withdrawn)
        {
            return ReviewErrors.Withdrawn;
        }

        if (!keep && await WithdrawAsync(staff, role, actor, ct) is { } refused)
        {
            return refused;
        }

        line.Decide(verdict, actor.StaffId, clock.Now);
        journal.Record(actor, keep ? ReviewActs.Kept : ReviewActs.Withdrawn, Subject.Of(staff), $"role={role};review={id:n}");
        await db.CommitAsync(ct);
        return Result.Success;
    }

    /// <summary>Ends a review; not while a right is left.</summary>
    public async Task<Result> FinishAsync(Guid id, Actor actor, CancellationToken ct)
    {
        var found = await FindAsync(id, actor, ct);
        if (found.Error is { } error)
        {
            return error;
        }

        if ((await LinesAsync(id, actor, ct)).Any(IsLeft))
        {
            return ReviewErrors.LinesLeft;
        }

        found.Value!.Finish(actor.StaffId, clock.Now);
        if (await promises.FindOpenAsync(ReviewPromises.Review, AboutOf(id), ct) is { } promise)
        {
            promises.End(promise, actor);
        }

        journal.Record(actor, ReviewActs.Finished, AboutOf(id), $"{found.Value.Quarter}");
        await db.CommitAsync(ct);
        return Result.Success;
    }

    private static Subject AboutOf(Guid review) => new("access-review", review);

    private static bool IsLeft(ReviewLineView line) => line.IsHeld && line.Verdict is null;

    private void Begin(string quarter, string team, List<StaffMember> members)
    {
        var review = new AccessReview { Quarter = quarter, Team = team, MadeAt = clock.Now };
        db.Add(review);
        db.AddRange(members.SelectMany(m => m.RoleSet().Select(r => new AccessReviewLine
        {
            Review = review.Id,
            Staff = m.Id,
            Role = r.ToCode(),
        })));
        var lead = members.Find(m => m.RoleSet().Contains(Role.Supervisor)) ?? members.Find(
            m => m.RoleSet().Contains(Role.StaffOfficer));
        promises.Make(ReviewPromises.Review, AboutOf(review.Id), lead?.Id.Value,
            calendar.Current.DueAfterWorkdays(clock.Now, (int)policies[ReviewPolicies.Days]));
        journal.Record(Actor.System, ReviewActs.Opened, AboutOf(review.Id), $"{quarter};people={members.Count}");
    }

    private async Task<Result<AccessReview>> FindAsync(Guid id, Actor actor, CancellationToken ct)
    {
        await db.BeginAsync(ct);
        return await db.FindForUpdateAsync<AccessReview>("access_review", id, ct) is not { } review
            || (!ReviewPermissions.SeesAll(actor) && review.Team != (actor.Team ?? string.Empty))
            ? ReviewErrors.NotFound
            : review.FinishedAt is not null ? ReviewErrors.Finished
            : review;
    }

    private async Task<IReadOnlyList<ReviewLineView>> LinesAsync(Guid review, Actor actor, CancellationToken ct)
    {
        var lines = await db.Set<AccessReviewLine>().AsNoTracking().Where(l => l.Review == review)
            .Join(db.Set<StaffMember>(), l => l.Staff, s => s.Id, (l, s) => new { Line = l, Staff = s })
            .OrderBy(x => x.Staff.Number).ThenBy(x => x.Line.Role).ToListAsync(ct);
        return [.. lines.Select(x => new ReviewLineView(x.Staff.Id.Value, x.Staff.Name, x.Staff.Number, x.Line.Role,
            x.Line.Verdict?.ToCode(), x.Staff.DisabledAt is null && x.Staff.Roles.Split(',').Contains(x.Line.Role),
            x.Staff.Id == actor.StaffId))];
    }

    // Who has no role left has no work here: the account ends with the last one.
    private async Task<Error?> WithdrawAsync(StaffId id, string role, Actor actor, CancellationToken ct)
    {
        var found = await accounts.FindAsync(id, actor, ct);
        if (found.Error is { } error)
        {
            return error;
        }

        var staff = found.Value!;
        if (role == Role.Administrator.ToCode() && await accounts.IsLastAdministratorAsync(staff, ct))
        {
            return StaffErrors.LastAdministrator;
        }

        var before = staff.Roles;
        var left = staff.Roles.Split(',').Where(r => r != role).ToList();
        if (left.Count > 0)
        {
            staff.Roles = string.Join(',', left);
            journal.Record(actor, StaffActs.PostChanged, Subject.Of(id), $"{before} -> {staff.Roles}");
        }
        else
        {
            staff.Disable(clock.Now);
            await accounts.EndSessionsAsync(id, "disabled", ct);
            journal.Record(actor, StaffActs.Disabled, Subject.Of(id));
        }

        accounts.AnnounceChange();
        return null;
    }
}

/// <summary>Looks once an hour whether a quarter has begun without its reviews.</summary>
internal sealed partial class AccessReviewWorker(IServiceScopeFactory scopes, ILogger<AccessReviewWorker> log)
    : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause);
        do
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                await scope.ServiceProvider.GetRequiredService<AccessReviews>().MakeDueAsync(stoppingToken);
            }
            catch (Exception fault) when (StorageUnavailableException.IsCausedBy(fault))
            {
                Postponed(fault);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(1601, LogLevel.Warning, "The review of rights waits: the database is not there.")]
    private partial void Postponed(Exception fault);
}
