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

/// <summary>Body of a second person's word on what was asked for an account.</summary>
public sealed record AccountDecisionBody([property: Required] bool? Approve);

/// <summary>What waits for a second person, by page and API, each with its permission.</summary>
internal static class AccountChangeApi
{
    public static readonly PageLink Changes = new(
        PageGroup.Setup, 11, "/staff/changes", "nav.staff-changes", StaffPermissions.ReadChanges);

    public static void MapAccountChanges(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/v1/staff/changes").WithTags("Staff");
        api.MapGet("", async (Actor actor, AccountChanges changes, CancellationToken ct) =>
            Results.Json(await changes.ListAsync(actor, ct), JsonSettings.Options))
            .RequirePermission(StaffPermissions.ReadChanges);
        api.MapPut("/{id:guid}/decision", async (
            Guid id, AccountDecisionBody body, Actor actor, DecideAccountChangeHandler handler, CancellationToken ct) =>
            (await handler.HandleAsync(id, body.Approve is true, actor, ct)).ToNoContent())
            .RequirePermission(StaffPermissions.Confirm);
        app.MapGet("/staff/changes", IResult (string? done) => new RazorComponentResult<ChangesPage>(new { Done = done }))
            .RequirePermission(StaffPermissions.ReadChanges);
        app.MapPost("/staff/changes/{id:guid}", DecideByFormAsync).RequirePermission(StaffPermissions.Confirm);
    }

    private static async Task<IResult> DecideByFormAsync(
        Guid id, [FromForm] bool approve, Actor actor, DecideAccountChangeHandler handler, HttpContext context,
        CancellationToken ct)
    {
        var result = await handler.HandleAsync(id, approve, actor, ct);
        return result.Error is not { } error
            ? Results.LocalRedirect($"/staff/changes?done={(approve ? "confirmed" : "declined")}")
            : await Refusal.OnPageAsync<ChangesPage>(context, error, new { error.Code, error.Clause });
    }
}
