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
    public static readonly PageLink Floor = new(PageGroup.Floor, 10, "/floor", "nav.floor", RoutingPermissions.WatchFloor);

    public static void MapFloor(this IEndpointRouteBuilder app)
    {
        app.MapGet("/floor", IResult (string? done) => new RazorComponentResult<FloorPage>(new { Done = done }))
            .RequirePermission(RoutingPermissions.WatchFloor);
        app.MapGet("/floor/board", IResult () => new RazorComponentResult<FloorBoard>())
            .RequirePermission(RoutingPermissions.WatchFloor);
        app.MapGet("/floor/agents/{id:guid}/moves", IResult (Guid id) => new RazorComponentResult<MovePage>(new { Id = id }))
            .RequirePermission(RoutingPermissions.MoveContacts);
        app.MapPost("/floor/agents/{id:guid}/moves", MoveAsync).RequirePermission(RoutingPermissions.MoveContacts);
        app.MapGet("/floor/events", StreamAsync).RequirePermission(RoutingPermissions.WatchFloor);
    }

    private static async Task<IResult> MoveAsync(
        Guid id, IFormCollection form, Actor actor, MoveContactsHandler handler, HttpContext context,
        CancellationToken ct)
    {
        var reason = form["reason"].ToString();
        var result = await handler.HandleAsync(new(id), reason, actor, ct);
        return result.Error is not { } error ? Results.LocalRedirect("/floor?done=moved")
            : await Refusal.OnPageAsync<MovePage>(context, error, new { Id = id, Reason = reason, error.Code });
    }

    private static Task StreamAsync(HttpContext context, Actor actor, FloorStream stream, CancellationToken ct) =>
        stream.RunAsync(context.Response, actor, ct);
}
