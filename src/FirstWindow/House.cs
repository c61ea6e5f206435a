using FirstWindow.Conversations;
using FirstWindow.Customers;
using FirstWindow.Integration;
using FirstWindow.Knowledge;
using FirstWindow.Packs;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Bank;
using FirstWindow.Platform.Bulletins;
using FirstWindow.Platform.Calendar;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Privacy;
using FirstWindow.Platform.Storage;
using FirstWindow.Platform.Watching;
using FirstWindow.Platform.Web;
using FirstWindow.Routing;
using FirstWindow.Staff;

namespace FirstWindow;

/// <summary>Puts the modules together: which run, in which order they start. No logic of its own.</summary>
public static class House
{
    /// <summary>The modules of the program.</summary>
    public static readonly Modules Modules = new(
        typeof(PacksModule).Assembly, typeof(StaffModule).Assembly, typeof(CustomersModule).Assembly,
        typeof(KnowledgeModule).Assembly, typeof(RoutingModule).Assembly, typeof(ConversationsModule).Assembly,
        typeof(IntegrationModule).Assembly);

    /// <summary>Everything but the web and the workers: enough for a command.</summary>
    public static void AddHouse(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddPlatform(configuration, Modules);
        services.AddPacks().AddStaff(configuration).AddCustomers(configuration).AddKnowledge().AddContactRouting()
            .AddConversations(configuration).AddIntegration(configuration);
    }

    /// <summary>Builds the server.</summary>
    public static WebApplication BuildServer(WebApplicationBuilder builder)
    {
        builder.Services.AddHouse(builder.Configuration);
        builder.Logging.AddFilter(
            "Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None); // Its activity and scope cost every open stream 1.4 kB.
        builder.Logging.AddFilter( // Warns that keys lie open; ours are sealed on their way to the database.
            "Microsoft.AspNetCore.DataProtection.KeyManagement.XmlKeyManager", LogLevel.Error);
        builder.Services.AddPlatformWorkers().AddStaffWorker().AddTagWorker().AddKnowledgeWorker().AddRoutingWorker()
            .AddConversationWorkers().AddIntegrationWorker();
        builder.Services.AddRazorComponents();
        builder.AddEdge();
        builder.Services.AddPlatformDataProtection();
        // UseFaultAnswers answers it
        builder.Services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        builder.Services.AddOpenApi();
        builder.Services.ConfigureHttpJsonOptions(options => JsonSettings.Configure(options.SerializerOptions));
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 1024 * 1024;
        });
        var app = builder.Build();
        app.UseRequestCounts();
        app.UseSecurityHeaders();
        app.UseLanguage();
        app.UseFaultAnswers();
        app.UseHttpsOnly();
        app.UseQueryRules();
        app.UseRouting();
        app.UseOpenDoor();
        app.UseMiddleware<AccessGate>();
        app.UseWhen(context => !HttpMethods.IsGet(context.Request.Method), unsafely => unsafely.UseAntiforgery());
        var routes = app.MapGroup(string.Empty).CheckBodies();
        routes.MapPlatform();
        routes.MapPacksModule();
        routes.MapStaffModule();
        routes.MapCustomersModule();
        routes.MapKnowledgeModule();
        routes.MapRoutingModule();
        routes.MapConversationsModule();
        routes.MapIntegrationModule();
        return app;
    }

    /// <summary>Brings the database to this program's schema and fills what must be in memory.</summary>
    public static async Task PrepareAsync(IServiceProvider services, string? demoFolder, CancellationToken ct)
    {
        await services.GetRequiredService<Migrator>().MigrateAsync(ct);
        await services.GetRequiredService<SubjectKeys>().CheckAsync(ct);
        await services.GetRequiredService<DatabaseClock>().MeasureAsync(ct);
        await services.GetRequiredService<PolicyBook>().ShipAsync(ct);
        await using (var scope = services.CreateAsyncScope())
        {
            await scope.ServiceProvider.GetRequiredService<Erasures>().ReplayAsync(ct);
        }

        if (demoFolder is not null)
        {
            await SeedAsync(services, demoFolder, ct);
        }

        await services.GetRequiredService<CalendarBook>().FreshAsync(ct);
        await services.GetRequiredService<BankBook>().FreshAsync(ct);
        await services.GetRequiredService<BulletinBook>().FreshAsync(ct);
        foreach (var task in services.GetServices<IStartupTask>())
        {
            await task.RunAsync(ct);
        }
    }

    private static async Task SeedAsync(IServiceProvider services, string folder, CancellationToken ct)
    {
        // A context each: a seed must not see another's half-tracked rows.
        for (var i = 0; ; i++)
        {
            await using var scope = services.CreateAsyncScope();
            var seeds = scope.ServiceProvider.GetServices<IDemoSeed>().OrderBy(s => s.Order).ToList();
            if (i == seeds.Count)
            {
                return;
            }

            await seeds[i].SeedAsync(folder, ct);
        }
    }
}
