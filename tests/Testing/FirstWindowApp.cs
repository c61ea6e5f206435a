using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using FirstWindow.Conversations.Features;
using FirstWindow.Customers.Domain;
using FirstWindow.Customers.Features;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Privacy;
using FirstWindow.Platform.Promises;
using FirstWindow.Platform.Storage;
using FirstWindow.Routing.Features;
using FirstWindow.Staff.Contracts;
using FirstWindow.Staff.Domain;
using FirstWindow.Staff.Features;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace FirstWindow.Tests;

/// <summary>The whole server on a real port and a real database, with a clock that tests may move.</summary>
public sealed class FirstWindowApp : IAsyncDisposable
{
    /// <summary>Password of every test account.</summary>
    public const string Password = "Test-1234-abcd";

    private static readonly string PasswordHash = Passwords.Hash(Password);
    private readonly WebApplication app;
    private readonly bool ownsStorage;
    private int staffMade;

    private FirstWindowApp(
        WebApplication app, Engine engine, string folder, string? postgres, TestClock clock, bool ownsStorage)
    {
        (this.app, Engine, Folder, Postgres, Clock, this.ownsStorage) =
            (app, engine, folder, postgres, clock, ownsStorage);
        Address = new Uri(app.Urls.First(u => u.StartsWith("http:", StringComparison.Ordinal)));
    }

    /// <summary>The engine under it.</summary>
    public Engine Engine { get; }

    /// <summary>Its data folder.</summary>
    public string Folder { get; }

    /// <summary>Its database, on PostgreSQL.</summary>
    public string? Postgres { get; }

    /// <summary>Its clock.</summary>
    public TestClock Clock { get; }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>Where it speaks TLS, when the settings name a certificate.</summary>
    public Uri SecureAddress => new(app.Urls.First(u => u.StartsWith("https:", StringComparison.Ordinal)));

    /// <summary>Its container.</summary>
    public IServiceProvider Services => app.Services;

    /// <summary>Starts a server; given another's folder and database it is a second node of the same
    /// installation.</summary>
    /// <param name="engine">Its engine.</param>
    /// <param name="nodeOf">The other node.</param>
    /// <param name="withArticles">Whether the test's bank is in it.</param>
    /// <param name="settings">What differs from the shipped settings.</param>
    /// <param name="serveBy">Prepares the database, told as its owner sees it, and says how the server sees it.</param>
    public static async Task<FirstWindowApp> StartAsync(
        Engine engine, FirstWindowApp? nodeOf = null, bool withArticles =
            true, IReadOnlyDictionary<string, string?>? settings = null, Func<string, Task<string>>? serveBy = null)
    {
        var place = nodeOf is not null ? new(nodeOf.Folder, nodeOf.Postgres)
            : withArticles && !MakesAnother(settings) ? await SeededHouse.CopyAsync(engine)
            : new SeededHouse.Place(
                Directory.CreateTempSubdirectory("fw-test-").FullName,
                engine is Engine.Postgres ? await TestPostgres.MakeAsync() : null);
        var clock = nodeOf?.Clock ?? new TestClock();
        var seen = serveBy is null ? place : place with { Postgres = await serveBy(place.Postgres!) };
        var app = Build(seen, clock, settings);
        await House.PrepareAsync(app.Services, withArticles ? TestSeed.Folder : null, CancellationToken.None);
        await app.StartAsync();
        return new FirstWindowApp(app, engine, place.Folder, place.Postgres, clock, ownsStorage: nodeOf is null);
    }

    // Whatever decides how an installation is made cannot be set on a copy.
    private static bool MakesAnother(IReadOnlyDictionary<string, string?>? settings) => settings?.Keys.Any(k =>
        k.StartsWith("Crypto:", StringComparison.Ordinal) || k.StartsWith("Storage:", StringComparison.Ordinal)) is true;

    internal static WebApplication Build(
        SeededHouse.Place place, TestClock clock, IReadOnlyDictionary<string, string?>? settings)
    {
        var builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Storage:DataFolder"] = place.Folder,
            ["Storage:Postgres"] = place.Postgres,
        });
        builder.Configuration.AddInMemoryCollection(settings ?? new Dictionary<string, string?>());
        if (Environment.GetEnvironmentVariable("FIRSTWINDOW_TEST_LOG") is null)
        {
            builder.Logging.ClearProviders();
        }

        builder.Services.TryAddSingleton<TimeProvider>(clock);
        builder.WebHost.UseUrls(settings?.ContainsKey("Https:CertificateFile") is true
            ? ["http://127.0.0.1:0", "https://127.0.0.1:0"] : ["http://127.0.0.1:0"]);
        return House.BuildServer(builder);
    }

    /// <summary>A browser or program that has signed in nowhere.</summary>
    public HttpClient Client() => new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
    {
        BaseAddress = Address,
        Timeout = Visitor.Patience,
    };

    /// <summary>A member of staff with these roles, certified for what the roles serve.</summary>
    public async Task<StaffAccount> GivenStaffAsync(params Role[] roles)
    {
        var staff = await GivenUncertifiedAsync(roles);
        if (roles.Any(r => r is Role.Agent or Role.Expert or Role.Supervisor))
        {
            await CertifyAsync(staff.Id, "general", "expert");
        }

        return staff;
    }

    /// <summary>Certifies a person for a year, in both languages.</summary>
    public Task<bool> CertifyAsync(StaffId staff, params string[] codes) => WithDatabaseAsync(async db =>
    {
        var now = Services.GetRequiredService<DatabaseClock>().Now;
        db.AddRange(codes.SelectMany(code => new[] { "zh", "en" }.Select(language => Certificate.Grant(
            staff, new(code, HeldCertificate.Everywhere, language, 3, now.AddYears(1)), null, now))));
        db.Announce(StaffDirectory.Topic);
        await db.CommitAsync(CancellationToken.None);
        return true;
    });

    /// <summary>A member of staff with these roles whom no trainer has certified.</summary>
    public async Task<StaffAccount> GivenUncertifiedAsync(params Role[] roles)
    {
        await using var scope = Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<Database>();
        var id = StaffId.New();
        var number = Interlocked.Increment(ref staffMade) + (Random.Shared.Next(1, 9_000) * 1_000);
        var staff = new StaffMember
        {
            Id = id,
            UserName = $"user{id.Value:n}",
            Name = StaffName,
            Number = $"{number}-{id.Value.ToString("n")[^4..]}",
            Team = "customer-care",
            Roles = string.Join(',', roles.Select(r => r.ToCode())),
            Languages = "zh",
            PasswordHash = PasswordHash,
            TotpSecret = Services.GetRequiredService<SubjectKeys>().SealWithMaster(SecretOf(id), id.Value),
        };
        staff.NoteConfirming(Services.GetRequiredService<DatabaseClock>().Now);
        db.Add(staff);
        db.Add(new PledgeAcceptance
        {
            Staff = id,
            Version = (await Services.GetRequiredService<PledgeBook>().FreshAsync(CancellationToken.None)).Version,
            At = Services.GetRequiredService<DatabaseClock>().Now.AddYears(1), // Whatever a test does with the clock.
        });
        db.Announce(StaffDirectory.Topic);
        await db.CommitAsync(CancellationToken.None);
        return new(id, staff.UserName, staff.Number);
    }

    /// <summary>The name of every test account.</summary>
    public const string StaffName = "林测试";

    /// <summary>The second factor of a test account.</summary>
    public static byte[] SecretOf(StaffId id) => SHA256.HashData(id.Value.ToByteArray())[..20];

    /// <summary>The present one-time code of a test account.</summary>
    public string CodeOf(StaffId id) => Totp.CodeOf(SecretOf(id), Totp.StepOf(Clock.GetUtcNow()));

    /// <summary>The present one-time code of a secret that was shown.</summary>
    public string CodeOf(string base32Secret) =>
        Totp.CodeOf(Totp.FromBase32(base32Secret), Totp.StepOf(Clock.GetUtcNow()));

    /// <summary>A colleague's browser, signed in, that may write.</summary>
    public async Task<Colleague> SignedInAsync(params Role[] roles)
    {
        var staff = await GivenStaffAsync(roles);
        return new Colleague(this, staff, await OpenSessionAsync(staff.Id));
    }

    /// <summary>Opens a session without the slow password check, which has tests of its own.</summary>
    public async Task<HttpClient> OpenSessionAsync(StaffId staff)
    {
        var client = Client();
        client.DefaultRequestHeaders.Add("Cookie", $"{AccessGate.Cookie}={await OpenSessionTokenAsync(staff)}");
        client.DefaultRequestHeaders.Add(AccessGate.OwnHeader, "1");
        return client;
    }

    /// <summary>Opens a session likewise, for a browser.</summary>
    /// <returns>The value of its cookie.</returns>
    public async Task<string> OpenSessionTokenAsync(StaffId staff)
    {
        await using var scope = Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<Database>();
        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        var now = Services.GetRequiredService<DatabaseClock>().Now;
        var hash = Services.GetRequiredService<Digests>().OfToken(token);
        db.Add(new StaffSession { Staff = staff, TokenHash = hash, CreatedAt = now, SeenAt = now });
        await db.CommitAsync(CancellationToken.None);
        return token;
    }

    /// <summary>A visitor with an open conversation.</summary>
    public async Task<Visitor> GivenVisitorAsync(string locale = "zh-CN", string? customerToken = null)
    {
        var client = Client();
        var opened = await client.PostJsonAsync(
            "/api/v1/conversations", new { channel = "web", locale, customerToken });
        Xunit.Assert.Equal(HttpStatusCode.Created, opened.Status);
        var token = opened.Json.GetProperty("token").GetString()!;
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return new Visitor(client, opened.Json.GetProperty("id").GetGuid(), token);
    }

    /// <summary>Time goes by while every desk stays open, so that contacts stay where they are.</summary>
    public async Task PassAtTheDesksAsync(TimeSpan time)
    {
        var micros = (long)time.TotalMicroseconds;
        await WithDatabaseAsync(db => db.Database.ExecuteSqlAsync(
            $"UPDATE assignment SET lease_until = lease_until + {micros}"));
        await WithDatabaseAsync(db => db.Database.ExecuteSqlAsync($"UPDATE presence SET seen_at = seen_at + {micros}"));
        Clock.Move(time);
    }

    /// <summary>A visitor whom a present agent serves, accepted and ready to be answered.</summary>
    public async Task<(Visitor Visitor, Colleague Agent)> GivenContactAsync(string question = "请帮我看看账户")
    {
        var visitor = await GivenVisitorAsync();
        var agent = await SignedInAsync(Role.Agent);
        await visitor.AskForPersonAsync();
        await visitor.SayAsync(question);
        await agent.BeAvailableAsync();
        await MatchAsync();
        var accepted = await agent.Client.PutJsonAsync($"/api/v1/conversations/{visitor.Id}/acceptance", new { });
        Xunit.Assert.Equal(HttpStatusCode.NoContent, accepted.Status);
        await agent.PauseAsync(); // The next test's contact must not come here.
        return (visitor, agent);
    }

    /// <summary>A customer of the bank whom an agent serves.</summary>
    public async Task<(Visitor Visitor, Colleague Agent, Guid Customer)> GivenServedCustomerAsync(
        string reference, string question = "请帮我看看账户", Colleague? by = null)
    {
        var token = Services.GetRequiredService<CustomerTokens>().Mint(reference);
        var visitor = await GivenVisitorAsync(customerToken: token);
        var agent = by ?? await SignedInAsync(Role.Agent);
        await visitor.AskForPersonAsync();
        await visitor.SayAsync(question);
        await agent.BeAvailableAsync();
        await MatchAsync();
        await agent.Client.PutJsonAsync($"/api/v1/conversations/{visitor.Id}/acceptance", new { });
        await agent.PauseAsync(); // The next test's contact must not come here.
        return (visitor, agent, await CustomerIdAsync(reference));
    }

    /// <summary>A customer's browser on the own page, vouched for by the bank's app.</summary>
    public async Task<HttpClient> OwnPageOfAsync(string reference)
    {
        var client = Client();
        client.DefaultRequestHeaders.Add(AccessGate.OwnHeader, "1");
        var token = Services.GetRequiredService<CustomerTokens>().Mint(reference);
        var entered = await client.PostJsonAsync("/api/v1/my-data/session", new { customerToken = token });
        Xunit.Assert.Equal(HttpStatusCode.NoContent, entered.Status);
        client.DefaultRequestHeaders.Add(
            "Cookie", entered.Response.Headers.GetValues("Set-Cookie").Single().Split(';')[0]);
        return client;
    }

    /// <summary>Id of a customer with this number.</summary>
    public Task<Guid> CustomerIdAsync(string reference) => WithDatabaseAsync(async db => (await db.Set<Customer>()
        .SingleAsync(c => c.Reference == reference)).Id.Value);

    /// <summary>Whether a refusal under a clause was journaled for somebody.</summary>
    public Task<bool> WasRefusedAsync(string code, string clause, StaffId by) => WithDatabaseAsync(db =>
        db.Set<JournalEntry>().AnyAsync(e =>
            e.Act == "refused" && e.Clause == clause && e.Detail == code && e.Actor == by.Value));

    /// <summary>Lets routing match now.</summary>
    public Task<int> MatchAsync() => Services.GetRequiredService<RoutingWorker>().RunPassAsync(CancellationToken.None);

    /// <summary>Lets the promise worker look until no step is due: one that the server's own worker has in hand is
    /// waited for.</summary>
    public async Task LookAtPromisesAsync()
    {
        var worker = Services.GetRequiredService<PromiseWorker>();
        var clock = Services.GetRequiredService<DatabaseClock>();
        do
        {
            await worker.RunPassAsync(CancellationToken.None);
        }
        while (await WithDatabaseAsync(db => db.Set<Promise>()
            .AnyAsync(p => p.State == PromiseState.Open && p.NextAt <= clock.Now)));
    }

    /// <summary>Seals the journal and verifies it.</summary>
    public async Task<JournalReport> VerifyAsync()
    {
        await Services.GetRequiredService<Sealer>().RunPassAsync(CancellationToken.None);
        return await Services.GetRequiredService<JournalVerifier>().VerifyAsync(CancellationToken.None);
    }

    /// <summary>Reads or writes the database as a colleague with full rights over it might.</summary>
    public async Task<T> WithDatabaseAsync<T>(Func<Database, Task<T>> use)
    {
        await using var scope = Services.CreateAsyncScope();
        return await use(scope.ServiceProvider.GetRequiredService<Database>());
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
        if (!ownsStorage)
        {
            return;
        }

        Directory.Delete(Folder, recursive: true);
        if (Postgres is not null)
        {
            await TestPostgres.DropAsync(Postgres);
        }
    }
}

/// <summary>An account of a test.</summary>
public sealed record StaffAccount(StaffId Id, string UserName, string Number);
