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
        var staff = await scope.ServiceProvider.GetRequiredService<Database>().Set<StaffMember>().AsNoTracking()
            .OrderBy(s => s.Number).ToListAsync(ct);
        return cards = [.. staff.Select(s => new StaffCard(s.Id, s.Name, s.Number, s.Team, s.RoleSet(), s.DisabledAt is not null))];
    }

    public async ValueTask<string?> FindNameAsync(Guid actor, CancellationToken ct) =>
        await FindAsync(new(actor), ct) is { } card ? $"{card.Number} {card.Name}" : null;

    public async ValueTask<Guid?> FindByNumberAsync(string number, CancellationToken ct) =>
        (await AllAsync(ct)).FirstOrDefault(c => c.Number == number)?.Id.Value;

    public void Dispose() => listening.Dispose();
}
