using System.ComponentModel.DataAnnotations;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Web;
using FirstWindow.Routing.Domain;
using FirstWindow.Routing.Features;
using FirstWindow.Routing.Pages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace FirstWindow.Routing.Api;

/// <summary>Body of a self-check: what was looked at and is in order.</summary>
public sealed record ShiftCheckBody(
    [property: Required] bool? Dress, [property: Required] bool? Badge, [property: Required] bool? Ornaments);

/// <summary>Body of a supervisor's look: whether all was in order, and what was seen.</summary>
public sealed record SpotCheckBody(
    [property: Required] bool? IsGood, [property: StringLength(400)] string? Words = null);

/// <summary>The look at oneself before a shift, and the supervisor's; as a page and as JSON.</summary>
internal static class ShiftApi
{
    public static readonly PageLink Shift = new(PageGroup.Service, 70, "/shift", "nav.shift", ShiftPermissions.SelfCheck);

    public static void MapShifts(this IEndpointRouteBuilder app)
    {
        app.MapPut("/api/v1/desk/shift-check", async (
            ShiftCheckBody body, Actor actor, ShiftBook shifts, CancellationToken ct) =>
            (await shifts.CheckAsync(
                new(body.Dress == true, body.Badge == true, body.Ornaments == true), actor, ct)).ToNoContent())
            .RequirePermission(ShiftPermissions.SelfCheck).WithTags("Routing");
        app.MapPost("/api/v1/floor/agents/{id:guid}/spot-checks", async (
            Guid id, SpotCheckBody body, Actor actor, ShiftBook shifts, CancellationToken ct) =>
            (await shifts.SpotAsync(new(id), body.IsGood == true, body.Words, actor, ct)).ToNoContent())
            .RequirePermission(ShiftPermissions.SpotCheck).WithTags("Routing");
        app.MapGet("/shift", IResult (string? done) => new RazorComponentResult<ShiftPage>(new { Done = done }))
            .RequirePermission(ShiftPermissions.SelfCheck);
        app.MapPost("/shift", CheckAsync).RequirePermission(ShiftPermissions.SelfCheck);
        app.MapPost("/shift/spot-checks/{id:guid}", SpotAsync).RequirePermission(ShiftPermissions.SpotCheck);
    }

    private static async Task<IResult> CheckAsync(
        IFormCollection form, Actor actor, ShiftBook shifts, HttpContext context, CancellationToken ct)
    {
        var seen = new Appearance(form["dress"] == "on", form["badge"] == "on", form["ornaments"] == "on");
        return (await shifts.CheckAsync(seen, actor, ct)).Error is { } error
            ? await Refusal.OnPageAsync<ShiftPage>(context, error, new { error.Code, error.Clause })
            : Results.LocalRedirect("/shift?done=checked");
    }

    private static async Task<IResult> SpotAsync(
        Guid id, IFormCollection form, Actor actor, ShiftBook shifts, HttpContext context, CancellationToken ct)
    {
        var result = await shifts.SpotAsync(new(id), form["good"] == "yes", form["words"].ToString(), actor, ct);
        return result.Error is { } error
            ? await Refusal.OnPageAsync<ShiftPage>(context, error, new { error.Code, error.Clause })
            : Results.LocalRedirect("/shift?done=spotted");
    }
}
