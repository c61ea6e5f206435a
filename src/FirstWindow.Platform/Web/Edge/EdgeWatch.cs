using System.Net;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Privacy;
using FirstWindow.Platform.Storage;
using FirstWindow.Platform.Watching;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FirstWindow.Platform.Web;

/// <summary>Acts at the edge.</summary>
public static class EdgeActs
{
    /// <summary>One address was refused again and again; the subject is its digest.</summary>
    public static readonly Act RefusedOften = new("edge.refused-often", "A4.2.3a");
}

/// <summary>From when refusals at the edge are told.</summary>
public static class EdgePolicies
{
    /// <summary>Who says how many.</summary>
    internal const string Source = "首窗产品设计，由银行安全部门确认";

    /// <summary>Refusals of one address within ten minutes.</summary>
    public static readonly Policy Refusals = new(
        "edge.refusals", 20, "次", 2, 10_000, Source, "同一网络地址十分钟内被拒绝多少次时记入日志并报警",
        "How many refusals of one network address within ten minutes are journaled and alarmed");
}

/// <summary>
/// Counts what is refused before any rule of the service is asked: floods, bodies that are too large, forged forms,
/// tokens and sign-ins that do not hold, foreign hosts. A refusal costs a number; only the address that is refused
/// again and again costs one entry of the journal a window, so that nobody can fill it.
/// </summary>
[Clause("A4.2.3a")]
public sealed partial class EdgeWatch(
    HouseMeter meter, PolicyBook policies, DatabaseClock clock, Digests digests, Alarms alarms,
    IServiceScopeFactory scopes, ILogger<EdgeWatch> log)
{
    /// <summary>The alarm that stands until a window has passed without news.</summary>
    public const string Alarm = "edge.refused-often";

    private const int AddressesMax = 20_000;
    private const double LinesPerSecond = 20;
    private const int LinesAtOnce = 200;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(10);
    private readonly BoundedCache<IPAddress, Knocks> addresses = new(AddressesMax);
    private readonly TokenBuckets<IPAddress> lines = new();
    private long alarmedUntil; // Ticks; 0 while nothing stands.

    /// <summary>The request being answered counts as this, whatever its status.</summary>
    public static void Mark(HttpContext context, string kind) => context.Items[typeof(EdgeWatch)] = kind;

    /// <summary>Counts a request that was answered, if it was refused.</summary>
    internal async Task LookAsync(HttpContext context, IList<string> hosts)
    {
        if (Volatile.Read(ref alarmedUntil) is var until && until != 0 && until < clock.Now.UtcTicks)
        {
            Volatile.Write(ref alarmedUntil, 0);
            alarms.Clear(Alarm);
        }

        var kind = KindOf(context, hosts);
        var address = context.Connection.RemoteIpAddress ?? IPAddress.None;
        if (kind is not null || IsRefusal(context))
        {
            Tell(context, address, kind);
        }

        if (kind is null)
        {
            return;
        }

        meter.Refused(kind);
        var knocks = addresses.GetOrAdd(address, static _ => new());
        if (knocks.Add(kind, clock.Now, (int)policies[EdgePolicies.Refusals]) is { } counts)
        {
            await TellAsync(address, counts, knocks);
        }
    }

    private static string? KindOf(HttpContext context, IList<string> hosts) => context.Response.StatusCode switch
    {
        < StatusCodes.Status400BadRequest => null,
        StatusCodes.Status429TooManyRequests => EdgeKinds.TooMany,
        StatusCodes.Status413PayloadTooLarge => EdgeKinds.TooLarge,
        _ when context.Items.TryGetValue(typeof(EdgeWatch), out var marked) => (string?)marked,
        _ when context.Features.Get<IAntiforgeryValidationFeature>() is { IsValid: false } => EdgeKinds.Forged,
        StatusCodes.Status400BadRequest when hosts.Count > 0 && !hosts.Contains("*")
            && !HostString.MatchesAny(context.Request.Host.Host, [.. hosts]) => EdgeKinds.ForeignHost,
        _ => null,
    };

    // Malformed, not signed in, not allowed, not yours, against a rule: whatever a route of ours was asked in vain. An
    // address that leads nowhere is no attempt on anything.
    private static bool IsRefusal(HttpContext context) =>
        context.Response.StatusCode is >= StatusCodes.Status400BadRequest and < StatusCodes.Status500InternalServerError
        && context.GetEndpoint() is RouteEndpoint { Order: < int.MaxValue };

    // One line a refusal, but no address fills the log: a flood is counted, and told of as one.
    private void Tell(HttpContext context, IPAddress address, string? kind)
    {
        if (lines.TryTake(address, LinesPerSecond, LinesAtOnce))
        {
            LogRefused(log, context.Response.StatusCode, context.Items[typeof(Refusal)] as string ?? kind ?? "none",
                MetricsRoute.MethodOf(context.Request.Method),
                (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "none",
                context.Features.Get<Actor>()?.Id, digests.OfAddress(address.ToString()));
        }
    }

    // Several nodes may see the same address: the journal says whether it was told already.
    private async Task TellAsync(IPAddress address, string counts, Knocks knocks)
    {
        var subject = new Subject("address", digests.OfAddress(address.ToString()));
        var since = clock.Now - Window;
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<Database>();
            await db.BeginAsync(CancellationToken.None);
            await db.LockAsync($"edge:{subject.Id:n}", CancellationToken.None);
            if (!await db.Set<JournalEntry>().AnyAsync(
                e => e.Subject == subject.Id && e.Act == EdgeActs.RefusedOften.Code && e.At > since))
            {
                scope.ServiceProvider.GetRequiredService<JournalBook>()
                    .Record(Actor.System, EdgeActs.RefusedOften, subject, counts);
                await db.CommitAsync(CancellationToken.None);
            }
        }
        catch (Exception fault) when (StorageUnavailableException.IsCausedBy(fault))
        {
            knocks.Forget(); // Told when the database is back and the address still knocks.
            LogUntold(log, fault.Message);
        }

        Volatile.Write(ref alarmedUntil, (clock.Now + Window).UtcTicks);
        alarms.Raise(Alarm, "An address was refused again and again within ten minutes; the journal says for what.");
    }

    [LoggerMessage(1404, LogLevel.Information, "Refused {Status} {Code}: {Method} {Route} by {Actor} from {Address}.")]
    private static partial void LogRefused(
        ILogger log, int status, string code, string method, string route, Guid? actor, Guid address);

    [LoggerMessage(1403, LogLevel.Warning, "An address that was refused often could not be journaled: {Reason}")]
    private static partial void LogUntold(ILogger log, string reason);

    /// <summary>The last refusals of one address, as many as it takes to tell of them.</summary>
    private sealed class Knocks
    {
        private readonly Queue<(DateTimeOffset At, string Kind)> last = new();
        private DateTimeOffset? toldAt;

        /// <summary>Adds one; how many of which kind there were, when it is time to tell.</summary>
        public string? Add(string kind, DateTimeOffset now, int most)
        {
            lock (last)
            {
                last.Enqueue((now, kind));
                while (last.Count > most)
                {
                    last.Dequeue();
                }

                if (last.Count < most || now - last.Peek().At > Window || now - toldAt < Window)
                {
                    return null;
                }

                toldAt = now;
                return string.Join(
                    ';', last.GroupBy(k => k.Kind).OrderBy(g => g.Key).Select(g => $"{g.Key}={g.Count()}"));
            }
        }

        public void Forget()
        {
            lock (last)
            {
                toldAt = null;
            }
        }
    }
}

/// <summary>Puts what must know every request before everything, also before the framework's own refusal of foreign
/// hosts: from where it comes, and the watch.</summary>
internal sealed class EdgeFilter(EdgeWatch watch, IOptions<HostFilteringOptions> hosts) : IStartupFilter
{
    /// <inheritdoc/>
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.UseProxies();
        app.Use(async (context, further) =>
        {
            await further(context);
            await watch.LookAsync(context, hosts.Value.AllowedHosts);
        });
        next(app);
    };
}
