using System.CommandLine;
using System.Text.Json;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Web;

namespace FirstWindow.Commands;

/// <summary><c>journal verify</c>: recomputes the whole journal and names the first entry that is not as it was
/// written.</summary>
internal static class JournalCommand
{
    public static Command Make()
    {
        var verify = new Command("verify", "Recomputes the journal; exit code 1 when anything was altered.")
        {
            Settings.Data, Settings.Postgres, Settings.Json,
        };
        verify.SetAction(VerifyAsync);
        return new Command("journal", "The record of everything that happened.") { verify };
    }

    private static async Task<int> VerifyAsync(ParseResult parsed, CancellationToken ct)
    {
        await using var house = Settings.BuildHouse(parsed);
        var report = await house.GetRequiredService<JournalVerifier>().VerifyAsync(ct);
        if (parsed.GetValue(Settings.Json))
        {
            Console.WriteLine(JsonSerializer.Serialize(report, JsonSettings.Options));
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
}
