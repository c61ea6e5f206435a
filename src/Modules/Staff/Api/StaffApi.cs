using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Web;
using FirstWindow.Staff.Domain;
using FirstWindow.Staff.Features;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace FirstWindow.Staff.Api;

/// <summary>Body of a sign-in.</summary>
public sealed record SessionBody(
    [property: Required, StringLength(100)] string UserName,
    [property: Required, StringLength(256)] string Password,
    [property: Required, StringLength(6, MinimumLength = 6)] string Code);

/// <summary>Body of an invitation.</summary>
/// <param name="SendTo">Mail address or telephone number the one-time address also goes to; it is not kept.</param>
public sealed record InvitationBody(
    [property: Required, StringLength(100)] string Name, [property: Required, StringLength(100)] string Number,
    [property: Required, StringLength(100)] string UserName, [property: Required] IReadOnlyList<string> Roles,
    [property: StringLength(100)] string? Team = null, IReadOnlyList<string>? Languages = null,
    [property: StringLength(260)] string? SendTo = null);

/// <summary>Body of a reset: the own one-time code of who asks for it, how the person was known, and what was lost. A
/// program has no code and sees nobody.</summary>
public sealed record AccessBody(
    [property: StringLength(10)] string? Code = null, [property: StringLength(40)] string? KnownBy = null,
    [property: RegularExpression("^(password|all)$")] string? Lost = null);

/// <summary>Body of a change of post.</summary>
public sealed record PostBody(
    [property: Required] IReadOnlyList<string> Roles, [property: StringLength(100)] string? Team = null,
    IReadOnlyList<string>? Languages = null);

/// <summary>Every staff URL with the permission it needs; nothing else is routed.</summary>
internal static class StaffApi
{
    private const string DeviceCookie = "fw_device";

    public static void MapStaff(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/v1").WithTags("Staff");
        api.MapPost("/session", SignInAsync)
            .OpenTo("signing in is how one gets a session; password, code and lockout guard it", Side.Staff);
        api.MapDelete("/session", SignOutAsync).RequirePermission(Permission.AnyStaff).OpenToLockedDesks();
        api.MapGet("/session", (Actor actor) => Results.Json(
            new { actor.Name, actor.Number, Roles = actor.Roles.Select(r => r.ToCode()) }, JsonSettings.Options))
            .RequirePermission(Permission.AnyStaff);
        api.MapGet("/staff", ListAsync).RequirePermission(StaffPermissions.ReadAccounts);
        api.MapPost("/staff", InviteAsync).RequirePermission(StaffPermissions.Keep);
        api.MapPost("/staff/{id:guid}/access", ResetAsync).RequirePermission(StaffPermissions.Keep);
        api.MapPut("/staff/{id:guid}/post", ChangePostAsync).RequirePermission(StaffPermissions.Keep);
        api.MapPut("/staff/{id:guid}/disabled", DisableAsync).RequirePermission(StaffPermissions.Disable);
        api.MapDelete("/staff/{id:guid}/disabled", EnableAsync).RequirePermission(StaffPermissions.Disable);
    }

    /// <summary>Puts the session into its cookie, and what the browser is known by into another.</summary>
    public static void SetCookies(HttpResponse response, string token, string? device)
    {
        response.SetCookie(AccessGate.Cookie, token, SameSiteMode.Strict);
        response.SetCookie(DeviceCookie, device ?? string.Empty, SameSiteMode.Strict, TimeSpan.FromDays(365));
    }

    /// <summary>A sign-in with where it comes from: the address, and what the browser's own cookie says; a new browser
    /// is given one.</summary>
    public static SignIn SignInFrom(HttpContext context, SignIn request) => request with
    {
        Place = PlaceOf(context),
        Device = DeviceOf(context) ?? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)),
    };

    /// <summary>The address a request comes from.</summary>
    public static string? PlaceOf(HttpContext context) => context.Connection.RemoteIpAddress?.ToString();

    /// <summary>What the browser's own cookie says; none for a new browser.</summary>
    public static string? DeviceOf(HttpContext context) =>
        context.Request.CookieOf(DeviceCookie) is { Length: > 20 and < 60 } known ? known : null;

    /// <summary>Shuts out, before anything is looked up or journaled, an address that tries too often.</summary>
    public static async ValueTask<object?> AdmitAsync(
        EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        context.HttpContext.RequestServices.GetRequiredService<SignInTries>().Admits(PlaceOf(context.HttpContext))
            ? await next(context) : new Refusal(StaffErrors.TooManyTries);

    /// <summary>Whoever fails is nobody; whoever hurries is told to wait.</summary>
    public static int StatusOf(Error error) =>
        error.Kind is ErrorKind.TooMany ? Refusal.StatusOf(error.Kind) : StatusCodes.Status401Unauthorized;

    private static async Task<IResult> SignInAsync(
        SessionBody body, HttpContext context, SignInHandler handler, CancellationToken ct)
    {
        var request = SignInFrom(context, new(body.UserName, body.Password, body.Code));
        var result = await handler.HandleAsync(request, ct);
        if (result.Error is { } error)
        {
            return new Refusal(error, StatusOf(error));
        }

        SetCookies(context.Response, result.Value!.Token, request.Device);
        var staff = result.Value.Staff;
        return Results.Json(
            new { staff.Name, staff.Number, Roles = staff.RoleSet().Select(r => r.ToCode()) }, JsonSettings.Options);
    }

    private static async Task<IResult> SignOutAsync(
        Actor actor, HttpContext context, EndSessionHandler handler, CancellationToken ct)
    {
        await handler.HandleAsync(actor, ct);
        context.Response.DropCookie(AccessGate.Cookie);
        context.Response.ForgetInBrowser();
        return Results.NoContent();
    }

    private static async Task<IResult> ListAsync(string? q, int? page, StaffReader reader, CancellationToken ct) =>
        Results.Json((await reader.ListAsync(q, Math.Max(1, page ?? 1), ct)).Take(StaffReader.PageSize),
            JsonSettings.Options);

    private static async Task<IResult> InviteAsync(
        InvitationBody body, Actor actor, InviteStaffHandler handler, CancellationToken ct)
    {
        var person = Post.Tidy(new(body.Name, body.Number, body.UserName, body.Roles, body.Team,
            body.Languages ?? Post.Languages.Take(1).ToList()));
        var sendTo = string.IsNullOrWhiteSpace(body.SendTo) ? null : body.SendTo.Trim();
        var result = await handler.HandleAsync(person, actor, ct, sendTo);
        return result.Error is { } error ? error.ToProblem()
            : Created(new
            {
                result.Value!.Id,
                Address = result.Value.Address.Path,
                result.Value.Address.ExpiresAt,
                result.Value.Waits,
                result.Value.IsMailed,
            });
    }

    private static async Task<IResult> ResetAsync(
        Guid id, AccessBody? body, Actor actor, ResetAccessHandler handler, CancellationToken ct)
    {
        var result = await handler.HandleAsync(
            new StaffId(id), new(body?.Code, body?.KnownBy, body?.Lost is "password"), actor, ct);
        return result.Error is { } error ? error.ToProblem()
            : Created(new
            {
                Address = result.Value!.Address.Path,
                result.Value.Address.ExpiresAt,
                result.Value.Waits,
            });
    }

    private static async Task<IResult> ChangePostAsync(
        Guid id, PostBody body, Actor actor, ChangePostHandler handler, CancellationToken ct)
    {
        var result = await handler.HandleAsync(new(new StaffId(id), body.Roles,
            string.IsNullOrWhiteSpace(body.Team) ? null : body.Team.Trim(),
            body.Languages ?? Post.Languages.Take(1).ToList()), actor, ct);
        return result.Error is { } error ? error.ToProblem()
            : result.Value ? Results.Json(
                new { Waits = true }, JsonSettings.Options, statusCode: StatusCodes.Status202Accepted)
            : Results.NoContent();
    }

    private static async Task<IResult> EnableAsync(
        Guid id, Actor actor, EnableStaffHandler handler, CancellationToken ct) =>
        (await handler.HandleAsync(new StaffId(id), actor, ct)).ToNoContent();

    private static IResult Created(object value) =>
        Results.Json(value, JsonSettings.Options, statusCode: StatusCodes.Status201Created);

    private static async Task<IResult> DisableAsync(
        Guid id, Actor actor, DisableStaffHandler handler, CancellationToken ct) =>
        (await handler.HandleAsync(new StaffId(id), actor, ct)).ToNoContent();
}
