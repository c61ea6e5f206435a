using System.ComponentModel.DataAnnotations;
using FirstWindow.Conversations.Domain;
using FirstWindow.Conversations.Features;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace FirstWindow.Conversations.Api;

/// <summary>Body of a snooze.</summary>
public sealed record SnoozeBody(int? Minutes = null);

/// <summary>Body of a macro, confirmed once.</summary>
public sealed record MacroBody(
    Guid Id, [property: Required, StringLength(80)] string Slug, [property: Required] string Text, int? Seen = null);

/// <summary>Body of a step against abuse.</summary>
public sealed record MeasureBody(Guid Id, [property: Required, StringLength(40)] string Step);

/// <summary>Macros, what waits, and what a supervisor is alerted to, with the permission each needs.</summary>
internal static class PendingApi
{
    public static void MapPending(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/v1").WithTags("Desk");
        api.MapPost("/conversations/{id:guid}/macros", UseMacroAsync).RequirePermission(ConversationPermissions.Serve);
        api.MapPut("/conversations/{id:guid}/snooze", SnoozeAsync).RequirePermission(ConversationPermissions.Serve);
        api.MapDelete("/conversations/{id:guid}/snooze", WakeAsync).RequirePermission(ConversationPermissions.Serve);
        api.MapPut("/conversations/{id:guid}/measures", MeasureAsync).RequirePermission(ConversationPermissions.Serve);
        api.MapGet("/alerts", AlertsAsync).RequirePermission(CompanyPermissions.SeeToAlerts);
        api.MapPut("/alerts/{id:guid}/owner", TakeAlertAsync).RequirePermission(CompanyPermissions.SeeToAlerts);
        api.MapPut("/alerts/{id:guid}/settlement", SettleAlertAsync).RequirePermission(CompanyPermissions.SeeToAlerts);
    }

    private static async Task<IResult> UseMacroAsync(
        Guid id, MacroBody body, Actor actor, UseMacroHandler handler, CancellationToken ct) =>
        (await handler.HandleAsync(
            new(new(id), body.Id, body.Slug, body.Text, body.Seen), actor with { Contact = new(id) }, ct))
        .ToNoContent();

    private static async Task<IResult> SnoozeAsync(
        Guid id, SnoozeBody body, Actor actor, SnoozeContactHandler handler, CancellationToken ct) =>
        (await handler.HandleAsync(new(id), body.Minutes, actor, ct)).ToNoContent();

    private static async Task<IResult> WakeAsync(
        Guid id, Actor actor, WakeContactHandler handler, CancellationToken ct) =>
        (await handler.HandleAsync(new(id), actor, ct)).ToNoContent();

    private static async Task<IResult> MeasureAsync(
        Guid id, MeasureBody body, Actor actor, MeasureContactHandler handler, CancellationToken ct) =>
        (await handler.HandleAsync(new(id), body.Id, body.Step, actor, ct)).ToNoContent();

    private static async Task<IResult> AlertsAsync(Actor actor, AlertReader reader, CancellationToken ct) =>
        Results.Json(await reader.ReadAsync(actor, ct), JsonSettings.Options);

    private static async Task<IResult> TakeAlertAsync(
        Guid id, Actor actor, SettleAlertHandler handler, CancellationToken ct) =>
        (await handler.TakeAsync(id, actor, ct)).ToNoContent();

    private static async Task<IResult> SettleAlertAsync(
        Guid id, Actor actor, SettleAlertHandler handler, CancellationToken ct) =>
        (await handler.SettleAsync(id, actor, ct)).ToNoContent();
}
