using System.Diagnostics;

namespace FirstWindow.Tests;

/// <summary>A server on a disk that can be slowed, broken or filled: a shim preloaded over its flushes and
/// writes.</summary>
public sealed class SlowDisk : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("fw-disk-").FullName;

    private string Shim => Path.Combine(folder, "flush-shim.so");

    private string Control => Path.Combine(folder, "control");

    /// <summary>Compiles the shim.</summary>
    public static async Task<SlowDisk> MakeAsync()
    {
        var disk = new SlowDisk();
        var root = Environment.GetEnvironmentVariable("FIRSTWINDOW_ROOT")
            ?? throw new InvalidOperationException("Run the tests with ./test.");
        using var gcc = Process.Start(
            "gcc", ["-shared", "-fPIC", "-O1", "-o", disk.Shim, Path.Combine(root, "tools", "flush-shim.c"), "-ldl"]);
        await gcc.WaitForExitAsync();
        return gcc.ExitCode == 0 ? disk : throw new InvalidOperationException("The shim does not compile.");
    }

    /// <summary>Starts a server on this disk.</summary>
    public Task<ServerProcess> StartAsync(string synchronous) => ServerProcess.StartAsync(
        Path.Combine(folder, "data"), ServerProcess.FreePort(), environment: new Dictionary<string, string>
        {
            ["LD_PRELOAD"] = Shim,
            ["FW_FLUSH_CONTROL"] = Control,
            ["FIRSTWINDOW_Storage__Synchronous"] = synchronous,
        }, arguments: "--no-demo");

    /// <summary>Every flush takes this long from now on.</summary>
    public void Delay(int milliseconds) => File.WriteAllText(Control, $"delay {milliseconds}");

    /// <summary>Every flush fails from now on.</summary>
    public void Fail() => File.WriteAllText(Control, "fail");

    /// <summary>No byte fits any more.</summary>
    public void Fill() => File.WriteAllText(Control, "full");

    /// <summary>All is well again.</summary>
    public void Heal() => File.Delete(Control);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Directory.Delete(folder, recursive: true);
        return ValueTask.CompletedTask;
    }
}
