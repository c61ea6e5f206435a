using FirstWindow.Platform.Access;
using FirstWindow.Platform.Web;
using FirstWindow.Routing.Domain;
using FirstWindow.Routing.Features;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace FirstWindow.Routing.Pages;

/// <summary>The floor: the page, the part of it that is fetched again, and the stream that says when.</summary>
internal static class FloorPages
{
    public static readonly PageLink Floor = new(20, "/floor", "nav.floor", RoutingPermissions.WatchFloor);

    public static void MapFloor(this IEndpointRouteBuilder app)
    {
        app.MapGet("/floor", () => new RazorComponentResult<FloorPage>())
            .RequirePermission(RoutingPermissions.WatchFloor);
        app.MapGet("/floor/board", () => new RazorComponentResult<FloorBoard>())
            .RequirePermission(RoutingPermissions.WatchFloor);
        app.MapGet("/floor/events", StreamAsync).RequirePermission(RoutingPermissions.WatchFloor);
    }

    private static Task StreamAsync(HttpContext context, Actor actor, FloorStream stream, CancellationToken ct) =>
        stream.RunAsync(context.Response, actor, ct);
}
