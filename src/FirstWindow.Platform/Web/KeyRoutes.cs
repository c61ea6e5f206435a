using FirstWindow.Platform.Access;
using FirstWindow.Platform.Privacy;
using FirstWindow.Platform.Web.Pages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace FirstWindow.Platform.Web;

/// <summary>How the keys stand, a new version of one, an old one put away: by page and API. No key is ever
/// shown.</summary>
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
        api.MapPost("/{key}/rotation", (string key, Actor actor, KeyRotation rotation) =>
            Begin(key, actor, rotation) is { } error ? error.ToProblem() : Results.Accepted())
            .RequirePermission(KeyPermissions.Change);
        api.MapPut("/{key}/{version}/retirement", async (
            string key, int version, Actor actor, KeyDesk desk, CancellationToken ct) =>
            (await RetireAsync(key, version, actor, desk, ct)).ToNoContent()).RequirePermission(KeyPermissions.Change);
    }

    private static Task<IResult> RotateByFormAsync(
        [FromForm] string? key, Actor actor, KeyRotation rotation, HttpContext context) =>
        AnswerAsync(Begin(key, actor, rotation), "begun", context);

    private static async Task<IResult> RetireByFormAsync(
        [FromForm] string? key, [FromForm] int? version, Actor actor, KeyDesk desk, HttpContext context,
        CancellationToken ct) =>
        await AnswerAsync((await RetireAsync(key, version ?? 0, actor, desk, ct)).Error, "retired", context);

    private static Error? Begin(string? key, Actor actor, KeyRotation rotation) =>
        KeyRing.UsesOf(key) is { Count: > 0 } uses ? rotation.Begin(uses, actor).Error : KeyErrors.NoSuchKey;

    private static async Task<Result> RetireAsync(
        string? key, int version, Actor actor, KeyDesk desk, CancellationToken ct) =>
        KeyRing.UsesOf(key) is [var use] ? await desk.RetireAsync(use, version, actor, ct) : KeyErrors.NoSuchKey;

    private static async Task<IResult> AnswerAsync(Error? error, string done, HttpContext context) => error is null
        ? Results.LocalRedirect($"/keys?done={done}")
        : await Refusal.OnPageAsync<KeysPage>(context, error, new { error.Code, error.Clause });
}
