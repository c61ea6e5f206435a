using FirstWindow.Conversations.Domain;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace FirstWindow.Conversations.Pages;

/// <summary>The customer's page, the desk and a contact to look into, each with its permission.</summary>
internal static class ConversationPages
{
    public static readonly PageLink Desk = new(PageGroup.Service, 10, "/desk", "nav.desk", ConversationPermissions.Serve);

    public static readonly PageLink Mentions = new(PageGroup.Service, 20, "/mentions", "nav.mentions", ConversationPermissions.Serve);

    public static readonly PageLink Alerts = new(PageGroup.Floor, 20, "/alerts", "nav.alerts", CompanyPermissions.SeeToAlerts);

    public static void MapConversationPages(this IEndpointRouteBuilder app)
    {
        app.MapGet("/", IResult () => new RazorComponentResult<CustomerPage>()).OpenTo("anybody may ask the bank a question");
        app.MapGet(Framing.ChatPath, IResult () => new RazorComponentResult<CustomerPage>())
            .OpenTo("the chat in a frame, on the origins of the setting; anybody may ask the bank a question");
        app.MapGet("/widget.js", (Assets assets, HttpRequest request) =>
        {
            request.HttpContext.Response.Headers["Cross-Origin-Resource-Policy"] = "cross-origin";
            return assets.Serve("widget.js", request);
        }).OpenTo("the script tag of the bank's other sites; it holds no data");
        app.MapGet("/desk", IResult () => new RazorComponentResult<DeskPage>())
            .RequirePermission(ConversationPermissions.Serve);
        app.MapGet("/alerts", IResult () => new RazorComponentResult<AlertsPage>())
            .RequirePermission(CompanyPermissions.SeeToAlerts);
        app.MapGet("/alerts/list", IResult () => new RazorComponentResult<AlertList>())
            .RequirePermission(CompanyPermissions.SeeToAlerts);
        app.MapGet("/mentions", IResult () => new RazorComponentResult<MentionsPage>())
            .RequirePermission(CompanyPermissions.ReadMentions);
        app.MapGet("/contacts/{id:guid}", IResult (Guid id, string? purpose) =>
            new RazorComponentResult<ContactPage>(new { Id = id, Purpose = purpose }))
            .RequirePermission(ConversationPermissions.Inspect);
    }
}
