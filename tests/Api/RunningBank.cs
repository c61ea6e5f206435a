using FirstWindow.Platform.Storage;

namespace FirstWindow.Tests.Api;

/// <summary>A server as a process, in a folder of its own.</summary>
internal sealed class RunningBank : IAsyncDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("fw-backup-").FullName;
    private readonly int port = ServerProcess.FreePort();
    private readonly string? postgres;
    private ServerProcess? server;

    private IReadOnlyDictionary<string, string>? environment;

    private RunningBank(string? postgres) => this.postgres = postgres;

    public string Folder => Path.Combine(root, "data");

    public string Backup => Path.Combine(root, "backup");

    public Uri Address => server!.Address;

    public string[] Storage =>
        postgres is null ? ["--data", Folder] : ["--data", Folder, "--postgres", postgres];

    /// <summary>What the server wrote to its standard output.</summary>
    public string Output => server!.Output;

    public static async Task<RunningBank> StartAsync(
        Engine engine, IReadOnlyDictionary<string, string>? environment = null)
    {
        var bank = new RunningBank(engine is Engine.Postgres ? await TestPostgres.MakeAsync() : null)
        {
            environment = environment,
        };
        await bank.RestartAsync();
        return bank;
    }

    /// <summary>Starts it again, by other settings from now on where some are given.</summary>
    public async Task RestartAsync(IReadOnlyDictionary<string, string>? settings = null) => server =
        await ServerProcess.StartAsync(Folder, port, postgres, environment = settings ?? environment, "--no-demo");

    public async Task StopAsync()
    {
        await server!.KillAsync();
        await server.DisposeAsync();
        server = null;
    }

    /// <summary>A machine on which nothing is yet.</summary>
    public async Task<RunningBank> ElsewhereAsync() =>
        new(postgres is null ? null : await TestPostgres.MakeAsync());

    public Task<Visitor> OpenConversationAsync() => Visitor.OpenAsync(Address);

    public async ValueTask DisposeAsync()
    {
        if (server is not null)
        {
            await StopAsync();
        }

        Directory.Delete(root, recursive: true);
        if (postgres is not null)
        {
            await TestPostgres.DropAsync(postgres);
        }
    }
}
