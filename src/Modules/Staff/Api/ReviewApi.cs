using System.ComponentModel.DataAnnotations;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Web;
using FirstWindow.Staff.Domain;
using FirstWindow.Staff.Features;
using FirstWindow.Staff.Pages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace FirstWindow.Staff.Api;

/// <summary>Body of a word on a right: keep it, or withdraw it at once.</summary>
public sealed record RightBody([property: Required] bool? Keep);

/// <summary>Body that names who takes a leaver's work over, by number.</summary>
public sealed record HandoverBody([property: Required, StringLength(20)] string Successor);

/// <summary>The review of rights, and those who leave, by page and API, each with its permission.</summary>
internal static class ReviewApi
{
    public static readonly PageLink Reviews = new(PageGroup.Conduct, 65, "/access-reviews", "nav.access-reviews", ReviewPermissions.Review);

    public static void MapReviews(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/v1/access-reviews").WithTags("Staff");
        api.MapGet("", async (Actor actor, AccessReviews reviews, CancellationToken ct) =>
            Results.Json(await reviews.ListAsync(actor, ct), JsonSettings.Options))
            .RequirePermission(ReviewPermissions.Review);
        api.MapPut("/{id:guid}/lines/{staff:guid}/{role}", async (
            Guid id, Guid staff, string role, RightBody body, Actor actor, AccessReviews reviews,
            CancellationToken ct) =>
            (await reviews.DecideAsync(id, new(staff), role, body.Keep is true, actor, ct)).ToNoContent())
            .RequirePermission(ReviewPermissions.Review);
        api.MapPut("/{id:guid}/completion", async (
            Guid id, Actor actor, AccessReviews reviews, CancellationToken ct) =>
            (await reviews.FinishAsync(id, actor, ct)).ToNoContent()).RequirePermission(ReviewPermissions.Review);
        app.MapGet("/access-reviews", IResult (string? done) => new RazorComponentResult<ReviewsPage>(new { Done = done }))
            .RequirePermission(ReviewPermissions.Review);
        app.MapPost("/access-reviews/{id:guid}/lines", DecideByFormAsync).RequirePermission(ReviewPermissions.Review);
        app.MapPost("/access-reviews/{id:guid}/completion", FinishByFormAsync)
            .RequirePermission(ReviewPermissions.Review);

        var leaving = app.MapGroup("/api/v1/staff/{id:guid}").WithTags("Staff");
        leaving.MapGet("/leaving", async (Guid id, LeavingDesk desk, CancellationToken ct) =>
            await desk.FindAsync(new(id), ct) is { } view ? Results.Json(view, JsonSettings.Options)
                : LeavingErrors.NotBegun.ToProblem()).RequirePermission(StaffPermissions.Disable);
        leaving.MapPut("/leaving", async (Guid id, Actor actor, LeavingDesk desk, CancellationToken ct) =>
            (await desk.BeginAsync(new(id), actor, ct)).ToNoContent()).RequirePermission(StaffPermissions.Disable);
        leaving.MapPut("/leaving/handover", async (
            Guid id, HandoverBody body, Actor actor, LeavingDesk desk, CancellationToken ct) =>
            (await desk.HandOverAsync(new(id), body.Successor, actor, ct)).ToNoContent())
            .RequirePermission(StaffPermissions.Disable);
        leaving.MapPut("/leaving/completion", async (Guid id, Actor actor, LeavingDesk desk, CancellationToken ct) =>
            (await desk.CompleteAsync(new(id), actor, ct)).ToNoContent()).RequirePermission(StaffPermissions.Disable);
        app.MapPost("/staff/{id:guid}/leaving", LeaveByFormAsync).RequirePermission(StaffPermissions.Disable);
    }

    private static async Task<IResult> DecideByFormAsync(
        Guid id, [FromForm] Guid staff, [FromForm] string? role, [FromForm] bool keep, Actor actor,
        AccessReviews reviews, HttpContext context, CancellationToken ct) => await AnswerAsync(
            await reviews.DecideAsync(id, new(staff), role ?? string.Empty, keep, actor, ct),
            keep ? "kept" : "withdrawn", context);

    private static async Task<IResult> FinishByFormAsync(
        Guid id, [FromForm] string? sure, Actor actor, AccessReviews reviews, HttpContext context, CancellationToken ct)
    {
        _ = sure; // A form field makes the framework check the antiforgery token.
        return await AnswerAsync(await reviews.FinishAsync(id, actor, ct), "finished", context);
    }

    private static async Task<IResult> LeaveByFormAsync(
        Guid id, [FromForm] string? step, [FromForm] string? successor, Actor actor, LeavingDesk desk,
        HttpContext context, CancellationToken ct)
    {
        var result = step switch
        {
            "handover" => await desk.HandOverAsync(new(id), (successor ?? string.Empty).Trim(), actor, ct),
            "completion" => await desk.CompleteAsync(new(id), actor, ct),
            _ => await desk.BeginAsync(new(id), actor, ct),
        };
        return result.Error is not { } error ? Results.LocalRedirect($"/staff/{id}")
            : await Refusal.OnPageAsync<PersonPage>(context, error, new { Id = id, error.Code, error.Clause });
    }

    private static async Task<IResult> AnswerAsync(Result result, string done, HttpContext context) =>
        result.Error is not { } error ? Results.LocalRedirect($"/access-reviews?done={done}")
            : await Refusal.OnPageAsync<ReviewsPage>(context, error, new { error.Code, error.Clause });
}
