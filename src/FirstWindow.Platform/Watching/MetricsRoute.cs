using System.Diagnostics;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Feed;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Promises;
using FirstWindow.Platform.Storage;
using FirstWindow.Platform.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FirstWindow.Platform.Watching;

/// <summary><c>/metrics</c> and what is counted for it.</summary>
public static class MetricsRoute
{
    private const string Why = "asked from this machine itself, or by a program with its token; the route checks which";
    private static readonly Error Stranger = new(
        ErrorKind.Forbidden, "metrics.stranger", "Ask from this machine, or with the token of a service account.");

    /// <summary>Counts every request by its route's template, never by its address.</summary>
    public static IApplicationBuilder UseRequestCounts(this IApplicationBuilder app)
    {
        var meter = app.ApplicationServices.GetRequiredService<HouseMeter>();
        app.ApplicationServices.GetRequiredService<MetricsText>(); // Listens from the first request on.
        return app.Use(async (context, next) =>
        {
            var start = Stopwatch.GetTimestamp();
            try
            {
                await next(context);
            }
            finally
            {
                meter.Answered(MethodOf(context.Request.Method),
                    (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "none", context.Response.StatusCode,
                    EventStream.Is(context.Response) ? null : Stopwatch.GetElapsedTime(start));
            }
        });
    }

    /// <summary>Routes the metrics.</summary>
    public static void MapMetrics(this IEndpointRouteBuilder app) =>
        app.MapGet("/metrics", ShowAsync).OpenTo(Why, Side.Any);

    private static async Task<IResult> ShowAsync(
        HttpContext context, ISessions sessions, MetricsText text, IEnumerable<IGauges> gauges, Database db,
        CancellationToken ct)
    {
        if (!context.IsFromHere() && !await IsProgramAsync(context, sessions, ct))
        {
            return new Refusal(Stranger, StatusCodes.Status401Unauthorized);
        }

        var read = new List<Gauge>();
        foreach (var source in gauges)
        {
            read.AddRange(await source.ReadAsync(db, ct));
        }

        return Results.Text(text.Write(read), "text/plain; version=0.0.4; charset=utf-8");
    }

    private static async Task<bool> IsProgramAsync(HttpContext context, ISessions sessions, CancellationToken ct) =>
        context.Request.Headers.Authorization.ToString() is { } said && said.StartsWith("Bearer ", StringComparison.Ordinal)
        && await sessions.FindByBearerAsync(said["Bearer ".Length..], ct) is { Kind: ActorKind.Service };

    /// <summary>The method by its name; one nobody serves is not told as it came: whoever invents methods makes no new
    /// series.</summary>
    internal static string MethodOf(string method) =>
        method is "GET" or "POST" or "PUT" or "DELETE" or "HEAD" or "PATCH" or "OPTIONS" ? method : "other";
}

/// <summary>The platform's own numbers.</summary>
internal sealed class PlatformGauges(
    Connections connections, StorageOptions storage, Alarms alarms, DatabaseClock clock) : IGauges
{
    private const string Lag = "Age in seconds of the oldest journal entry that is not in a signed block yet.";

    public async Task<IReadOnlyList<Gauge>> ReadAsync(Database db, CancellationToken ct)
    {
        var now = clock.Now;
        var overdue = await db.Set<Promise>().CountAsync(p => p.State == PromiseState.Open && p.DueAt < now, ct);
        var unsealed = await db.Set<JournalEntry>().AsNoTracking().Where(e => e.Block == null).OrderBy(e => e.Entry)
            .Select(e => (DateTimeOffset?)e.At).FirstOrDefaultAsync(ct);
        return
        [
            new("firstwindow_promises_overdue", "Promises that are open past their time.", overdue),
            new("firstwindow_sealing_lag_seconds", Lag, unsealed is { } at ? Math.Max(0, (now - at).TotalSeconds) : 0),
            new("firstwindow_database_bytes", "Size of the database.", await SizeAsync(ct)),
            new("firstwindow_alarms", "Alarms that stand.", alarms.Raised.Count),
            .. alarms.Raised.Keys.Order(StringComparer.Ordinal)
                .Select(code => new Gauge("firstwindow_alarm", "1 while the alarm stands.", 1, ("code", code))),
        ];
    }

    private async Task<double> SizeAsync(CancellationToken ct)
    {
        if (connections.Engine is Engine.Sqlite)
        {
            return new[] { storage.SqliteFile, storage.SqliteFile + "-wal" }.Select(f => new FileInfo(f))
                .Where(f => f.Exists).Sum(f => f.Length);
        }

        await using var connection = await connections.OpenAsync(ct);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT pg_database_size(current_database())";
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }
}
