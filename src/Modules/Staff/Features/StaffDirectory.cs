using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Feed;
using FirstWindow.Platform.Storage;
using FirstWindow.Staff.Contracts;
using FirstWindow.Staff.Domain;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FirstWindow.Staff.Features;

internal sealed class StaffDirectory(
    IServiceScopeFactory scopes, ChangeFeed feed, ILogger<Mirror<IReadOnlyList<StaffCard>>> log)
    : IStaffDirectory, IActorNames, IDisposable
{
    public const string Topic = "staff";
    private readonly Mirror<IReadOnlyList<StaffCard>> cards = new(feed, scopes, log, Topic, [], ReadAsync);

    public async ValueTask<StaffCard?> FindAsync(StaffId id, CancellationToken ct) =>
        (await AllAsync(ct)).FirstOrDefault(c => c.Id == id);

    public ValueTask<IReadOnlyList<StaffCard>> AllAsync(CancellationToken ct) => cards.FreshAsync(ct);

    public async ValueTask<string?> FindNameAsync(Guid actor, CancellationToken ct) =>
        await FindAsync(new(actor), ct) is { } card ? $"{card.Number} {card.Name}" : null;

    public async ValueTask<Guid?> FindByNumberAsync(string number, CancellationToken ct) =>
        (await AllAsync(ct)).FirstOrDefault(c => c.Number == number)?.Id.Value;

    public void Dispose() => cards.Dispose();

    private static async Task<IReadOnlyList<StaffCard>> ReadAsync(Database db, CancellationToken ct)
    {
        var staff = await db.Set<StaffMember>().AsNoTracking().OrderBy(s => s.Number).ToListAsync(ct);
        var programs = await db.Set<ServiceAccount>().AsNoTracking().OrderBy(a => a.Name).ToListAsync(ct);
        var certificates = (await db.Set<Certificate>().AsNoTracking().Where(c => c.SuspendedAt == null)
            .ToListAsync(ct)).ToLookup(c => c.Staff, c => c.ToHeld());
        return
        [
            .. staff.Select(s => new StaffCard(s.Id, s.Name, s.Number, s.Team, s.RoleSet(), s.DisabledAt is not null)
            { Certificates = [.. certificates[s.Id]] }),
            .. programs.Where(a => a.RevokedAt is null).Select(CardOf),
        ];
    }

    // A program with the role of an agent serves contacts like one, so routing must find it here.
    private static StaffCard CardOf(ServiceAccount account) => new(
        new(account.Id), account.Name, StaffMember.ProgramNumber, null,
        Codes.TryParseRole(account.Role, out var role) ? new HashSet<Role> { role }
            : new HashSet<Role>(), IsDisabled: false)
    { IsProgram = true };
}
