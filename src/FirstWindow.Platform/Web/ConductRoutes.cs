using System.ComponentModel.DataAnnotations;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Conduct;
using FirstWindow.Platform.Web.Pages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace FirstWindow.Platform.Web;

/// <summary>Body of what was found behind an alarm: <c>explained</c> or <c>incident</c>, and why.</summary>
public sealed record ConductVerdictBody(
    [property: Required, RegularExpression("^(explained|incident)$")] string Verdict,
    [property: StringLength(500)] string? Words = null);

/// <summary>Alarms on conduct by page and API, for compliance.</summary>
internal static class ConductRoutes
{
    public static readonly PageLink Page = new(PageGroup.Conduct, 35, "/conduct", "nav.conduct", ConductPermissions.LookInto);

    public static void MapConduct(this IEndpointRouteBuilder app)
    {
        app.MapGet("/conduct", IResult (string? done) => new RazorComponentResult<ConductPage>(new { Done = done }))
            .RequirePermission(ConductPermissions.LookInto);
        app.MapPost("/conduct/{id:guid}/owner", TakeByFormAsync).RequirePermission(ConductPermissions.LookInto);
        app.MapPost("/conduct/{id:guid}/verdict", DecideByFormAsync).RequirePermission(ConductPermissions.LookInto);
        var api = app.MapGroup("/api/v1/conduct").WithTags("Conduct");
        api.MapGet("", async (Actor actor, ConductBook book, CancellationToken ct) =>
            Results.Json(await book.ListAsync(actor, ct), JsonSettings.Options))
            .RequirePermission(ConductPermissions.LookInto);
        api.MapPut("/{id:guid}/owner", async (Guid id, Actor actor, ConductBook book, CancellationToken ct) =>
            (await book.TakeAsync(id, actor, ct)).ToNoContent()).RequirePermission(ConductPermissions.LookInto);
        api.MapPut("/{id:guid}/verdict", async (
            Guid id, ConductVerdictBody body, Actor actor, ConductBook book, CancellationToken ct) =>
            (await book.DecideAsync(id, VerdictOf(body.Verdict), body.Words, actor, ct)).ToNoContent())
            .RequirePermission(ConductPermissions.LookInto);
    }

    private static async Task<IResult> TakeByFormAsync(
        Guid id, [FromForm] string? sure, Actor actor, ConductBook book, HttpContext context, CancellationToken ct)
    {
        _ = sure; // A form field makes the framework check the antiforgery token.
        return await AnswerAsync(await book.TakeAsync(id, actor, ct), "taken", context);
    }

    private static async Task<IResult> DecideByFormAsync(
        Guid id, [FromForm] string? verdict, [FromForm] string? words, Actor actor, ConductBook book,
        HttpContext context, CancellationToken ct) =>
        await AnswerAsync(await book.DecideAsync(id, VerdictOf(verdict), words, actor, ct), "decided", context);

    private static ConductVerdict VerdictOf(string? verdict) =>
        verdict == "explained" ? ConductVerdict.Explained : ConductVerdict.Incident;

    private static async Task<IResult> AnswerAsync(Result result, string done, HttpContext context) =>
        result.Error is not { } error ? Results.LocalRedirect($"/conduct?done={done}")
            : await Refusal.OnPageAsync<ConductPage>(context, error, new { error.Code, error.Clause });
}
