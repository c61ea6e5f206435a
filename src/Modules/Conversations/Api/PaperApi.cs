using System.ComponentModel.DataAnnotations;
using FirstWindow.Conversations.Domain;
using FirstWindow.Conversations.Features.Weekly;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace FirstWindow.Conversations.Api;

/// <summary>Body that publishes a weekly paper: what to train next.</summary>
public sealed record AdviceBody([property: Required, StringLength(PaperErrors.AdviceCharsMax)] string Advice);

/// <summary>The weekly papers for programs.</summary>
internal static class PaperApi
{
    public static void MapPapers(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/v1/papers").WithTags("Reports");
        api.MapGet("", ListAsync).RequirePermission(PaperPermissions.Read);
        api.MapGet("/{week}", FindAsync).RequirePermission(PaperPermissions.Read);
        api.MapPut("/{week}/publication", PublishAsync).RequirePermission(PaperPermissions.Publish);
    }

    private static async Task<IResult> ListAsync(Actor actor, WeeklyPapers papers, CancellationToken ct) =>
        Results.Json((await papers.ListAsync(actor, ct)).Select(p => new { p.Week, p.State, p.MadeAt, p.PublishedAt }),
            JsonSettings.Options);

    private static async Task<IResult> FindAsync(
        string week, Actor actor, WeeklyPapers papers, CancellationToken ct) =>
        await papers.FindAsync(week, actor, ct) is { } view
            ? Results.Json(new { view.Paper.Week, view.Paper.State, view.Paper.Advice, view.Figures },
                JsonSettings.Options)
            : PaperErrors.NotFound.ToProblem();

    private static async Task<IResult> PublishAsync(
        string week, AdviceBody body, Actor actor, WeeklyPapers papers, CancellationToken ct) =>
        (await papers.PublishAsync(week, body.Advice, actor, ct)).ToNoContent();
}
