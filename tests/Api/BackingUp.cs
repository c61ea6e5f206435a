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

        Assert.True(asked.Code == 0, asked.Error);
        Assert.Equal((1, 1, 1), (again.Code, whileServing.Code, unasked.Code));
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

    [Theory]
    [OnBothEngines]
    public async Task An_encrypted_backup_tells_nothing_and_opens_to_who_has_the_keys(Engine engine)
    {
        await using var bank = await RunningBank.StartAsync(engine);
        var visitor = await bank.OpenConversationAsync();
        await visitor.SayAsync("备份也加密");

        var made = await ServerProcess.RunAsync(["backup", bank.Backup, "--encrypted", .. bank.Storage]);
        var readable = Directory.EnumerateFiles(bank.Backup, "*", SearchOption.AllDirectories)
            .Where(f => !f.EndsWith("manifest.json", StringComparison.Ordinal))
            .Where(f => File.ReadAllBytes(f).AsSpan().IndexOf("conversation"u8) >= 0).ToList();
        var drill = await ServerProcess.RunAsync(["drill", bank.Backup, .. bank.Storage]);
        var elsewhere = await bank.ElsewhereAsync();
        var keyless = await ServerProcess.RunAsync(["restore", bank.Backup, .. elsewhere.Storage]);
        var keys = Directory.CreateDirectory(Path.Combine(elsewhere.Folder, "keys")).FullName;
        await File.WriteAllBytesAsync(Path.Combine(keys, "master.key"), new byte[32]);
        var foreign = await ServerProcess.RunAsync(["restore", bank.Backup, .. elsewhere.Storage]);
        foreach (var key in Directory.GetFiles(Path.Combine(bank.Folder, "keys")))
        {
            File.Copy(key, Path.Combine(keys, Path.GetFileName(key)), overwrite: true);
        }

        var restored = await ServerProcess.RunAsync(["restore", bank.Backup, .. elsewhere.Storage]);
        await elsewhere.RestartAsync();
        var said = await visitor.At(elsewhere.Address).ReadAsync(2);

        Assert.Equal((0, 0, 1, 1, 0), (made.Code, drill.Code, keyless.Code, foreign.Code, restored.Code));
        Assert.Empty(readable);
        Assert.Contains("without the keys", keyless.Error, StringComparison.Ordinal);
        Assert.Contains("installation's own keys", foreign.Error, StringComparison.Ordinal);
        Assert.Equal("备份也加密", said[^1].Text);
        await elsewhere.DisposeAsync();
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
}
