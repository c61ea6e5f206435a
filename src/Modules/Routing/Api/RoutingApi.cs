using System.ComponentModel.DataAnnotations;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Web;
using FirstWindow.Routing.Domain;
using FirstWindow.Routing.Features;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace FirstWindow.Routing.Api;

/// <summary>Body of a change of presence.</summary>
public sealed record PresenceBody(
    [property: Required, RegularExpression("^(available|break|offline)$")] string State,
    [property: Range(1, 20)] int Capacity = 4,
    [property: StringLength(40)] string? Reason = null, IReadOnlyDictionary<string, int>? Channels = null)
{
    /// <summary>Channels that may have a limit of their own.</summary>
    internal static readonly IReadOnlyList<string> KnownChannels = ["web", "app", "wechat", "email", "phone"];
}

/// <summary>Body that moves an absent agent's contacts.</summary>
public sealed record MoveBody([property: StringLength(400)] string? Reason = null);

/// <summary>Every routing URL with the permission it needs; nothing else is routed.</summary>
internal static class RoutingApi
{
    public static void MapRouting(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/v1").WithTags("Routing");
        api.MapPut("/desk/presence", ChangeAsync).RequirePermission(RoutingPermissions.Present);
        api.MapGet("/desk/presence", ReadAsync).RequirePermission(RoutingPermissions.Present);
        api.MapPost("/floor/agents/{id:guid}/moves", MoveAsync).RequirePermission(RoutingPermissions.MoveContacts);
        api.MapGet("/floor", ReadFloorAsync).RequirePermission(RoutingPermissions.WatchFloor);
    }

    private static async Task<IResult> ChangeAsync(
        PresenceBody body, Actor actor, ChangePresenceHandler handler, CancellationToken ct)
    {
        var state = body.State switch
        {
            "available" => PresenceState.Available,
            "break" => PresenceState.Break,
            _ => PresenceState.Offline,
        };
        var channels = body.Channels ?? new Dictionary<string, int>();
        return channels.Any(c => !PresenceBody.KnownChannels.Contains(c.Key) || c.Value is < 0 or > 20)
            ? RoutingErrors.BadChannel.ToProblem()
            : (await handler.HandleAsync(new(state, body.Reason, body.Capacity, channels), actor, ct)).ToNoContent();
    }

    private static async Task<IResult> MoveAsync(
        Guid id, MoveBody body, Actor actor, MoveContactsHandler handler, CancellationToken ct)
    {
        var result = await handler.HandleAsync(new(id), body.Reason, actor, ct);
        return result.Error is { } error ? error.ToProblem()
            : Results.Json(new { Moved = result.Value }, JsonSettings.Options);
    }

    private static async Task<IResult> ReadAsync(
        Actor actor, PresenceReader reader, PolicyBook policies, CancellationToken ct)
    {
        var presence = await reader.FindAsync(actor.StaffId, ct);
        return Results.Json(
            new
            {
                State = (presence?.State ?? PresenceState.Offline).ToCode(),
                Capacity = presence?.Capacity
                ?? 0,
                presence?.Reason,
                presence?.Since,
                Channels = ChannelLimits.Read(presence?.Channels),
                Reasons = BreakReasons.Offered(policies),
            },
            JsonSettings.Options);
    }

    private static async Task<IResult> ReadFloorAsync(FloorReader floor, CancellationToken ct) =>
        Results.Json(await floor.ReadAsync(ct), JsonSettings.Options);
}
