using System.CommandLine;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Storage;
using FirstWindow.Platform.Upkeep;

namespace FirstWindow.Commands;

/// <summary><c>drill</c>: tries a restore into a scratch place, while the server runs.</summary>
internal static class DrillCommand
{
    private static readonly Argument<string?> Folder = new("DIR")
    {
        Arity = ArgumentArity.ZeroOrOne,
        Description = "Folder of a backup; the newest under Backup:Folder without.",
    };

    public static Command Make()
    {
        var command = new Command("drill", "Restores a backup into a scratch place and says whether it came back whole.")
        {
            Folder, Settings.Data, Settings.Postgres,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken ct)
    {
        await using var house = Settings.BuildHouse(parsed);
        await house.GetRequiredService<Migrator>().MigrateAsync(ct);
        await house.GetRequiredService<DatabaseClock>().MeasureAsync(ct);
        await using var scope = house.CreateAsyncScope();
        var folder = parsed.GetValue(Folder) is { } said ? Path.GetFullPath(said) : null;
        var result = await scope.ServiceProvider.GetRequiredService<RestoreDrill>().RunAsync(folder, Actor.System, ct);
        if (result.Error is { } error)
        {
            throw new InvalidDataException(error.Detail);
        }

        var drill = result.Value!;
        Console.WriteLine(drill.HasPassed
            ? $"passed: {drill.Backup}, {drill.TableCount} tables, {drill.RowCount} rows, {drill.Entries} journal entries"
            : $"failed: {drill.Problem}");
        return drill.HasPassed ? 0 : 1;
    }
}
