using FirstWindow.Customers.Domain;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace FirstWindow.Customers.Pages;

/// <summary>The customer's own page, the rights desk and what leaves the house.</summary>
internal static class RightsPages
{
    public static readonly PageLink Rights = new(PageGroup.Conduct, 40, "/rights", "nav.rights", RightsPermissions.Answer);
    public static readonly PageLink Releases = new(PageGroup.Conduct, 50, "/releases", "nav.releases", ReleasePermissions.Request);

    public static void MapRightsPages(this IEndpointRouteBuilder app)
    {
        app.MapGet("/my-data", IResult () => new RazorComponentResult<MyDataPage>())
            .OpenTo("shows nothing without the customer's pass, made from the bank app's token");
        app.MapGet("/rights", IResult () => new RazorComponentResult<RightsPage>()).RequirePermission(RightsPermissions.Answer);
        app.MapGet("/releases", IResult () => new RazorComponentResult<ReleasesPage>())
            .RequirePermission(ReleasePermissions.Request);
    }
}
