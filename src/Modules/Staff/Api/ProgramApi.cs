using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Storage;
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

/// <summary>Body of a new key of a program: the public half, in PEM.</summary>
public sealed record ProgramKeyBody([property: Required, StringLength(4_000)] string PublicKey);

/// <summary>A token as RFC 6749 5.1 names its parts.</summary>
public sealed record TokenAnswer(
    [property: JsonPropertyName("access_token")] string AccessToken,
    [property: JsonPropertyName("token_type")] string TokenType,
    [property: JsonPropertyName("expires_in")] long ExpiresIn);

/// <summary>The service accounts and their keys, by page and API, and the tokens that programs ask for.</summary>
internal static class ProgramApi
{
    public static readonly PageLink Programs = new(
        PageGroup.Setup, 12, "/staff/programs", "nav.programs", StaffPermissions.ReadChanges);

    private const string TokenPath = "/api/v1/token";
    private const string Grant = "client_credentials";
    private const string AssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    public static void MapPrograms(this IEndpointRouteBuilder app)
    {
        app.MapPost(TokenPath, GiveTokenAsync).WithTags("Staff").DisableAntiforgery() // No cookie is looked at.
            .OpenTo("a word signed with the program's key is how it gets a token; limits guard it", Side.Staff);
        var api = app.MapGroup("/api/v1/service-accounts").WithTags("Staff");
        api.MapGet("", async (Actor actor, ServiceAccounts accounts, CancellationToken ct) =>
            Results.Json(await accounts.ListAsync(actor, ct), JsonSettings.Options))
            .RequirePermission(StaffPermissions.ReadChanges);
        api.MapDelete("/{id:guid}/token", async (
            Guid id, Actor actor, ServiceAccounts accounts, CancellationToken ct) =>
            (await accounts.RevokeAsync(id, actor, ct)).ToNoContent()).RequirePermission(StaffPermissions.Disable);
        api.MapPost("/{id:guid}/keys", async (
            Guid id, ProgramKeyBody body, Actor actor, ProgramKeys keys, CancellationToken ct) =>
            await keys.AddAsync(id, body.PublicKey, actor, ct) is var added && added.Error is { } error
                ? error.ToProblem()
                : Results.Json(added.Value, JsonSettings.Options, statusCode: StatusCodes.Status201Created))
            .RequirePermission(StaffPermissions.Keep);
        api.MapPut("/keys/{id:guid}/confirmation", async (
            Guid id, Actor actor, ProgramKeys keys, CancellationToken ct) =>
            (await keys.ConfirmAsync(id, actor, ct)).ToNoContent()).RequirePermission(StaffPermissions.Confirm);
        api.MapDelete("/keys/{id:guid}", async (Guid id, Actor actor, ProgramKeys keys, CancellationToken ct) =>
            (await keys.RemoveAsync(id, actor, ct)).ToNoContent()).RequirePermission(StaffPermissions.Disable);
        app.MapPage();
    }

    private static void MapPage(this IEndpointRouteBuilder app)
    {
        app.MapGet("/staff/programs", IResult (string? done) => new RazorComponentResult<ProgramsPage>(new { Done = done }))
            .RequirePermission(StaffPermissions.ReadChanges);
        app.MapPost("/staff/programs/{id:guid}/revocation", async (
            Guid id, [FromForm] string? sure, Actor actor, ServiceAccounts accounts, HttpContext context,
            CancellationToken ct) => await BackAsync(context, await accounts.RevokeAsync(id, actor, ct), "revoked", sure))
            .RequirePermission(StaffPermissions.Disable);
        app.MapPost("/staff/programs/{id:guid}/keys", async (
            Guid id, [FromForm] string? publicKey, Actor actor, ProgramKeys keys, HttpContext context,
            CancellationToken ct) =>
        {
            var added = await keys.AddAsync(id, publicKey ?? string.Empty, actor, ct);
            return await BackAsync(context, new(added.Error), added.Value is { Waits: true } ? "key-waits" : "key-added");
        }).RequirePermission(StaffPermissions.Keep);
        app.MapPost("/staff/programs/keys/{id:guid}/confirmation", async (
            Guid id, [FromForm] string? sure, Actor actor, ProgramKeys keys, HttpContext context,
            CancellationToken ct) => await BackAsync(context, await keys.ConfirmAsync(id, actor, ct), "key-confirmed", sure))
            .RequirePermission(StaffPermissions.Confirm);
        app.MapPost("/staff/programs/keys/{id:guid}/removal", async (
            Guid id, [FromForm] string? sure, Actor actor, ProgramKeys keys, HttpContext context,
            CancellationToken ct) => await BackAsync(context, await keys.RemoveAsync(id, actor, ct), "key-removed", sure))
            .RequirePermission(StaffPermissions.Disable);
    }

    private static async Task<IResult> GiveTokenAsync(
        [FromForm(Name = "grant_type")] string? grant, [FromForm(Name = "client_assertion_type")] string? type,
        [FromForm(Name = "client_assertion")] string? assertion, HttpContext context, ProgramTokens tokens,
        DatabaseClock clock, CancellationToken ct)
    {
        if (grant is not Grant)
        {
            return StaffErrors.UnsupportedGrant.ToProblem();
        }

        if (type is not AssertionType || string.IsNullOrEmpty(assertion))
        {
            return StaffErrors.BadTokenRequest.ToProblem();
        }

        var audience = $"{context.Request.Scheme}://{context.Request.Host}{TokenPath}";
        var given = await tokens.GiveAsync(assertion, audience, StaffApi.PlaceOf(context), ct);
        return given.Value is not { } token ? new Refusal(given.Error!, StaffApi.StatusOf(given.Error!))
            : Results.Json(new TokenAnswer(
                token.Token, "Bearer", (long)Math.Round((token.ExpiresAt - clock.Now).TotalSeconds)));
    }

    // The form field makes the framework check the antiforgery token.
    private static async Task<IResult> BackAsync(HttpContext context, Result result, string done, string? sure = null)
    {
        _ = sure;
        return result.Error is not { } error ? Results.LocalRedirect($"/staff/programs?done={done}")
            : await Refusal.OnPageAsync<ProgramsPage>(context, error, new { error.Code, error.Clause });
    }
}
