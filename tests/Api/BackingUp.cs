using FirstWindow.Platform.Storage;
using Xunit;

namespace FirstWindow.Tests.Api;

/// <summary>A backup is made while the bank talks, and goes back to an empty machine.</summary>
public sealed class BackingUp(Houses houses) : ApiTests(houses)
{
    [Theory]
    [OnBothEngines]
    public async Task What_was_said_before_the_backup_is_read_after_the_restore_and_the_journal_is_whole(Engine engine)
    {
        await using var bank = await RunningBank.StartAsync(engine);
        var visitor = await bank.OpenConversationAsync();
        await visitor.SayAsync("备份之前说的话");

        var made = await ServerProcess.RunAsync(["backup", bank.Backup, .. bank.Storage]);
        await visitor.SayAsync("备份之后说的话");
        await bank.StopAsync();
        var elsewhere = await bank.ElsewhereAsync();
        var restored = await ServerProcess.RunAsync(["restore", bank.Backup, .. elsewhere.Storage]);
        await elsewhere.RestartAsync();
        var there = visitor.At(elsewhere.Address);
        var said = await there.ReadAsync(2);
        await there.SayAsync("恢复之后说的话");
        var after = await there.ReadAsync(3);

        Assert.True(made.Code == 0, made.Error);
        Assert.True(restored.Code == 0, restored.Error + restored.Output);
        Assert.Contains("journal whole", restored.Output, StringComparison.Ordinal);
        Assert.Equal("备份之前说的话", said[^1].Text);
        Assert.Equal(said[^1].Seq + 1, after[^1].Seq);
        await elsewhere.DisposeAsync();
    }

    [Theory]
    [OnBothEngines]
    public async Task Nothing_is_replaced_unasked_and_what_was_replaced_is_kept(Engine engine)
    {
        await using var bank = await RunningBank.StartAsync(engine);
        await ServerProcess.RunAsync(["backup", bank.Backup, .. bank.Storage]);
        var again = await ServerProcess.RunAsync(["backup", bank.Backup, .. bank.Storage]);
        var whileServing = await ServerProcess.RunAsync(["restore", bank.Backup, "--replace", .. bank.Storage]);
        var visitor = await bank.OpenConversationAsync();
        await bank.StopAsync();
        var unasked = await ServerProcess.RunAsync(["restore", bank.Backup, .. bank.Storage]);
        await bank.RestartAsync();
        var kept = await visitor.ReadAsync(1);
        await bank.StopAsync();
        var asked = await ServerProcess.RunAsync(["restore", bank.Backup, "--replace", .. bank.Storage]);

        Assert.Equal((1, 1, 1, 0), (again.Code, whileServing.Code, unasked.Code, asked.Code));
        Assert.Contains("not empty", again.Error, StringComparison.Ordinal);
        Assert.Contains("server is", whileServing.Error, StringComparison.Ordinal);
        Assert.Contains("--replace", unasked.Error, StringComparison.Ordinal);
        Assert.Single(kept);
        Assert.Single(Directory.GetDirectories(Path.GetDirectoryName(bank.Folder)!, "data.replaced-*"));
    }

    [Fact]
    public async Task A_backup_that_was_touched_or_is_of_another_engine_is_refused_before_anything_changes()
    {
        await using var bank = await RunningBank.StartAsync(Engine.Sqlite);
        await ServerProcess.RunAsync(["backup", bank.Backup, .. bank.Storage]);
        var target = Path.Combine(bank.Backup + "-target");

        var otherEngine = await ServerProcess.RunAsync(
            "restore", bank.Backup, "--data", target, "--postgres", TestPostgres.Cluster);
        await File.AppendAllTextAsync(Path.Combine(bank.Backup, "data", "keys", "master.key"), "x");
        var touched = await ServerProcess.RunAsync("restore", bank.Backup, "--data", target);
        var none = await ServerProcess.RunAsync("restore", bank.Folder, "--data", target);

        Assert.Equal((1, 1, 1), (otherEngine.Code, touched.Code, none.Code));
        Assert.Contains("Sqlite", otherEngine.Error, StringComparison.Ordinal);
        Assert.Contains("keys/master.key", touched.Error, StringComparison.Ordinal);
        Assert.Contains("no backup", none.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(target, "firstwindow.db")));
    }

    [Fact]
    public async Task A_backup_without_the_keys_goes_back_only_to_who_has_them()
    {
        await using var bank = await RunningBank.StartAsync(Engine.Sqlite);
        var visitor = await bank.OpenConversationAsync();
        await visitor.SayAsync("没有密钥读不出来");
        await ServerProcess.RunAsync(["backup", bank.Backup, "--without-keys", .. bank.Storage]);
        var elsewhere = await bank.ElsewhereAsync();

        var keyless = await ServerProcess.RunAsync(["restore", bank.Backup, .. elsewhere.Storage]);
        Directory.CreateDirectory(Path.Combine(elsewhere.Folder, "keys"));
        foreach (var key in Directory.GetFiles(Path.Combine(bank.Folder, "keys")))
        {
            File.Copy(key, Path.Combine(elsewhere.Folder, "keys", Path.GetFileName(key)));
        }

        var restored = await ServerProcess.RunAsync(["restore", bank.Backup, .. elsewhere.Storage]);
        await elsewhere.RestartAsync();
        var said = await visitor.At(elsewhere.Address).ReadAsync(2);
        await elsewhere.DisposeAsync();

        Assert.False(Directory.Exists(Path.Combine(bank.Backup, "data", "keys")));
        Assert.Equal((1, 0), (keyless.Code, restored.Code));
        Assert.Contains("without the keys", keyless.Error, StringComparison.Ordinal);
        Assert.Equal("没有密钥读不出来", said[^1].Text);
    }

    [Fact]
    public async Task A_second_server_on_the_same_folder_is_refused()
    {
        await using var bank = await RunningBank.StartAsync(Engine.Sqlite);

        var second = await ServerProcess.RunAsync(
            ["serve", "--port", $"{ServerProcess.FreePort()}", .. bank.Storage]);

        Assert.Equal(1, second.Code);
        Assert.Contains("A server is running", second.Error, StringComparison.Ordinal);
    }

    /// <summary>A server as a process, in a folder of its own.</summary>
    private sealed class RunningBank : IAsyncDisposable
    {
        private readonly string root = Directory.CreateTempSubdirectory("fw-backup-").FullName;
        private readonly int port = ServerProcess.FreePort();
        private readonly string? postgres;
        private ServerProcess? server;

        private RunningBank(string? postgres) => this.postgres = postgres;

        public string Folder => Path.Combine(root, "data");

        public string Backup => Path.Combine(root, "backup");

        public Uri Address => server!.Address;

        public string[] Storage =>
            postgres is null ? ["--data", Folder] : ["--data", Folder, "--postgres", postgres];

        public static async Task<RunningBank> StartAsync(Engine engine)
        {
            var bank = new RunningBank(engine is Engine.Postgres ? await TestPostgres.MakeAsync() : null);
            await bank.RestartAsync();
            return bank;
        }

        public async Task RestartAsync() => server = await ServerProcess.StartAsync(Folder, port, postgres);

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
}
