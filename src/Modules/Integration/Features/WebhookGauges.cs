using FirstWindow.Integration.Domain;
using FirstWindow.Platform.Storage;
using FirstWindow.Platform.Watching;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Integration.Features;

/// <summary>What could not be delivered to other systems, and how many of them nothing is sent to.</summary>
internal sealed class WebhookGauges : IGauges
{
    public async Task<IReadOnlyList<Gauge>> ReadAsync(Database db, CancellationToken ct) =>
    [
        new("firstwindow_webhook_dead_letters", "Events that an endpoint did not take.",
            await db.Set<WebhookDelivery>().CountAsync(d => d.State == DeliveryState.Dead, ct)),
        new("firstwindow_webhook_paused_endpoints", "Endpoints that nothing is sent to for now.",
            await db.Set<WebhookEndpoint>().CountAsync(e => e.State == EndpointState.Paused, ct)),
    ];
}
