using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Rulebook;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using Xunit.Sdk;

namespace FirstWindow.Tests;

/// <summary>Runs a test once on SQLite and once on PostgreSQL.</summary>
public sealed class OnBothEnginesAttribute : DataAttribute
{
    /// <inheritdoc/>
    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => [[Engine.Sqlite], [Engine.Postgres]];
}

/// <summary>The servers of one test class, one an engine, started when first asked for.</summary>
public sealed class Houses : IAsyncLifetime
{
    private readonly ConcurrentDictionary<Engine, Lazy<Task<FirstWindowApp>>> apps = new();

    /// <summary>The server on an engine.</summary>
    public Task<FirstWindowApp> On(Engine engine) =>
        apps.GetOrAdd(engine, e => new(() => FirstWindowApp.StartAsync(e))).Value;

    /// <inheritdoc/>
    public Task InitializeAsync() => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        foreach (var app in apps.Values)
        {
            await (await app.Value).DisposeAsync();
        }
    }

    internal IEnumerable<FirstWindowApp> Started =>
        apps.Values.Where(a => a.IsValueCreated && a.Value.IsCompletedSuccessfully).Select(a => a.Value.Result);
}

/// <summary>
/// A class of tests that talk to the server. After each test the clauses that its journal entries are evidence of are
/// written down; the rulebook joins them with the test's outcome, so a clause is live only when its control was seen at
/// work.
/// </summary>
[NamesRunningTest]
public abstract class ApiTests(Houses houses) : IClassFixture<Houses>, IAsyncLifetime
{
    private readonly Dictionary<FirstWindowApp, long> before = [];
    private readonly List<FirstWindowApp> own = [];
    private string? test;

    /// <summary>The server on an engine.</summary>
    protected async Task<FirstWindowApp> On(Engine engine)
    {
        test = NamesRunningTestAttribute.Name;
        var app = await houses.On(engine);
        before.TryAdd(
            app, await app.WithDatabaseAsync(db => db.Set<JournalEntry>().MaxAsync(e => (long?)e.Entry)) ?? 0);
        return app;
    }

    /// <summary>A server for this test alone: its clock may be moved, its database broken.</summary>
    protected async Task<FirstWindowApp> OwnAsync(
        Engine engine, IReadOnlyDictionary<string, string?>? settings = null,
        Func<string, Task<string>>? serveBy = null)
    {
        test = NamesRunningTestAttribute.Name;
        var app = await FirstWindowApp.StartAsync(engine, settings: settings, serveBy: serveBy);
        own.Add(app);
        before.Add(app, 0);
        return app;
    }

    /// <inheritdoc/>
    public Task InitializeAsync() => Task.CompletedTask;

    /// <inheritdoc/>
    public virtual async Task DisposeAsync()
    {
        if (test is null)
        {
            return;
        }

        var clauses = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (app, entry) in before)
        {
            clauses.UnionWith(await ClausesSinceAsync(app, entry));
        }

        Evidence.Add(test, clauses);
        foreach (var app in own)
        {
            await app.DisposeAsync();
        }
    }

    private static async Task<IEnumerable<string>> ClausesSinceAsync(FirstWindowApp app, long entry)
    {
        var catalog = app.Services.GetRequiredService<ControlCatalog>();
        var clausesOfAct = catalog.Acts.SelectMany(g => g.Select(act => (Act: act, Clause: g.Key)))
            .ToLookup(p => p.Act, p => p.Clause);
        var entries = await app.WithDatabaseAsync(db =>
            db.Set<JournalEntry>().Where(e => e.Entry > entry).Select(e => new { e.Act, e.Clause }).Distinct()
                .ToListAsync());
        return entries.SelectMany(e => e.Clause is null ? clausesOfAct[e.Act] : clausesOfAct[e.Act].Append(e.Clause));
    }
}

/// <summary>Tells a test its own name, which the framework keeps to itself.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class NamesRunningTestAttribute : BeforeAfterTestAttribute
{
    private static readonly AsyncLocal<string?> Running = new();

    /// <summary>Full name of the test that runs.</summary>
    public static string? Name => Running.Value;

    /// <inheritdoc/>
    public override void Before(MethodInfo methodUnderTest) =>
        Running.Value = $"{methodUnderTest.ReflectedType!.FullName}.{methodUnderTest.Name}";
}

/// <summary>What the tests' journals showed, a file for each test.</summary>
public static class Evidence
{
    /// <summary>Folder the files go to; <c>./test</c> names it.</summary>
    public const string Variable = "FIRSTWINDOW_TEST_EVIDENCE";

    private static readonly Lock Writing = new();

    /// <summary>Adds what a test showed, on one engine.</summary>
    public static void Add(string test, IEnumerable<string> clauses)
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } folder)
        {
            return;
        }

        lock (Writing)
        {
            Directory.CreateDirectory(folder);
            File.AppendAllText(Path.Combine(folder, test + ".jsonl"), JsonSerializer.Serialize(clauses.Order()) + "\n");
        }
    }
}
