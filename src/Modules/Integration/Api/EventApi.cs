using FirstWindow.Integration.Domain;
using FirstWindow.Integration.Features;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace FirstWindow.Integration.Api;

/// <summary>What happened, for other systems to read on from where they stopped.</summary>
internal static class EventApi
{
    public static void MapEvents(this IEndpointRouteBuilder app) =>
        app.MapGet("/api/v1/events", ReadAsync).RequirePermission(EventPermissions.Read);

    private static async Task<IResult> ReadAsync(
        string? after, int? size, string? kinds, Actor actor, ExportEventsHandler handler, CancellationToken ct)
    {
        var result = await handler.HandleAsync(after, size, kinds, actor, ct);
        return result.Error is { } error ? error.ToProblem() : Results.Json(new
        {
            result.Value!.Events,
            Next = result.Value.Next.ToString(),
            result.Value.IsMore,
        }, JsonSettings.Options);
    }
}
