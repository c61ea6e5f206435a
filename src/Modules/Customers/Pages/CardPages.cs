using FirstWindow.Customers.Domain;
using FirstWindow.Customers.Features;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace FirstWindow.Customers.Pages;

/// <summary>The pages about customers, each with its permission.</summary>
internal static class CardPages
{
    public static readonly PageLink Find = new(PageGroup.Service, 40, "/customers", "nav.customers", CardPermissions.Open);
    public static readonly PageLink Looks = new(PageGroup.Conduct, 30, "/customers/looks", "nav.looks", CardPermissions.Review);

    public static void MapCardPages(this IEndpointRouteBuilder app)
    {
        app.MapGet("/customers", IResult () => new RazorComponentResult<FindCustomerPage>())
            .RequirePermission(CardPermissions.Open);
        app.MapGet("/customers/looks", IResult () => new RazorComponentResult<LooksPage>())
            .RequirePermission(CardPermissions.Review);
        app.MapGet("/customers/matrix", IResult () => new RazorComponentResult<MatrixPage>())
            .RequirePermission(CardPermissions.ReadMatrix);
        app.MapGet("/customers/{id:guid}", ShowAsync).RequirePermission(CardPermissions.Open);
    }

    private static async Task<IResult> ShowAsync(
        Guid id, Guid? contact, Actor actor, OpenCardHandler handler, HttpContext context, CancellationToken ct)
    {
        var result = await handler.HandleAsync(
            new(id), contact is { } at ? new ConversationId(at) : null, actor, ct);
        context.Features.Set(result.Value);
        return result.Error is { } error ? error.ToProblem()
            : new RazorComponentResult<CardPage>(new { Contact = contact });
    }
}
