using FirstWindow.Simulator.Bank;
using FirstWindow.Simulator.People;
using FirstWindow.Simulator.Proof;

namespace FirstWindow.Simulator;

/// <summary>Fills the centre with imperfect customers and agents.</summary>
public static class DemoTraffic
{
    /// <summary>Agents at the desks, by account or by token.</summary>
    public const int Agents = 20;

    private const int Customers = 100;
    private const int Capacity = 3;

    /// <summary>Accounts a newcomer signs in with: nobody simulated takes them.</summary>
    private static readonly string[] KeptFree = ["lin.yue", "chen.haoran"];

    /// <summary>The accounts that simulated agents sign in with.</summary>
    public static IReadOnlyList<SimulatedAccount> Staff(IEnumerable<SimulatedAccount> accounts) =>
        [.. accounts.Where(a => a.IsOfTheDesk && !KeptFree.Contains(a.UserName)).Take(Agents)];

    /// <summary>Runs until cancelled.</summary>
    /// <param name="server">Address of the bank.</param>
    /// <param name="accounts">See <see cref="Staff"/>.</param>
    /// <param name="tokens">Service accounts for the other desks.</param>
    /// <param name="seedFolder">Folder with the words.</param>
    /// <param name="ct">Everybody leaves at once.</param>
    public static async Task RunAsync(
        Uri server, IReadOnlyList<SimulatedAccount> accounts, IReadOnlyList<string> tokens, string seedFolder,
        CancellationToken ct)
    {
        using var http = Line.NewClient();
        var bank = new Switchboard(http, server);
        var talk = TalkBook.Read(seedFolder);
        var ledger = new Ledger();
        var badges = accounts.Select(a => new Badge(null, a)).Concat(tokens.Select(t => new Badge(t, null)));
        var agents = badges.Take(Agents)
            .Select(b => new Agent(bank, b, Capacity, ledger, talk, Pace.Human).RunAsync(ct, ct));
        var customers = Enumerable.Range(0, Customers).Select(_ =>
            new Customer(bank, ledger, talk, Pace.Human).RunAsync(keepsTranscripts: false, ct, ct));
        // Traffic is not the bank.
        await Task.WhenAll([.. agents, .. customers]).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
