using System.CommandLine;
using System.Text.Json;
using FirstWindow.Platform.Web;
using FirstWindow.Simulator;

namespace FirstWindow.Commands;

/// <summary><c>simulate</c>: customers and agents over the public API; proves that nothing was lost, doubled or
/// reordered.</summary>
internal static class SimulateCommand
{
    private static readonly Option<Uri> Url = new("--url")
    {
        Required = true,
        Description = "Address of the server.",
        CustomParser = result =>
        {
            if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var url)
                && url.Scheme is ("http" or "https"))
            {
                return url;
            }

            result.AddError("--url must be an address like http://localhost:8080.");
            return null;
        },
    };

    private static readonly Option<int> Customers = Count("--customers", 10, "Simulated customers.");
    private static readonly Option<int> Agents = Count(
        "--agents", 0, "Simulated agents, as far as there are tokens or accounts for them.");
    private static readonly Option<int> Seconds = Count("--seconds", 30, "For how long new messages are sent.");

    private static readonly Option<string[]> Tokens = new("--token")
    {
        Description = "Bearer token of a service account with the role agent, one agent each; may be repeated.",
        DefaultValueFactory = _ => [],
    };

    private static readonly Option<string?> Data = new("--data")
    {
        Description = "Folder of a demo bank: its agents sign in with demo-accounts.json there.",
    };

    public static Command Make()
    {
        var command = new Command("simulate", "Lets simulated customers and agents talk to a server, and checks it.")
        {
            Url, Customers, Agents, Seconds, Tokens, Data, Settings.Json,
        };
        command.SetAction(SimulateAsync);
        return command;
    }

    private static Option<int> Count(string name, int usual, string description)
    {
        var option = new Option<int>(name) { DefaultValueFactory = _ => usual, Description = description };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && (!int.TryParse(result.Tokens[0].Value, out var number) || number < 0))
            {
                result.AddError($"{name} must be a whole number, 0 or more.");
            }
        });
        return option;
    }

    private static async Task<int> SimulateAsync(ParseResult parsed, CancellationToken ct)
    {
        var tokens = parsed.GetValue(Tokens)!;
        var accounts = parsed.GetValue(Data) is { } folder ? await DemoAccounts.ReadAsync(folder, ct) : [];
        var agents = parsed.GetValue(Agents);
        var desks = tokens.Length + accounts.Count(a => a.IsOfTheDesk);
        if (agents > desks)
        {
            await Console.Error.WriteLineAsync(
                $"firstwindow: {desks} of {agents} agents take part; each needs a --token or an account under --data.");
        }

        var report = await new Simulation(new(
            parsed.GetValue(Url)!, parsed.GetValue(Customers), agents, TimeSpan.FromSeconds(parsed.GetValue(Seconds)),
            Settings.SeedFolder, tokens, accounts)).RunAsync(ct);
        Print(report, parsed.GetValue(Settings.Json));
        return report.IsFaultless ? 0 : 1;
    }

    private static void Print(SimulationReport report, bool asJson)
    {
        if (asJson)
        {
            Console.WriteLine(JsonSerializer.Serialize(report, JsonSettings.Options));
            return;
        }

        Console.WriteLine($"""
            sent {report.Sent}, acknowledged {report.Acknowledged}, delivered {report.Delivered}
            lost {report.Lost}, duplicated {report.Duplicated}, out of order {report.OutOfOrder}
            acknowledged after {report.P50Ms} ms (median), {report.P99Ms} ms (99 of 100); {report.MessagesPerSecond} messages/s
            """);
    }
}
