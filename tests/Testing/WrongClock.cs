using System.Diagnostics;
using System.Globalization;

namespace FirstWindow.Tests;

/// <summary>A server whose wall clock is off: a shim preloaded over the clock.</summary>
public sealed class WrongClock : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("fw-clock-").FullName;

    private string Shim => Path.Combine(folder, "clock-shim.so");

    /// <summary>Compiles the shim.</summary>
    public static async Task<WrongClock> MakeAsync()
    {
        var clock = new WrongClock();
        var source = Path.Combine(Environment.GetEnvironmentVariable("FIRSTWINDOW_ROOT")!, "tools", "clock-shim.c");
        using var gcc = Process.Start("gcc", ["-shared", "-fPIC", "-O1", "-o", clock.Shim, source, "-ldl"]);
        await gcc.WaitForExitAsync();
        return gcc.ExitCode == 0 ? clock : throw new InvalidOperationException("The shim does not compile.");
    }

    /// <summary>Starts a server whose clock is so far off.</summary>
    public Task<ServerProcess> StartAsync(string? postgres, TimeSpan off) => ServerProcess.StartAsync(
        Path.Combine(folder, "data"), ServerProcess.FreePort(), postgres, new Dictionary<string, string>
        {
            ["LD_PRELOAD"] = Shim,
            ["FW_CLOCK_OFF"] = off.TotalMilliseconds.ToString(CultureInfo.InvariantCulture),
        }, "--no-demo");

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(folder, recursive: true);
}
