using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Platform.Calendar;

/// <summary>Acts on the calendar.</summary>
public static class CalendarActs
{
    /// <summary>A day became a holiday, a make-up working day, or ordinary again.</summary>
    public static readonly Act Changed = new("calendar.changed");
}

/// <summary>Who may touch the calendar.</summary>
public static class CalendarPermissions
{
    /// <summary>See it.</summary>
    public static readonly Permission Read = new("calendar.read", Enum.GetValues<Role>());

    /// <summary>Enter what the State Council published.</summary>
    public static readonly Permission Edit = new("calendar.edit", Role.Compliance, Role.Administrator);
}

/// <summary>Says what a day is; no kind makes it what its weekday says.</summary>
public sealed record ChangeSpecialDay(DateOnly Date, DayKind? Kind, string Name);

/// <summary>Edits the calendar. Promises already made keep their due time: they were made under the calendar of their
/// day.</summary>
public sealed class SpecialDays(Database db, JournalBook journal)
{
    private static readonly Error NoReason =
        new(ErrorKind.Invalid, "calendar.name-missing", "Say which holiday it is, in 1 to 40 characters.");

    private static readonly Error OutOfRange =
        new(ErrorKind.Invalid, "calendar.year", "The year must lie between 2020 and 2100.");

    /// <summary>The special days of a year, in order.</summary>
    public async Task<IReadOnlyList<SpecialDay>> ListAsync(int year, CancellationToken ct)
    {
        var (first, last) = (new DateOnly(year, 1, 1), new DateOnly(year, 12, 31));
        return await db.Set<SpecialDay>().AsNoTracking().Where(d => d.Date >= first && d.Date <= last)
            .OrderBy(d => d.Date).ToListAsync(ct);
    }

    /// <summary>Changes one day.</summary>
    public async Task<Result> ChangeAsync(ChangeSpecialDay request, Actor actor, CancellationToken ct)
    {
        if (request.Date.Year is < 2020 or > 2100)
        {
            return OutOfRange;
        }

        if (request.Kind is not null && request.Name.Trim().Length is < 1 or > 40)
        {
            return NoReason;
        }

        await db.BeginAsync(ct);
        await db.LockAsync("calendar", ct);
        var day = await db.Set<SpecialDay>().SingleOrDefaultAsync(d => d.Date == request.Date, ct);
        if (day is not null)
        {
            db.Remove(day);
            await db.SaveChangesAsync(ct);
        }

        if (request.Kind is { } kind)
        {
            db.Add(new SpecialDay { Date = request.Date, Kind = kind, Name = request.Name.Trim() });
        }

        journal.Record(actor, CalendarActs.Changed, Subject.System,
            $"{request.Date:yyyy-MM-dd}={request.Kind?.ToCode() ?? "ordinary"}");
        db.Announce(CalendarBook.Topic);
        await db.CommitAsync(ct);
        return Result.Success;
    }
}
