using System.CommandLine;
using System.Text.Json;
using FirstWindow.Platform.Rulebook;
using FirstWindow.Platform.Web;

namespace FirstWindow.Commands;

/// <summary><c>rules list</c>: every clause with its controls, tests, evidence and status.</summary>
internal static class RulesCommand
{
    public static Command Make()
    {
        var list = new Command("list", "Lists the clauses.") { Settings.Data, Settings.Postgres, Settings.Json };
        list.SetAction(ListAsync);
        return new Command("rules", "The rulebook.") { list };
    }

    private static async Task<int> ListAsync(ParseResult parsed, CancellationToken ct)
    {
        await using var house = Settings.BuildHouse(parsed);
        await house.GetRequiredService<Platform.Storage.Migrator>().MigrateAsync(ct);
        await using var scope = house.CreateAsyncScope();
        var clauses = await scope.ServiceProvider.GetRequiredService<RulebookReport>().ListAsync(ct);
        if (parsed.GetValue(Settings.Json))
        {
            Console.WriteLine(JsonSerializer.Serialize(clauses, JsonSettings.Options));
            return 0;
        }

        foreach (var clause in clauses)
        {
            var controls = string.Join(", ", clause.Controls);
            Console.WriteLine($"{clause.Id,-8} {clause.Status.ToString().ToLowerInvariant(),-9} {clause.Evidence,8}  {controls}");
        }

        return 0;
    }
}
