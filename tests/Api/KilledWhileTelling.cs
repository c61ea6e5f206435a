using System.Net.Http.Headers;
using FirstWindow.Platform.Storage;
using Xunit;

namespace FirstWindow.Tests.Api;

/// <summary>A real server, really killed, with the sample site of the bank at the other end.</summary>
public sealed class KilledWhileTelling(Houses houses) : ApiTests(houses)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    [Theory]
    [OnBothEngines]
    public async Task An_event_whose_answer_was_lost_comes_again_under_its_id_and_is_dropped(Engine engine)
    {
        await using var bank = await Receiver.StartAsync();
        var folder = Directory.CreateTempSubdirectory("fw-killed-").FullName;
        var postgres = engine is Engine.Postgres ? await TestPostgres.MakeAsync() : null;
        string[] storage = postgres is null ? ["--data", folder] : ["--data", folder, "--postgres", postgres];
        var (administrator, compliance) = (await TokenAsync("administrator", storage), await TokenAsync("compliance", storage));
        var environment = new Dictionary<string, string>
        {
            ["FIRSTWINDOW_Webhooks__PrivateHosts"] = bank.Host,
            ["FIRSTWINDOW_Webhooks__Timeout"] = "00:00:05",
        };
        var port = ServerProcess.FreePort();
        var server = await ServerProcess.StartAsync(folder, port, postgres, environment, "--no-demo");
        var added = await As(server, administrator).PostJsonAsync(
            Endpoints.Url, Endpoints.Body($"{bank.Address}webhooks"));
        var url = $"{Endpoints.Url}/{added.Json.GetProperty("id").GetGuid()}";
        bank["WebhookSecret"] = added.Json.GetProperty("secret").GetString();
        await As(server, compliance).PutJsonAsync($"{url}/decision", new { approve = true });
        var kept = new TaskCompletionSource();
        bank.Trouble = async (context, next) =>
        {
            await next(); // The bank has it; its answer never arrives.
            kept.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted);
        };

        var first = await OpenAsync(server);
        await kept.Task.WaitAsync(Patience);
        await server.KillAsync();
        await server.DisposeAsync();
        var third = new TaskCompletionSource();
        bank.Trouble = async (_, next) =>
        {
            await next();
            if (bank.Inbox.Events.Count == 2)
            {
                third.TrySetResult(); // In order: the first has been recorded by now.
            }
        };
        server = await ServerProcess.StartAsync(folder, port, postgres, environment, "--no-demo");
        var second = await OpenAsync(server);
        await third.Task.WaitAsync(Patience);
        var deliveries = (await As(server, administrator).GetJsonAsync($"{url}/deliveries")).Json
            .GetProperty("deliveries").EnumerateArray().ToList();
        await server.DisposeAsync();
        var verified = await ServerProcess.RunAsync(["journal", "verify", .. storage]);

        Assert.Equal(3, bank.Attempts.Count);
        Assert.Single(bank.Attempts.Take(2).Distinct());
        Assert.Equal(
            [first, second], bank.Inbox.Events.Select(e => e.GetProperty("data").GetProperty("subject").GetGuid()));
        var recorded = Assert.Single(deliveries, d => d.GetProperty("event").GetString() == bank.Attempts.First());
        Assert.Equal(("delivered", 1), (recorded.GetProperty("state").GetString(), recorded.GetProperty("attempts").GetInt32()));
        Assert.True(verified.Code == 0, verified.Error);
        Directory.Delete(folder, recursive: true);
        if (postgres is not null)
        {
            await TestPostgres.DropAsync(postgres);
        }
    }

    private static async Task<string> TokenAsync(string role, string[] storage)
    {
        var (code, output, error) = await ServerProcess.RunAsync(
            ["token", "service", "--name", role, "--role", role, .. storage]);
        Assert.True(code == 0, error);
        return output.Trim();
    }

    private static HttpClient As(ServerProcess server, string token) => new()
    {
        BaseAddress = server.Address,
        DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", token) },
    };

    private static async Task<Guid> OpenAsync(ServerProcess server)
    {
        using var client = new HttpClient { BaseAddress = server.Address };
        var opened = await client.PostJsonAsync("/api/v1/conversations", new { channel = "web", locale = "zh-CN" });
        return opened.Json.GetProperty("id").GetGuid();
    }
}
