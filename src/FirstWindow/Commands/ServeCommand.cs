using System.CommandLine;
using System.Text.Json;
using FirstWindow.Platform.Storage;
using FirstWindow.Platform.Web;
using FirstWindow.Simulator;
using FirstWindow.Staff.Contracts;

namespace FirstWindow.Commands;

/// <summary><c>serve</c>: the server itself; <c>./run</c> calls it.</summary>
internal static class ServeCommand
{
    private static readonly Option<int> Port = new("--port") { DefaultValueFactory = _ => 8080, Description = "Port on localhost." };
    private static readonly Option<bool> NoDemo = new("--no-demo") { Description = "Do not load the demo bank." };
    private static readonly Option<bool> Traffic = new("--traffic") { Description = "Let simulated customers and agents talk." };

    public static Command Make()
    {
        var command = new Command("serve", "Starts the server on localhost.") { Port, Settings.Data, Settings.Postgres, NoDemo, Traffic };
        command.SetAction(ServeAsync);
        return command;
    }

    private static async Task<int> ServeAsync(ParseResult parsed, CancellationToken ct)
    {
        var address = $"http://localhost:{parsed.GetValue(Port)}";
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddEnvironmentVariables("FIRSTWINDOW_");
        Settings.Apply(builder.Configuration, parsed);
        builder.WebHost.UseUrls(address);
        await using var app = House.BuildServer(builder);
        var demo = parsed.GetValue(NoDemo) ? null : Settings.SeedFolder;
        await House.PrepareAsync(app.Services, demo, ct);
        await app.StartAsync(ct);
        var accounts = await ReadAccountsAsync(app.Services.GetRequiredService<StorageOptions>(), ct);
        PrintAddresses(address, accounts);
        using var stopTraffic = CancellationTokenSource.CreateLinkedTokenSource(app.Lifetime.ApplicationStopping);
        var traffic = parsed.GetValue(Traffic)
            ? DemoTraffic.RunAsync(new Uri(address), [.. accounts.Select(a => new SimulatedAccount(a.UserName, a.Password, a.TotpSecret, a.Roles))],
                Settings.SeedFolder, stopTraffic.Token)
            : Task.CompletedTask;
        Console.WriteLine($"ready {address}");
        await app.WaitForShutdownAsync(ct);
        await stopTraffic.CancelAsync();
        await traffic;
        return 0;
    }

    private static async Task<List<DemoAccount>> ReadAccountsAsync(StorageOptions storage, CancellationToken ct)
    {
        var file = Path.Combine(storage.DataFolder, "demo-accounts.json");
        return File.Exists(file)
            ? JsonSerializer.Deserialize<List<DemoAccount>>(await File.ReadAllBytesAsync(file, ct), JsonSettings.Options)!
            : [];
    }

    private static void PrintAddresses(string address, List<DemoAccount> accounts)
    {
        Console.WriteLine($"""

              客户 customer  {address}/
              坐席 desk      {address}/desk
              现场 floor     {address}/floor

            """);
        if (accounts.Count == 0)
        {
            return;
        }

        Console.WriteLine("  示范账号 demo sign-ins (one-time code: ./firstwindow code USER)");
        foreach (var account in accounts)
        {
            Console.WriteLine($"    {account.UserName,-18} {account.Password,-16} {string.Join(", ", account.Roles)}");
        }

        Console.WriteLine();
    }
}
