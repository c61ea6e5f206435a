using FirstWindow.Packs.Domain;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Packs.Persistence;

internal sealed class PackMapping : IModelMapping
{
    public void Map(ModelBuilder model) => model.Entity<PackVersion>(version =>
    {
        version.ToTable("pack_version");
        version.HasKey(v => v.Id);
        version.Property(v => v.Id).ValueGeneratedNever();
    });
}
