using System.Text.Json;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Storage;
using FirstWindow.Platform.Web;
using FirstWindow.Simulator;
using FirstWindow.Staff.Contracts;
using FirstWindow.Staff.Features;

namespace FirstWindow.Commands;

/// <summary>The sign-ins of the demo bank, and the desks of its simulated agents.</summary>
internal static class DemoAccounts
{
    private const string TokensFile = "demo-desk-tokens.json";

    /// <summary>The sign-ins; none when the folder holds no demo bank.</summary>
    public static async Task<IReadOnlyList<DemoAccount>> ReadAllAsync(string folder, CancellationToken ct)
    {
        var file = Path.Combine(folder, "demo-accounts.json");
        return File.Exists(file)
            ? JsonSerializer.Deserialize<List<DemoAccount>>(
                await File.ReadAllBytesAsync(file, ct), JsonSettings.Options)!
            : [];
    }

    /// <summary>The same, for the simulator.</summary>
    public static async Task<IReadOnlyList<SimulatedAccount>> ReadAsync(string folder, CancellationToken ct) =>
        [.. (await ReadAllAsync(folder, ct))
            .Select(a => new SimulatedAccount(a.UserName, a.Password, a.TotpSecret, a.Roles))];

    /// <summary>Tokens for the desks that no demo account fills: kept, because a token is told only once, and made anew
    /// at a start when most of their day is over.</summary>
    public static async Task<IReadOnlyList<string>> TokensAsync(
        IServiceProvider services, string folder, int count, CancellationToken ct)
    {
        var file = Path.Combine(folder, TokensFile);
        var tokens = File.Exists(file)
            ? JsonSerializer.Deserialize<List<ServiceToken>>(await File.ReadAllBytesAsync(file, ct))! : [];
        var soon = services.GetRequiredService<DatabaseClock>().Now.AddHours(12);
        tokens.RemoveAll(t => t.ExpiresAt < soon);
        while (tokens.Count < count)
        {
            await using var scope = services.CreateAsyncScope();
            tokens.Add(await scope.ServiceProvider.GetRequiredService<ServiceAccounts>()
                .MakeAsync($"模拟坐席{tokens.Count + 1:D2}", Role.Agent, ct));
            await KeepAsync(file, tokens, ct);
        }

        return [.. tokens.Select(t => t.Token)];
    }

    private static async Task KeepAsync(string file, List<ServiceToken> tokens, CancellationToken ct)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        await using var stream = new FileStream(file, options);
        await JsonSerializer.SerializeAsync(stream, tokens, cancellationToken: ct);
    }
}
