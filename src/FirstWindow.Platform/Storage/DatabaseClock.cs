using System.Data.Common;
using System.Globalization;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FirstWindow.Platform.Storage;

/// <summary>
/// The time all nodes agree on: the database's. SQLite shares our own clock; from PostgreSQL the difference is measured
/// and added. A node more than a second off says so and is not ready.
/// </summary>
public sealed partial class DatabaseClock(Connections connections, TimeProvider clock, ILogger<DatabaseClock> log)
    : BackgroundService
{
    private static readonly TimeSpan SkewMax = TimeSpan.FromSeconds(1);
    private long skewMicroseconds;

    /// <summary>Now, by the database's clock.</summary>
    public DateTimeOffset Now => clock.GetUtcNow().AddTicks(Interlocked.Read(ref skewMicroseconds) * 10);

    /// <summary>Whether this node's clock is near enough to serve.</summary>
    public bool IsNearEnough => Math.Abs(Interlocked.Read(ref skewMicroseconds)) <= SkewMax.TotalMicroseconds;

    /// <summary>Measures the difference once.</summary>
    public async Task MeasureAsync(CancellationToken ct)
    {
        if (connections.Engine is not Engine.Postgres)
        {
            return;
        }

        await using var connection = await connections.OpenAsync(ct);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint";
        var before = TimeProvider.System.GetUtcNow();
        var theirs = Convert.ToInt64(await command.ExecuteScalarAsync(ct), CultureInfo.InvariantCulture);
        var middle = before + ((TimeProvider.System.GetUtcNow() - before) / 2);
        Interlocked.Exchange(ref skewMicroseconds, theirs - Conventions.ToMicroseconds(middle));
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(10));
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await MeasureAsync(stoppingToken);
            }
            catch (DbException fault)
            {
                LogNotMeasured(log, fault);
            }
        }
    }

    [LoggerMessage(1002, LogLevel.Warning, "The database's clock could not be read.")]
    private static partial void LogNotMeasured(ILogger log, Exception fault);
}
