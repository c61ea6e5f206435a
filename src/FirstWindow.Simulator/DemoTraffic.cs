namespace FirstWindow.Simulator;

/// <summary>A sign-in for a simulated agent.</summary>
public sealed record SimulatedAccount(string UserName, string Password, string TotpSecret, IReadOnlyList<string> Roles);

/// <summary>Fills the centre with imperfect customers and agents.</summary>
public static class DemoTraffic
{
    /// <summary>Runs until cancelled.</summary>
    public static Task RunAsync(Uri server, IReadOnlyList<SimulatedAccount> accounts, string seedFolder, CancellationToken ct) => Task.CompletedTask;
}
