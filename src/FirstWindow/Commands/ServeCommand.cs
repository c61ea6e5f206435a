using System.CommandLine;
using FirstWindow.Platform.Storage;
using FirstWindow.Platform.Storage.Backups;
using FirstWindow.Platform.Web;
using FirstWindow.Simulator;
using FirstWindow.Staff.Contracts;
using FirstWindow.Staff.Features;

namespace FirstWindow.Commands;

/// <summary><c>serve</c>: the server itself; <c>./run</c> calls it.</summary>
internal static class ServeCommand
{
    private static readonly Option<int> Port = new(
        "--port")
    { DefaultValueFactory = _ => 8080, Description = "Port on localhost." };
    private static readonly Option<bool> NoDemo = new("--no-demo") { Description = "Do not load the demo bank." };
    private static readonly Option<bool> Traffic = new(
        "--traffic")
    { Description = "Let simulated customers and agents talk." };

    public static Command Make()
    {
        var command = new Command("serve", "Starts the server on localhost.")
        {
            Port, Settings.Data, Settings.Postgres, NoDemo, Traffic,
        };
        command.SetAction(ServeAsync);
        return command;
    }

    private static async Task<int> ServeAsync(ParseResult parsed, CancellationToken ct)
    {
        var address = $"http://localhost:{parsed.GetValue(Port)}";
        var builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddEnvironmentVariables("FIRSTWINDOW_");
        Settings.Apply(builder.Configuration, parsed);
        if (builder.Configuration["Log:Form"] == "json")
        {
            builder.Logging.AddJsonConsole(json =>
                (json.UseUtcTimestamp, json.TimestampFormat) = (true, "yyyy-MM-ddTHH:mm:ss.fffZ"));
        }

        var https = builder.Configuration.GetSection("Https").Get<HttpsOptions>() ?? new();
        builder.WebHost.UseUrls(https.IsOn ? [address, $"https://*:{https.Port}"] : [address]);
        await using var app = House.BuildServer(builder);
        var storage = app.Services.GetRequiredService<StorageOptions>();
        using var folder = storage.Engine is Engine.Sqlite ? DataFolder.Lock(storage.DataFolder) : null;
        var demo = parsed.GetValue(NoDemo) ? null : Settings.SeedFolder;
        await House.PrepareAsync(app.Services, demo, ct);
        await app.StartAsync(ct);
        var accounts = await DemoAccounts.ReadAllAsync(storage.DataFolder, ct);
        PrintAddresses(address, accounts);
        await PrintFirstAddressAsync(app.Services, address, ct);
        using var stopTraffic = CancellationTokenSource.CreateLinkedTokenSource(app.Lifetime.ApplicationStopping);
        var traffic = parsed.GetValue(Traffic)
            ? await StartTrafficAsync(app.Services, new Uri(address), storage.DataFolder, stopTraffic.Token)
            : Task.CompletedTask;
        Console.WriteLine($"ready {address}");
        await app.WaitForShutdownAsync(ct);
        await stopTraffic.CancelAsync();
        await traffic;
        return 0;
    }

    // The inner task is the traffic itself, which runs on.
    private static async Task<Task> StartTrafficAsync(
        IServiceProvider services, Uri address, string folder, CancellationToken ct)
    {
        var staff = DemoTraffic.Staff(await DemoAccounts.ReadAsync(folder, ct));
        var tokens = await DemoAccounts.TokensAsync(services, folder, DemoTraffic.Agents - staff.Count, ct);
        return DemoTraffic.RunAsync(address, staff, tokens, Settings.SeedFolder, ct);
    }

    // Only while nobody works here; whoever reads this output may become the first administrator.
    private static async Task PrintFirstAddressAsync(IServiceProvider services, string address, CancellationToken ct)
    {
        await using var scope = services.CreateAsyncScope();
        if (await scope.ServiceProvider.GetRequiredService<FirstAdministrator>().OpenAsync(ct) is { } first)
        {
            Console.WriteLine($"""
                  首位管理员 first administrator (works once, until {first.ExpiresAt:yyyy-MM-dd HH:mm} UTC):
                    {address}{first.Path}

                """);
        }
    }

    private static void PrintAddresses(string address, IReadOnlyList<DemoAccount> accounts)
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
