using System.Diagnostics;
using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace FirstWindow.Bench;

/// <summary>
/// The physical limit: the same rows into the same tables with the same indexes, in batches of the same size, flushed
/// the same way — and nothing else: no HTTP, no encryption, no reading, no delivery.
/// </summary>
internal static class BareLoop
{
    private const int BodyBytes = 135; // thirty Chinese characters and the envelope of their encryption
    private const int DigestBytes = 16;
    private const string Columns = "conversation, seq, kind, sender, author, client_id, at, body, digest, mac";

    /// <summary>Rows a second.</summary>
    public static double Run(Bank bank, string? postgres, int batch, TimeSpan duration) =>
        postgres is null ? OnSqlite(bank.Database, batch, duration) : OnPostgres(postgres, batch, duration);

    private static double OnSqlite(string database, int batch, TimeSpan duration)
    {
        using var connection = new SqliteConnection($"Data Source={database};Pooling=False");
        connection.Open();
        Execute(connection, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=0; PRAGMA cache_size=-65536;");
        var heads = Heads(connection);
        using var insert = connection.CreateCommand();
        insert.CommandText = $"INSERT INTO conversation_event({Columns}) VALUES ($1,$2,0,0,NULL,$3,$4,$5,$6,$7)";
        using var update = connection.CreateCommand();
        update.CommandText =
            "UPDATE conversation SET last_seq = $2, last_customer_seq = $2, handled_seq = $3 WHERE id = $1";
        var (c, seq, id, at, body, digest, mac) =
            (Add(insert, "$1"), Add(insert, "$2"), Add(insert, "$3"), Add(insert, "$4"),
            Add(insert, "$5"), Add(insert, "$6"), Add(insert, "$7"));
        var (head, last, handled) = (Add(update, "$1"), Add(update, "$2"), Add(update, "$3"));
        (body.Value, digest.Value, mac.Value, handled.Value) =
            (RandomNumberGenerator.GetBytes(BodyBytes), new byte[DigestBytes], new byte[DigestBytes], 0);
        var start = Stopwatch.GetTimestamp();
        var rows = 0;
        while (Stopwatch.GetElapsedTime(start) < duration)
        {
            using var transaction = connection.BeginTransaction();
            (insert.Transaction, update.Transaction) = (transaction, transaction);
            for (var i = 0; i < batch; i++, rows++)
            {
                var which = rows % heads.Count;
                var next = ++heads[which].Last;
                (c.Value, seq.Value, id.Value, at.Value) =
                    (heads[which].Id, next, Talk.NewId(rows).ToByteArray(), (long)rows);
                insert.ExecuteNonQuery();
                (head.Value, last.Value) = (heads[which].Id, next);
                update.ExecuteNonQuery();
            }

            transaction.Commit();
        }

        return rows / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static double OnPostgres(string postgres, int batch, TimeSpan duration)
    {
        using var source = NpgsqlDataSource.Create(postgres);
        using var connection = source.OpenConnection();
        var heads = Heads(connection);
        using var write = new NpgsqlBatch(connection);
        var insert = new NpgsqlBatchCommand($"""
            INSERT INTO conversation_event({Columns}) SELECT * FROM unnest($1, $2, $3, $3, $4, $5, $6, $7, $8, $8)
            """);
        var update = new NpgsqlBatchCommand("""
            UPDATE conversation SET last_seq = n.seq, last_customer_seq = n.seq, handled_seq = 0
            FROM unnest($1, $2) AS n(id, seq) WHERE conversation.id = n.id
            """);
        write.BatchCommands.Add(insert);
        write.BatchCommands.Add(update);
        var body = RandomNumberGenerator.GetBytes(BodyBytes);
        var start = Stopwatch.GetTimestamp();
        var rows = 0;
        for (; Stopwatch.GetElapsedTime(start) < duration; rows += batch)
        {
            var some = Enumerable.Range(rows, batch)
                .Select(n => (heads[n % heads.Count].Id, Seq: ++heads[n % heads.Count].Last, N: n))
                .ToArray();
            Bind(insert,
                some.Select(r => new Guid(r.Id)), some.Select(r => r.Seq), some.Select(_ => 0),
                some.Select(_ => (Guid?)null), some.Select(_ => Guid.NewGuid()),
                some.Select(r => (long)r.N), some.Select(_ => body), some.Select(_ => new byte[DigestBytes]));
            Bind(update, some.Select(r => new Guid(r.Id)), some.Select(r => r.Seq));
            write.ExecuteNonQuery();
        }

        return rows / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static void Bind(NpgsqlBatchCommand command, params IEnumerable<object> columns)
    {
        command.Parameters.Clear();
        foreach (var column in columns)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = ToArray(column) });
        }
    }

    private static object ToArray(object column) => column switch
    {
        IEnumerable<Guid> ids => ids.ToArray(),
        IEnumerable<Guid?> ids => ids.ToArray(),
        IEnumerable<int> numbers => numbers.ToArray(),
        IEnumerable<long> numbers => numbers.ToArray(),
        IEnumerable<byte[]> blobs => blobs.ToArray(),
        _ => throw new ArgumentException("No such column.", nameof(column)),
    };

    private static List<Head> Heads(System.Data.Common.DbConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT id, last_seq FROM conversation";
        using var reader = command.ExecuteReader();
        var heads = new List<Head>();
        while (reader.Read())
        {
            heads.Add(new(reader.GetValue(0) is Guid id ? id.ToByteArray()
                : (byte[])reader.GetValue(0))
            { Last = reader.GetInt32(1) });
        }

        return heads;
    }

    private static SqliteParameter Add(SqliteCommand command, string name)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        command.Parameters.Add(parameter);
        return parameter;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private sealed class Head(byte[] id)
    {
        public byte[] Id => id;

        public int Last { get; set; }
    }
}
