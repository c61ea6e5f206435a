using FirstWindow.Customers.Api;
using FirstWindow.Customers.Contracts;
using FirstWindow.Customers.Domain;
using FirstWindow.Customers.Features;
using FirstWindow.Customers.Features.Tags;
using FirstWindow.Customers.Pages;
using FirstWindow.Customers.Persistence;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Import;
using FirstWindow.Platform.Privacy;
using FirstWindow.Platform.Storage;
using FirstWindow.Platform.Web;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace FirstWindow.Customers;

/// <summary>What the bank knows of its customers, why it may, who looked, and what the customer may demand.</summary>
public static class CustomersModule
{
    /// <summary>Adds the module.</summary>
    public static IServiceCollection AddCustomers(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddCheckedOptions<CustomerTokenOptions>(configuration, "CustomerTokens");
        services.AddSingleton<CustomerTokens>();
        services.AddSingleton<IModelMapping, CustomerMapping>().AddSealed(CustomerMapping.Sealed);
        services.AddScoped<IImport, ImportCustomers>().AddScoped<ICustomers, CustomerRegister>()
            .AddScoped<IDemoSeed, DemoCustomers>();
        services.AddSingleton<IStartupTask, SealBookRows>();
        services.AddSingleton<ConsentWordings>()
            .AddSingleton<IStartupTask>(s => s.GetRequiredService<ConsentWordings>());
        services.AddSingleton<IRenewedDigests, LookupDigests>();
        services.AddScoped<FieldBook>().AddScoped<CardGate>().AddScoped<LookLimits>().AddScoped<ConsentBook>();
        services.AddScoped<OpenCardHandler>().AddScoped<RevealFieldHandler>().AddScoped<FindCustomerHandler>()
            .AddScoped<BreakGlassHandler>().AddScoped<LookReviews>().AddScoped<FieldDesk>().AddScoped<Acting>();
        services.AddScoped<CustomerPasses>().AddSingleton<RefusedCalls>();
        services.AddScoped<OwnDataReader>().AddScoped<RightsDesk>()
            .AddScoped<LegalHolds>().AddScoped<EraseCustomerHandler>().AddScoped<IErasureStep, EraseCustomerRows>()
            .AddScoped<ReleaseDesk>()
            .AddScoped<ISubjectNumbers, CustomerNumbers>();
        services.AddSingleton<TagLibrary>().AddSingleton<TagQueue>().AddSingleton<TagWorker>()
            .AddSingleton<ICustomerTags>(s => s.GetRequiredService<TagQueue>());
        services.AddScoped<TagEnds>().AddScoped<TagBook>().AddScoped<TagChanges>().AddScoped<TagPreview>()
            .AddScoped<OfferDesk>().AddScoped<ICustomerOffers>(s => s.GetRequiredService<OfferDesk>())
            .AddScoped<IDemoSeed, DemoTags>();
        return services;
    }

    /// <summary>Adds the workers of serving nodes.</summary>
    public static IServiceCollection AddTagWorker(this IServiceCollection services) =>
        services.AddHostedService(s => s.GetRequiredService<TagWorker>());

    /// <summary>Routes the module.</summary>
    public static void MapCustomersModule(this IEndpointRouteBuilder app)
    {
        app.MapImport("customers", CustomerPermissions.Import);
        app.MapCards();
        app.MapCardPages();
        app.MapRights();
        app.MapRightsPages();
        app.MapTags();
    }
}
