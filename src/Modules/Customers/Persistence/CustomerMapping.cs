using FirstWindow.Customers.Domain;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Customers.Persistence;

internal sealed class CustomerMapping : IModelMapping
{
    public void Map(ModelBuilder model)
    {
        model.Entity<Customer>(customer =>
        {
            customer.ToTable("customer");
            customer.HasKey(c => c.Id);
        });
        model.Entity<UsedToken>(token =>
        {
            token.ToTable("used_token");
            token.HasKey(t => t.Jti);
        });
    }
}
