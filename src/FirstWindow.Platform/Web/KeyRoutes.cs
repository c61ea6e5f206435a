using FirstWindow.Platform.Access;
using FirstWindow.Platform.Privacy;
using FirstWindow.Platform.Web.Pages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace FirstWindow.Platform.Web;

/// <summary>How the keys stand, a new master key, an old one put away: by page and API. No key is ever shown.</summary>
internal static class KeyRoutes
{
    public static readonly PageLink Page = new(PageGroup.Setup, 75, "/keys", "nav.keys", KeyPermissions.Read);

    public static void MapKeys(this IEndpointRouteBuilder app)
    {
        app.MapGet("/keys", IResult (string? done) => new RazorComponentResult<KeysPage>(new { Done = done }))
            .RequirePermission(KeyPermissions.Read);
        app.MapPost("/keys/rotation", RotateByFormAsync).RequirePermission(KeyPermissions.Change);
        app.MapPost("/keys/retirement", RetireByFormAsync).RequirePermission(KeyPermissions.Change);
        var api = app.MapGroup("/api/v1/keys").WithTags("Keys");
        api.MapGet("", async (KeyDesk desk, CancellationToken ct) =>
            Results.Json(await desk.ReadAsync(ct), JsonSettings.Options)).RequirePermission(KeyPermissions.Read);
        api.MapPost("/rotation", (Actor actor, KeyRotation rotation) =>
            rotation.Begin(actor).Error is { } error ? error.ToProblem() : Results.Accepted())
            .RequirePermission(KeyPermissions.Change);
        api.MapPut("/{version}/retirement", async (
            int version, Actor actor, KeyDesk desk, CancellationToken ct) =>
            (await desk.RetireAsync(version, actor, ct)).ToNoContent()).RequirePermission(KeyPermissions.Change);
    }

    private static Task<IResult> RotateByFormAsync(
        [FromForm] string? sure, Actor actor, KeyRotation rotation, HttpContext context)
    {
        _ = sure; // A form field makes the framework check the antiforgery token.
        return AnswerAsync(rotation.Begin(actor).Error, "begun", context);
    }

    private static async Task<IResult> RetireByFormAsync(
        [FromForm] int? version, Actor actor, KeyDesk desk, HttpContext context, CancellationToken ct) =>
        await AnswerAsync((await desk.RetireAsync(version ?? 0, actor, ct)).Error, "retired", context);

    private static async Task<IResult> AnswerAsync(Error? error, string done, HttpContext context) => error is null
        ? Results.LocalRedirect($"/keys?done={done}")
        : await Refusal.OnPageAsync<KeysPage>(context, error, new { error.Code, error.Clause });
}
