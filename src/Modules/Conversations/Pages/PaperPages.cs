using FirstWindow.Conversations.Domain;
using FirstWindow.Conversations.Features.Weekly;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace FirstWindow.Conversations.Pages;

/// <summary>The pages of the weekly paper.</summary>
internal static class PaperPages
{
    public static readonly PageLink Papers = new(PageGroup.Knowledge, 40, "/papers", "nav.papers", PaperPermissions.Read);

    public static void MapPaperPages(this IEndpointRouteBuilder app)
    {
        app.MapGet("/papers", IResult () => new RazorComponentResult<PapersPage>()).RequirePermission(PaperPermissions.Read);
        app.MapGet("/papers/{week}", IResult (string week, string? done) => new RazorComponentResult<PaperPage>(
            new { Week = week, IsDone = done is not null })).RequirePermission(PaperPermissions.Read);
        app.MapPost("/papers/{week}/publication", PublishAsync).RequirePermission(PaperPermissions.Publish);
    }

    private static async Task<IResult> PublishAsync(
        string week, [FromForm] string? advice, Actor actor, WeeklyPapers papers, HttpContext context,
        CancellationToken ct)
    {
        var words = (advice ?? string.Empty)[..Math.Min(advice?.Length ?? 0, PaperErrors.AdviceCharsMax)];
        var result = await papers.PublishAsync(week, words, actor, ct);
        return result.Error is { } error
            ? await Refusal.OnPageAsync<PaperPage>(
                context, error, new { Week = week, Advice = words, error.Code, error.Clause })
            : Results.LocalRedirect($"/papers/{week}?done=published");
    }
}
