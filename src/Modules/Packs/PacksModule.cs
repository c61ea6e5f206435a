using FirstWindow.Packs.Api;
using FirstWindow.Packs.Contracts;
using FirstWindow.Packs.Features;
using FirstWindow.Packs.Pages;
using FirstWindow.Packs.Persistence;
using FirstWindow.Platform;
using FirstWindow.Platform.Storage;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace FirstWindow.Packs;

/// <summary>The language packs as the bank has changed them: words, patterns and weights by which texts are
/// read.</summary>
public static class PacksModule
{
    /// <summary>Adds the module.</summary>
    public static IServiceCollection AddPacks(this IServiceCollection services) => services
        .AddSingleton<IModelMapping, PackMapping>()
        .AddSingleton<PackBook>().AddSingleton<ILivePacks>(s => s.GetRequiredService<PackBook>())
        .AddSingleton<IStartupTask>(s => s.GetRequiredService<PackBook>())
        .AddScoped<PackChanges>().AddScoped<PackTrials>();

    /// <summary>Routes the module.</summary>
    public static void MapPacksModule(this IEndpointRouteBuilder app)
    {
        app.MapPacks();
        app.MapPackPages();
    }
}
