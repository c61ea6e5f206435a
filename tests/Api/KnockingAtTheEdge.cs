using System.Globalization;
using System.Net;
using System.Text;
using FirstWindow.Platform;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;
using FirstWindow.Platform.Web;
using FirstWindow.Staff.Domain;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FirstWindow.Tests.Api;

/// <summary>What is refused before any rule of the service is asked is counted, and told of once where it does not
/// stop.</summary>
public sealed class KnockingAtTheEdge(Houses houses) : ApiTests(houses)
{
    private const string Knocker = "198.51.100.7";
    private const string Other = "198.51.100.8";
    private const int Most = 20; // EdgePolicies.Refusals as shipped

    private static readonly Dictionary<string, string?> Settings = new()
    {
        ["AllowedHosts"] = "localhost;127.0.0.1;[::1]",
        ["Proxy:Known"] = "127.0.0.1",
    };

    [Theory]
    [OnBothEngines]
    [Clause("A4.2.3a")]
    public async Task Whoever_is_refused_again_and_again_is_told_of_once_a_window(Engine engine)
    {
        var app = await OwnAsync(engine, Settings);
        using var knocker = From(app, Knocker);
        using var other = From(app, Other);

        Assert.Equal(
            [
                HttpStatusCode.RequestEntityTooLarge, HttpStatusCode.BadRequest, HttpStatusCode.BadRequest,
                HttpStatusCode.BadRequest, HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized,
                HttpStatusCode.TooManyRequests,
            ],
            await KnockEachWayAsync(app, knocker));
        await KnockAsync(knocker, Most - 8);
        await KnockAsync(other, 3);
        await CountedAsync(app, Most - 1 + 3);
        var before = await ToldAsync(app);
        var quiet = AlarmStands(app);

        await KnockAsync(knocker, Most + 5);
        await CountedAsync(app, (2 * Most) + 4 + 3);
        var once = await ToldAsync(app);
        var metrics = await app.Client().GetStringAsync("/metrics");
        var alarmed = AlarmStands(app);

        app.Clock.Move(TimeSpan.FromMinutes(11));
        await app.Client().GetAsync("/health/ready");
        var over = await UntilAsync(() => Task.FromResult(!AlarmStands(app)));
        await KnockAsync(knocker, Most);
        await UntilAsync(async () => (await ToldAsync(app)).Count == 2);
        var again = await ToldAsync(app);

        Assert.Equal((0, false), (before.Count, quiet));
        var entry = Assert.Single(once);
        Assert.Equal(("address", "system"), (entry.SubjectKind, entry.ActorKind));
        Assert.Equal("customer-token=1;foreign-host=1;forged=14;program-token=1;sign-in=1;too-large=1;too-many=1", entry.Detail);
        Assert.True(alarmed && over);
        Assert.Equal(2, again.Count);
        Assert.Equal(entry.Subject, again[^1].Subject);
        foreach (var kind in new[]
        {
            "too-many", "too-large", "forged", "foreign-host", "customer-token", "program-token", "sign-in",
        })
        {
            Assert.Contains($"firstwindow_edge_refusals_total{{kind=\"{kind}\"}} ", metrics);
        }

        Assert.DoesNotContain(Knocker, metrics);
    }

    private static async Task<List<HttpStatusCode>> KnockEachWayAsync(FirstWindowApp app, HttpClient knocker)
    {
        using var large = new StringContent(new('x', 1_100_000), Encoding.UTF8, "application/json");
        using var foreign = new HttpRequestMessage(HttpMethod.Get, "/sign-in");
        foreign.Headers.Host = "elsewhere.example";
        using var program = new HttpRequestMessage(HttpMethod.Get, "/api/v1/session");
        program.Headers.Authorization = new("Bearer", "guessed");
        var wrong = new { userName = "nobody", password = "x", code = "000000" };
        var statuses = new List<HttpStatusCode>
        {
            (await knocker.PostAsync("/api/v1/conversations", large)).StatusCode,
            (await ForgeAsync(knocker)).StatusCode,
            (await knocker.SendAsync(foreign)).StatusCode,
            (await knocker.PostJsonAsync("/api/v1/my-data/session", new { customerToken = "a.b.c" })).Status,
            (await knocker.SendAsync(program)).StatusCode,
            (await knocker.PostJsonAsync("/api/v1/session", wrong)).Status,
        };
        await MeetingTheNetwork.ChangeAsync(app, StaffPolicies.TriesPerMinute, 10); // None comes back on the way.
        app.UseUpTries(Knocker);
        statuses.Add((await knocker.PostJsonAsync("/api/v1/session", wrong)).Status);
        return statuses;
    }

    private static async Task KnockAsync(HttpClient client, int count)
    {
        for (var i = 0; i < count; i++)
        {
            Assert.Equal(HttpStatusCode.BadRequest, (await ForgeAsync(client)).StatusCode);
        }
    }

    private static Task<HttpResponseMessage> ForgeAsync(HttpClient client) => client.PostAsync(
        "/sign-in", new FormUrlEncodedContent([new("userName", "nobody"), new("__RequestVerificationToken", "forged")]));

    private static HttpClient From(FirstWindowApp app, string address)
    {
        var client = app.Client();
        client.DefaultRequestHeaders.Add("X-Forwarded-For", address);
        client.DefaultRequestHeaders.Add("X-FirstWindow", "1");
        return client;
    }

    private static bool AlarmStands(FirstWindowApp app) =>
        app.Services.GetRequiredService<Alarms>().Raised.ContainsKey(EdgeWatch.Alarm);

    private static Task<List<JournalEntry>> ToldAsync(FirstWindowApp app) => app.WithDatabaseAsync(db =>
        db.Set<JournalEntry>().Where(e => e.Act == EdgeActs.RefusedOften.Code).OrderBy(e => e.Entry).ToListAsync());

    // It is counted when the answer has left.
    private static Task<bool> CountedAsync(FirstWindowApp app, int count) => UntilAsync(async () =>
        (await app.Client().GetStringAsync("/metrics")).Split('\n')
            .Where(l => l.StartsWith("firstwindow_edge_refusals_total{", StringComparison.Ordinal))
            .Sum(l => int.Parse(l.Split(' ')[^1], CultureInfo.InvariantCulture)) == count);

    private static async Task<bool> UntilAsync(Func<Task<bool>> holds)
    {
        for (var i = 0; i < 100; i++)
        {
            if (await holds())
            {
                return true;
            }

            await Task.Delay(50);
        }

        return false;
    }
}
