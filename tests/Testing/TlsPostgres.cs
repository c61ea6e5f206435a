using System.Diagnostics;
using System.Globalization;

namespace FirstWindow.Tests;

/// <summary>A PostgreSQL cluster for one test that is spoken to by TLS and in no other way.</summary>
public sealed class TlsPostgres : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("fw-pg-tls-").FullName;
    private readonly int port = ServerProcess.FreePort();

    private string Data => Path.Combine(folder, "data");

    /// <summary>Its connection string, up to how the certificate is checked.</summary>
    public string Place => string.Create(CultureInfo.InvariantCulture, $"Host=localhost;Port={port};Username=fw;Database=postgres");

    /// <summary>Starts one that shows a certificate.</summary>
    public static async Task<TlsPostgres> StartAsync(TestCertificate certificate)
    {
        var postgres = new TlsPostgres();
        var (crt, key) = (Path.Combine(postgres.folder, "server.crt"), Path.Combine(postgres.folder, "server.key"));
        File.Copy(certificate.CertificateFile, crt);
        File.Copy(certificate.KeyFile, key);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        if (Environment.IsPrivilegedProcess)
        {
            await RunAsync("chown", "-R", "postgres", postgres.folder); // It will not run as root.
        }

        await postgres.ToolAsync("initdb", "-D", postgres.Data, "-U", "fw", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8");
        await File.WriteAllTextAsync(Path.Combine(postgres.Data, "pg_hba.conf"), "hostssl all all 127.0.0.1/32 trust\nhostssl all all ::1/128 trust\n");
        await postgres.ToolAsync("pg_ctl", "-D", postgres.Data, "-w", "-s", "-l", Path.Combine(postgres.folder, "log"), "start", "-o",
            string.Create(CultureInfo.InvariantCulture, $"-p {postgres.port} -k {postgres.folder} -c fsync=off -c ssl=on -c ssl_cert_file={crt} -c ssl_key_file={key}"));
        return postgres;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await ToolAsync("pg_ctl", "-D", Data, "-s", "-m", "immediate", "stop");
        Directory.Delete(folder, recursive: true);
    }

    private Task ToolAsync(string tool, params string[] arguments)
    {
        var program = Path.Combine(Directory.GetDirectories("/usr/lib/postgresql").Order().Last(), "bin", tool);
        return Environment.IsPrivilegedProcess ? RunAsync("runuser", ["-u", "postgres", "--", program, .. arguments])
            : RunAsync(program, arguments);
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = "/" })!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} failed.");
        }
    }
}
