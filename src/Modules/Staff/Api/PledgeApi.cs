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

/// <summary>Body of an acceptance: the version that was read.</summary>
public sealed record PledgeAcceptanceBody([property: Required] int? Version);

/// <summary>Body of another wording.</summary>
public sealed record PledgeBody(
    [property: Required, StringLength(4_000)] string Chinese, [property: Required, StringLength(4_000)] string English,
    [property: Required, StringLength(400)] string Reason);

/// <summary>Body that proves who is there: the own password, or a fresh one-time code.</summary>
public sealed record ProofBody([property: Required, StringLength(256)] string Proof);

/// <summary>The pledge and the lock of the desk, by page and API, each with its permission.</summary>
internal static class PledgeApi
{
    public static readonly PageLink Pledge = new(
        PageGroup.Conduct, 15, "/pledge", "nav.pledge", Permission.AnyStaff);

    public static void MapPledge(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/v1/pledge").WithTags("Staff");
        api.MapGet("", async (Actor actor, PledgeBook book, Pledges pledges, CancellationToken ct) =>
        {
            var pledge = await book.FreshAsync(ct);
            return Results.Json(new
            {
                pledge.Version,
                pledge.Chinese,
                pledge.English,
                AcceptedAt = await pledges.FindAsync(actor, ct),
            }, JsonSettings.Options);
        }).RequirePermission(Permission.AnyStaff);
        api.MapPut("/acceptance", async (
            PledgeAcceptanceBody body, Actor actor, Pledges pledges, CancellationToken ct) =>
            (await pledges.AcceptAsync(body.Version!.Value, actor, ct)).ToNoContent())
            .RequirePermission(Permission.AnyStaff);
        api.MapGet("/owing", async (Pledges pledges, CancellationToken ct) =>
            Results.Json(await pledges.ListOwingAsync(ct), JsonSettings.Options))
            .RequirePermission(PledgePermissions.Change);
        api.MapPost("/proposals", ProposeAsync).RequirePermission(PledgePermissions.Change);
        api.MapPut("/proposals/{id:guid}/decision", async (
            Guid id, DecisionBody body, Actor actor, Pledges pledges, CancellationToken ct) =>
            (await pledges.DecideAsync(id, body.Approve, actor, ct)).ToNoContent())
            .RequirePermission(PledgePermissions.Decide);
        app.MapGet("/pledge", IResult (string? next, string? done) =>
            new RazorComponentResult<PledgePage>(new { Next = next, Done = done }))
            .RequirePermission(Permission.AnyStaff);
        app.MapPost("/pledge", AcceptByFormAsync).RequirePermission(Permission.AnyStaff);
        app.MapPost("/pledge/proposals", ProposeByFormAsync).RequirePermission(PledgePermissions.Change);
        app.MapPost("/pledge/proposals/{id:guid}/decision", DecideByFormAsync)
            .RequirePermission(PledgePermissions.Decide);
    }

    public static void MapDeskLock(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/v1/session").WithTags("Staff");
        api.MapPut("/lock", async (Actor actor, DeskLock desk, CancellationToken ct) =>
            (await desk.LockAsync(actor, ct)).ToNoContent()).RequirePermission(Permission.AnyStaff).OpenToLockedDesks();
        api.MapPost("/proofs", async (
            ProofBody body, Actor actor, DeskLock desk, HttpContext context, CancellationToken ct) =>
            (await desk.OpenAsync(body.Proof, PlaceOf(context), actor, ct)).ToNoContent())
            .RequirePermission(Permission.AnyStaff).OpenToLockedDesks();
        app.MapPost("/lock", async ([FromForm] string? next, Actor actor, DeskLock desk, CancellationToken ct) =>
            (await desk.LockAsync(actor, ct)).Error is { } error ? error.ToProblem()
                : Results.LocalRedirect($"/unlock?next={Uri.EscapeDataString(Preferences.LocalPath(next))}"))
           .RequirePermission(Permission.AnyStaff).OpenToLockedDesks();
        app.MapGet("/unlock", IResult (string? next) => new RazorComponentResult<UnlockPage>(new { Next = next }))
            .RequirePermission(Permission.AnyStaff).OpenToLockedDesks();
        app.MapPost("/unlock", OpenByFormAsync).RequirePermission(Permission.AnyStaff).OpenToLockedDesks();
    }

    private static string? PlaceOf(HttpContext context) => context.Connection.RemoteIpAddress?.ToString();

    private static async Task<IResult> ProposeAsync(
        PledgeBody body, Actor actor, Pledges pledges, CancellationToken ct)
    {
        var result = await pledges.ProposeAsync(new(body.Chinese, body.English, body.Reason), actor, ct);
        return result.Error is { } error ? error.ToProblem()
            : Results.Json(new { Id = result.Value }, JsonSettings.Options, statusCode: StatusCodes.Status201Created);
    }

    private static async Task<IResult> AcceptByFormAsync(
        [FromForm] int? version, [FromForm] string? next, Actor actor, Pledges pledges, HttpContext context,
        CancellationToken ct)
    {
        var result = await pledges.AcceptAsync(version ?? 0, actor, ct);
        var asked = Preferences.LocalPath(next);
        return result.Error is not { } error
            ? Results.LocalRedirect(asked == "/" ? "/pledge?done=accepted" : asked)
            : await Refusal.OnPageAsync<PledgePage>(context, error, new { Next = next, error.Code, error.Clause });
    }

    private static async Task<IResult> ProposeByFormAsync(
        [FromForm] string? chinese, [FromForm] string? english, [FromForm] string? reason, Actor actor,
        Pledges pledges, HttpContext context, CancellationToken ct) => await AnswerAsync(
            (await pledges.ProposeAsync(new(chinese ?? "", english ?? "", reason ?? ""), actor, ct)).Error,
            "proposed", context);

    private static async Task<IResult> DecideByFormAsync(
        Guid id, [FromForm] bool approve, Actor actor, Pledges pledges, HttpContext context, CancellationToken ct) =>
        await AnswerAsync(
            (await pledges.DecideAsync(id, approve, actor, ct)).Error, approve ? "approved" : "rejected", context);

    private static async Task<IResult> OpenByFormAsync(
        [FromForm] string? proof, [FromForm] string? next, Actor actor, DeskLock desk, HttpContext context,
        CancellationToken ct)
    {
        var result = await desk.OpenAsync(
            proof is { Length: <= 256 } ? proof : string.Empty, PlaceOf(context), actor, ct);
        var asked = Preferences.LocalPath(next);
        return result.Error is not { } error
            ? Results.LocalRedirect(asked == "/" ? Navigation.HomeOf(actor.Roles) : asked)
            : await Refusal.OnPageAsync<UnlockPage>(context, error, new { Next = next, error.Code, error.Clause });
    }

    private static async Task<IResult> AnswerAsync(Error? error, string done, HttpContext context) => error is null
        ? Results.LocalRedirect($"/pledge?done={done}")
        : await Refusal.OnPageAsync<PledgePage>(context, error, new { error.Code, error.Clause });
}
