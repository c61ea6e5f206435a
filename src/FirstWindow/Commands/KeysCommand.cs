using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Crypto;
using FirstWindow.Platform.Privacy;
using FirstWindow.Platform.Storage;
using FirstWindow.Platform.Storage.Backups;
using FirstWindow.Platform.Web;

namespace FirstWindow.Commands;

/// <summary><c>keys</c>: how the keys stand, a new master key, other algorithms, a copy apart from the data. Servers go
/// on meanwhile.</summary>
internal static class KeysCommand
{
    private static readonly Option<string> To = new("--to") { Required = true, Description = "national or international." };
    private static readonly Argument<int> Version = new("VERSION") { Description = "An old version of the key." };
    private static readonly Argument<string> Key = new("KEY")
    {
        Description = "master (the default), journal-mac, digest, visitor-token, journal-signing; to rotate, all.",
        Arity = ArgumentArity.ZeroOrOne,
        DefaultValueFactory = _ => KeyUse.Master.ToCode(),
    };

    private static readonly Option<string> KeyOption = new("--key")
    {
        Description = Key.Description,
        DefaultValueFactory = _ => KeyUse.Master.ToCode(),
    };

    private static readonly Argument<string> Folder = new("DIR") { Description = "An empty folder, apart from the data." };

    public static Command Make()
    {
        To.Validators.Add(said =>
        {
            if (said.GetValueOrDefault<string>() is not ("national" or "international"))
            {
                said.AddError("--to is national or international.");
            }
        });
        return new("keys", "The keys, and by which algorithms data are protected.")
        {
            Sub("status", "Tells the algorithms, the master keys and what is under which.", StatusAsync, Settings.Json),
            Sub("rotate", "Makes a new version of a key, or of all, and puts everything under it; goes on where it was cut off.", RotateAsync, Key),
            Sub("retire", "Puts away an old version of a key that nothing needs any more.", RetireAsync, Version, KeyOption),
            Sub("migrate", "Encrypts everything by other algorithms; goes on where it was cut off.", MigrateAsync, To),
            Sub("wrap", "Has the hardware module of the settings wrap the key files; servers are stopped.", WrapAsync),
            Sub("backup", "Copies the keys into an empty folder, to be kept apart from the data.", BackupAsync, Folder),
        };
    }

    private static Command Sub(
        string name, string description, Func<ParseResult, CancellationToken, Task<int>> run, params Symbol[] own)
    {
        var command = new Command(name, description) { Settings.Data, Settings.Postgres };
        foreach (var symbol in own)
        {
            if (symbol is Argument argument)
            {
                command.Arguments.Add(argument);
            }
            else
            {
                command.Options.Add((Option)symbol);
            }
        }

        command.SetAction(run);
        return command;
    }

    private static async Task<int> StatusAsync(ParseResult parsed, CancellationToken ct)
    {
        var status = await WithDeskAsync(parsed, desk => desk.ReadAsync(ct), ct);
        if (parsed.GetValue(Settings.Json))
        {
            Console.WriteLine(JsonSerializer.Serialize(status, JsonSettings.Options));
            return 0;
        }

        Console.WriteLine($"""
            algorithms   {status.Profile} ({status.Algorithms})
            master key   version {status.Master}; here: {string.Join(", ", status.Masters)}
            journal key  {status.JournalKey}

            """);
        Console.WriteLine($"{"key",-28} {"version",8} {"here",10} {"days",6}");
        foreach (var key in status.Keys)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{key.Use,-28} {key.Version,8} {string.Join(",", key.Versions),10} {key.Days,6}{(key.IsTooOld ? "  too old" : "")}"));
        }

        Console.WriteLine($"\n{"ciphertexts",-28} {"international",14} {"national",14} {"to do",10}");
        foreach (var column in status.Columns)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{column.Column,-28} {column.International,14} {column.National,14} {column.ToDo,10}"));
        }

        Console.WriteLine($"\n{"digests",-58} {"to do",10}");
        foreach (var digest in status.Digests)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{digest.Where,-58} {digest.ToDo,10}"));
        }

        return 0;
    }

    private static async Task<int> RotateAsync(ParseResult parsed, CancellationToken ct)
    {
        var uses = UsesOf(parsed.GetValue(Key)!);
        var versions = Expect(
            await WithDeskAsync(parsed, desk => desk.RotateAsync(uses, Tell, Actor.System, ct), ct));
        foreach (var (use, version) in uses.Zip(versions))
        {
            Console.WriteLine($"rotated: version {version} of the {use.ToCode()} key is in force");
        }

        Console.WriteLine("Back the keys up, then retire the old versions.");
        return 0;
    }

    private static async Task<int> RetireAsync(ParseResult parsed, CancellationToken ct)
    {
        var (version, use) = (parsed.GetValue(Version), UsesOf(parsed.GetValue(KeyOption)!)[0]);
        var result = await WithDeskAsync(parsed, desk => desk.RetireAsync(use, version, Actor.System, ct), ct);
        if (result.Error is { } refused)
        {
            throw new InvalidDataException(refused.Detail);
        }

        Console.WriteLine(
            $"retired: version {version} of the {use.ToCode()} key lies in keys/retired. Backups made before the rotation need it; destroy it with the last of them.");
        return 0;
    }

    private static async Task<int> MigrateAsync(ParseResult parsed, CancellationToken ct)
    {
        var to = Enum.Parse<CryptoProfile>(parsed.GetValue(To)!, ignoreCase: true);
        await using (var house = Settings.BuildHouse(parsed))
        {
            await ServingAccount.RequireOwnerAsync(house.GetRequiredService<Connections>(), "`keys migrate`", ct);
        }

        var waiting = Expect(await WithDeskAsync(parsed, desk => desk.MigrateAsync(to, Tell, ct), ct));
        if (waiting > 0)
        {
            await Console.Error.WriteLineAsync(
                $"firstwindow: {waiting} messages are not sealed in the journal yet: start the server, then run this again.");
            return 1;
        }

        Console.WriteLine($"migrated: everything is under {CryptoProvider.Of(to).Algorithms}");
        return 0;
    }

    private static IReadOnlyList<KeyUse> UsesOf(string key) => KeyRing.UsesOf(key) is { Count: > 0 } uses ? uses
        : throw new InvalidDataException(KeyErrors.NoSuchKey.Detail);

    private static T Expect<T>(Result<T> result) =>
        result.Error is { } refused ? throw new InvalidDataException(refused.Detail) : result.Value!;

    private static async Task<int> WrapAsync(ParseResult parsed, CancellationToken ct)
    {
        var files = KeyRing.Wrap(Settings.Read(parsed).GetSection("Storage").Get<StorageOptions>()!)
            ?? throw new InvalidDataException(KeyErrors.Rotates.Detail);
        await WithDeskAsync(parsed, async desk =>
        {
            await desk.NoteWrapAsync(files, ct);
            return true;
        }, ct);
        Console.WriteLine($"wrapped: {files} keys. What lay open may still stand in old backups and on the disk: `keys rotate all`, then destroy those.");
        return 0;
    }

    private static async Task<int> BackupAsync(ParseResult parsed, CancellationToken ct)
    {
        var options = Settings.Read(parsed).GetSection("Storage").Get<StorageOptions>()!;
        var files = await KeyCopy.MakeAsync(options, Path.GetFullPath(parsed.GetValue(Folder)!), ct);
        await WithDeskAsync(parsed, async desk =>
        {
            await desk.NoteBackupAsync(files, ct);
            return true;
        }, ct);
        Console.WriteLine($"backed up: {files} keys. Whoever has them and the data can read everything: keep them apart.");
        return 0;
    }

    private static async Task<T> WithDeskAsync<T>(ParseResult parsed, Func<KeyDesk, Task<T>> use, CancellationToken ct)
    {
        await using var house = Settings.BuildHouse(parsed);
        await house.GetRequiredService<Migrator>().MigrateAsync(ct);
        await house.GetRequiredService<SubjectKeys>().CheckAsync(ct);
        await house.GetRequiredService<DatabaseClock>().MeasureAsync(ct);
        await using var scope = house.CreateAsyncScope();
        return await use(scope.ServiceProvider.GetRequiredService<KeyDesk>());
    }

    private static void Tell(KeyStep step) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"{step.Where}: {step.Done} sealed anew, {step.Erased} of erased keys left"));
}
