using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FirstWindow.Platform.Crypto;
using Microsoft.Data.Sqlite;

namespace FirstWindow.Bench;

/// <summary>
/// What encryption costs beside plain rows: the fields of customers written and read by the same statements, in plain,
/// and sealed as the program seals them, each customer under an own key that a master key wraps.
/// </summary>
internal static class EncryptionCost
{
    private const int Customers = 50_000;
    private const int Batch = 500;
    private const int KeyBytes = 32;
    private static readonly (string Code, string Value)[] Fields =
        [("name", "王小明"), ("phone", "13800001234"), ("address", "上海市浦东新区世纪大道 100 号 12 楼")];

    public static void Run()
    {
        var plain = Measure(null);
        foreach (var provider in new[] { CryptoProvider.International, CryptoProvider.National })
        {
            var cost = Measure(provider);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  {provider.Algorithms}: {cost.Bytes:F0} bytes a customer of three fields beside {plain.Bytes:F0} in plain; written at "
                + $"{cost.Written / plain.Written:P0} of {plain.Written:N0} customers/s, read at {cost.Read / plain.Read:P0} of {plain.Read:N0}/s"));
        }
    }

    private static (double Bytes, double Written, double Read) Measure(CryptoProvider? provider)
    {
        var folder = Directory.CreateTempSubdirectory("firstwindow-bench-");
        try
        {
            var path = Path.Combine(folder.FullName, "fields.db");
            using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
            connection.Open();
            Execute(connection, """
                PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;
                CREATE TABLE data_key(id BLOB PRIMARY KEY, wrapped BLOB) WITHOUT ROWID;
                CREATE TABLE field(customer BLOB NOT NULL, code TEXT NOT NULL, value BLOB NOT NULL, PRIMARY KEY (customer, code));
                """);
            var master = RandomNumberGenerator.GetBytes(KeyBytes);
            var customers = Enumerable.Range(0, Customers).Select(_ => RandomNumberGenerator.GetBytes(16)).ToList();
            var written = Rate(() => Write(connection, customers, master, provider));
            Execute(connection, "PRAGMA wal_checkpoint(TRUNCATE)");
            RandomNumberGenerator.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(customers));
            var read = Rate(() => Read(connection, customers, master, provider));
            return (new FileInfo(path).Length / (double)Customers, written, read);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static double Rate(Action all)
    {
        var start = Stopwatch.GetTimestamp();
        all();
        return Customers / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static void Write(
        SqliteConnection connection, List<byte[]> customers, byte[] master, CryptoProvider? provider)
    {
        using var addKey = Statement(connection, "INSERT INTO data_key(id, wrapped) VALUES ($1, $2)", 2);
        using var addField = Statement(connection, "INSERT INTO field(customer, code, value) VALUES ($1, $2, $3)", 3);
        foreach (var batch in customers.Chunk(Batch))
        {
            using var transaction = connection.BeginTransaction();
            (addKey.Transaction, addField.Transaction) = (transaction, transaction);
            foreach (var customer in batch)
            {
                var key = provider is null ? [] : RandomNumberGenerator.GetBytes(KeyBytes);
                if (provider is not null)
                {
                    Bind(addKey, customer, SealedBytes.Seal(provider, master, Guid.Empty, key, customer));
                    addKey.ExecuteNonQuery();
                }

                foreach (var (code, value) in Fields)
                {
                    var bytes = Encoding.UTF8.GetBytes(value);
                    Bind(addField, customer, code,
                        provider is null ? bytes : SealedBytes.Seal(provider, key, new(customer), bytes, customer));
                    addField.ExecuteNonQuery();
                }
            }

            transaction.Commit();
        }
    }

    private static void Read(
        SqliteConnection connection, List<byte[]> customers, byte[] master, CryptoProvider? provider)
    {
        using var findKey = Statement(connection, "SELECT wrapped FROM data_key WHERE id = $1", 1);
        using var findFields = Statement(connection, "SELECT value FROM field WHERE customer = $1", 1);
        foreach (var customer in customers)
        {
            byte[] key = [];
            if (provider is not null)
            {
                Bind(findKey, customer);
                key = SealedBytes.Open(master, (byte[])findKey.ExecuteScalar()!, customer);
            }

            Bind(findFields, customer);
            using var rows = findFields.ExecuteReader();
            while (rows.Read())
            {
                var value = rows.GetFieldValue<byte[]>(0);
                Encoding.UTF8.GetString(provider is null ? value : SealedBytes.Open(key, value, customer));
            }
        }
    }

    private static SqliteCommand Statement(SqliteConnection connection, string sql, int parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 1; i <= parameters; i++)
        {
            command.Parameters.Add(new() { ParameterName = $"${i}" });
        }

        return command;
    }

    private static void Bind(SqliteCommand command, params ReadOnlySpan<object> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i];
        }
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
