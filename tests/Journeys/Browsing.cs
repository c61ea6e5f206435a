using System.Collections.Concurrent;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Storage;
using FirstWindow.Platform.Web;
using Microsoft.Playwright;
using Xunit;

// Two people at a time: a browser waits more than it works.
[assembly: CollectionBehavior(MaxParallelThreads = 2)]

namespace FirstWindow.Tests.Journeys;

/// <summary>
/// The one Chromium of all journeys: Debian's without its windows, which takes half the processor time, or the one that
/// is named (<c>tools/test-old-browser</c> names one four years old). It ends with the process.
/// </summary>
public sealed class Chromium : IAsyncLifetime
{
    private const float PatienceMs = 20_000;
    private static readonly Lazy<Task<IBrowser>> Launched = new(LaunchAsync);

    public IBrowser Browser { get; private set; } = null!;

    public async Task InitializeAsync() => Browser = await Launched.Value;

    public Task DisposeAsync() => Task.CompletedTask;

    private static async Task<IBrowser> LaunchAsync()
    {
        Assertions.SetDefaultExpectTimeout(PatienceMs);
        var playwright = await Playwright.CreateAsync();
        return await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Environment.GetEnvironmentVariable("FIRSTWINDOW_CHROMIUM") ?? "/usr/bin/chromium-headless-shell",
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
                "--disable-sync", "--no-first-run", "--disable-quic",
            ],
        });
    }
}

/// <summary>
/// A class of journeys through the pages. A fault of a page's script, an error on its console, a breach of the content
/// security policy and an answer of 500 fail the journey, wherever it was.
/// </summary>
public abstract class Browsing(Houses houses, Chromium chromium) : ApiTests(houses), IClassFixture<Chromium>
{
    private const string TellsBreaches =
        "addEventListener('securitypolicyviolation', e => console.error(`content security policy: ${e.violatedDirective} ${e.blockedURI}`))";

    private readonly List<IBrowserContext> contexts = [];
    private readonly ConcurrentQueue<string> faults = [];
    private readonly List<string> expected = [];

    /// <summary>The server of this class.</summary>
    protected Task<FirstWindowApp> AppAsync() => On(Engine.Sqlite);

    /// <summary>What has gone wrong on any page so far.</summary>
    protected IReadOnlyCollection<string> FaultsSoFar => faults;

    /// <summary>A console error that belongs to the journey.</summary>
    protected void Allow(string fault) => expected.Add(fault);

    /// <summary>A browser that has never been here.</summary>
    protected Task<IPage> OpenAsync(
        FirstWindowApp app, string theme = "light", string? session = null, bool withScript = true) =>
        OpenAsync(app.Address, theme, session, withScript);

    /// <summary>A browser that has never been at a server of its own process.</summary>
    protected async Task<IPage> OpenAsync(
        Uri address, string theme = "light", string? session = null, bool withScript = true)
    {
        var context = await chromium.Browser.NewContextAsync(new()
        {
            BaseURL = address.ToString(),
            Locale = "zh-CN",
            TimezoneId = "Asia/Shanghai",
            ReducedMotion = ReducedMotion.Reduce,
            JavaScriptEnabled = withScript,
        });
        contexts.Add(context);
        context.SetDefaultTimeout(20_000);
        await context.AddInitScriptAsync(TellsBreaches);
        await context.AddCookiesAsync(
            [new() { Name = Preferences.ThemeCookie, Value = theme, Url = address.ToString() }]);
        if (session is not null)
        {
            await context.AddCookiesAsync(
                [new() { Name = AccessGate.Cookie, Value = session, Url = address.ToString() }]);
        }

        context.WebError += (_, fault) => faults.Enqueue($"script: {fault.Error}");
        context.Console += (_, line) => Hear(line);
        context.Response += (_, answer) => faults.EnqueueIf(answer.Status >= 500, $"{answer.Status} {answer.Url}");
        return await context.NewPageAsync();
    }

    /// <summary>A colleague's browser, signed in.</summary>
    protected async Task<IPage> SignedInAsync(FirstWindowApp app, string theme, params Role[] roles)
    {
        var staff = await app.GivenStaffAsync(roles);
        return await OpenAsync(app, theme, await app.OpenSessionTokenAsync(staff.Id));
    }

    /// <inheritdoc/>
    public override async Task DisposeAsync()
    {
        foreach (var context in contexts)
        {
            await context.DisposeAsync();
        }

        await base.DisposeAsync();
        Assert.DoesNotContain(faults, fault => !expected.Exists(e => fault.Contains(e, StringComparison.Ordinal)));
    }

    // A refusal by the API is an answer, which Chromium notes as an error all the same.
    private void Hear(IConsoleMessage line)
    {
        var isRefusal = line.Text.Contains("status of 4", StringComparison.Ordinal)
            && line.Location.Contains("/api/", StringComparison.Ordinal);
        faults.EnqueueIf(line.Type == "error" && !isRefusal, $"console: {line.Text} {line.Location}");
    }
}

internal static class Faults
{
    public static void EnqueueIf(this ConcurrentQueue<string> faults, bool isFault, string fault)
    {
        if (isFault)
        {
            faults.Enqueue(fault);
        }
    }
}
