using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace FirstWindow.Tests;

/// <summary>The server as a process of its own, which can be killed.</summary>
public sealed class ServerProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<string> output = [];

    private ServerProcess(Process process, int port) =>
        (this.process, Address) = (process, new($"http://localhost:{port}"));

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>What it has printed.</summary>
    public string Output
    {
        get
        {
            lock (output)
            {
                return string.Join('\n', output);
            }
        }
    }

    /// <summary>The program that <c>./test</c> built.</summary>
    public static string Program => Environment.GetEnvironmentVariable("FIRSTWINDOW_PROGRAM")
        ?? Path.Combine(AppContext.BaseDirectory, "firstwindow");

    /// <summary>A port that is free now.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Starts the server and waits until it serves.</summary>
    public static async Task<ServerProcess> StartAsync(
        string folder, int port, string? postgres = null, IReadOnlyDictionary<string, string>? environment = null,
        params string[] arguments)
    {
        var server = Launch(folder, port, postgres, environment, arguments);
        var ended = server.process.WaitForExitAsync();
        var first = await Task.WhenAny(server.ready.Task, ended, Task.Delay(Visitor.Patience));
        if (first == server.ready.Task)
        {
            return server;
        }

        await server.DisposeAsync();
        throw new InvalidOperationException($"The server did not start:\n{server.Output}");
    }

    /// <summary>Starts the server and does not wait.</summary>
    public static ServerProcess Launch(
        string folder, int port, string? postgres = null, IReadOnlyDictionary<string, string>? environment = null,
        params string[] arguments)
    {
        var start = new ProcessStartInfo(Program)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in (string[])
            ["serve", "--port", port.ToString(CultureInfo.InvariantCulture), "--data", folder, .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        if (postgres is not null)
        {
            start.ArgumentList.Add("--postgres");
            start.ArgumentList.Add(postgres);
        }

        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        var server = new ServerProcess(Process.Start(start)!, port);
        server.Listen();
        return server;
    }

    /// <summary>Kills it as a power cut would: no handler runs.</summary>
    public async Task KillAsync()
    {
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
    }

    /// <summary>Runs a command of the program to its end.</summary>
    public static Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments) =>
        RunAsync(new Dictionary<string, string>(), arguments);

    /// <summary>Runs a command likewise, with settings of its own.</summary>
    public static async Task<(int Code, string Output, string Error)> RunAsync(
        IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo(Program) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var command = Process.Start(start)!;
        var output = command.StandardOutput.ReadToEndAsync();
        var error = command.StandardError.ReadToEndAsync();
        await command.WaitForExitAsync();
        return (command.ExitCode, await output, await error);
    }

    /// <summary>Runs a command and kills it, as a power cut would, when a line says this.</summary>
    /// <returns>Whether a line said it.</returns>
    public static async Task<bool> RunUntilAsync(string said, params string[] arguments)
    {
        var start = new ProcessStartInfo(Program) { RedirectStandardOutput = true };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var command = Process.Start(start)!;
        while (await command.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.Contains(said, StringComparison.Ordinal))
            {
                command.Kill();
                await command.WaitForExitAsync();
                return true;
            }
        }

        return false;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            await KillAsync();
        }

        process.Dispose();
    }

    private void Listen()
    {
        process.OutputDataReceived += (_, line) => Hear(line.Data);
        process.ErrorDataReceived += (_, line) => Hear(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    private void Hear(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (output)
        {
            output.Add(line);
        }

        if (line.StartsWith("ready ", StringComparison.Ordinal))
        {
            ready.TrySetResult();
        }
    }
}
