using FirstWindow.Platform;
using FirstWindow.Platform.Storage;
using FirstWindow.Staff.Domain;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Staff.Features;

/// <summary>Where an account stands.</summary>
public enum AccountState
{
    /// <summary>Waits for the person to set a password at a one-time address.</summary>
    Invited,

    /// <summary>Can sign in.</summary>
    Active,

    /// <summary>Too many failures; opens by itself.</summary>
    Locked,

    /// <summary>Has left or is suspended.</summary>
    Disabled,
}

/// <summary>A person in the list of the staff; nothing of password or second factor.</summary>
public sealed record StaffRow(
    StaffId Id, string Name, string Number, string UserName, string? Team, IReadOnlyList<string> Roles,
    IReadOnlyList<string> Languages, AccountState State);

/// <summary>Lists the staff for those who keep the accounts.</summary>
internal sealed class StaffReader(Database db, DatabaseClock clock)
{
    public const int PageSize = 50;

    /// <summary>A page of those whose name, number, user name or team holds the words, in the order of their
    /// numbers.</summary>
    /// <returns>One row more than a page when there is a next one.</returns>
    public async Task<IReadOnlyList<StaffRow>> ListAsync(string? words, int page, CancellationToken ct)
    {
        var staff = db.Set<StaffMember>().AsNoTracking();
        if (words?.Trim() is { Length: > 0 } sought)
        {
            staff = staff.Where(s => s.Name.Contains(sought) || s.Number.Contains(sought)
                || s.UserName.Contains(sought) || (s.Team != null && s.Team.Contains(sought)));
        }

        var rows = await staff.OrderBy(s => s.Number).Skip((page - 1) * PageSize).Take(PageSize + 1).ToListAsync(ct);
        return [.. rows.Select(RowOf)];
    }

    public async Task<StaffRow?> FindAsync(StaffId id, CancellationToken ct) =>
        await db.Set<StaffMember>().AsNoTracking().SingleOrDefaultAsync(s => s.Id == id, ct) is { } staff
            ? RowOf(staff) : null;

    private StaffRow RowOf(StaffMember staff) => new(
        staff.Id, staff.Name, staff.Number, staff.UserName, staff.Team, staff.Roles.Split(','),
        staff.Languages.Split(','),
        staff.DisabledAt is not null ? AccountState.Disabled
            : !staff.IsReady ? AccountState.Invited
            : staff.IsLockedToStrangersAt(clock.Now) ? AccountState.Locked : AccountState.Active);
}
