using System.Collections.Concurrent;
using System.Net;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Policies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace FirstWindow.Platform.Web;

/// <summary>
/// What one address may take of that which anybody may open: pages and searches a minute, streams at once. Wide,
/// because a whole branch or a mobile network may stand behind one address; this very machine, where a proxy nobody has
/// named may stand, is not counted.
/// </summary>
[Clause("A4.2.3a")]
public sealed class OpenDoor(PolicyBook policies)
{
    /// <summary>Pages and searches.</summary>
    public static readonly Policy PagesPerMinute = new(
        "edge.open-pages", 1_200, "次/分钟", 30, 1_000_000, EdgePolicies.Source, "同一网络地址每分钟最多打开多少次无需登录的页面和搜索",
        "How often one network address may open pages and searches that need no sign-in");

    /// <summary>Open event streams.</summary>
    public static readonly Policy StreamsMax = new(
        "edge.open-streams", 2_000, "个", 5, 1_000_000, EdgePolicies.Source, "同一网络地址最多同时保持多少个客户会话连接",
        "How many streams of customers' conversations one network address may keep open at once");

    private static readonly Error TooMany = new(
        ErrorKind.TooMany, "edge.too-many", "Too much is asked from this network address; please wait a moment.");

    private readonly TokenBuckets<IPAddress> pages = new();
    private readonly ConcurrentDictionary<IPAddress, int> streams = new();

    /// <summary>Lets a request in, or answers 429.</summary>
    internal async Task PassAsync(HttpContext context, RequestDelegate next)
    {
        var address = context.Connection.RemoteIpAddress ?? IPAddress.None;
        if (!HttpMethods.IsGet(context.Request.Method) || IPAddress.IsLoopback(address)
            || context.GetEndpoint() is not RouteEndpoint route || route.Metadata.GetMetadata<OpenRoute>() is null)
        {
            await next(context);
        }
        else if (route.RoutePattern.RawText!.EndsWith("/events", StringComparison.Ordinal))
        {
            await StreamAsync(context, address, next);
        }
        else if (pages.TryTake(address, policies[PagesPerMinute] / 60.0, policies[PagesPerMinute]))
        {
            await next(context);
        }
        else
        {
            await new Refusal(TooMany).ExecuteAsync(context);
        }
    }

    private async Task StreamAsync(HttpContext context, IPAddress address, RequestDelegate next)
    {
        try
        {
            if (streams.AddOrUpdate(address, 1, static (_, open) => open + 1) > policies[StreamsMax])
            {
                await new Refusal(TooMany).ExecuteAsync(context);
                return;
            }

            await next(context);
        }
        finally
        {
            // The last one takes the address away, so that nothing is kept of who has gone.
            if (streams.AddOrUpdate(address, 0, static (_, open) => open - 1) == 0)
            {
                streams.TryRemove(new(address, 0));
            }
        }
    }
}

/// <summary>Puts it behind the choice of the route.</summary>
public static class OpenDoors
{
    /// <summary>Counts what is open to anybody, by address.</summary>
    public static IApplicationBuilder UseOpenDoor(this IApplicationBuilder app)
    {
        var door = app.ApplicationServices.GetRequiredService<OpenDoor>();
        return app.Use((context, next) => door.PassAsync(context, next));
    }
}
