using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.Win32.SafeHandles;
using Npgsql;

namespace FirstWindow.Platform.Storage;

/// <summary>Opens plain connections for the hand-written statements; EF Core uses the same settings.</summary>
public sealed class Connections : IAsyncDisposable
{
    private readonly StorageOptions options;
    private readonly NpgsqlDataSource? source;

    /// <summary>Reads the settings; nothing is opened yet.</summary>
    public Connections(StorageOptions options)
    {
        this.options = options;
        if (options.Engine is Engine.Postgres)
        {
            var builder = new NpgsqlDataSourceBuilder(options.Postgres);
            PostgresWay.Check(builder.ConnectionStringBuilder, options.PostgresWithoutTls);
            builder.ConnectionStringBuilder.ApplicationName = "firstwindow";
            builder.ConnectionStringBuilder.MaxAutoPrepare = 64;
            source = builder.Build();
        }
        else
        {
            Directory.CreateDirectory(options.DataFolder);
        }
    }

    /// <summary>The engine in use.</summary>
    public Engine Engine => options.Engine;

    /// <summary>The SQLite connection string.</summary>
    public string SqliteConnectionString => new SqliteConnectionStringBuilder
    {
        DataSource = options.SqliteFile,
        DefaultTimeout = 30,
    }.ToString();

    /// <summary>The pool of PostgreSQL connections.</summary>
    /// <exception cref="InvalidOperationException">The engine is SQLite.</exception>
    public NpgsqlDataSource Postgres => source ?? throw new InvalidOperationException("The engine is SQLite.");

    /// <summary>Statements every SQLite connection runs first.</summary>
    /// <remarks>Automatic checkpoints are off: they would run inside somebody's commit. <see cref="Checkpointer"/> runs
    /// them.</remarks>
    public string SqlitePragmas =>
        $"PRAGMA journal_mode=WAL; PRAGMA synchronous={options.Synchronous}; PRAGMA wal_autocheckpoint=0; PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON;";

    /// <summary>Opens a connection; the caller disposes it.</summary>
    public async ValueTask<DbConnection> OpenAsync(CancellationToken ct)
    {
        if (source is not null)
        {
            return await source.OpenConnectionAsync(ct);
        }

        return OpenSqlite();
    }

    /// <summary>Whether who commits often flushes by itself, once for several commits.</summary>
    public bool FlushesBatches => options.Synchronous != "OFF";

    /// <summary>What a connection adds whose commits leave the flush to <see cref="FlushSqliteLog"/>, or to a handle of
    /// one's own.</summary>
    public string SqliteFlushLaterPragma => FlushesBatches ? "PRAGMA synchronous=NORMAL;" : string.Empty;

    /// <summary>What the writer of batches adds: a busy hour's index pages stay in memory, one flush serves several
    /// commits, and while a command of another process writes, it waits instead of failing.</summary>
    public string SqliteWriterPragmas =>
        "PRAGMA busy_timeout=10000; PRAGMA cache_size=-65536;" + SqliteFlushLaterPragma;

    /// <summary>Returns once everything committed on SQLite is on disk; a connection must be open all the
    /// while.</summary>
    public void FlushSqliteLog()
    {
        if (FlushesBatches)
        {
            using var log = OpenSqliteLog();
            DiskFlush.Contents(log);
        }
    }

    /// <summary>Opens the write-ahead log, to flush it; a SQLite connection must be open all the while.</summary>
    public SafeFileHandle OpenSqliteLog() => File.OpenHandle(
        options.SqliteFile + "-wal", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);

    /// <summary>Opens a SQLite connection, blocking: SQLite has no other way.</summary>
    public SqliteConnection OpenSqlite()
    {
        var connection = new SqliteConnection(SqliteConnectionString);
        connection.Open();
        using var pragmas = connection.CreateCommand();
        pragmas.CommandText = SqlitePragmas;
        pragmas.ExecuteNonQuery();
        return connection;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (source is not null)
        {
            await source.DisposeAsync();
        }
        else
        {
            using var connection = new SqliteConnection(SqliteConnectionString);
            SqliteConnection.ClearPool(connection);
        }
    }
}
