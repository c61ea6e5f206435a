using System.Data.Common;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace FirstWindow.Platform.Journal;

/// <summary>Reads a stream's entries in their order.</summary>
internal abstract class EntryReader : IAsyncDisposable
{
    /// <summary>The entry's key.</summary>
    public abstract long Entry { get; }

    /// <summary>The block it was sealed in; none when it is fresh.</summary>
    public abstract long? Block { get; }

    /// <summary>Its authentication code.</summary>
    public abstract ReadOnlySpan<byte> Mac { get; }

    /// <summary>Opens a stream as a snapshot sees it.</summary>
    public static async ValueTask<EntryReader> OpenAsync(
        DbConnection connection, DbTransaction snapshot, JournalStream stream, CancellationToken ct)
    {
        var sql = $"SELECT {stream.SelectList} FROM {stream.Table} ORDER BY entry";
        if (connection is SqliteConnection sqlite)
        {
            return new Sqlite(sqlite, sql, stream);
        }

        var command = connection.CreateCommand();
        (command.Transaction, command.CommandText) = (snapshot, sql);
        return new Any(command, await command.ExecuteReaderAsync(ct), stream);
    }

    /// <summary>Goes to the next entry.</summary>
    public abstract ValueTask<bool> ReadAsync(CancellationToken ct);

    /// <summary>Writes what counts of the entry.</summary>
    public abstract void WriteTo(RowBytes row);

    public abstract ValueTask DisposeAsync();

    private sealed class Any(DbCommand command, DbDataReader reader, JournalStream stream) : EntryReader
    {
        public override long Entry => reader.GetInt64(0);

        public override long? Block => reader.IsDBNull(1) ? null : reader.GetInt64(1);

        public override ReadOnlySpan<byte> Mac => (byte[])reader.GetValue(2);

        public override async ValueTask<bool> ReadAsync(CancellationToken ct) => await reader.ReadAsync(ct);

        public override void WriteTo(RowBytes row) => row.Read(reader, stream);

        public override async ValueTask DisposeAsync()
        {
            await reader.DisposeAsync();
            await command.DisposeAsync();
        }
    }

    /// <summary>SQLite itself is asked: ADO.NET asks for the type of each column several times, which took two thirds
    /// of a verification.</summary>
    private sealed class Sqlite : EntryReader
    {
        private readonly SqliteConnection connection;
        private readonly JournalStream stream;
        private readonly sqlite3_stmt rows;

        public Sqlite(SqliteConnection connection, string sql, JournalStream stream)
        {
            (this.connection, this.stream) = (connection, stream);
            Check(raw.sqlite3_prepare_v2(connection.Handle, sql, out rows));
        }

        public override long Entry => raw.sqlite3_column_int64(rows, 0);

        public override long? Block =>
            raw.sqlite3_column_type(rows, 1) == raw.SQLITE_NULL ? null : raw.sqlite3_column_int64(rows, 1);

        public override ReadOnlySpan<byte> Mac => raw.sqlite3_column_blob(rows, 2);

        public override ValueTask<bool> ReadAsync(CancellationToken ct)
        {
            ct.ThrowIfCancellationRequested();
            var code = raw.sqlite3_step(rows);
            return code is raw.SQLITE_ROW or raw.SQLITE_DONE ? new(code == raw.SQLITE_ROW) : throw Fault(code);
        }

        public override void WriteTo(RowBytes row)
        {
            row.Start(stream.Table);
            var end = JournalStream.FirstColumn + stream.Columns.Count;
            for (var column = JournalStream.FirstColumn; column < end; column++)
            {
                _ = raw.sqlite3_column_type(rows, column) switch
                {
                    raw.SQLITE_NULL => row.Add((string?)null),
                    raw.SQLITE_INTEGER => row.Add(raw.sqlite3_column_int64(rows, column)),
                    raw.SQLITE_TEXT => row.AddText(raw.sqlite3_column_blob(rows, column)),
                    _ => row.Add(raw.sqlite3_column_blob(rows, column)),
                };
            }
        }

        public override ValueTask DisposeAsync()
        {
            rows.Dispose();
            return ValueTask.CompletedTask;
        }

        private void Check(int code)
        {
            if (code != raw.SQLITE_OK)
            {
                throw Fault(code);
            }
        }

        private SqliteException Fault(int code) => new(raw.sqlite3_errmsg(connection.Handle).utf8_to_string(), code);
    }
}

/// <summary>Some entries in a row, kept to be checked while the next ones are read.</summary>
internal sealed class EntryBatch
{
    private readonly (long Entry, long? Block, RowBytes Row, byte[] Mac)[] entries =
        new (long, long?, RowBytes, byte[])[1_024];

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>Whether more may follow.</summary>
    public bool IsFull => Count == entries.Length;

    /// <summary>One of them.</summary>
    public (long Entry, long? Block, RowBytes Row, byte[] Mac) this[int index] => entries[index];

    /// <summary>Reads the next ones in place of those it held.</summary>
    public async ValueTask FillAsync(EntryReader reader, CancellationToken ct)
    {
        for (Count = 0; !IsFull && await reader.ReadAsync(ct); Count++)
        {
            var row = entries[Count].Row ?? new();
            reader.WriteTo(row);
            entries[Count] = (reader.Entry, reader.Block, row, reader.Mac.ToArray());
        }
    }
}
