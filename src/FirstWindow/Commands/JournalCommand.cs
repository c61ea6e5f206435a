using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;
using FirstWindow.Platform.Web;

namespace FirstWindow.Commands;

/// <summary><c>journal verify</c>: recomputes the whole journal and names the first entry that is not as it was
/// written.</summary>
internal static class JournalCommand
{
    private static readonly Option<string> Export = new("--export")
    {
        Description = "Verify an exported file instead, alone: no database and no secret is needed.",
    };

    private static readonly Option<string> Key = new("--key")
    {
        Description = "The bank's public key (PEM) as you got it before; without it the file's own is believed.",
    };

    public static Command Make()
    {
        var verify = new Command("verify", "Recomputes the journal; exit code 1 when anything was altered.")
        {
            Settings.Data, Settings.Postgres, Settings.Json, Export, Key,
        };
        verify.SetAction(VerifyAsync);
        return new Command("journal", "The record of everything that happened.") { verify };
    }

    private static async Task<int> VerifyAsync(ParseResult parsed, CancellationToken ct)
    {
        var (report, time) = parsed.GetValue(Export) is { } file
            ? await TimedAsync(() => Task.FromResult(VerifyFile(file, parsed.GetValue(Key))))
            : await VerifyDatabaseAsync(parsed, ct);
        if (parsed.GetValue(Settings.Json))
        {
            var json = JsonSerializer.SerializeToNode(report, JsonSettings.Options)!;
            json["seconds"] = Math.Round(time.TotalSeconds, 3);
            Console.WriteLine(json.ToJsonString(JsonSettings.Options));
        }
        else if (report.IsWhole)
        {
            Console.WriteLine(
                $"whole: {report.Entries} entries in {report.Blocks} blocks, {report.Unsealed} not sealed yet");
        }

        if (!report.IsWhole)
        {
            await Console.Error.WriteLineAsync($"firstwindow: {report.Problem}");
        }

        return report.IsWhole ? 0 : 1;
    }

    private static async Task<(JournalReport Report, TimeSpan Time)> VerifyDatabaseAsync(
        ParseResult parsed, CancellationToken ct)
    {
        await using var house = Settings.BuildHouse(parsed);
        var storage = house.GetRequiredService<StorageOptions>();
        if (storage.Postgres is null && !File.Exists(storage.SqliteFile))
        {
            throw new FileNotFoundException($"There is no database in {storage.DataFolder}; name its folder with --data.");
        }

        var verifier = house.GetRequiredService<JournalVerifier>();
        return await TimedAsync(() => verifier.VerifyAsync(ct));
    }

    private static async Task<(JournalReport Report, TimeSpan Time)> TimedAsync(Func<Task<JournalReport>> verify)
    {
        var start = Stopwatch.GetTimestamp();
        var report = await verify();
        return (report, Stopwatch.GetElapsedTime(start));
    }

    private static JournalReport VerifyFile(string file, string? key)
    {
        if (!File.Exists(file) || (key is not null && !File.Exists(key)))
        {
            throw new InvalidDataException("The file to verify, or the key, does not exist.");
        }

        return ExportVerifier.Verify(File.ReadLines(file), key is null ? null : File.ReadAllText(key));
    }
}
