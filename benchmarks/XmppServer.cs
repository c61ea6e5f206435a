using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.Data.Sqlite;

namespace FirstWindow.Bench;

/// <summary>A chat server of others with a durable archive, run as a child process in a folder of its own.</summary>
internal sealed class XmppServer : IDisposable
{
    private static readonly TimeSpan StartMost = TimeSpan.FromSeconds(30);
    private readonly string folder;
    private readonly Process process;

    private XmppServer(string folder, int port, ProcessStartInfo start)
    {
        (this.folder, Port) = (folder, port);
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        process = Process.Start(start)!;
        _ = process.StandardOutput.ReadToEndAsync();
        _ = process.StandardError.ReadToEndAsync();
        WaitForPort();
    }

    public int Port { get; }

    /// <summary>Prosody as Debian has it.</summary>
    /// <returns>Nothing when it is not installed.</returns>
    public static XmppServer? Prosody(int port)
    {
        if (!File.Exists("/usr/bin/prosody"))
        {
            return null;
        }

        var (folder, settings) = Prepare("prosody.cfg.lua", port);
        Directory.CreateDirectory(Path.Combine(folder, "data"));
        return new(folder, port, new("/usr/bin/prosody", ["--config", settings, "-F"]));
    }

    /// <summary>ejabberd as Debian has it, started without its service account and its registry of nodes.</summary>
    /// <returns>Nothing when it is not installed.</returns>
    public static XmppServer? Ejabberd(int port)
    {
        const string Libraries = "/usr/lib/x86_64-linux-gnu";
        var home = Directory.Exists(Libraries)
            ? Directory.EnumerateDirectories(Libraries, "ejabberd-*").FirstOrDefault() : null;
        if (home is null)
        {
            return null;
        }

        var (folder, settings) = Prepare("ejabberd.yml", port);
        using (var archive = new SqliteConnection(
            $"Data Source={Path.Combine(folder, "archive.sqlite")};Pooling=False"))
        {
            archive.Open();
            using var tables = archive.CreateCommand();
            tables.CommandText = File.ReadAllText(Path.Combine(home, "priv/sql/lite.sql"));
            tables.ExecuteNonQuery();
        }

        var start = new ProcessStartInfo("erl",
            ["-noinput", "-mnesia", "dir", $"\"{folder}/mnesia\"", "-pa", $"{home}/ebin", "-s", "ejabberd"]);
        start.Environment["EJABBERD_CONFIG_PATH"] = settings;
        start.Environment["EJABBERD_LOG_PATH"] = Path.Combine(folder, "ejabberd.log");
        return new(folder, port, start);
    }

    public void Dispose()
    {
        process.Kill(entireProcessTree: true);
        process.WaitForExit();
        process.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private static (string Folder, string Settings) Prepare(string template, int port)
    {
        var folder = Directory.CreateTempSubdirectory("firstwindow-peer-").FullName;
        var settings = Path.Combine(folder, template);
        File.WriteAllText(settings, File.ReadAllText(Path.Combine(Bank.Home(), "benchmarks/chat-peers", template))
            .Replace("{{folder}}", folder, StringComparison.Ordinal)
            .Replace("{{port}}", port.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));
        return (folder, settings);
    }

    private void WaitForPort()
    {
        for (var start = Stopwatch.StartNew(); start.Elapsed < StartMost && !process.WaitForExit(100);)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Connect(IPAddress.Loopback, Port);
                return;
            }
            catch (SocketException)
            {
                // Not yet.
            }
        }

        throw new IOException("A chat server of others did not start.");
    }
}
