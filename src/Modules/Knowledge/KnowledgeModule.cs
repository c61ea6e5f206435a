using FirstWindow.Knowledge.Api;
using FirstWindow.Knowledge.Contracts;
using FirstWindow.Knowledge.Domain;
using FirstWindow.Knowledge.Features;
using FirstWindow.Knowledge.Pages;
using FirstWindow.Knowledge.Persistence;
using FirstWindow.Packs.Contracts;
using FirstWindow.Platform;
using FirstWindow.Platform.Import;
using FirstWindow.Platform.Storage;
using FirstWindow.Platform.Web;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace FirstWindow.Knowledge;

/// <summary>Articles and scripts, their versions and approval, and answers from them.</summary>
public static class KnowledgeModule
{
    /// <summary>Adds the module.</summary>
    public static IServiceCollection AddKnowledge(this IServiceCollection services)
    {
        services.AddSingleton<IModelMapping, KnowledgeMapping>();
        services.AddSingleton<KnowledgeIndex>().AddSingleton<IKnowledge>(s => s.GetRequiredService<KnowledgeIndex>());
        services.AddSingleton<IStartupTask>(s => new KnowledgeStart(s.GetRequiredService<KnowledgeIndex>()));
        services.AddScoped<ArticleReader>().AddScoped<WriteArticleHandler>().AddScoped<ApproveArticleHandler>()
            .AddScoped<WithdrawArticleHandler>().AddScoped<ArticleExpiry>().AddScoped<ExportArticlesHandler>()
            .AddScoped<IImport, ImportArticles>().AddScoped<IShownArticles, ShownArticles>()
            .AddScoped<IDemoSeed, DemoArticles>();
        services.AddScoped<ScriptReader>().AddScoped<WriteScriptHandler>().AddScoped<ApproveScriptHandler>()
            .AddScoped<IWordings, WordingBook>().AddScoped<IDemoSeed, DemoScripts>();
        return services;
    }

    /// <summary>The worker of the module.</summary>
    public static IServiceCollection AddKnowledgeWorker(this IServiceCollection services) =>
        services.AddHostedService<ArticleExpiryWatch>();

    /// <summary>Routes the module.</summary>
    public static void MapKnowledgeModule(this IEndpointRouteBuilder app)
    {
        app.MapKnowledge();
        app.MapImport(ImportArticles.Name, ArticlePermissions.Write);
        app.MapKnowledgePages();
        app.MapHelpPages();
        app.MapScripts();
        app.MapScriptPages();
    }

    private sealed class KnowledgeStart(KnowledgeIndex index) : IStartupTask
    {
        public Task RunAsync(CancellationToken ct) => index.FreshAsync(ct);
    }
}
