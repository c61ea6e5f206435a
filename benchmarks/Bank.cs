using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace FirstWindow.Bench;

/// <summary>A server of our own: a child process on an empty database, gone afterwards.</summary>
internal sealed partial class Bank : IDisposable
{
    private static int portsTaken;
    private readonly string? postgres;
    private readonly IReadOnlyDictionary<string, string> environment;
    private readonly bool withDemo;
    private Process? process;

    private Bank(string? postgres, IReadOnlyDictionary<string, string>? environment, bool withDemo)
    {
        (this.postgres, this.environment) = (postgres, environment ?? new Dictionary<string, string>());
        this.withDemo = withDemo;
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
    public static Bank Open(
        string? postgres, IReadOnlyDictionary<string, string>? environment = null, bool withDemo = false)
    {
        var bank = new Bank(postgres, environment, withDemo);
        bank.Start(); // Makes the tables and ships the policies.
        bank.Stop();
        bank.SetPolicies("limit.%", 1_000_000);
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
        string[] words = ["serve", "--port", $"{Port}", "--data", Folder, .. withDemo ? Array.Empty<string>() : ["--no-demo"]];
        foreach (var word in words)
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

    /// <summary>A connection of our own to the bank's database.</summary>
    public DbConnection Connect()
    {
        DbConnection connection = postgres is null
            ? new SqliteConnection($"Data Source={Database};Pooling=False") : new NpgsqlConnection(postgres);
        connection.Open();
        return connection;
    }

    /// <summary>One number from the database.</summary>
    public double Ask(string sql) => Convert.ToDouble(AskAll(sql).FirstOrDefault(), CultureInfo.InvariantCulture);

    /// <summary>The first column of all rows.</summary>
    public IReadOnlyList<object> AskAll(string sql)
    {
        using var connection = Connect();
        using var command = connection.CreateCommand();
        (command.CommandText, command.CommandTimeout) = (sql, 0);
        using var reader = command.ExecuteReader();
        var values = new List<object>();
        while (reader.Read())
        {
            values.Add(reader.GetValue(0));
        }

        return values;
    }

    /// <summary>Fills the tables, as fast as the engine can: whoever loses power here begins again.</summary>
    /// <remarks><c>{{random}}</c> is a new id, <c>{{blob N}}</c> that many bytes.</remarks>
    public void Fill(params IReadOnlyList<string> statements)
    {
        using var connection = Connect();
        var prepare = postgres is null ? "PRAGMA synchronous=OFF; PRAGMA cache_size=-500000; PRAGMA temp_store=MEMORY"
            : "SET synchronous_commit = off";
        foreach (var sql in (IEnumerable<string>)[prepare, .. statements])
        {
            using var command = connection.CreateCommand();
            command.CommandTimeout = 0;
            command.CommandText = Blob().Replace(
                sql.Replace("{{random}}", postgres is null ? "randomblob(16)" : "gen_random_uuid()", StringComparison.Ordinal),
                b => postgres is null ? $"zeroblob({b.Groups[1]})" : $"decode(repeat('00', {b.Groups[1]}), 'hex')");
            command.ExecuteNonQuery();
        }

        using var tidy = connection.CreateCommand();
        tidy.CommandTimeout = 0;
        tidy.CommandText = postgres is null ? "PRAGMA wal_checkpoint(TRUNCATE)" : "ANALYZE";
        tidy.ExecuteNonQuery();
    }

    /// <summary>New approved versions of policies, as two persons would make them; an open table, so that nobody
    /// wonders what was measured.</summary>
    public void SetPolicies(string like, long value) => Fill($$$"""
        INSERT INTO policy_version(id, key, version, value, effective_from, reason, proposed_at, decided_at, state)
        SELECT {{random}}, key, version + 1, {{{value}}}, effective_from, 'bench', proposed_at, decided_at, state
        FROM policy_version p WHERE key LIKE '{{{like}}}' AND NOT EXISTS
            (SELECT 1 FROM policy_version o WHERE o.key = p.key AND o.version > p.version)
        """);

    /// <summary>A token of a program with that role.</summary>
    public string Token(string role, string name = "bench") =>
        Command("token", "service", "--name", $"{name}-{role}", "--role", role).Trim();

    /// <summary>What the program says to a command on this bank.</summary>
    public string Command(params IReadOnlyList<string> words)
    {
        IReadOnlyList<string> where = postgres is null ? ["--data", Folder] : ["--data", Folder, "--postgres", postgres];
        using var command = Process.Start(new ProcessStartInfo(Program, [.. words, .. where])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var said = command.StandardOutput.ReadToEnd();
        command.WaitForExit();
        return command.ExitCode == 0 ? said : throw new IOException($"{string.Join(' ', words)} failed.");
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

    [GeneratedRegex(@"\{\{blob (\d+)\}\}")]
    private static partial Regex Blob();
}
