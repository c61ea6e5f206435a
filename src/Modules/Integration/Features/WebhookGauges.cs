using FirstWindow.Integration.Domain;
using FirstWindow.Platform.Mailing;
using FirstWindow.Platform.Storage;
using FirstWindow.Platform.Watching;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Integration.Features;

/// <summary>What could not be delivered to other systems, how many of them nothing is sent to, and
/// letters that no server took.</summary>
internal sealed class WebhookGauges : IGauges
{
    public async Task<IReadOnlyList<Gauge>> ReadAsync(Database db, CancellationToken ct) =>
    [
        new("firstwindow_webhook_dead_letters", "Events that an endpoint did not take.",
            await db.Set<WebhookDelivery>().CountAsync(d => d.State == DeliveryState.Dead, ct)),
        new("firstwindow_webhook_paused_endpoints", "Endpoints that nothing is sent to for now.",
            await db.Set<WebhookEndpoint>().CountAsync(e => e.State == EndpointState.Paused, ct)),
        new("firstwindow_dead_letters", "Mails and text messages that no server took.",
            await db.Set<OutgoingLetter>().CountAsync(l => l.State == LetterState.Dead, ct)),
    ];
}
