using FirstWindow.Integration.Domain;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Integration.Features;

/// <summary>An endpoint as people see it; never with its secret.</summary>
internal sealed record EndpointView(
    Guid Id, string Name, string Url, IReadOnlyList<string> Kinds, EndpointState State, string? PausedWhy,
    int SecretVersion, DateTimeOffset? OldSecretUntil, Guid ProposedBy, DateTimeOffset ProposedAt, Guid? DecidedBy,
    DateTimeOffset? DecidedAt, int Attempts, DateTimeOffset? NextAt, DateTimeOffset? FailingSince, int DeadLetters,
    DateTimeOffset? LastDeliveredAt);

/// <summary>A page of deliveries, newest first.</summary>
internal sealed record DeliveryPage(IReadOnlyList<WebhookDelivery> Deliveries, int Page, bool IsMore);

/// <summary>Reads endpoints and what became of their events.</summary>
internal sealed class WebhookReader(Database db)
{
    private const int PageSize = 50;

    /// <summary>All that are not over, those that wait for a decision first.</summary>
    public async Task<IReadOnlyList<EndpointView>> ListAsync(CancellationToken ct)
    {
        var endpoints = await db.Set<WebhookEndpoint>().AsNoTracking()
            .Where(e => e.State != EndpointState.Removed && e.State != EndpointState.Rejected)
            .OrderBy(e => e.ProposedAt).ToListAsync(ct);
        var views = new List<EndpointView>();
        foreach (var endpoint in endpoints.OrderBy(e => e.State))
        {
            views.Add(await ViewAsync(endpoint, ct));
        }

        return views;
    }

    /// <summary>One of them.</summary>
    public async Task<EndpointView?> FindAsync(Guid id, CancellationToken ct) =>
        await db.Set<WebhookEndpoint>().AsNoTracking().SingleOrDefaultAsync(e => e.Id == id, ct) is { } endpoint
            ? await ViewAsync(endpoint, ct) : null;

    /// <summary>What became of its events.</summary>
    /// <param name="id">Which endpoint.</param>
    /// <param name="state">Only those that stand so.</param>
    /// <param name="page">1, 2, 3 …</param>
    /// <param name="ct">Gives up.</param>
    public async Task<DeliveryPage> ReadDeliveriesAsync(
        Guid id, DeliveryState? state, int page, CancellationToken ct)
    {
        var found = await db.Set<WebhookDelivery>().AsNoTracking()
            .Where(d => d.Endpoint == id).WhereAsked(state is not null, d => d.State == state)
            .OrderByDescending(d => d.LastAt).ThenByDescending(d => d.Id)
            .Skip((page - 1) * PageSize).Take(PageSize + 1).ToListAsync(ct);
        return new([.. found.Take(PageSize)], page, found.Count > PageSize);
    }

    private async Task<EndpointView> ViewAsync(WebhookEndpoint e, CancellationToken ct)
    {
        var deliveries = db.Set<WebhookDelivery>().Where(d => d.Endpoint == e.Id);
        return new(e.Id, e.Name, e.Url, e.KindCodes, e.State, e.PausedWhy, e.SecretVersion, e.OldSecretUntil,
            e.ProposedBy, e.ProposedAt, e.DecidedBy, e.DecidedAt, e.Attempts, e.NextAt, e.FailingSince,
            await deliveries.CountAsync(d => d.State == DeliveryState.Dead, ct),
            await deliveries.Where(d => d.State == DeliveryState.Delivered)
                .MaxAsync(d => (DateTimeOffset?)d.LastAt, ct));
    }
}
