using System.CommandLine;
using System.Text.Json;
using FirstWindow.Platform.Web;
using FirstWindow.Staff.Contracts;
using FirstWindow.Staff.Domain;

namespace FirstWindow.Commands;

/// <summary><c>code USER</c>: the one-time code of a demo account, as an authenticator app would show it.</summary>
internal static class CodeCommand
{
    private static readonly Argument<string> User = new("user") { Description = "Name of a demo account." };

    public static Command Make()
    {
        var command = new Command(
            "code", "Prints the present one-time code of a demo account.") { User, Settings.Data };
        command.SetAction(PrintAsync);
        return command;
    }

    private static async Task<int> PrintAsync(ParseResult parsed, CancellationToken ct)
    {
        var file = Path.Combine(parsed.GetValue(Settings.Data)!, "demo-accounts.json");
        var accounts = JsonSerializer.Deserialize<List<DemoAccount>>(
            await File.ReadAllBytesAsync(file, ct), JsonSettings.Options)!;
        if (accounts.SingleOrDefault(a => a.UserName == parsed.GetValue(User)) is not { } account)
        {
            await Console.Error.WriteLineAsync($"firstwindow: there is no demo account {parsed.GetValue(User)}.");
            return 1;
        }

        Console.WriteLine(
            Totp.CodeOf(Totp.FromBase32(account.TotpSecret), Totp.StepOf(TimeProvider.System.GetUtcNow())));
        return 0;
    }
}
