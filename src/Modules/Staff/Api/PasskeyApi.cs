using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Nodes;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Web;
using FirstWindow.Staff.Domain;
using FirstWindow.Staff.Features;
using FirstWindow.Staff.Features.Passkeys;
using FirstWindow.Staff.Pages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace FirstWindow.Staff.Api;

/// <summary>Body that proves by the own one-time code who adds a passkey.</summary>
public sealed record NewPasskeyBody([property: Required, StringLength(7, MinimumLength = 6)] string Code);

/// <summary>Body of a new passkey: the challenge, its name, and what the browser made.</summary>
public sealed record PasskeyBody(
    [property: Required] Guid? Challenge, [property: Required, StringLength(100)] string Name,
    [property: Required] JsonElement? Credential);

/// <summary>Body of an answer by passkey: the challenge, what the browser signed, and where to go on.</summary>
public sealed record PasskeyProofBody(
    [property: Required] Guid? Challenge, [property: Required] JsonElement? Credential,
    [property: StringLength(2_000)] string? Next = null);

/// <summary>Body of a sign-in by passkey; name and password where the bank's policy asks for them.</summary>
public sealed record PasskeySessionBody(
    [property: Required] Guid? Challenge, [property: Required] JsonElement? Credential,
    [property: StringLength(100)] string? UserName = null, [property: StringLength(256)] string? Password = null,
    [property: StringLength(2_000)] string? Next = null);

/// <summary>Passkeys: the own ones, signing in by them, opening a locked desk. A challenge comes first.</summary>
internal static class PasskeyApi
{
    private const string Why = "signing in is how one gets a session; challenge, passkey, password and lockout guard it";

    public static void MapPasskeys(this IEndpointRouteBuilder app)
    {
        var own = app.MapGroup("/api/v1/my-account/passkeys").WithTags("Staff");
        own.MapGet("", async (Actor actor, OwnPasskeys passkeys, CancellationToken ct) =>
            Results.Json(await passkeys.ListAsync(actor, ct), JsonSettings.Options))
            .RequirePermission(Permission.AnyStaff);
        own.MapPost("/challenges", async (
            NewPasskeyBody body, Actor actor, OwnPasskeys passkeys, HttpRequest request, CancellationToken ct) =>
        {
            var result = await passkeys.AskAsync(body.Code, PasskeySite.Of(request), actor, ct);
            return result.Error is { } error ? error.ToProblem() : Asked(result.Value);
        }).RequirePermission(Permission.AnyStaff);
        own.MapPost("", AddAsync).RequirePermission(Permission.AnyStaff);
        own.MapDelete("/{id:guid}", async (Guid id, Actor actor, OwnPasskeys passkeys, CancellationToken ct) =>
            (await passkeys.EndAsync(id, actor, ct)).ToNoContent()).RequirePermission(Permission.AnyStaff);
        app.MapPost("/my-account/passkeys/{id:guid}", EndByFormAsync).RequirePermission(Permission.AnyStaff);

        var session = app.MapGroup("/api/v1/session").WithTags("Staff");
        session.MapPost("/challenges", async (PasskeyProof proof, HttpRequest request, CancellationToken ct) =>
            Asked(await proof.AskAsync(PasskeyPurpose.SignIn, null, PasskeySite.Of(request), ct)))
            .AddEndpointFilter(StaffApi.AdmitAsync).OpenTo(Why, Side.Staff);
        session.MapPost("/passkey", SignInAsync).OpenTo(Why, Side.Staff);
        session.MapPost("/proofs/challenges", AskToUnlockAsync)
            .RequirePermission(Permission.AnyStaff).OpenToLockedDesks();
        session.MapPost("/proofs/passkey", UnlockAsync).RequirePermission(Permission.AnyStaff).OpenToLockedDesks();
    }

    private static async Task<IResult> AddAsync(
        PasskeyBody body, Actor actor, OwnPasskeys passkeys, HttpRequest request, CancellationToken ct)
    {
        var answer = new PasskeyAnswer(body.Challenge!.Value, body.Credential!.Value, PasskeySite.Of(request));
        var result = await passkeys.AddAsync(body.Name, answer, actor, ct);
        return result.Error is { } error ? error.ToProblem()
            : Results.Json(new { Id = result.Value }, JsonSettings.Options, statusCode: StatusCodes.Status201Created);
    }

    private static async Task<IResult> EndByFormAsync(
        Guid id, [FromForm] string? sure, Actor actor, OwnPasskeys passkeys, HttpContext context, CancellationToken ct)
    {
        _ = sure; // A form field makes the framework check the antiforgery token.
        var result = await passkeys.EndAsync(id, actor, ct);
        return result.Error is { } error
            ? await Refusal.OnPageAsync<OwnAccountPage>(context, error, new { error.Code, error.Clause })
            : Results.LocalRedirect("/my-account?done=passkey-ended");
    }

    private static async Task<IResult> SignInAsync(
        PasskeySessionBody body, HttpContext context, SignInByPasskeyHandler handler, CancellationToken ct)
    {
        var from = StaffApi.SignInFrom(context, new(body.UserName?.Trim() ?? "", body.Password ?? "", ""));
        var answer = new PasskeyAnswer(
            body.Challenge!.Value, body.Credential!.Value, PasskeySite.Of(context.Request));
        var result = await handler.HandleAsync(
            new(from.UserName, from.Password, answer) { Place = from.Place, Device = from.Device }, ct);
        if (result.Error is { } error)
        {
            return new Refusal(error, StaffApi.StatusOf(error));
        }

        StaffApi.SetCookies(context.Response, result.Value!.Token, from.Device);
        var staff = result.Value.Staff;
        return Results.Json(new
        {
            staff.Name,
            staff.Number,
            Roles = staff.RoleSet().Select(r => r.ToCode()),
            Next = WayOn(body.Next, staff.RoleSet()),
        }, JsonSettings.Options);
    }

    private static async Task<IResult> AskToUnlockAsync(
        Actor actor, PasskeyProof proof, HttpRequest request, CancellationToken ct) =>
        actor.Kind is not ActorKind.Staff ? StaffErrors.PersonOnly.ToProblem()
            : Asked(await proof.AskAsync(PasskeyPurpose.Unlock, actor, PasskeySite.Of(request), ct));

    private static async Task<IResult> UnlockAsync(
        PasskeyProofBody body, Actor actor, DeskLock desk, HttpContext context, CancellationToken ct)
    {
        var answer = new PasskeyAnswer(
            body.Challenge!.Value, body.Credential!.Value, PasskeySite.Of(context.Request));
        var result = await desk.OpenAsync(answer, StaffApi.PlaceOf(context), actor, ct);
        return result.Error is { } error ? error.ToProblem()
            : Results.Json(new { Next = WayOn(body.Next, actor.Roles) }, JsonSettings.Options);
    }

    private static string WayOn(string? asked, IReadOnlySet<Role> roles) =>
        Preferences.LocalPath(asked) is var path && path == "/" ? Navigation.HomeOf(roles) : path;

    private static IResult Asked((Guid Id, string Options) question) => Results.Json(
        new { question.Id, Options = JsonNode.Parse(question.Options) }, JsonSettings.Options,
        statusCode: StatusCodes.Status201Created);
}
