using FirstWindow.Customers.Contracts;
using FirstWindow.Customers.Domain;
using FirstWindow.Customers.Features;
using FirstWindow.Customers.Persistence;
using FirstWindow.Platform;
using FirstWindow.Platform.Import;
using FirstWindow.Platform.Storage;
using FirstWindow.Platform.Web;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace FirstWindow.Customers;

/// <summary>The smallest record of a customer, and the tokens by which the bank's app vouches for one.</summary>
public static class CustomersModule
{
    /// <summary>Adds the module.</summary>
    public static IServiceCollection AddCustomers(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddCheckedOptions<CustomerTokenOptions>(configuration, "CustomerTokens");
        services.AddSingleton<CustomerTokens>();
        services.AddSingleton<IModelMapping, CustomerMapping>();
        services.AddScoped<IImport, ImportCustomers>().AddScoped<ICustomers, CustomerRegister>()
            .AddScoped<IDemoSeed, DemoCustomers>();
        return services;
    }

    /// <summary>Routes the module.</summary>
    public static void MapCustomersModule(this IEndpointRouteBuilder app) =>
        app.MapImport("customers", CustomerPermissions.Import);
}
