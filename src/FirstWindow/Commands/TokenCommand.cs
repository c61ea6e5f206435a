using System.CommandLine;
using System.Globalization;
using FirstWindow.Customers.Features;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Storage;
using FirstWindow.Staff.Features;

namespace FirstWindow.Commands;

/// <summary><c>token customer</c> and <c>token service</c>: tokens for tests, integrators and the simulator.</summary>
internal static class TokenCommand
{
    private static readonly Option<string> Subject = new("--subject") { Required = true, Description = "The bank's own number of the customer." };
    private static readonly Option<string> Name = new("--name") { Required = true, Description = "What the program is called." };
    private static readonly Option<string> RoleOption = new("--role") { Required = true, Description = "The one role it has, e.g. agent." };

    private static readonly Option<FileInfo?> Key = new("--key")
    {
        Description = "The program's public key (PEM): prints the account's id, for which and its key the program gets its tokens, and no token.",
    };

    public static Command Make()
    {
        var customer = new Command("customer", "Mints a customer token as the bank's app would.") { Subject, Settings.Data, Settings.Postgres };
        customer.SetAction(MintCustomerAsync);
        var service = new Command("service", "Makes a service account and prints its bearer token, once.")
        {
            Name, RoleOption, Key, Settings.Data, Settings.Postgres,
        };
        service.SetAction(MakeServiceAsync);
        return new Command("token", "Tokens.") { customer, service };
    }

    private static async Task<int> MintCustomerAsync(ParseResult parsed, CancellationToken ct)
    {
        await using var house = Settings.BuildHouse(parsed);
        Console.WriteLine(house.GetRequiredService<CustomerTokens>().Mint(parsed.GetValue(Subject)!));
        await Console.Error.WriteLineAsync(
            $"firstwindow: {CustomerTokens.DemoFileName} in the data folder vouches for customers here: for tests. Before real ones come, set CustomerTokens:PublicKeyFile and delete it.");
        return 0;
    }

    private static async Task<int> MakeServiceAsync(ParseResult parsed, CancellationToken ct)
    {
        if (!Codes.TryParseRole(parsed.GetValue(RoleOption)!, out var role))
        {
            var roles = string.Join(", ", Enum.GetValues<Role>().Select(r => r.ToCode()));
            await Console.Error.WriteLineAsync(
                $"firstwindow: there is no role {parsed.GetValue(RoleOption)}; the roles are {roles}.");
            return 2;
        }

        await using var house = Settings.BuildHouse(parsed);
        await house.GetRequiredService<Migrator>().MigrateAsync(ct);
        await using var scope = house.CreateAsyncScope();
        var accounts = scope.ServiceProvider.GetRequiredService<ServiceAccounts>();
        if (parsed.GetValue(Key) is { } file)
        {
            return await MakeWithKeyAsync(accounts, parsed.GetValue(Name)!, role, file, ct);
        }

        var made = await accounts.MakeAsync(parsed.GetValue(Name)!, role, ct);
        Console.WriteLine(made.Token);
        await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"firstwindow: this token holds until {made.ExpiresAt:yyyy-MM-dd HH:mm} UTC; /staff/programs shows its use and ends it earlier."));
        return 0;
    }

    private static async Task<int> MakeWithKeyAsync(
        ServiceAccounts accounts, string name, Role role, FileInfo file, CancellationToken ct)
    {
        if (!file.Exists)
        {
            await Console.Error.WriteLineAsync($"firstwindow: there is no file {file}.");
            return 1;
        }

        var made = await accounts.MakeWithKeyAsync(name, role, await File.ReadAllTextAsync(file.FullName, ct), ct);
        if (made.Error is { } error)
        {
            await Console.Error.WriteLineAsync($"firstwindow: {error.Detail}");
            return 1;
        }

        Console.WriteLine(made.Value);
        return 0;
    }
}
