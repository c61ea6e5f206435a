using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Feed;
using FirstWindow.Platform.Storage;
using FirstWindow.Staff.Contracts;
using FirstWindow.Staff.Domain;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FirstWindow.Staff.Features;

internal sealed class StaffDirectory : IStaffDirectory, IActorNames, IDisposable
{
    public const string Topic = "staff";
    private readonly IServiceScopeFactory scopes;
    private readonly IDisposable listening;
    private IReadOnlyList<StaffCard>? cards;

    public StaffDirectory(IServiceScopeFactory scopes, ChangeFeed feed)
    {
        this.scopes = scopes;
        listening = feed.Listen(topic =>
        {
            if (topic is Topic or "*")
            {
                cards = null;
            }
        });
    }

    public async ValueTask<StaffCard?> FindAsync(StaffId id, CancellationToken ct) =>
        (await AllAsync(ct)).FirstOrDefault(c => c.Id == id);

    public async ValueTask<IReadOnlyList<StaffCard>> AllAsync(CancellationToken ct)
    {
        if (cards is { } known)
        {
            return known;
        }

        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<Database>();
        var staff = await db.Set<StaffMember>().AsNoTracking().OrderBy(s => s.Number).ToListAsync(ct);
        var programs = await db.Set<ServiceAccount>().AsNoTracking().OrderBy(a => a.Name).ToListAsync(ct);
        return cards =
        [
            .. staff.Select(s => new StaffCard(s.Id, s.Name, s.Number, s.Team, s.RoleSet(), s.DisabledAt is not null)),
            .. programs.Where(a => a.RevokedAt is null).Select(CardOf),
        ];
    }

    public async ValueTask<string?> FindNameAsync(Guid actor, CancellationToken ct) =>
        await FindAsync(new(actor), ct) is { } card ? $"{card.Number} {card.Name}" : null;

    public async ValueTask<Guid?> FindByNumberAsync(string number, CancellationToken ct) =>
        (await AllAsync(ct)).FirstOrDefault(c => c.Number == number)?.Id.Value;

    public void Dispose() => listening.Dispose();

    // A program with the role of an agent serves contacts like one, so routing must find it here.
    private static StaffCard CardOf(ServiceAccount account) => new(
        new(account.Id), account.Name, Sessions.ProgramNumber, null,
        Codes.TryParseRole(account.Role, out var role) ? new HashSet<Role> { role }
            : new HashSet<Role>(), IsDisabled: false);
}
