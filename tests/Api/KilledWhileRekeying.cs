using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using FirstWindow.Platform;
using FirstWindow.Platform.Storage;
using Microsoft.Data.Sqlite;
using Npgsql;
using Xunit;

namespace FirstWindow.Tests.Api;

/// <summary>The command that changes the key of the digests is really killed in the middle of the rows, while the bank
/// serves.</summary>
public sealed class KilledWhileRekeying(Houses houses) : ApiTests(houses)
{
    private const int Customers = 1_200;

    [Theory]
    [OnBothEngines]
    [Clause("A4.2.1a")]
    public async Task Customers_are_found_between_two_keys_and_the_change_goes_on_where_it_was(Engine engine)
    {
        await using var bank = await RunningBank.StartAsync(engine);
        using var administrator = await AsAsync(bank, "administrator");
        using var rightsDesk = await AsAsync(bank, "rights-desk");
        await ImportAsync(administrator);

        var halfway = await KillHalfwayAsync(bank);
        var between = await FoundAsync(rightsDesk);
        var again = await ServerProcess.RunAsync(["keys", "rotate", "digest", .. bank.Storage]);
        var old = await OldAsync(bank);
        var after = await FoundAsync(rightsDesk);
        var verified = await ServerProcess.RunAsync(["journal", "verify", .. bank.Storage]);

        Assert.InRange(halfway, 1, Customers - 1);
        Assert.Equal([true, true, true], between);
        Assert.True(again.Code == 0, again.Error);
        Assert.Equal(0, old);
        Assert.Equal([true, true, true], after);
        Assert.True(verified.Code == 0, verified.Error);
    }

    /// <returns>How many digests were still of the old key when the command was dead.</returns>
    private static async Task<long> KillHalfwayAsync(RunningBank bank)
    {
        string[] words = ["keys", "rotate", "digest", .. bank.Storage];
        using var command = Process.Start(
            new ProcessStartInfo(ServerProcess.Program, words) { RedirectStandardOutput = true })!;
        while (!command.HasExited && await OldAsync(bank) == Customers)
        {
        }

        command.Kill();
        await command.WaitForExitAsync();
        return await OldAsync(bank);
    }

    // Digests of the first key have no mark in front.
    private static async Task<long> OldAsync(RunningBank bank)
    {
        await using System.Data.Common.DbConnection connection = bank.Storage is [_, _, _, var postgres]
            ? new NpgsqlConnection(postgres)
            : new SqliteConnection($"Data Source={Path.Combine(bank.Folder, "firstwindow.db")};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT COUNT(*) FROM customer_lookup WHERE length(digest) = 16 AND code = 'phone'";
        return Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }

    private static async Task<HttpClient> AsAsync(RunningBank bank, string role)
    {
        var token = await ServerProcess.RunAsync(
            ["token", "service", "--name", $"test-{role}", "--role", role, .. bank.Storage]);
        return new()
        {
            BaseAddress = bank.Address,
            DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", token.Output.Trim()) },
        };
    }

    private static async Task ImportAsync(HttpClient administrator)
    {
        var rows = new StringBuilder("客户号,姓名,手机号,卡号后四位\n");
        for (var i = 0; i < Customers; i++)
        {
            rows.Append(CultureInfo.InvariantCulture, $"C{100_000 + i},王小明,{Phone(i)},1234\n");
        }

        var sent = await administrator.PostAsync(
            "/api/v1/customers/imports", new StringContent(rows.ToString(), Encoding.UTF8, "text/csv"));
        using var import = JsonDocument.Parse(await sent.Content.ReadAsStringAsync());
        await administrator.PutJsonAsync(
            $"/api/v1/customers/imports/{import.RootElement.GetProperty("id").GetGuid()}/confirmation", new { });
    }

    private static async Task<bool[]> FoundAsync(HttpClient rightsDesk)
    {
        var found = new List<bool>();
        foreach (var i in new[] { 0, Customers / 2, Customers - 1 })
        {
            var answer = await rightsDesk.PostJsonAsync("/api/v1/customers/broken-glass",
                new { by = "phone", value = Phone(i), purpose = "rights", reason = "客户来函要求查阅本人信息" });
            found.Add(answer.Json.TryGetProperty("id", out _));
        }

        return [.. found];
    }

    private static string Phone(int number) => $"138{10_000_000 + number}";
}
