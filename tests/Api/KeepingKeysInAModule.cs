using System.Diagnostics;
using FirstWindow.Platform;
using FirstWindow.Platform.Storage;
using Xunit;

namespace FirstWindow.Tests.Api;

/// <summary>The key files are wrapped by a hardware module (SoftHSM stands in for one): nothing is served without it,
/// and nothing on the disk opens anything.</summary>
public sealed class KeepingKeysInAModule : IAsyncLifetime
{
    private readonly string place = Directory.CreateTempSubdirectory("fw-module-").FullName;
    private RunningBank? bank;

    [Fact]
    [Clause("A4.2.1a")]
    public async Task A_bank_moves_to_a_module_and_its_words_keys_and_backups_come_along()
    {
        var module = await MakeModuleAsync();
        bank = await RunningBank.StartAsync(Engine.Sqlite);
        var visitor = await bank.OpenConversationAsync();
        await visitor.SayAsync("搬进硬件模块之前说的话");
        await bank.StopAsync();
        var open = KeysOf(bank);

        var unwrapped = await RunAsync(module, "keys", "status");
        var wrapped = await RunAsync(module, "keys", "wrap");
        var again = await RunAsync(module, "keys", "wrap");
        var without = await RunAsync(new Dictionary<string, string>(), "keys", "status");
        await bank.RestartAsync(module);
        visitor = visitor.At(bank.Address);
        await visitor.SayAsync("搬进去之后说的话");
        var rotated = await RunAsync(module, "keys", "rotate", "all");
        var read = await visitor.ReadAsync(3);
        var backup = await RunAsync(module, "backup", bank.Backup);
        await bank.StopAsync();
        var verified = await RunAsync(module, "journal", "verify");
        await using var elsewhere = await bank.ElsewhereAsync();
        var restored = await ServerProcess.RunAsync(module, ["restore", bank.Backup, .. elsewhere.Storage]);
        var stolen = await ServerProcess.RunAsync(["journal", "verify", .. elsewhere.Storage]);

        Assert.Equal(1, unwrapped.Code); // What lies open is not taken.
        Assert.Contains("firstwindow keys wrap", unwrapped.Error);
        Assert.True(wrapped.Code == 0, wrapped.Error);
        Assert.Contains($"wrapped: {open.Count} keys", wrapped.Output);
        Assert.Contains("wrapped: 0 keys", again.Output);
        Assert.Equal(1, without.Code);
        Assert.Contains("Storage:KeyModule", without.Error);
        Assert.True(rotated.Code == 0, rotated.Error);
        Assert.Contains(read, e => e.Text == "搬进硬件模块之前说的话");
        Assert.Contains(read, e => e.Text == "搬进去之后说的话");
        Assert.True(
            backup.Code == 0 && verified.Code == 0 && restored.Code == 0,
            backup.Error + verified.Error + restored.Error);
        Assert.Contains("journal whole", restored.Output);
        Assert.Equal(1, stolen.Code);
        Assert.All(KeysOf(bank), k => Assert.StartsWith("firstwindow-module-1", System.Text.Encoding.ASCII.GetString(k)));
        Assert.All(open, k => Assert.DoesNotContain(FilesOf(bank), f => f.AsSpan().IndexOf(k) >= 0));
    }

    [Fact]
    [Clause("A4.2.1a")]
    public async Task Without_its_module_pin_or_key_or_with_files_changed_about_nothing_is_served()
    {
        var module = await MakeModuleAsync();
        bank = await RunningBank.StartAsync(Engine.Sqlite);
        await bank.StopAsync();
        var wrapped = await RunAsync(module, "keys", "wrap");
        await File.WriteAllTextAsync(Path.Combine(place, "wrong"), "0000");
        (string Setting, string Value, string Said)[] wrong =
        [
            ("Library", Path.Combine(place, "absent.so"), "does not open the keys"), ("TokenLabel", "another", "has no token another"),
            ("KeyLabel", "another", "has not one AES key another"), ("PinFile", Path.Combine(place, "wrong"), "CKR_PIN_INCORRECT"),
            ("PinFile", Path.Combine(place, "absent"), "does not open the keys"), ("PinFile", "", "needs TokenLabel and PinFile"),
        ];

        foreach (var (setting, value, said) in wrong)
        {
            var changed = new Dictionary<string, string>(module) { [$"FIRSTWINDOW_Storage__KeyModule__{setting}"] = value };
            var refused = await RunAsync(changed, "serve", "--no-demo", "--port", "0");

            Assert.Equal(1, refused.Code);
            Assert.Contains(said, refused.Error);
            Assert.DoesNotContain("ready", refused.Output);
        }

        var keys = Path.Combine(bank.Folder, "keys");
        File.Copy(Path.Combine(keys, "digest.key"), Path.Combine(keys, "master.key"), overwrite: true);
        var swapped = await RunAsync(module, "serve", "--no-demo", "--port", "0");
        await File.WriteAllTextAsync(Path.Combine(keys, "master.key"), "firstwindow-module-1\nshort");
        var cut = await RunAsync(module, "serve", "--no-demo", "--port", "0");

        Assert.True(wrapped.Code == 0, wrapped.Error);
        Assert.Equal(1, swapped.Code);
        Assert.Contains("does not open the keys", swapped.Error);
        Assert.Equal(1, cut.Code);
        Assert.Contains("is cut short", cut.Error);
    }

    /// <inheritdoc/>
    public Task InitializeAsync() => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        if (bank is not null)
        {
            await bank.DisposeAsync();
        }

        Directory.Delete(place, recursive: true);
    }

    // A token of its own, without a key yet; and the settings that name it.
    private async Task<Dictionary<string, string>> MakeModuleAsync()
    {
        var settings = Path.Combine(place, "softhsm2.conf");
        Directory.CreateDirectory(Path.Combine(place, "tokens"));
        await File.WriteAllTextAsync(settings, $"directories.tokendir = {place}/tokens\nobjectstore.backend = file\n");
        await File.WriteAllTextAsync(Path.Combine(place, "pin"), "471100\n");
        var start = new ProcessStartInfo("softhsm2-util",
            ["--init-token", "--free", "--label", "bank", "--pin", "471100", "--so-pin", "47110000"])
        {
            RedirectStandardOutput = true,
        };
        start.Environment["SOFTHSM2_CONF"] = settings;
        using var made = Process.Start(start)!;
        await made.StandardOutput.ReadToEndAsync();
        await made.WaitForExitAsync();
        Assert.Equal(0, made.ExitCode);
        return new()
        {
            ["SOFTHSM2_CONF"] = settings,
            ["FIRSTWINDOW_Storage__KeyModule__Library"] = "/usr/lib/softhsm/libsofthsm2.so",
            ["FIRSTWINDOW_Storage__KeyModule__TokenLabel"] = "bank",
            ["FIRSTWINDOW_Storage__KeyModule__PinFile"] = Path.Combine(place, "pin"),
        };
    }

    private Task<(int Code, string Output, string Error)> RunAsync(
        IReadOnlyDictionary<string, string> environment, params string[] arguments) =>
        ServerProcess.RunAsync(environment, [.. arguments, .. bank!.Storage]);

    // Of an ended signing key the public half lies there in clear.
    private static List<byte[]> KeysOf(RunningBank bank) =>
        [.. Directory.EnumerateFiles(Path.Combine(bank.Folder, "keys"), "*.*", SearchOption.AllDirectories)
            .Where(f => f.EndsWith(".key", StringComparison.Ordinal) || f.EndsWith(".pem", StringComparison.Ordinal))
            .Select(File.ReadAllBytes).Where(b => b.AsSpan().IndexOf("PUBLIC KEY"u8) < 0)];

    private static List<byte[]> FilesOf(RunningBank bank) =>
        [.. Directory.EnumerateFiles(Path.GetDirectoryName(bank.Folder)!, "*", SearchOption.AllDirectories)
            .Select(File.ReadAllBytes)];
}
