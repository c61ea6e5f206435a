using System.CommandLine;
using System.Globalization;
using FirstWindow.Conversations;

namespace FirstWindow.Commands;

/// <summary><c>report weekly</c>: the figures of a week as one page that stands by itself.</summary>
internal static class ReportCommand
{
    private static readonly Option<string> Out = new("--out") { Required = true, Description = "File to write." };

    private static readonly Option<string?> Week = new(
        "--week")
    { Description = "ISO week like 2026-W47; the last seven days without." };

    private static readonly Option<string> Locale = new(
        "--locale")
    { DefaultValueFactory = _ => "zh-CN", Description = "zh-CN or en." };

    public static Command Make()
    {
        var weekly = new Command("weekly", "Writes the weekly skill paper as HTML.")
        {
            Settings.Data, Settings.Postgres, Out, Week, Locale,
        };
        weekly.SetAction(WriteAsync);
        return new Command("report", "Reports as files.") { weekly };
    }

    private static async Task<int> WriteAsync(ParseResult parsed, CancellationToken ct)
    {
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(parsed.GetValue(Locale) == "en" ? "en" : "zh-CN");
        await using var house = Settings.BuildHouse(parsed);
        await House.PrepareAsync(house, demoFolder: null, ct);
        await using var scope = house.CreateAsyncScope();
        if (await ConversationsModule.WriteWeeklyReportAsync(scope.ServiceProvider, parsed.GetValue(Week), ct)
            is not { } page)
        {
            await Console.Error.WriteLineAsync("firstwindow: --week must be an ISO week like 2026-W47.");
            return 2;
        }

        var file = Path.GetFullPath(parsed.GetValue(Out)!);
        await File.WriteAllTextAsync(file, page, ct);
        Console.WriteLine(file);
        return 0;
    }
}
