using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace FirstWindow.Bench;

/// <summary>A server of our own: a child process on an empty database, gone afterwards.</summary>
internal sealed class Bank : IDisposable
{
    private static int portsTaken;
    private readonly string? postgres;
    private readonly IReadOnlyDictionary<string, string> environment;
    private Process? process;

    public Bank(string? postgres, IReadOnlyDictionary<string, string>? environment = null)
    {
        (this.postgres, this.environment) = (postgres, environment ?? new Dictionary<string, string>());
        Port = 8280 + Interlocked.Increment(ref portsTaken);
        Folder = Directory.CreateTempSubdirectory("firstwindow-bench-").FullName;
    }

    public int Port { get; }

    public string Folder { get; }

    /// <summary>The program that is measured.</summary>
    public static string Program => Path.Combine(Home(), "artifacts/bin/FirstWindow/release/firstwindow");

    public string Database => Path.Combine(Folder, "firstwindow.db");

    /// <summary>Memory of the server in use, in bytes.</summary>
    public long ResidentBytes
    {
        get
        {
            var line = File.ReadLines($"/proc/{process!.Id}/status")
                .First(l => l.StartsWith("VmRSS:", StringComparison.Ordinal));
            return long.Parse(line[6..^2], NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite) * 1024;
        }
    }

    public TimeSpan CpuTime
    {
        get
        {
            process!.Refresh();
            return process.TotalProcessorTime;
        }
    }

    /// <summary>Starts on an empty database whose rate limits are raised, and says so.</summary>
    public static Bank Open(string? postgres, IReadOnlyDictionary<string, string>? environment = null)
    {
        var bank = new Bank(postgres, environment);
        bank.Start(); // Makes the tables and ships the policies.
        bank.Stop();
        bank.RaiseLimits();
        bank.Start();
        return bank;
    }

    public void Start()
    {
        var start = new ProcessStartInfo(Program)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var word in new[] { "serve", "--port", $"{Port}", "--data", Folder, "--no-demo" })
        {
            start.ArgumentList.Add(word);
        }

        if (postgres is not null)
        {
            start.ArgumentList.Add("--postgres");
            start.ArgumentList.Add(postgres);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        process = Process.Start(start)!;
        process.ErrorDataReceived += (_, e) => Console.Error.Write(e.Data is null ? string.Empty : e.Data + "\n");
        process.BeginErrorReadLine();
        while (process.StandardOutput.ReadLine() is { } line)
        {
            if (line.StartsWith("ready ", StringComparison.Ordinal))
            {
                _ = process.StandardOutput.ReadToEndAsync();
                return;
            }
        }

        throw new IOException("The server did not start.");
    }

    public void Stop()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{process!.Id}"]);
        process.WaitForExit();
        process.Dispose();
        process = null;
    }

    public void Dispose()
    {
        if (process is not null) // It is not running while the bare loop has the database.
        {
            Stop();
        }

        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>One number from the database.</summary>
    public double Ask(string sql)
    {
        if (postgres is not null)
        {
            using var source = NpgsqlDataSource.Create(postgres);
            using var question = source.CreateCommand(sql);
            return Convert.ToDouble(question.ExecuteScalar(), CultureInfo.InvariantCulture);
        }

        using var connection = new SqliteConnection($"Data Source={Database}");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToDouble(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    /// <summary>The folder of the repository.</summary>
    public static string Home()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "FirstWindow.slnx")))
        {
            folder = folder.Parent!;
        }

        return folder.FullName;
    }

    // New approved versions, as two persons would make them; an open table, so that nobody wonders what was measured.
    private void RaiseLimits()
    {
        var id = postgres is null ? "randomblob(16)" : "gen_random_uuid()";
        Execute($"""
            INSERT INTO policy_version(id, key, version, value, effective_from, reason, proposed_at, decided_at, state)
            SELECT {id}, key, version + 1, 1000000, effective_from, 'bench', proposed_at, decided_at, state
            FROM policy_version p WHERE key LIKE 'limit.%' AND NOT EXISTS
                (SELECT 1 FROM policy_version o WHERE o.key = p.key AND o.version > p.version)
            """);
    }

    private void Execute(string sql)
    {
        if (postgres is not null)
        {
            using var source = NpgsqlDataSource.Create(postgres);
            using var command = source.CreateCommand(sql);
            command.ExecuteNonQuery();
            return;
        }

        using var connection = new SqliteConnection($"Data Source={Database};Pooling=False");
        connection.Open();
        using var statement = connection.CreateCommand();
        statement.CommandText = sql;
        statement.ExecuteNonQuery();
    }
}
