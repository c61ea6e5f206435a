using System.ComponentModel.DataAnnotations;
using System.Globalization;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Upkeep;
using FirstWindow.Platform.Web.Pages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace FirstWindow.Platform.Web;

/// <summary>Body of a task of one's own.</summary>
public sealed record UpkeepBody(
    [property: Required, StringLength(200)] string Title, [property: Required] DateOnly? Due, int EveryDays = 0);

/// <summary>Body that ends a task.</summary>
public sealed record UpkeepEvidenceBody([property: StringLength(200)] string? Evidence = null);

/// <summary>The maintenance calendar and the restore drills, by page and API.</summary>
internal static class UpkeepRoutes
{
    public static readonly PageLink Page = new(
        PageGroup.Setup, 70, "/upkeep", "nav.upkeep", UpkeepPermissions.Read);

    public static void MapUpkeep(this IEndpointRouteBuilder app)
    {
        app.MapGet("/upkeep", IResult (string? done) => new RazorComponentResult<UpkeepPage>(new { Done = done }))
            .RequirePermission(UpkeepPermissions.Read);
        app.MapPost("/upkeep", PlanByFormAsync).RequirePermission(UpkeepPermissions.See);
        app.MapPost("/upkeep/drills", DrillByForm).RequirePermission(UpkeepPermissions.See);
        app.MapPost("/upkeep/{id:guid}", ChangeByFormAsync).RequirePermission(UpkeepPermissions.See);
        var api = app.MapGroup("/api/v1/upkeep").WithTags("Upkeep");
        api.MapGet("", async (
            UpkeepBook book, RestoreDrill drill, ScheduledBackups backups, CancellationToken ct) => Results.Json(new
            {
                Tasks = await book.ListAsync(ct),
                Drills = await drill.ListAsync(ct),
                Backups = await backups.ListAsync(ct),
            }, JsonSettings.Options))
            .RequirePermission(UpkeepPermissions.Read);
        api.MapPost("", PlanAsync).RequirePermission(UpkeepPermissions.See);
        api.MapPut("/{id:guid}/owner", async (Guid id, Actor actor, UpkeepBook book, CancellationToken ct) =>
            (await book.TakeAsync(id, actor, ct)).ToNoContent()).RequirePermission(UpkeepPermissions.See);
        api.MapPut("/{id:guid}/completion", async (
            Guid id, UpkeepEvidenceBody body, Actor actor, UpkeepBook book, CancellationToken ct) =>
            (await book.EndAsync(id, body.Evidence, actor, ct)).ToNoContent())
            .RequirePermission(UpkeepPermissions.See);
        api.MapPost("/drills", (Actor actor, UpkeepWorker worker) => worker.DrillSoon(actor.Id)
            ? Results.Accepted() : UpkeepErrors.DrillRuns.ToProblem()).RequirePermission(UpkeepPermissions.See);
    }

    private static async Task<IResult> PlanAsync(
        UpkeepBody body, Actor actor, UpkeepBook book, CancellationToken ct)
    {
        var result = await book.PlanAsync(new(body.Title, body.Due!.Value, body.EveryDays), actor, ct);
        return result.Error is { } error ? error.ToProblem()
            : Results.Json(new { Id = result.Value }, JsonSettings.Options, statusCode: StatusCodes.Status201Created);
    }

    private static async Task<IResult> PlanByFormAsync(
        [FromForm] string? title, [FromForm] string? due, [FromForm] string? everyDays, Actor actor, UpkeepBook book,
        HttpContext context, CancellationToken ct)
    {
        var isDay = DateOnly.TryParseExact(
            due, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day);
        var every = 0;
        var isNumber = string.IsNullOrEmpty(everyDays)
            || int.TryParse(everyDays, NumberStyles.None, CultureInfo.InvariantCulture, out every);
        var error = isDay && isNumber
            ? (await book.PlanAsync(new(title ?? string.Empty, day, every), actor, ct)).Error : UpkeepErrors.Plan;
        return await AnswerAsync(error, "planned", context);
    }

    private static async Task<IResult> ChangeByFormAsync(
        Guid id, [FromForm] string? step, [FromForm] string? evidence, Actor actor, UpkeepBook book,
        HttpContext context, CancellationToken ct) => step == "take"
            ? await AnswerAsync((await book.TakeAsync(id, actor, ct)).Error, "taken", context)
            : await AnswerAsync((await book.EndAsync(id, evidence, actor, ct)).Error, "done", context);

    private static async Task<IResult> DrillByForm(
        [FromForm] string? sure, Actor actor, UpkeepWorker worker, HttpContext context)
    {
        _ = sure; // A form field makes the framework check the antiforgery token.
        return await AnswerAsync(worker.DrillSoon(actor.Id) ? null : UpkeepErrors.DrillRuns, "begun", context);
    }

    private static async Task<IResult> AnswerAsync(Error? error, string done, HttpContext context) => error is null
        ? Results.LocalRedirect($"/upkeep?done={done}")
        : await Refusal.OnPageAsync<UpkeepPage>(context, error, new { error.Code, error.Clause });
}
