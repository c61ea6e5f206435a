using FirstWindow.Integration.Domain;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Integration.Persistence;

internal sealed class IntegrationMapping : IModelMapping
{
    public void Map(ModelBuilder model) => model.Entity<WebhookEndpoint>(endpoint =>
    {
        endpoint.ToTable("webhook_endpoint");
        endpoint.HasKey(e => e.Id);
        endpoint.Property(e => e.Id).ValueGeneratedNever();
        endpoint.Ignore(e => e.Position).Ignore(e => e.KindCodes).Ignore(e => e.IsApproved);
    }).Entity<WebhookDelivery>(delivery =>
    {
        delivery.ToTable("webhook_delivery");
        delivery.HasKey(d => d.Id);
        delivery.Property(d => d.Id).ValueGeneratedNever();
    }).Entity<JournalCopy>(copy =>
    {
        copy.ToTable("journal_copy");
        copy.HasKey(c => c.Id);
        copy.Property(c => c.Id).ValueGeneratedNever();
    });
}
