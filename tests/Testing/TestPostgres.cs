using Npgsql;

namespace FirstWindow.Tests;

/// <summary>A database of its own for each app, on the cluster that <c>./test</c> starts.</summary>
public static class TestPostgres
{
    private const string Variable = "FIRSTWINDOW_TEST_POSTGRES";

    /// <summary>The cluster's connection string.</summary>
    public static string Cluster => Environment.GetEnvironmentVariable(Variable)
        ?? throw new InvalidOperationException(
            $"{Variable} is not set: run the tests with ./test, which starts PostgreSQL.");

    /// <summary>Makes an empty database.</summary>
    /// <returns>Its connection string.</returns>
    public static Task<string> MakeAsync() => MakeAsync(string.Empty);

    /// <summary>Copies a database to which nobody is connected.</summary>
    /// <returns>The copy's connection string.</returns>
    public static Task<string> CopyAsync(string connectionString) =>
        MakeAsync($" TEMPLATE {new NpgsqlConnectionStringBuilder(connectionString).Database} STRATEGY file_copy");

    private static async Task<string> MakeAsync(string like)
    {
        var name = "fw_" + Guid.NewGuid().ToString("n");
        await RunAsync($"CREATE DATABASE {name}{like}");
        return new NpgsqlConnectionStringBuilder(Cluster) { Database = name, MaxPoolSize = 30 }.ToString();
    }

    /// <summary>Drops it, whoever is still connected.</summary>
    public static Task DropAsync(string connectionString) =>
        RunAsync(
            $"DROP DATABASE IF EXISTS {new NpgsqlConnectionStringBuilder(connectionString).Database} WITH (FORCE)");

    /// <summary>Throws everybody out and lets nobody in: the server is gone, as far as the program can see.</summary>
    public static async Task ShutAsync(string connectionString)
    {
        var name = new NpgsqlConnectionStringBuilder(connectionString).Database;
        await RunAsync($"ALTER DATABASE {name} ALLOW_CONNECTIONS false");
        await RunAsync($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'");
    }

    /// <summary>Lets everybody in again.</summary>
    public static Task ReopenAsync(string connectionString) =>
        RunAsync(
            $"ALTER DATABASE {new NpgsqlConnectionStringBuilder(connectionString).Database} ALLOW_CONNECTIONS true");

    /// <summary>Makes an account that is nobody yet.</summary>
    /// <returns>Its name.</returns>
    public static async Task<string> MakeAccountAsync(string attributes = "")
    {
        var name = "fw_" + Guid.NewGuid().ToString("n");
        await RunAsync($"CREATE ROLE {name} LOGIN {attributes}");
        return name;
    }

    /// <summary>Makes an account the owner of a database, as a bank's is: no superuser.</summary>
    public static Task GiveAsync(string connectionString, string account) => RunAsync(
        $"ALTER DATABASE {new NpgsqlConnectionStringBuilder(connectionString).Database} OWNER TO {account}");

    /// <summary>The same database by another account.</summary>
    public static string By(string account, string connectionString) =>
        new NpgsqlConnectionStringBuilder(connectionString) { Username = account }.ToString();

    /// <summary>Drops an account whose databases are gone.</summary>
    public static Task DropAccountAsync(string account) => RunAsync($"DROP ROLE {account}");

    private static async Task RunAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(Cluster);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
