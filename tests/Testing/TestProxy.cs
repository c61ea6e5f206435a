using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace FirstWindow.Tests;

/// <summary>haproxy with the configuration that is shipped, at a port and with certificates of a test.</summary>
public sealed class TestProxy : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly string folder = Directory.CreateTempSubdirectory("fw-proxy-").FullName;
    private readonly Process process;

    private TestProxy(FirstWindowApp app, TestCertificate shown, string pinned)
    {
        Port = ServerProcess.FreePort();
        File.WriteAllText(Path.Combine(folder, "bank.pem"),
            File.ReadAllText(shown.CertificateFile) + "\n" + File.ReadAllText(shown.KeyFile));
        var shipped = Path.Combine(Environment.GetEnvironmentVariable("FIRSTWINDOW_ROOT")!, "deploy", "haproxy.cfg");
        var settings = File.ReadAllText(shipped);
        foreach (var (ours, theirs) in new[]
        {
            ("bind :443 ", string.Create(CultureInfo.InvariantCulture, $"bind 127.0.0.1:{Port} ")),
            ("/etc/haproxy/bank.pem", Path.Combine(folder, "bank.pem")),
            ("127.0.0.1:8443 check ", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{app.SecureAddress.Port} check ")),
            ("/etc/haproxy/firstwindow-server.pem", pinned),
        })
        {
            settings = settings.Contains(ours, StringComparison.Ordinal) ? settings.Replace(ours, theirs)
                : throw new InvalidOperationException($"deploy/haproxy.cfg holds no \"{ours}\".");
        }

        var file = Path.Combine(folder, "haproxy.cfg");
        File.WriteAllText(file, settings);
        process = Process.Start(new ProcessStartInfo("haproxy", ["-f", file, "-db", "-q"]) { RedirectStandardError = true })!;
    }

    /// <summary>Where it listens.</summary>
    public int Port { get; }

    /// <summary>The same as an address.</summary>
    public Uri Address => new($"https://localhost:{Port}");

    /// <summary>Starts it before a server.</summary>
    /// <param name="app">A server that speaks TLS.</param>
    /// <param name="shown">What it shows to the world.</param>
    /// <param name="pinned">File of the one certificate it takes from the server.</param>
    public static async Task<TestProxy> StartAsync(FirstWindowApp app, TestCertificate shown, string pinned)
    {
        var proxy = new TestProxy(app, shown, pinned);
        using var impatience = new CancellationTokenSource(Patience);
        while (true)
        {
            try
            {
                using var knock = new TcpClient();
                await knock.ConnectAsync(IPAddress.Loopback, proxy.Port, impatience.Token);
                return proxy;
            }
            catch (SocketException) when (!proxy.process.HasExited)
            {
                await Task.Delay(50, impatience.Token);
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }

        process.Dispose();
        Directory.Delete(folder, recursive: true);
    }
}
