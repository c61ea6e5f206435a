using System.ComponentModel.DataAnnotations;
using FirstWindow.Platform.Privacy;

namespace FirstWindow.Platform.Storage;

/// <summary>The database engines FirstWindow runs on.</summary>
public enum Engine
{
    /// <summary>One process, one file; the default.</summary>
    Sqlite,

    /// <summary>Any number of nodes on one cluster.</summary>
    Postgres,
}

/// <summary>Section "Storage". Checked at start: a bad value stops the server with a clear sentence.</summary>
public sealed class StorageOptions
{
    /// <summary>Folder of the SQLite file, the keys and the demo accounts.</summary>
    [Required]
    public string DataFolder { get; set; } = "data";

    /// <summary>PostgreSQL connection string; empty means SQLite under <see cref="DataFolder"/>.</summary>
    public string? Postgres { get; set; }

    /// <summary>Whether PostgreSQL on another machine may be spoken to without verified TLS; a bank that says so
    /// protects that way otherwise.</summary>
    public bool PostgresWithoutTls { get; set; }

    /// <summary>
    /// SQLite's <c>synchronous</c>: FULL, so that an acknowledgement means "on disk". OFF exists for one purpose: the
    /// durability test must be seen to fail with it.
    /// </summary>
    [RegularExpression("FULL|EXTRA|OFF")]
    public string Synchronous { get; set; } = "FULL";

    /// <summary>Size of the write-ahead log in bytes past which it is cut back under the write gate.</summary>
    [Range(1_048_576, 4_294_967_296)]
    public long WriteAheadLogBytesMax { get; set; } = 128L * 1024 * 1024;

    /// <summary>Size of the write-ahead log in bytes below which no checkpoint is worth its flush.</summary>
    [Range(0, 1_073_741_824)]
    public long CheckpointBytesMin { get; set; } = 8L * 1024 * 1024;

    /// <summary>Pause between two checkpoints of the write-ahead log.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00")]
    public TimeSpan CheckpointInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The hardware module that wraps the key files, where there is one.</summary>
    public KeyModuleOptions KeyModule { get; set; } = new();

    /// <summary>Which engine these settings mean.</summary>
    public Engine Engine => string.IsNullOrEmpty(Postgres) ? Engine.Sqlite : Engine.Postgres;

    /// <summary>Path of the SQLite file.</summary>
    public string SqliteFile => Path.Combine(DataFolder, "firstwindow.db");
}
