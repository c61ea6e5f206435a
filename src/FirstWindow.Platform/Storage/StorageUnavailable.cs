using System.Data.Common;
using System.Net.Sockets;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace FirstWindow.Platform.Storage;

/// <summary>Thrown where a write could not be made durable; nothing was acknowledged, so the caller may try
/// again.</summary>
public sealed class StorageUnavailableException(Exception cause)
    : Exception("The database cannot take writes at the moment.", cause)
{
    /// <summary>Whether a fault is the database's (disk full, file gone, server away), not ours.</summary>
    public static bool IsCausedBy(Exception fault) => fault switch
    {
        StorageUnavailableException => true,
        DbUpdateException { InnerException: { } inner } => IsCausedBy(inner),
        SqliteException sqlite => sqlite.SqliteErrorCode is
            SqliteFull or SqliteIoError or SqliteCannotOpen or SqliteReadOnly or SqliteBusy or SqliteLocked
            or SqliteCorrupt or SqliteNotADatabase,
        PostgresException postgres =>
            postgres.IsTransient || postgres.SqlState.StartsWith("53", StringComparison.Ordinal)
            || postgres.SqlState.StartsWith("57", StringComparison.Ordinal)
            || postgres.SqlState.StartsWith("08", StringComparison.Ordinal),
        NpgsqlException => true,
        InvalidOperationException { InnerException: DbException inner } => IsCausedBy(inner),
        IOException or SocketException or TimeoutException => true,
        _ => false,
    };

    private const int SqliteBusy = 5;
    private const int SqliteLocked = 6;
    private const int SqliteReadOnly = 8;
    private const int SqliteIoError = 10;
    private const int SqliteCorrupt = 11;
    private const int SqliteFull = 13;
    private const int SqliteCannotOpen = 14;
    private const int SqliteNotADatabase = 26;
}
