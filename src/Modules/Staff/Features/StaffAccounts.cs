using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Storage;
using FirstWindow.Staff.Domain;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Staff.Features;

/// <summary>The accounts as those who keep them need them; all calls take part in the caller's transaction.</summary>
internal sealed class StaffAccounts(Database db, DatabaseClock clock)
{
    /// <summary>Held while accounts are made or changed: two officers never take the last administrator away.</summary>
    public const string Lock = "staff";

    /// <summary>An account without a password.</summary>
    public static StaffMember Make(NewStaff person) => new()
    {
        UserName = person.UserName,
        Name = person.Name,
        Number = person.Number,
        Team = person.Team,
        Roles = string.Join(',', person.Roles.Distinct()),
        Languages = string.Join(',', person.Languages.Distinct()),
        PasswordHash = string.Empty,
        TotpSecret = [],
    };

    /// <summary>An account this actor may change, locked.</summary>
    public async Task<Result<StaffMember>> FindAsync(StaffId id, Actor actor, CancellationToken ct)
    {
        await db.BeginAsync(ct);
        await db.LockAsync(Lock, ct);
        var staff = await db.FindForUpdateAsync<StaffMember>("staff", id.Value, ct);
        return staff is null ? StaffErrors.NotFound
            : Post.CheckMayTouch(staff, actor) is { } refused ? refused
            : staff;
    }

    /// <summary>Whether without this one no administrator could sign in.</summary>
    public async Task<bool> IsLastAdministratorAsync(StaffMember staff, CancellationToken ct)
    {
        if (!staff.RoleSet().Contains(Role.Administrator) || !staff.IsReady || staff.DisabledAt is not null)
        {
            return false;
        }

        var others = await db.Set<StaffMember>().AsNoTracking()
            .Where(s => s.Id != staff.Id && s.DisabledAt == null && s.PasswordHash != "")
            .Select(s => s.Roles).ToListAsync(ct);
        return !others.Any(roles => roles.Split(',').Contains(Role.Administrator.ToCode()));
    }

    /// <summary>Whether these roles would take the last administrator away.</summary>
    public async Task<bool> LosesLastAdministratorAsync(
        StaffMember staff, IEnumerable<string> roles, CancellationToken ct) =>
        !roles.Contains(Role.Administrator.ToCode()) && await IsLastAdministratorAsync(staff, ct);

    /// <summary>Ends what the person has open; its streams stop within a second.</summary>
    public async Task EndSessionsAsync(StaffId id, string reason, CancellationToken ct, Guid? except = null)
    {
        foreach (var session in await db.Set<StaffSession>()
            .Where(s => s.Staff == id && s.EndedAt == null && s.Id != except).ToListAsync(ct))
        {
            session.End(reason, clock.Now);
        }

        db.Announce(Sessions.Topic);
    }

    /// <summary>What is known of sessions and colleagues in memory is asked again, on every node.</summary>
    public void AnnounceChange()
    {
        db.Announce(Sessions.Topic);
        db.Announce(StaffDirectory.Topic);
    }
}
