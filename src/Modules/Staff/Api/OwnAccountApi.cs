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

/// <summary>Body of a change of the own password.</summary>
public sealed record PasswordBody(
    [property: Required, StringLength(256)] string Old, [property: Required, StringLength(256)] string New,
    [property: Required, StringLength(6, MinimumLength = 6)] string Code);

/// <summary>Body of the end of a session: the own one-time code, unless it is this very one.</summary>
public sealed record SessionEndBody([property: StringLength(10)] string? Code = null);

/// <summary>The own account of whoever is signed in, by page and API.</summary>
internal static class OwnAccountApi
{
    public static void MapOwnAccount(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/v1/my-account").WithTags("Staff");
        api.MapGet("", ReadAsync).RequirePermission(Permission.AnyStaff);
        api.MapPut("/password", async (
            PasswordBody body, Actor actor, ChangePasswordHandler handler, CancellationToken ct) =>
            (await handler.HandleAsync(new(body.Old, body.New, body.Code), actor, ct)).ToNoContent())
            .RequirePermission(Permission.AnyStaff);
        api.MapDelete("/sessions/{id:guid}", async (
            Guid id, [FromBody] SessionEndBody? body, Actor actor, OwnAccount account, CancellationToken ct) =>
            (await account.EndAsync(id, body?.Code, actor, ct)).ToNoContent()).RequirePermission(Permission.AnyStaff);
        app.MapGet("/my-account", IResult (string? done) => new RazorComponentResult<OwnAccountPage>(new { Done = done }))
            .RequirePermission(Permission.AnyStaff);
        app.MapPost("/my-account/password", ChangeByFormAsync).RequirePermission(Permission.AnyStaff);
        app.MapPost("/my-account/sessions/{id:guid}", EndByFormAsync).RequirePermission(Permission.AnyStaff);
    }

    private static async Task<IResult> ReadAsync(
        Actor actor, OwnAccount account, HttpContext context, CancellationToken ct) =>
        await account.ReadAsync(actor, StaffApi.PlaceOf(context), StaffApi.DeviceOf(context), ct) is { } view
            ? Results.Json(view, JsonSettings.Options) : StaffErrors.PersonOnly.ToProblem();

    // What is longer than any password is none; nothing of the rest is trimmed.
    private static async Task<IResult> ChangeByFormAsync(
        [FromForm] string? old, [FromForm] string? password, [FromForm] string? again, [FromForm] string? code,
        Actor actor, ChangePasswordHandler handler, HttpContext context, CancellationToken ct)
    {
        var error = password != again ? StaffErrors.PasswordNotRepeated
            : (await handler.HandleAsync(new(Cut(old), Cut(password), Cut(code)), actor, ct)).Error;
        return error is null ? Results.LocalRedirect("/my-account?done=password")
            : await Refusal.OnPageAsync<OwnAccountPage>(context, error, new { error.Code, error.Clause });
    }

    private static async Task<IResult> EndByFormAsync(
        Guid id, [FromForm] string? code, Actor actor, OwnAccount account, HttpContext context, CancellationToken ct)
    {
        var result = await account.EndAsync(id, Cut(code), actor, ct);
        return result.Error is { } error
            ? await Refusal.OnPageAsync<OwnAccountPage>(context, error, new { error.Code, error.Clause })
            : Results.LocalRedirect(id == actor.Session ? "/sign-in" : "/my-account?done=ended");
    }

    private static string Cut(string? field) =>
        field is { Length: <= PasswordRules.CharsMax } ? field : string.Empty;
}
