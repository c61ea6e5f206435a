using System.CommandLine;
using FirstWindow.Platform.Storage;

namespace FirstWindow.Commands;

/// <summary><c>migrate</c>: brings the schema to this program's, as its owner, and lets another account
/// serve.</summary>
internal static class MigrateCommand
{
    private static readonly Option<string?> GrantTo = new("--grant-to")
    {
        Description = "PostgreSQL account that serves: it gets rights to rows, none to the schema or the journal's past.",
    };

    public static Command Make()
    {
        var command = new Command("migrate", "Brings the database to this program's schema.")
        {
            GrantTo, Settings.Data, Settings.Postgres,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken ct)
    {
        await using var house = Settings.BuildHouse(parsed);
        var steps = await house.GetRequiredService<Migrator>().MigrateAsync(ct);
        Console.WriteLine($"migrated: {steps} steps");
        if (parsed.GetValue(GrantTo) is { } account)
        {
            await house.GetRequiredService<ServingAccount>().GrantAsync(account, ct);
            Console.WriteLine($"granted: {account} may serve");
        }

        return 0;
    }
}
