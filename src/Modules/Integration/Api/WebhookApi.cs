using System.ComponentModel.DataAnnotations;
using FirstWindow.Integration.Domain;
using FirstWindow.Integration.Features;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace FirstWindow.Integration.Api;

/// <summary>Body of an endpoint to be added.</summary>
internal sealed record WebhookBody(
    Guid Id, [property: Required] string Name, [property: Required] string Url,
    [property: Required, MaxLength(100)] IReadOnlyList<string> Kinds);

/// <summary>Body of a replacement of the secret: which one, as the caller saw it.</summary>
internal sealed record SecretBody([property: Required] int? Version);

/// <summary>Body of a dead letter that is laid aside.</summary>
internal sealed record DiscardBody([property: Required] string Reason);

/// <summary>Endpoints by API, each route with its permission.</summary>
internal static class WebhookApi
{
    public static void MapWebhooks(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/v1/webhooks");
        api.MapGet("", async (WebhookReader reader, CancellationToken ct) =>
            Results.Json(await reader.ListAsync(ct), JsonSettings.Options)).RequirePermission(WebhookPermissions.Read);
        api.MapPost("", AddAsync).RequirePermission(WebhookPermissions.Keep);
        api.MapPut("/{id:guid}/decision", DecideAsync).RequirePermission(WebhookPermissions.Decide);
        api.MapPut("/{id:guid}/pause", async (Guid id, Actor actor, WebhookDesk desk, CancellationToken ct) =>
            (await desk.PauseAsync(id, actor, ct)).ToNoContent()).RequirePermission(WebhookPermissions.Keep);
        api.MapDelete("/{id:guid}/pause", async (Guid id, Actor actor, WebhookDesk desk, CancellationToken ct) =>
            (await desk.ResumeAsync(id, actor, ct)).ToNoContent()).RequirePermission(WebhookPermissions.Keep);
        api.MapPut("/{id:guid}/secret", RotateAsync).RequirePermission(WebhookPermissions.Keep);
        api.MapPost("/{id:guid}/tests", async (Guid id, Actor actor, WebhookDesk desk, CancellationToken ct) =>
            (await desk.TestAsync(id, actor, ct)).ToOk()).RequirePermission(WebhookPermissions.Keep);
        api.MapDelete("/{id:guid}", async (Guid id, Actor actor, WebhookDesk desk, CancellationToken ct) =>
            (await desk.RemoveAsync(id, actor, ct)).ToNoContent()).RequirePermission(WebhookPermissions.Keep);
        api.MapGet("/{id:guid}/deliveries", ListDeliveriesAsync).RequirePermission(WebhookPermissions.Read);
        api.MapPut("/{id:guid}/resend", async (Guid id, Actor actor, DeadLetters letters, CancellationToken ct) =>
            (await letters.ResendAllAsync(id, actor, ct)).ToNoContent()).RequirePermission(WebhookPermissions.Keep);
        api.MapPut("/{id:guid}/deliveries/{delivery:guid}/resend", async (
            Guid id, Guid delivery, Actor actor, DeadLetters letters, CancellationToken ct) =>
            (await letters.ResendAsync(id, delivery, actor, ct)).ToNoContent())
            .RequirePermission(WebhookPermissions.Keep);
        api.MapPut("/{id:guid}/deliveries/{delivery:guid}/discard", async (
            Guid id, Guid delivery, DiscardBody body, Actor actor, DeadLetters letters, CancellationToken ct) =>
            (await letters.DiscardAsync(id, delivery, body.Reason, actor, ct)).ToNoContent())
            .RequirePermission(WebhookPermissions.Keep);
    }

    private static async Task<IResult> AddAsync(
        WebhookBody body, Actor actor, WebhookDesk desk, CancellationToken ct)
    {
        var result = await desk.AddAsync(new(body.Id, body.Name, body.Url, body.Kinds), actor, ct);
        return result.Error is { } error ? error.ToProblem()
            : Results.Json(result.Value, JsonSettings.Options, statusCode: result.Value!.Secret is null
                ? StatusCodes.Status200OK : StatusCodes.Status201Created);
    }

    private static async Task<IResult> DecideAsync(
        Guid id, DecisionBody body, Actor actor, WebhookDesk desk, CancellationToken ct) =>
        (await desk.DecideAsync(id, body.Approve, actor, ct)).ToNoContent();

    private static async Task<IResult> RotateAsync(
        Guid id, SecretBody body, Actor actor, WebhookDesk desk, CancellationToken ct) =>
        (await desk.RotateAsync(id, body.Version!.Value, actor, ct)).ToOk();

    private static async Task<IResult> ListDeliveriesAsync(
        Guid id, string? state, int? page, WebhookReader reader, CancellationToken ct)
    {
        if (await reader.FindAsync(id, ct) is null)
        {
            return WebhookErrors.NotFound.ToProblem();
        }

        return Results.Json(await reader.ReadDeliveriesAsync(
            id, Parse(state), Math.Max(1, page ?? 1), ct), JsonSettings.Options);
    }

    /// <summary>The state with this code; none when it is no state's.</summary>
    internal static DeliveryState? Parse(string? state) => Enum.GetValues<DeliveryState>().Cast<DeliveryState?>()
        .FirstOrDefault(s => s!.Value.ToCode() == state);
}
