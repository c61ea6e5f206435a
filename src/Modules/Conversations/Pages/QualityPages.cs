using FirstWindow.Conversations.Domain;
using FirstWindow.Conversations.Features;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace FirstWindow.Conversations.Pages;

/// <summary>How well the assistant answers, and whether all groups of customers are served alike: as pages and as
/// JSON.</summary>
internal static class QualityPages
{
    public static readonly PageLink Answers = new(PageGroup.Knowledge, 30, "/answers", "nav.answers", QualityPermissions.SeeAnswers);
    public static readonly PageLink Fairness = new(PageGroup.Conduct, 60, "/fairness", "nav.fairness", QualityPermissions.SeeFairness);

    private const int DaysShown = 7;
    private const int DaysCompared = 30;

    public static void MapQuality(this IEndpointRouteBuilder app)
    {
        app.MapGet("/answers", IResult (int? days) => new RazorComponentResult<AnswersPage>(new { Days = days ?? DaysShown }))
            .RequirePermission(QualityPermissions.SeeAnswers);
        app.MapGet("/api/v1/answers", async (int? days, AnswerQualityReader reader, CancellationToken ct) =>
            Results.Json(await reader.ReadAsync(days ?? DaysShown, ct), JsonSettings.Options))
            .RequirePermission(QualityPermissions.SeeAnswers);
        app.MapGet("/fairness", IResult (int? days) => new RazorComponentResult<FairnessPage>(
            new { Days = days ?? DaysCompared })).RequirePermission(QualityPermissions.SeeFairness);
        app.MapGet("/api/v1/fairness", async (int? days, FairnessReader reader, CancellationToken ct) =>
            Results.Json(await reader.ReadAsync(days ?? DaysCompared, ct), JsonSettings.Options))
            .RequirePermission(QualityPermissions.SeeFairness);
    }
}
