using FirstWindow.Integration.Api;
using FirstWindow.Integration.Features;
using FirstWindow.Integration.Features.Mailing;
using FirstWindow.Integration.Pages;
using FirstWindow.Integration.Persistence;
using FirstWindow.Platform.Privacy;
using FirstWindow.Platform;
using FirstWindow.Platform.Storage;
using FirstWindow.Platform.Watching;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace FirstWindow.Integration;

/// <summary>Other systems of the bank: events sent to them, and events they read.</summary>
public static class IntegrationModule
{
    /// <summary>Adds the module.</summary>
    public static IServiceCollection AddIntegration(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddCheckedOptions<WebhookOptions>(configuration, "Webhooks");
        services.AddSealed(
        [
            new("webhook_endpoint", "secret") { IsUnderMaster = true },
            new("webhook_endpoint", "old_secret") { IsUnderMaster = true },
        ]);
        services.AddSingleton<IModelMapping, IntegrationMapping>().AddSingleton<IGauges, WebhookGauges>();
        services.AddSingleton<EventKinds>().AddSingleton<WebhookSender>().AddSingleton<WebhookWorker>();
        services.AddScoped<EventReader>().AddScoped<ExportEventsHandler>().AddScoped<WebhookDesk>()
            .AddScoped<DeadLetters>().AddScoped<WebhookReader>().AddScoped<Outbox>();
        services.AddCheckedOptions<MailingHostOptions>(configuration, "Mailing");
        services.AddSingleton<NamedSecrets>().AddSingleton<LetterSender>().AddSingleton<LetterWorker>();
        services.AddCheckedOptions<JournalCopyOptions>(configuration, "JournalCopy");
        services.AddSingleton<JournalCopies>();
        services.AddScoped<LetterBox>().AddScoped<MailingDesk>();
        return services;
    }

    /// <summary>Adds the workers that send, on serving nodes.</summary>
    public static IServiceCollection AddIntegrationWorker(this IServiceCollection services) =>
        services.AddHostedService(s => s.GetRequiredService<WebhookWorker>())
            .AddHostedService(s => s.GetRequiredService<LetterWorker>())
            .AddHostedService(s => s.GetRequiredService<JournalCopies>());

    /// <summary>Routes the module.</summary>
    public static void MapIntegrationModule(this IEndpointRouteBuilder app)
    {
        app.MapWebhooks();
        app.MapEvents();
        app.MapWebhookPages();
        app.MapMailing();
    }
}
