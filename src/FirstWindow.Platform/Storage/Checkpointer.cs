using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FirstWindow.Platform.Storage;

/// <summary>
/// Moves SQLite's write-ahead log into the database file, off the commit path. Passive while it can be; when readers
/// and writers keep the log from shrinking and it passes its limit, it is cut back under the write gate.
/// </summary>
internal sealed partial class Checkpointer(
    Connections connections, StorageOptions options, WriteGate gate, ILogger<Checkpointer> log)
    : BackgroundService
{
    private const long PageBytes = 4_096;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (connections.Engine is not Engine.Sqlite)
        {
            return;
        }

        using var timer = new PeriodicTimer(options.CheckpointInterval);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                RunPass(stoppingToken);
            }
            catch (SqliteException fault)
            {
                LogCheckpointFailed(log, fault); // The log only grows; the next pass tries again.
            }
        }
    }

    private void RunPass(CancellationToken ct)
    {
        var wal = new FileInfo(options.SqliteFile + "-wal");
        if (!wal.Exists || wal.Length < options.CheckpointBytesMin)
        {
            return; // A checkpoint flushes too, and would make the next message wait for it.
        }

        using var connection = connections.OpenSqlite();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA wal_checkpoint(PASSIVE)";
        long frames;
        using (var result = command.ExecuteReader())
        {
            frames = result.Read() ? result.GetInt64(1) : 0;
        }

        if (frames * PageBytes <= options.WriteAheadLogBytesMax)
        {
            return;
        }

        // Restarted, not truncated: writing into a file that has its size already flushes faster.
        gate.Enter(ct);
        try
        {
            command.CommandText = "PRAGMA wal_checkpoint(RESTART)";
            command.ExecuteNonQuery();
        }
        finally
        {
            gate.Leave();
        }
    }

    [LoggerMessage(1001, LogLevel.Warning, "The write-ahead log could not be checkpointed.")]
    private static partial void LogCheckpointFailed(ILogger log, Exception fault);
}
