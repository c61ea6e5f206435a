using System.Data.Common;
using System.Diagnostics;

namespace FirstWindow.Bench;

/// <summary>
/// The physical limit of routing: the rows of an offer into the same tables in transactions of the same size, and
/// nothing else: no choosing, no encryption, no delivery.
/// </summary>
internal static class BareAssignments
{
    /// <summary>Offers in one transaction, as the worker makes them.</summary>
    public const int Together = 500;

    private const int Most = 20_000;
    private static readonly string[] Statements =
    [
        "SELECT state FROM conversation WHERE id = @contact",
        "DELETE FROM waiting WHERE conversation = @contact",
        """
        INSERT INTO assignment(id, conversation, staff, offered_at, lease_until, reason, queue, priority, arrived_at)
        VALUES (@id, @contact, @staff, @at, @at, 'longest-idle;free=12;class=5;waited=300', 'general', 5, @at)
        """,
        "UPDATE presence SET idle_since = @at WHERE staff = @staff",
        """
        INSERT INTO journal_entry(at, act, actor_kind, subject_kind, subject, clause, detail, mac)
        VALUES (@at, 'contact.offered', 'system', 'conversation', @contact, 'A3.1.1b',
            'staff=00000000-0000-0000-0000-000000000000;queue=general;longest-idle;free=12;class=5;waited=300', @mac)
        """,
        "UPDATE conversation SET state = 'Assigned', agent = @staff, last_seq = last_seq + 1 WHERE id = @contact",
        """
        INSERT INTO conversation_event(conversation, seq, kind, sender, client_id, at, body, digest, mac)
        VALUES (@contact, 1000, 1, 2, @id, @at, @body, @none, @mac)
        """,
    ];

    /// <summary>How many, and how many a second.</summary>
    public static (int Count, double PerSecond) Run(Bank bank)
    {
        var contacts = bank.AskAll($"SELECT conversation FROM waiting LIMIT {Most}");
        var staff = bank.AskAll("SELECT staff FROM presence");
        using var connection = bank.Connect();
        if (connection is Microsoft.Data.Sqlite.SqliteConnection)
        {
            using var durable = connection.CreateCommand();
            durable.CommandText = "PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=0; PRAGMA cache_size=-65536";
            durable.ExecuteNonQuery();
        }

        var values = new Dictionary<string, object>
        {
            ["@body"] = new byte[70],
            ["@mac"] = new byte[16],
            ["@none"] = Array.Empty<byte>(),
            ["@at"] = 1L,
            ["@id"] = IdLike(contacts[0], 0),
            ["@contact"] = contacts[0],
            ["@staff"] = staff[0],
        };
        var commands = Statements.Select(s => Prepare(connection, s, values)).ToList();
        var start = Stopwatch.GetTimestamp();
        for (var from = 0; from < contacts.Count; from += Together)
        {
            using var transaction = connection.BeginTransaction();
            for (var i = from; i < Math.Min(from + Together, contacts.Count); i++)
            {
                (values["@id"], values["@contact"], values["@staff"], values["@at"]) =
                    (IdLike(contacts[0], i), contacts[i], staff[i % staff.Count], (long)i);
                Execute(commands, values, transaction);
            }

            transaction.Commit();
        }

        var perSecond = contacts.Count / Stopwatch.GetElapsedTime(start).TotalSeconds;
        commands.ForEach(c => c.Dispose());
        return (contacts.Count, perSecond);
    }

    private static DbCommand Prepare(DbConnection connection, string sql, Dictionary<string, object> values)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in values.Where(v => sql.Contains(v.Key, StringComparison.Ordinal)))
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value);
            command.Parameters.Add(parameter);
        }

        command.Prepare();
        return command;
    }

    private static void Execute(List<DbCommand> commands, Dictionary<string, object> values, DbTransaction transaction)
    {
        foreach (var command in commands)
        {
            command.Transaction = transaction;
            foreach (DbParameter parameter in command.Parameters)
            {
                parameter.Value = values[parameter.ParameterName];
            }

            command.ExecuteNonQuery();
        }
    }

    private static object IdLike(object other, int number) =>
        other is byte[]? Talk.NewId(number).ToByteArray() : Talk.NewId(number);
}
