using System.ComponentModel.DataAnnotations;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Bulletins;
using FirstWindow.Platform.Web.Components;
using FirstWindow.Platform.Web.Pages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace FirstWindow.Platform.Web;

/// <summary>Body of a bulletin.</summary>
public sealed record BulletinBody(
    Guid Id, [property: Required] string Level, [property: Required] string Chinese,
    [property: Required] string English, int? Minutes, bool IsPublic, int BasedOn);

/// <summary>A bulletin as it was filled in on the page.</summary>
public sealed record BulletinForm
{
    /// <summary>The new bulletin.</summary>
    public Guid? Id { get; init; }

    /// <summary>How urgent.</summary>
    public string? Level { get; init; }

    /// <summary>Its words.</summary>
    public string? Chinese { get; init; }

    /// <summary>Its words.</summary>
    public string? English { get; init; }

    /// <summary>How long it stands.</summary>
    public int? Minutes { get; init; }

    /// <summary>Whether customers see it; a box that is not ticked sends nothing.</summary>
    public bool IsPublic { get; init; }

    /// <summary>The newest that its author had seen.</summary>
    public int BasedOn { get; init; }
}

/// <summary>Bulletins by page and API, each with its permission; what is marked so, for customers.</summary>
internal static class BulletinRoutes
{
    public static readonly PageLink Page = new(PageGroup.Floor, 30, "/bulletins", "nav.bulletins", BulletinPermissions.Raise);

    public static void MapBulletins(this IEndpointRouteBuilder app)
    {
        app.MapGet("/bulletins", IResult (string? done) => new RazorComponentResult<BulletinsPage>(new { Done = done }))
            .RequirePermission(BulletinPermissions.Raise);
        app.MapPost("/bulletins", RaiseByFormAsync).RequirePermission(BulletinPermissions.Raise);
        app.MapPost("/bulletins/{id:guid}/end", EndByFormAsync).RequirePermission(BulletinPermissions.Raise);
        app.MapGet("/bulletins/strip", IResult () => new RazorComponentResult<BulletinStrip>())
            .RequirePermission(Permission.AnyStaff).OpenToLockedDesks();
        app.MapGet("/help/bulletins", IResult () => new RazorComponentResult<BulletinStrip>(new { IsForCustomers = true }))
            .OpenTo("what customers are told in an emergency; only what is marked for them");
        var api = app.MapGroup("/api/v1/bulletins");
        api.MapGet("", async (BulletinDesk bulletins, CancellationToken ct) =>
            Results.Json(await bulletins.ListAsync(ct), JsonSettings.Options))
            .RequirePermission(BulletinPermissions.Raise);
        api.MapPost("", RaiseAsync).RequirePermission(BulletinPermissions.Raise);
        api.MapDelete("/{id:guid}", async (
            Guid id, Actor actor, BulletinDesk bulletins, CancellationToken ct) =>
            (await bulletins.EndAsync(id, actor, ct)).ToNoContent()).RequirePermission(BulletinPermissions.Raise);
    }

    private static async Task<IResult> RaiseAsync(
        BulletinBody body, Actor actor, BulletinDesk bulletins, CancellationToken ct) =>
        (await bulletins.RaiseAsync(new(body.Id, body.Level, body.Chinese, body.English, body.Minutes, body.IsPublic,
            body.BasedOn), actor, ct)).ToNoContent();

    private static async Task<IResult> RaiseByFormAsync(
        [FromForm] BulletinForm form, Actor actor, BulletinDesk bulletins, HttpContext context,
        CancellationToken ct)
    {
        var result = await bulletins.RaiseAsync(new(form.Id ?? Guid.CreateVersion7(), form.Level, form.Chinese,
            form.English, form.Minutes, form.IsPublic, form.BasedOn), actor, ct);
        return result.Error is { } error
            ? await Refusal.OnPageAsync<BulletinsPage>(context, error, new { Filled = form, error.Code, error.Clause })
            : Results.LocalRedirect("/bulletins?done=raised");
    }

    private static async Task<IResult> EndByFormAsync(
        Guid id, [FromForm] string? sure, Actor actor, BulletinDesk bulletins, HttpContext context,
        CancellationToken ct)
    {
        _ = sure; // A form field makes the framework check the antiforgery token.
        var result = await bulletins.EndAsync(id, actor, ct);
        return result.Error is { } error
            ? await Refusal.OnPageAsync<BulletinsPage>(context, error, new { error.Code, error.Clause })
            : Results.LocalRedirect("/bulletins?done=ended");
    }
}
