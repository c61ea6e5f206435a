using FirstWindow.Platform.Storage;
using FirstWindow.Platform.Watching;
using FirstWindow.Routing.Api;
using FirstWindow.Routing.Contracts;
using FirstWindow.Routing.Features;
using FirstWindow.Routing.Pages;
using FirstWindow.Routing.Persistence;
using FirstWindow.Staff.Contracts;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace FirstWindow.Routing;

/// <summary>Queues, presence, matching, leases and the floor.</summary>
public static class RoutingModule
{
    /// <summary>Adds the module.</summary>
    public static IServiceCollection AddContactRouting(this IServiceCollection services)
    {
        services.AddSingleton<IModelMapping, RoutingMapping>();
        services.AddScoped<IRouting, RoutingDesk>().AddScoped<ChangePresenceHandler>().AddScoped<PresenceReader>()
            .AddScoped<ShiftBook>().AddScoped<FloorReader>().AddScoped<Returns>().AddScoped<IOpenWork, OpenContacts>()
            .AddScoped<MoveContactsHandler>()
            .AddScoped<WaitingWindow>().AddScoped<LongWaits>().AddScoped<QueueChanges>()
            .AddScoped<IAssignments, AssignmentReader>();
        services.AddSingleton<QueueBook>().AddSingleton<ICertificateScopes>(s => s.GetRequiredService<QueueBook>())
            .AddSingleton<Eligibility>();
        services.AddSingleton<IGauges, RoutingGauges>();
        services.AddSingleton<RoutingWorker>().AddSingleton<FloorStream>();
        return services;
    }

    /// <summary>Adds the worker that matches, on serving nodes.</summary>
    public static IServiceCollection AddRoutingWorker(this IServiceCollection services) =>
        services.AddHostedService(s => s.GetRequiredService<RoutingWorker>());

    /// <summary>Routes the module.</summary>
    public static void MapRoutingModule(this IEndpointRouteBuilder app)
    {
        app.MapRouting();
        app.MapFloor();
        app.MapQueues();
        app.MapShifts();
    }
}
