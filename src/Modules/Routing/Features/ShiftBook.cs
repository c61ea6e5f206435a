using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Calendar;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;
using FirstWindow.Routing.Domain;
using FirstWindow.Staff.Contracts;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Routing.Features;

/// <summary>What was looked at before a shift.</summary>
internal sealed record Appearance(bool Dress, bool Badge, bool Ornaments)
{
    public bool IsWhole => Dress && Badge && Ornaments;
}

/// <summary>A colleague of the team as the supervisor sees the checks.</summary>
internal sealed record CheckedColleague(
    StaffId Id, string Number, string Name, DateTimeOffset? CheckedAt, DateTimeOffset? SpotAt, bool? IsGood,
    string? Words);

/// <summary>
/// Dress, badge and ornaments: who serves by video or at a counter looks at them before each day's shift and is not on
/// duty before; the own supervisor looks, too, now and then, and writes down what was seen.
/// </summary>
[Clause("A2.1.1")]
[Clause("C3.1.1")]
internal sealed class ShiftBook(
    Database db, Eligibility eligibility, IStaffDirectory directory, JournalBook journal, DatabaseClock clock)
{
    private const int WordsMin = 4;
    private const int WordsMax = 200;

    private DateOnly Today => BankCalendar.DateOf(clock.Now);

    /// <summary>When today's self-check was made; none when not yet, or when fault was found since.</summary>
    public async Task<DateTimeOffset?> FindAsync(StaffId staff, CancellationToken ct)
    {
        var today = Today;
        var made = await db.Set<ShiftCheck>().Where(c => c.Staff == staff && c.Day == today)
            .OrderByDescending(c => c.At).Select(c => (DateTimeOffset?)c.At).FirstOrDefaultAsync(ct);
        return made is not null
            && await db.Set<SpotCheck>().AnyAsync(s => s.Staff == staff && !s.IsGood && s.At >= made, ct) ? null : made;
    }

    /// <summary>Whether this colleague may go on duty as far as the check goes.</summary>
    public async Task<bool> IsReadyAsync(StaffId staff, CancellationToken ct) =>
        !await eligibility.IsSeenByCustomersAsync(staff, ct) || await FindAsync(staff, ct) is not null;

    /// <summary>Notes the own check of today.</summary>
    public async Task<Result> CheckAsync(Appearance seen, Actor actor, CancellationToken ct)
    {
        if (!seen.IsWhole)
        {
            return ShiftErrors.NotWhole;
        }

        await db.BeginAsync(ct);
        await db.LockAsync("shift:" + actor.Id, ct);
        if (await FindAsync(actor.StaffId, ct) is null)
        {
            db.Add(new ShiftCheck { Staff = actor.StaffId, Day = Today, At = clock.Now });
            journal.Record(actor, ShiftActs.SelfChecked, Subject.Of(actor.StaffId));
        }

        await db.CommitAsync(ct);
        return Result.Success;
    }

    /// <summary>Notes what the supervisor saw of a colleague of the own team; of others there is nothing.</summary>
    public async Task<Result> SpotAsync(StaffId staff, bool isGood, string? words, Actor actor, CancellationToken ct)
    {
        if (await directory.FindAsync(staff, ct) is not { } card || !IsOfTeam(card, actor))
        {
            return RoutingErrors.NoAgent;
        }

        if (words?.Trim() is not { Length: >= WordsMin and <= WordsMax } seen)
        {
            return ShiftErrors.NoWords;
        }

        db.Add(new SpotCheck
        {
            Staff = staff,
            Supervisor = actor.StaffId,
            At = clock.Now,
            IsGood = isGood,
            Words = seen,
        });
        journal.Record(actor, ShiftActs.SpotChecked, Subject.Of(staff), isGood ? "good" : "fault");
        await db.CommitAsync(ct);
        return Result.Success;
    }

    /// <summary>The checks of the own team's colleagues whom customers see.</summary>
    public async Task<IReadOnlyList<CheckedColleague>> ListAsync(Actor actor, CancellationToken ct)
    {
        var list = new List<CheckedColleague>();
        foreach (var card in (await directory.AllAsync(ct)).Where(c => IsOfTeam(c, actor)))
        {
            if (await eligibility.IsSeenByCustomersAsync(card.Id, ct))
            {
                var staff = card.Id;
                var spot = await db.Set<SpotCheck>().AsNoTracking().Where(s => s.Staff == staff)
                    .OrderByDescending(s => s.At).FirstOrDefaultAsync(ct);
                list.Add(new(staff, card.Number, card.Name, await FindAsync(staff, ct), spot?.At, spot?.IsGood,
                    spot?.Words));
            }
        }

        return list;
    }

    private static bool IsOfTeam(StaffCard card, Actor actor) =>
        !card.IsDisabled && card.Id != actor.StaffId && actor.Team is not null && card.Team == actor.Team;
}
