using System.ComponentModel.DataAnnotations;
using System.Globalization;
using FirstWindow.Conversations.Domain;
using FirstWindow.Conversations.Features;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Web;
using FirstWindow.Staff.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace FirstWindow.Conversations.Api;

/// <summary>Body of a whisper.</summary>
public sealed record WhisperBody(Guid Id, [property: Required, StringLength(2_000)] string Text);

/// <summary>Body of a take-over: from whom, as it is seen, and why.</summary>
public sealed record TakeOverBody(
    Guid? From, [property: Required(AllowEmptyStrings = true), StringLength(500)] string Reason);

/// <summary>Body of taking a colleague's draft.</summary>
public sealed record TakeDraftBody([property: Required] Guid? From);

/// <summary>What several do at one contact, with the permission each needs.</summary>
internal static class CompanyApi
{
    private const int ColleaguesMax = 8;

    public static void MapCompany(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/v1").WithTags("Desk");
        api.MapPut("/desk/contacts/{id:guid}/attendance", AttendAsync)
            .RequirePermission(ConversationPermissions.Serve);
        api.MapDelete("/desk/contacts/{id:guid}/attendance", LeaveAsync)
            .RequirePermission(ConversationPermissions.Serve);
        api.MapGet("/desk/colleagues", FindColleaguesAsync).RequirePermission(ConversationPermissions.Serve);
        api.MapPost("/conversations/{id:guid}/draft-takings", TakeDraftAsync)
            .RequirePermission(ConversationPermissions.Serve);
        api.MapGet("/conversations/{id:guid}/live", ListenAsync).RequirePermission(CompanyPermissions.Listen);
        api.MapPost("/conversations/{id:guid}/whispers", WhisperAsync).RequirePermission(CompanyPermissions.Listen);
        api.MapPut("/conversations/{id:guid}/takeover", TakeOverAsync).RequirePermission(CompanyPermissions.Listen);
    }

    private static async Task<IResult> AttendAsync(
        Guid id, Actor actor, AttendContactHandler handler, CancellationToken ct) =>
        (await handler.OpenAsync(new(id), actor, ct)).ToNoContent();

    private static async Task<IResult> LeaveAsync(
        Guid id, Actor actor, AttendContactHandler handler, CancellationToken ct) =>
        (await handler.LeaveAsync(new(id), actor, ct)).ToNoContent();

    // Names and numbers only, of people who are still with the bank.
    private static async Task<IResult> FindColleaguesAsync(
        string? q, Actor actor, IStaffDirectory directory, CancellationToken ct) =>
        Results.Json((await directory.AllAsync(ct))
            .Where(c => !c.IsDisabled && c.Id != actor.StaffId
                && (string.IsNullOrWhiteSpace(q) || c.Name.Contains(q.Trim(), StringComparison.OrdinalIgnoreCase)
                    || c.Number.StartsWith(q.Trim(), StringComparison.OrdinalIgnoreCase)))
            .Take(ColleaguesMax).Select(c => new { c.Id, c.Name, c.Number }), JsonSettings.Options);

    private static async Task<IResult> TakeDraftAsync(
        Guid id, TakeDraftBody body, Actor actor, TakeDraftHandler handler, CancellationToken ct)
    {
        var result = await handler.HandleAsync(new(id), new(body.From!.Value), actor, ct);
        return result.Error is { } error ? error.ToProblem()
            : Results.Json(result.Value, JsonSettings.Options);
    }

    private static async Task<IResult> ListenAsync(
        Guid id, HttpContext context, Actor actor, ListenStream stream, CancellationToken ct)
    {
        _ = int.TryParse(
            context.Request.Headers["Last-Event-ID"], NumberStyles.None, CultureInfo.InvariantCulture, out var after);
        var result = await stream.RunAsync(context.Response, new(id), after, actor, ct);
        return result.Error is { } error ? error.ToProblem() : Results.Empty;
    }

    private static async Task<IResult> WhisperAsync(
        Guid id, WhisperBody body, Actor actor, WhisperHandler handler, CancellationToken ct) =>
        (await handler.HandleAsync(new(id), body.Id, body.Text, actor, ct)).ToNoContent();

    private static async Task<IResult> TakeOverAsync(
        Guid id, TakeOverBody body, Actor actor, TakeOverContactHandler handler, CancellationToken ct) =>
        (await handler.HandleAsync(
            new(new(id), body.From is { } from ? new StaffId(from) : null, body.Reason), actor, ct)).ToNoContent();
}
