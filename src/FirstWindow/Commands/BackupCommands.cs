using System.CommandLine;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Privacy;
using FirstWindow.Platform.Storage;
using FirstWindow.Platform.Storage.Backups;

namespace FirstWindow.Commands;

/// <summary><c>backup</c> and <c>restore</c>.</summary>
internal static class BackupCommands
{
    private static readonly Argument<string> Folder = new("DIR") { Description = "Folder of the backup." };
    private static readonly Option<bool> Replace = new(
        "--replace")
    { Description = "Replace what is there; the data folder is moved aside, not deleted." };

    private static readonly Option<bool> WithoutKeys = new(
        "--without-keys")
    { Description = "Leave the keys out, where they are kept apart from the data." };

    private static readonly Option<bool> Encrypted = new(
        "--encrypted")
    { Description = "Encrypt the whole backup; the keys are left out, and restoring needs them." };

    public static Command MakeBackup()
    {
        var command = new Command("backup", "Copies everything, while the server runs, into an empty folder.")
        {
            Folder, WithoutKeys, Encrypted, Settings.Data, Settings.Postgres,
        };
        command.SetAction(BackupAsync);
        return command;
    }

    public static Command MakeRestore()
    {
        var command = new Command("restore", "Puts a backup back; the server must be stopped.")
        {
            Folder, Replace, Settings.Data, Settings.Postgres,
        };
        command.SetAction(RestoreAsync);
        return command;
    }

    private static async Task<int> BackupAsync(ParseResult parsed, CancellationToken ct)
    {
        var options = Options(parsed);
        if (!Directory.Exists(options.DataFolder))
        {
            throw new InvalidDataException($"{options.DataFolder} does not exist: there is nothing to back up.");
        }

        await using var connections = new Connections(options);
        var folder = Path.GetFullPath(parsed.GetValue(Folder)!);
        var isEncrypted = parsed.GetValue(Encrypted);
        var withoutKeys = isEncrypted || parsed.GetValue(WithoutKeys);
        var backup = new MakeBackup(connections, options);
        var manifest = isEncrypted ? await backup.RunSealedAsync(folder, new KeyRing(options), ct)
            : await backup.RunAsync(folder, !withoutKeys, ct);
        Console.WriteLine(
            $"backed up: {manifest.Files.Count} files, {manifest.Files.Sum(f => f.Bytes):N0} bytes, schema {manifest.Schema}, {folder}");
        Console.WriteLine(withoutKeys ? "The keys are not in it: keep them elsewhere."
            : "It holds the keys: whoever has it can read everything.");
        return 0;
    }

    private static async Task<int> RestoreAsync(ParseResult parsed, CancellationToken ct)
    {
        var options = Options(parsed);
        await using (var connections = new Connections(options))
        {
            var replaced = await new RestoreBackup(connections, options)
                .RunAsync(Path.GetFullPath(parsed.GetValue(Folder)!), parsed.GetValue(Replace), ct);
            Console.WriteLine(replaced is null ? "restored" : $"restored; what was there is in {replaced}");
        }

        await using var house = Settings.BuildHouse(parsed);
        await house.GetRequiredService<Migrator>().MigrateAsync(ct);
        if (!await EraseAgainAsync(house, ct))
        {
            await Console.Error.WriteLineAsync(
                "firstwindow: there is no ledger of erasures here: what was erased after this backup is back. See docs/operations.md.");
        }

        var report = await house.GetRequiredService<JournalVerifier>().VerifyAsync(ct);
        Console.WriteLine(report.IsWhole ? $"journal whole: {report.Entries} entries" : $"journal: {report.Problem}");
        return report.IsWhole ? 0 : 1;
    }

    private static async Task<bool> EraseAgainAsync(ServiceProvider house, CancellationToken ct)
    {
        if (!house.GetRequiredService<ErasureLedger>().Exists)
        {
            return false;
        }

        await using var scope = house.CreateAsyncScope();
        var replayed = await scope.ServiceProvider.GetRequiredService<Erasures>().ReplayAsync(ct);
        Console.WriteLine($"erasures replayed: {replayed}");
        return true;
    }

    private static StorageOptions Options(ParseResult parsed) =>
        Settings.Read(parsed).GetSection("Storage").Get<StorageOptions>()!;
}
