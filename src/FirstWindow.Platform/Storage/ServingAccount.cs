using System.Data.Common;
using FirstWindow.Platform.Journal;
using Npgsql;

namespace FirstWindow.Platform.Storage;

/// <summary>
/// The PostgreSQL account that only serves: it reads and writes rows, adds to the journal, and can change neither the
/// schema nor what the journal holds. Its rights are given by the owner of the tables, after every migration.
/// </summary>
[Clause("A4.3.3b")]
public sealed class ServingAccount(Connections connections, IEnumerable<JournalStream> streams)
{
    // Nobody adds a step of the schema but who makes it.
    private const string History = "schema_migration";
    private static readonly string[] OnlyAdded = ["journal_block", "journal_reencryption"];

    private const string TooMuch = """
        SELECT rolbypassrls OR rolcreaterole OR rolreplication OR has_schema_privilege(rolname, 'public', 'CREATE')
            OR EXISTS (SELECT 1 FROM unnest(@kept) AS kept
                WHERE has_table_privilege(rolname, kept, 'UPDATE, DELETE, TRUNCATE'))
        FROM pg_roles WHERE rolname = @account
        """;

    private const string NotItsOwn = """
        SELECT EXISTS (SELECT 1 FROM pg_tables
            WHERE schemaname = 'public' AND NOT pg_has_role(current_user, tableowner, 'USAGE'))
        """;

    /// <summary>Gives an account exactly these rights.</summary>
    /// <exception cref="InvalidDataException">There is no such account, or it could do more by what it is.</exception>
    public async Task GrantAsync(string account, CancellationToken ct)
    {
        if (connections.Engine is not Engine.Postgres)
        {
            throw new InvalidDataException("Only PostgreSQL has accounts: give --postgres, or leave out --grant-to.");
        }

        await using var connection = await connections.Postgres.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        if (await AskAsync(connection, "SELECT COUNT(*) = 1 FROM pg_roles WHERE rolname = @account", account, ct) is not true)
        {
            throw new InvalidDataException($"PostgreSQL has no account {account}: make it first (CREATE ROLE … LOGIN).");
        }

        foreach (var statement in StatementsFor(new NpgsqlCommandBuilder().QuoteIdentifier(account)))
        {
            await using var command = new NpgsqlCommand(statement, connection);
            await command.ExecuteNonQueryAsync(ct);
        }

        if (await AskAsync(connection, TooMuch, account, ct) is true)
        {
            throw new InvalidDataException(
                $"The account {account} could change the schema or the journal whatever is granted (owner, superuser, BYPASSRLS, CREATEROLE, or a role it is in): take another one.");
        }

        await transaction.CommitAsync(ct);
    }

    /// <summary>Stops, before anything is changed, what only the owner of the tables can bring to its end.</summary>
    /// <param name="connections">The database.</param>
    /// <param name="what">What was asked for, as a sentence begins with it.</param>
    /// <param name="ct">Gives up.</param>
    /// <exception cref="InvalidDataException">The account is not the owner.</exception>
    public static async Task RequireOwnerAsync(Connections connections, string what, CancellationToken ct)
    {
        if (connections.Engine is not Engine.Postgres)
        {
            return;
        }

        await using var connection = await connections.Postgres.OpenConnectionAsync(ct);
        await using var command = new NpgsqlCommand(NotItsOwn, connection);
        if (await command.ExecuteScalarAsync(ct) is true)
        {
            throw new InvalidDataException(
                $"{what} needs the PostgreSQL account that owns the tables, not the one that only serves: nothing was changed; give --postgres with the owner.");
        }
    }

    /// <summary>What an account that may not make tables finds amiss.</summary>
    /// <exception cref="SchemaMismatchException">Steps are missing, or rights.</exception>
    internal static async Task CheckAsync(
        DbConnection connection, IReadOnlyList<Migration> migrations, CancellationToken ct)
    {
        var history = await ReadHistoryAsync(connection, ct);
        var missing = migrations.Count(m => !history.Contains((m.Number, m.Checksum)));
        await using var command = connection.CreateCommand();
        command.CommandText = """
            SELECT COUNT(*) FROM pg_tables WHERE schemaname = 'public'
            AND NOT has_table_privilege(format('%I.%I', schemaname, tablename), 'SELECT')
            """;
        var shut = (long)(await command.ExecuteScalarAsync(ct))!;
        if (missing > 0 || shut > 0)
        {
            throw new SchemaMismatchException(
                $"This PostgreSQL account may not change the schema, and finds {missing} steps not made and {shut} tables it may not read. "
                + "Run `firstwindow migrate --postgres OWNER --grant-to ACCOUNT` as the owner of the tables.");
        }
    }

    private static async Task<HashSet<(int, string)>> ReadHistoryAsync(DbConnection connection, CancellationToken ct)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = $"SELECT COALESCE(has_table_privilege(to_regclass('{History}'), 'SELECT'), false)";
        if (await command.ExecuteScalarAsync(ct) is not true)
        {
            return [];
        }

        command.CommandText = $"SELECT number, checksum FROM {History}";
        await using var reader = await command.ExecuteReaderAsync(ct);
        var history = new HashSet<(int, string)>();
        while (await reader.ReadAsync(ct))
        {
            history.Add((reader.GetInt32(0), reader.GetString(1)));
        }

        return history;
    }

    private IEnumerable<string> StatementsFor(string quotedAccount)
    {
        var kept = string.Join(", ", Kept());
        var marked = string.Join(", ", streams.Select(s => s.Table));
        yield return "REVOKE CREATE ON SCHEMA public FROM PUBLIC"; // PostgreSQL before 15 lets everybody.
        yield return $"GRANT USAGE ON SCHEMA public TO {quotedAccount}";
        yield return $"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {quotedAccount}";
        yield return $"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {quotedAccount}";
        yield return $"REVOKE INSERT, UPDATE, DELETE ON {History} FROM {quotedAccount}";
        yield return $"REVOKE UPDATE, DELETE ON {kept} FROM {quotedAccount}";
        yield return $"GRANT UPDATE (block) ON {marked} TO {quotedAccount}";
        yield return $"GRANT EXECUTE ON FUNCTION rewrite_erased(text) TO {quotedAccount}";
    }

    private IEnumerable<string> Kept() => [.. OnlyAdded, .. streams.Select(s => s.Table)];

    private async Task<object?> AskAsync(NpgsqlConnection connection, string sql, string account, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddWithValue("account", account);
        command.Parameters.AddWithValue("kept", Kept().Append(History).ToArray());
        return await command.ExecuteScalarAsync(ct);
    }
}
