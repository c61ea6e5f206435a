using System.Xml.Linq;
using FirstWindow.Platform.Storage;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace FirstWindow.Platform.Web;

/// <summary>A key of the framework's own protection (form tokens), shared by all nodes through the database.</summary>
internal sealed class ProtectionKey
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required string Name { get; init; }

    public required string Xml { get; init; }
}

internal sealed class ProtectionKeyMapping : IModelMapping
{
    public void Map(ModelBuilder model) => model.Entity<ProtectionKey>(key =>
    {
        key.ToTable("protection_key");
        key.HasKey(k => k.Id);
        key.Property(k => k.Id).ValueGeneratedNever();
    });
}

/// <summary>Keeps those keys, sealed under the master key.</summary>
internal sealed class ProtectionKeys(IServiceScopeFactory scopes, Privacy.SubjectKeys keys) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var scope = scopes.CreateScope();
        return [.. scope.ServiceProvider.GetRequiredService<Database>().Set<ProtectionKey>().AsNoTracking().ToList()
            .Select(k => XElement.Parse(
                System.Text.Encoding.UTF8.GetString(keys.OpenWithMaster(Convert.FromBase64String(k.Xml), k.Id))))];
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using var scope = scopes.CreateScope();
        var db = scope.ServiceProvider.GetRequiredService<Database>();
        var id = Guid.CreateVersion7();
        var xml = keys.SealWithMaster(
            System.Text.Encoding.UTF8.GetBytes(element.ToString(SaveOptions.DisableFormatting)), id);
        db.Add(new ProtectionKey { Id = id, Name = friendlyName, Xml = Convert.ToBase64String(xml) });
        // The framework asks for it synchronously, once in 90 days.
        db.CommitAsync(CancellationToken.None).GetAwaiter().GetResult();
    }
}

/// <summary>Puts the keys in their place.</summary>
public static class DataProtectionSetup
{
    /// <summary>Form tokens are valid on every node.</summary>
    public static IServiceCollection AddPlatformDataProtection(this IServiceCollection services)
    {
        services.AddDataProtection().SetApplicationName("firstwindow");
        services.AddSingleton<ProtectionKeys>();
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(s =>
            new ConfigureOptions<KeyManagementOptions>(o => o.XmlRepository = s.GetRequiredService<ProtectionKeys>()));
        return services;
    }
}
