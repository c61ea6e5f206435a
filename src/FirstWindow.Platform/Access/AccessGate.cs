using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Web;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace FirstWindow.Platform.Access;

/// <summary>
/// Stands before every route. Each route says which permission it needs, or why it is open; one that says nothing is
/// shut. 401 without a session, 403 when no role of the actor grants the permission, or when customers' data would open
/// to who has not accepted the pledge; 423 while the desk is locked; 404 under a host that is not the route's.
/// </summary>
[Clause("A4.2.1c")]
[Clause("A4.2.3a")]
[Clause("A4.4.2")]
public sealed class AccessGate(RequestDelegate next, IAntiforgery antiforgery, HouseHosts hosts)
{
    /// <summary>Name of the session cookie.</summary>
    public const string Cookie = "fw_session";

    /// <summary>Header a script of ours sends with unsafe requests; another site's form cannot.</summary>
    public const string OwnHeader = "X-FirstWindow";

    private static readonly Error NotSignedIn = new(ErrorKind.Forbidden, "access.not-signed-in", "Sign in first.");
    private static readonly Error Lacks = new(
        ErrorKind.Forbidden, "access.role-lacks-it", "Your role may not do this.", "A4.2.3a");
    private static readonly Error Locked = new(
        ErrorKind.Forbidden, "access.locked", "The desk is locked; its person opens it again.", "A4.4.2");
    private static readonly Error Unpledged = new(ErrorKind.Forbidden, "access.pledge-owed",
        "Customers' data open only to who has accepted the confidentiality pledge.", "A4.4.2");
    private static readonly Error ForeignSite = new(
        ErrorKind.Forbidden, "access.foreign-site", "The request did not come from our own pages.")
    { CountsAs = EdgeKinds.Forged };

    private static readonly Error BadProgram = NotSignedIn with { CountsAs = EdgeKinds.ProgramToken };

    /// <summary>Lets the request through, or answers it.</summary>
    public Task InvokeAsync(HttpContext context, ISessions sessions)
    {
        var endpoint = context.GetEndpoint();
        if (endpoint is not RouteEndpoint)
        {
            return next(context); // What is no route of ours is the framework's own 404, 405 or 415.
        }

        var open = endpoint.Metadata.GetMetadata<OpenRoute>();
        return !hosts.Answers(context.Request, open?.Side ?? Side.Staff) ? AnswerNothingAsync(context, sessions)
            : open is not null ? next(context) : GuardAsync(context, endpoint, sessions);
    }

    // Another host's route does not exist here.
    private async Task AnswerNothingAsync(HttpContext context, ISessions sessions)
    {
        if (hosts.IsStaffStart(context.Request))
        {
            var actor = await FindAsync(context, sessions);
            context.Response.Redirect(actor is null ? "/sign-in" : Navigation.HomeOf(actor.Roles));
            return;
        }

        await new Refusal(HouseHosts.NoPage).ExecuteAsync(context);
    }

    private async Task GuardAsync(HttpContext context, Endpoint endpoint, ISessions sessions)
    {
        var permission = endpoint.Metadata.GetMetadata<Permission>()
            ?? throw new InvalidOperationException($"{endpoint.DisplayName} states no permission.");
        var actor = await FindAsync(context, sessions);
        if (actor is null)
        {
            await AskToSignInAsync(context);
            return;
        }

        var granting = permission.Roles.Where(actor.Roles.Contains).Select(r => (Role?)r).FirstOrDefault();
        context.Features.Set(actor with { RoleInUse = granting });
        if (actor.IsLocked && endpoint.Metadata.GetMetadata<OpenWhileLocked>() is null)
        {
            await RefuseAsync(context, Locked, StatusCodes.Status423Locked, "/unlock");
        }
        else if (granting is null)
        {
            await new Refusal(Lacks with { Detail = $"Your role may not do this ({permission.Code})." },
                StatusCodes.Status403Forbidden)
                .ExecuteAsync(context);
        }
        else if (actor.Kind is ActorKind.Staff && !await IsOwnRequestAsync(context))
        {
            await new Refusal(ForeignSite, StatusCodes.Status403Forbidden).ExecuteAsync(context);
        }
        else if (permission.OpensCustomers && actor.OwesPledge)
        {
            await RefuseAsync(context, Unpledged, StatusCodes.Status403Forbidden, "/pledge");
        }
        else
        {
            await next(context);
        }
    }

    private static async ValueTask<Actor?> FindAsync(HttpContext context, ISessions sessions)
    {
        var authorization = context.Request.Headers.Authorization.ToString();
        if (authorization.StartsWith("Bearer ", StringComparison.Ordinal))
        {
            return await sessions.FindByBearerAsync(authorization["Bearer ".Length..], context.RequestAborted);
        }

        return context.Request.CookieOf(Cookie) is { } token
            ? await sessions.FindByCookieAsync(token, context.RequestAborted)
            : null;
    }

    // A session that ended by itself leaves no more behind in the browser than one that was signed out.
    private static Task AskToSignInAsync(HttpContext context)
    {
        if (!WantsPage(context.Request))
        {
            var error = context.Request.Headers.Authorization.Count > 0 ? BadProgram : NotSignedIn;
            return new Refusal(error, StatusCodes.Status401Unauthorized).ExecuteAsync(context);
        }

        if (context.Request.CookieOf(Cookie) is not null)
        {
            context.Response.ForgetInBrowser();
        }

        context.Response.Redirect(WithWayBack("/sign-in", context.Request));
        return Task.CompletedTask;
    }

    // Journaled either way; a page leads to where the way is opened again.
    private static async Task RefuseAsync(HttpContext context, Error error, int status, string page)
    {
        if (WantsPage(context.Request))
        {
            await Refusal.RecordAsync(context, error);
            context.Response.Redirect(WithWayBack(page, context.Request));
        }
        else
        {
            await new Refusal(error, status).ExecuteAsync(context);
        }
    }

    private static bool WantsPage(HttpRequest request) => HttpMethods.IsGet(request.Method)
        && request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal)
        && !request.Headers.ContainsKey("HX-Request");

    private static string WithWayBack(string page, HttpRequest request) =>
        $"{page}?next={Uri.EscapeDataString(request.Path + request.QueryString)}";

    private async Task<bool> IsOwnRequestAsync(HttpContext context)
    {
        var request = context.Request;
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
        {
            return true;
        }

        var site = request.Headers["Sec-Fetch-Site"].ToString();
        if (site is not ("" or "same-origin"))
        {
            return false;
        }

        return request.HasFormContentType
            ? await antiforgery.IsRequestValidAsync(context)
            : request.Headers.ContainsKey(OwnHeader);
    }
}

/// <summary>How a route states its permission.</summary>
public static class RouteAccess
{
    /// <summary>The route needs this permission.</summary>
    public static TBuilder RequirePermission<TBuilder>(this TBuilder route, Permission permission)
        where TBuilder : IEndpointConventionBuilder => route.WithMetadata(permission);

    /// <summary>The route needs no staff permission, for the reason given.</summary>
    public static TBuilder OpenTo<TBuilder>(this TBuilder route, string why, Side side = Side.Customers)
        where TBuilder : IEndpointConventionBuilder => route.WithMetadata(new OpenRoute(why, side));

    /// <summary>The route also answers a locked desk.</summary>
    public static TBuilder OpenToLockedDesks<TBuilder>(this TBuilder route)
        where TBuilder : IEndpointConventionBuilder => route.WithMetadata(new OpenWhileLocked());

    /// <summary>Clears what this browser keeps of the pages.</summary>
    public static void ForgetInBrowser(this HttpResponse response) =>
        response.Headers["Clear-Site-Data"] = "\"cache\", \"storage\"";
}
