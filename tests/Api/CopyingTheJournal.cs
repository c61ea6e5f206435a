using System.Collections.Concurrent;
using FirstWindow.Integration.Features;
using FirstWindow.Platform;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Privacy;
using FirstWindow.Platform.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace FirstWindow.Tests.Api;

/// <summary>The journal goes to a system that keeps it, whatever that system does.</summary>
public sealed class CopyingTheJournal(Houses houses) : ApiTests(houses)
{
    [Theory]
    [OnBothEngines]
    [Clause("A4.3.3a")]
    public async Task Every_block_arrives_in_order_proves_itself_and_holds_nobodys_words(Engine engine)
    {
        await using var keeper = await Keeper.StartAsync();
        var app = await OwnAsync(engine, keeper.Settings);
        for (var i = 0; i < 3; i++)
        {
            await (await app.GivenVisitorAsync()).SayAsync("副本里不应有这句话");
            await app.VerifyAsync();
            await CopyAsync(app);
        }

        var newest = await app.WithDatabaseAsync(db => db.Set<JournalBlock>().MaxAsync(b => b.Number));
        await CopyAsync(app);
        var signer = app.Services.GetRequiredService<KeyRing>().JournalSigner.PublicPem;
        var bodies = keeper.Kept.ToList();

        Assert.True(bodies[^1].To >= newest);
        Assert.Equal(bodies.Skip(1).Select(b => b.From), bodies.SkipLast(1).Select(b => b.To + 1));
        Assert.Equal(1, bodies[0].From);
        Assert.All(bodies, b =>
        {
            var report = ExportVerifier.Verify(b.Body.TrimEnd('\n').Split('\n'), signer);
            Assert.True(report.IsWhole, report.Problem);
            Assert.Equal("Bearer of-the-keeper", b.Token);
            Assert.DoesNotContain("副本里", b.Body, StringComparison.Ordinal);
        });
    }

    [Theory]
    [OnBothEngines]
    public async Task What_was_not_acknowledged_comes_again_and_nothing_is_lost(Engine engine)
    {
        await using var keeper = await Keeper.StartAsync();
        var app = await OwnAsync(engine, keeper.Settings);
        var alarms = app.Services.GetRequiredService<Alarms>();
        await app.GivenVisitorAsync();
        await app.VerifyAsync();
        await CopyAsync(app);
        var first = keeper.Kept.Count;
        foreach (var trouble in new Func<HttpContext, bool>[]
        {
            c => { c.Response.StatusCode = 503; return false; }, // Away.
            c => { c.Abort(); return false; }, // Cut.
            c => { c.Response.Redirect("http://127.0.0.1:1/"); return false; }, // Elsewhere.
            c => { c.Response.StatusCode = 500; return true; }, // Kept, but the answer says otherwise.
        })
        {
            await app.GivenVisitorAsync();
            await app.VerifyAsync();
            keeper.Trouble = trouble;
            await CopyAsync(app);
            Assert.True(alarms.Raised.ContainsKey(JournalCopies.Alarm));
        }

        keeper.Trouble = null;
        keeper.LoseToken();
        await app.GivenVisitorAsync();
        await app.VerifyAsync();
        var before = keeper.Kept.Count;
        await CopyAsync(app);
        Assert.Equal((before, true), (keeper.Kept.Count, alarms.Raised.ContainsKey(JournalCopies.Alarm)));
        await keeper.WriteTokenAsync();
        var newest = await app.WithDatabaseAsync(db => db.Set<JournalBlock>().MaxAsync(b => b.Number));
        await CopyAsync(app);
        var arrived = keeper.Kept.SelectMany(b => Enumerable.Range((int)b.From, (int)(b.To - b.From + 1)))
            .Distinct().Order().ToList();

        Assert.False(alarms.Raised.ContainsKey(JournalCopies.Alarm));
        Assert.Equal(Enumerable.Range(1, arrived.Count), arrived);
        Assert.True(arrived.Count >= newest);
        Assert.Equal(first + 2, keeper.Kept.Count); // The last one twice.
    }

    [Theory]
    [OnBothEngines]
    public async Task Another_node_goes_on_where_the_first_one_was(Engine engine)
    {
        await using var keeper = await Keeper.StartAsync();
        var app = await OwnAsync(engine, keeper.Settings);
        await app.GivenVisitorAsync();
        await app.VerifyAsync();
        await CopyAsync(app);
        var last = keeper.Kept.Last();
        await using var other = await FirstWindowApp.StartAsync(engine, nodeOf: app, settings: keeper.Settings);
        await app.GivenVisitorAsync();
        await app.VerifyAsync();
        await CopyAsync(other);
        var whileLeased = keeper.Kept.Last();
        app.Clock.Move(TimeSpan.FromMinutes(1)); // The first node is not heard from any more.
        await CopyAsync(other);

        Assert.Equal(last, whileLeased);
        Assert.Equal(last.To + 1, keeper.Kept.Last().From);
    }

    [Theory]
    [InlineData("http://logs.bank.example/journal")]
    [InlineData("https://elsewhere.example/journal")]
    [InlineData("https://user:key@logs.bank.example/journal")]
    [InlineData("logs")]
    public async Task An_address_that_is_not_on_the_list_or_would_be_plain_stops_the_start(string endpoint)
    {
        var settings = new Dictionary<string, string?>
        {
            ["JournalCopy:Endpoint"] = endpoint,
            ["JournalCopy:AllowedHosts"] = "logs.bank.example",
        };
        var fault = await Assert.ThrowsAsync<InvalidSettingException>(
            () => FirstWindowApp.StartAsync(Engine.Sqlite, settings: settings));

        Assert.Contains("AllowedHosts", fault.Message, StringComparison.Ordinal);
    }

    private static Task CopyAsync(FirstWindowApp app) =>
        app.Services.GetRequiredService<JournalCopies>().RunPassAsync(CancellationToken.None);

    private sealed record Delivery(long From, long To, string Token, string Body);

    /// <summary>A system that keeps what it is sent.</summary>
    private sealed class Keeper : IAsyncDisposable
    {
        private readonly string tokenFile = Path.GetTempFileName();
        private readonly WebApplication site;

        private Keeper(WebApplication site) => this.site = site;

        public ConcurrentQueue<Delivery> Kept { get; } = new();

        /// <summary>What goes wrong before the answer; says whether the body is kept nevertheless.</summary>
        public Func<HttpContext, bool>? Trouble { get; set; }

        public Dictionary<string, string?> Settings => new()
        {
            ["JournalCopy:Endpoint"] = site.Urls.Single() + "/journal",
            ["JournalCopy:PrivateHosts"] = new Uri(site.Urls.Single()).Authority,
            ["JournalCopy:TokenFile"] = tokenFile,
            ["JournalCopy:PassInterval"] = "01:00:00", // Only when a test says so.
        };

        public static async Task<Keeper> StartAsync()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            var keeper = new Keeper(builder.Build());
            await keeper.WriteTokenAsync();
            keeper.site.Run(keeper.TakeAsync);
            await keeper.site.StartAsync();
            return keeper;
        }

        public Task WriteTokenAsync() => File.WriteAllTextAsync(tokenFile, "of-the-keeper\n");

        public void LoseToken() => File.Delete(tokenFile);

        public async ValueTask DisposeAsync()
        {
            await site.DisposeAsync();
            File.Delete(tokenFile);
        }

        private async Task TakeAsync(HttpContext context)
        {
            using var reader = new StreamReader(context.Request.Body);
            var body = await reader.ReadToEndAsync();
            if (Trouble?.Invoke(context) ?? true)
            {
                var blocks = context.Request.Headers["X-FirstWindow-Blocks"].ToString().Split('-');
                var token = context.Request.Headers.Authorization.ToString();
                Kept.Enqueue(new(long.Parse(blocks[0]), long.Parse(blocks[1]), token, body));
            }
        }
    }
}
