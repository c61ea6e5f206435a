using System.Net;
using System.Text;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;
using FirstWindow.Staff.Domain;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.Tokens;
using Xunit;

namespace FirstWindow.Tests.Api;

/// <summary>Signing on by the bank's own identity provider, and by one that misbehaves.</summary>
public sealed partial class SigningOnByTheBank(Houses houses) : ApiTests(houses), IAsyncLifetime
{
    private IdentityProvider provider = null!;

    Task IAsyncLifetime.InitializeAsync() => StartAsync();

    [Theory]
    [OnBothEngines]
    [Clause("A4.2.3b")]
    [Clause("A4.2.3c")]
    public async Task The_bank_vouches_and_the_session_is_ours_like_any_other(Engine engine)
    {
        var app = await WithProviderAsync(engine);
        var staff = await app.GivenStaffAsync(Role.Agent);
        Vouch(staff.UserName);
        var other = await app.OpenSessionAsync(staff.Id);

        var page = await app.Client().GetStringAsync("/sign-in");
        var browser = new Browser(app);
        var back = await browser.SignOnAsync(provider, "/my-account?x=中");
        var session = await browser.GetAsync("/api/v1/session");
        var again = await browser.ReturnAsync(browser.LastReturn!);
        await browser.SignOnAsync(provider);
        app.Clock.Move(TimeSpan.FromMinutes(16));
        var idle = await browser.GetAsync("/api/v1/session");

        Assert.Contains("/sign-in/bank?next=", page, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, back.StatusCode);
        Assert.Equal("0;url=/my-account?x=%E4%B8%AD", back.Headers.GetValues("Refresh").Single());
        Assert.Equal(HttpStatusCode.OK, session.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await other.GetJsonAsync("/api/v1/session")).Status); // One live session.
        Assert.Equal(HttpStatusCode.Unauthorized, again.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, idle.StatusCode);
        Assert.Equal(2, await app.WithDatabaseAsync(db => db.Set<JournalEntry>().CountAsync(e =>
            e.Act == "staff.signed-in" && e.Detail!.StartsWith("by=bank;from="))));
        Assert.Equal(0, await app.WithDatabaseAsync(db => db.Set<JournalEntry>().CountAsync(e =>
            e.Act.StartsWith("conduct.")))); // The same browser both times.
    }

    [Theory]
    [OnBothEngines]
    [Clause("A4.2.3b")]
    public async Task A_word_that_is_not_the_providers_for_us_now_opens_nothing(Engine engine)
    {
        var app = await WithProviderAsync(engine);
        var staff = await app.GivenStaffAsync(Role.Agent);
        var now = app.Clock.GetUtcNow().ToUnixTimeSeconds();
        (string Reason, Action<Dictionary<string, object>> Bend)[] bad =
        [
            ("nonce", c => c["nonce"] = "another"), ("nonce", c => c.Remove("nonce")),
            ("audience", c => c["aud"] = "another-system"), ("issuer", c => c["iss"] = "https://elsewhere.example"),
            ("time", c => (c["nbf"], c["exp"]) = (now - 900, now - 600)), ("time", c => c.Remove("exp")),
            ("second-factor", c => c["amr"] = new[] { "pwd" }), ("second-factor", c => c.Remove("amr")),
            ("too-long-ago", c => c["auth_time"] = now - 3_600), ("too-long-ago", c => c.Remove("auth_time")),
            ("unknown", c => c.Remove("preferred_username")), ("unknown", c => c["preferred_username"] = "nobody.here"),
        ];
        foreach (var (reason, bend) in bad)
        {
            provider.Bend = claims =>
            {
                claims["preferred_username"] = staff.UserName;
                bend(claims);
            };
            await RefusedAsync(app, reason);
        }

        Vouch(staff.UserName);
        foreach (var forge in new Func<string, string>[]
        {
            t => $"{Base64UrlEncoder.Encode("{\"alg\":\"none\",\"typ\":\"JWT\"}")}.{t.Split('.')[1]}.",
            t => t[..(t.LastIndexOf('.') + 1)],
            t => $"{t.Split('.')[0]}.{t.Split('.')[1]}.{Base64UrlEncoder.Encode(new byte[256])}",
            t => $"{Base64UrlEncoder.Encode("{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"k1\"}")}.{t.Split('.')[1]}."
                + Base64UrlEncoder.Encode(System.Security.Cryptography.HMACSHA256.HashData(
                    Encoding.UTF8.GetBytes(IdentityProvider.Secret), Encoding.UTF8.GetBytes(t))),
        })
        {
            provider.Forge = forge;
            await RefusedAsync(app, "signature");
        }

        provider.Forge = token => token;
        Assert.Equal(HttpStatusCode.OK, (await new Browser(app).SignOnAsync(provider)).StatusCode);
        Assert.True(await app.WithDatabaseAsync(db => db.Set<JournalEntry>().AnyAsync(e =>
            e.Act == "refused" && e.Clause == "A4.2.3b" && e.Detail == "sign-in.bank-refused")));
    }

    [Theory]
    [OnBothEngines]
    [Clause("A4.2.3b")]
    public async Task A_way_back_that_this_browser_did_not_begin_or_has_used_opens_nothing(Engine engine)
    {
        var app = await WithProviderAsync(engine);
        var staff = await app.GivenStaffAsync(Role.Agent);
        Vouch(staff.UserName);
        var browser = new Browser(app);
        var asked = await browser.LeaveAsync();
        var (code, state) = provider.Approve(asked);

        var stranger = await new Browser(app).ReturnAsync($"?code={code}&state={Uri.EscapeDataString(state)}");
        var without = await browser.ReturnAsync($"?code={code}");
        var forged = await browser.ReturnAsync($"?code={code}&state=forged");
        var inQuery = await browser.ReturnAsync($"?id_token=x.y.z&state={Uri.EscapeDataString(state)}");
        var denied = await browser.ReturnAsync($"?error=access_denied&state={Uri.EscapeDataString(state)}");
        var replayed = new Browser(app);
        await replayed.SignOnAsync(provider);
        var oldCode = System.Web.HttpUtility.ParseQueryString(replayed.LastReturn!)["code"];
        var other = provider.Approve(await replayed.LeaveAsync());
        var replay = await replayed.ReturnAsync($"?code={oldCode}&state={Uri.EscapeDataString(other.State)}");

        Assert.All([stranger, without, forged, inQuery, denied, replay],
            a => Assert.Equal(HttpStatusCode.Unauthorized, a.StatusCode));
        Assert.All([stranger, without, forged, replay], a => Assert.DoesNotContain(
            a.Headers.TryGetValues("Set-Cookie", out var set) ? set : [],
            c => c.StartsWith(AccessGate.Cookie, StringComparison.Ordinal)));
        Assert.Equal(6, await RefusalsAsync(app, null));
        Assert.Equal((1, 1), (await RefusalsAsync(app, "code"), await RefusalsAsync(app, "denied")));
    }

    [Theory]
    [OnBothEngines]
    [Clause("A4.2.3b")]
    [Clause("A4.4.4a")]
    public async Task An_account_that_is_shut_locked_or_not_taken_over_stays_shut_and_none_is_made(Engine engine)
    {
        var app = await WithProviderAsync(engine);
        foreach (var (reason, change) in new (string, Action<StaffMember>)[]
        {
            ("disabled", s => s.Disable(app.Clock.GetUtcNow())),
            ("locked", s => s.Fail(app.Clock.GetUtcNow(), 1, TimeSpan.FromMinutes(15))),
            ("not-ready", s => s.TakeAccess()),
        })
        {
            var staff = await app.GivenStaffAsync(Role.Agent);
            await app.WithDatabaseAsync(async db =>
            {
                change(await db.Set<StaffMember>().SingleAsync(s => s.Id == staff.Id));
                await db.CommitAsync(CancellationToken.None);
                return true;
            });
            Vouch(staff.UserName);
            await RefusedAsync(app, reason);
        }

        var before = await app.WithDatabaseAsync(db => db.Set<StaffMember>().CountAsync());
        Vouch("new.colleague");
        await RefusedAsync(app, "unknown");
        Assert.Equal(before, await app.WithDatabaseAsync(db => db.Set<StaffMember>().CountAsync()));
    }

    [Theory]
    [OnBothEngines]
    public async Task A_provider_that_is_slow_away_or_points_elsewhere_lets_nobody_in(Engine engine)
    {
        var settings = provider.Settings;
        settings["SignOn:Timeout"] = "00:00:03";
        var app = await OwnAsync(engine, settings);
        var staff = await app.GivenStaffAsync(Role.Agent);
        Vouch(staff.UserName);
        var gate = new TaskCompletionSource();
        provider.Trouble = _ => gate.Task;
        var slow = await app.Client().GetAsync("/sign-in/bank");
        gate.SetResult();
        provider.Trouble = _ => Task.CompletedTask;
        await new Browser(app).UntilAskedAsync();
        provider.Trouble = context =>
        {
            if (context.Request.Path == "/token")
            {
                context.Abort();
            }

            return Task.CompletedTask;
        };
        await RefusedAsync(app, "away");
        provider.Trouble = _ => Task.CompletedTask;
        await using var neighbour = await IdentityProvider.StartAsync();
        provider.TokenEndpoint = neighbour.Authority + "/token";
        var elsewhere = await WithProviderAsync(engine);
        await GivenAsync(elsewhere, "by.the.bank");
        Vouch("by.the.bank");
        await RefusedAsync(elsewhere, "away");

        Assert.Equal(HttpStatusCode.Unauthorized, slow.StatusCode);
        Assert.Contains("role=\"alert\"", await slow.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Empty(neighbour.Exchanges);
    }

    [Fact]
    public async Task A_new_key_of_the_provider_is_fetched_without_a_restart()
    {
        var app = await WithProviderAsync(Engine.Sqlite);
        var staff = await app.GivenStaffAsync(Role.Agent);
        Vouch(staff.UserName);
        var before = await new Browser(app).SignOnAsync(provider);
        provider.RotateKey();
        var after = HttpStatusCode.Unauthorized;
        for (var i = 0; i < 20 && after is not HttpStatusCode.OK; i++) // The keys are fetched behind the first refusal.
        {
            after = (await new Browser(app).SignOnAsync(provider)).StatusCode;
        }

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (before.StatusCode, after));
    }

    [Theory]
    [OnBothEngines]
    [Clause("A4.2.3b")]
    public async Task Where_the_bank_signs_on_passwords_open_for_emergency_administrators_only(Engine engine)
    {
        var settings = provider.Settings;
        settings["SignOn:PasswordsOnlyFor"] = "emergency.one not.admin";
        var app = await OwnAsync(engine, settings);
        var agent = await app.GivenStaffAsync(Role.Agent);
        var named = await GivenAsync(app, "not.admin");
        var emergency = await GivenAsync(app, "emergency.one", Role.Administrator);

        var statuses = new List<HttpStatusCode>();
        foreach (var (id, name) in new[] { (agent.Id, agent.UserName), (named, "not.admin"), (emergency, "emergency.one") })
        {
            statuses.Add((await app.Client().PostJsonAsync("/api/v1/session",
                new { userName = name, password = FirstWindowApp.Password, code = app.CodeOf(id) })).Status);
        }

        Vouch(agent.UserName);
        var byBank = await new Browser(app).SignOnAsync(provider);

        Assert.Equal([HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized, HttpStatusCode.OK], statuses);
        Assert.Equal(HttpStatusCode.OK, byBank.StatusCode);
        Assert.Equal(2, await app.WithDatabaseAsync(db => db.Set<JournalEntry>().CountAsync(e =>
            e.Act == "staff.sign-in-failed" && e.Detail == "password-off")));
    }

    [Theory]
    [OnBothEngines]
    public async Task Signing_out_leads_on_to_the_provider_and_without_one_there_is_no_button(Engine engine)
    {
        var app = await WithProviderAsync(engine);
        var plain = await On(engine);

        var end = await app.Client().GetAsync("/sign-in/bank/end");
        var page = await app.Client().GetStringAsync("/sign-in?done=out");
        var none = await plain.Client().GetStringAsync("/sign-in");

        Assert.StartsWith(provider.Authority + "/end?", end.Headers.Location!.ToString(), StringComparison.Ordinal);
        Assert.Contains("/sign-in/bank/end", page, StringComparison.Ordinal);
        Assert.DoesNotContain("/sign-in/bank", none, StringComparison.Ordinal);
        foreach (var path in new[] { "/sign-in/bank", "/sign-in/bank/return", "/sign-in/bank/end" })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await plain.Client().GetAsync(path)).StatusCode);
        }
    }

    [Theory]
    [InlineData("SignOn:Authority", "http://login.bank.example", "https")]
    [InlineData("SignOn:ClientSecret", "", "ClientSecret")]
    [InlineData("SignOn:SecondFactors", "", "second factor")]
    public async Task A_setting_that_would_weaken_it_stops_the_start(string setting, string value, string says)
    {
        var settings = provider.Settings;
        settings[setting] = value;

        var fault = await Assert.ThrowsAsync<InvalidSettingException>(
            () => FirstWindowApp.StartAsync(Engine.Sqlite, settings: settings));

        Assert.Contains(says, fault.Message, StringComparison.Ordinal);
    }

    /// <inheritdoc/>
    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await provider.DisposeAsync();
    }

    private async Task StartAsync() => provider = await IdentityProvider.StartAsync();

    private Task<FirstWindowApp> WithProviderAsync(Engine engine) => OwnAsync(engine, provider.Settings);

    private void Vouch(string userName) => provider.Bend = claims => claims["preferred_username"] = userName;

    private async Task RefusedAsync(FirstWindowApp app, string reason)
    {
        var before = await RefusalsAsync(app, reason);
        var browser = new Browser(app);
        var answer = await browser.SignOnAsync(provider);
        Assert.True(answer.StatusCode is HttpStatusCode.Unauthorized, $"{reason}: {answer.StatusCode}");
        Assert.False(browser.HasSession);
        Assert.True(before + 1 == await RefusalsAsync(app, reason), $"not journaled as {reason}: {await LastAsync(app)}");
    }

    private static async Task<StaffId> GivenAsync(FirstWindowApp app, string userName, Role role = Role.Agent)
    {
        var id = (await app.GivenStaffAsync(role)).Id;
        await app.WithDatabaseAsync(db => db.Set<StaffMember>().Where(s => s.Id == id)
            .ExecuteUpdateAsync(s => s.SetProperty(m => m.UserName, userName)));
        return id;
    }

    private static Task<int> RefusalsAsync(FirstWindowApp app, string? reason) => app.WithDatabaseAsync(db =>
        db.Set<JournalEntry>().CountAsync(e =>
            e.Act == "staff.bank-sign-on-refused" && (reason == null || e.Detail == "reason=" + reason)));

    private static Task<string?> LastAsync(FirstWindowApp app) => app.WithDatabaseAsync(db => db.Set<JournalEntry>()
        .Where(e => e.Act == "staff.bank-sign-on-refused").OrderByDescending(e => e.Entry).Select(e => e.Detail)
        .FirstOrDefaultAsync());

    /// <summary>A browser that keeps its cookies and goes where it is sent.</summary>
    private sealed class Browser(FirstWindowApp app)
    {
        private readonly HttpClient client = new(new SocketsHttpHandler { AllowAutoRedirect = false })
        {
            BaseAddress = app.Address,
        };

        public string? LastReturn { get; private set; }

        public bool HasSession { get; private set; }

        public Task<HttpResponseMessage> GetAsync(string path) => client.GetAsync(path);

        /// <summary>On a slow machine the first answers of the provider may still come too late.</summary>
        public async Task UntilAskedAsync()
        {
            for (var i = 0; i < 20 && (await client.GetAsync("/sign-in/bank")).StatusCode is not HttpStatusCode.Found; i++)
            {
            }
        }

        public async Task<Uri> LeaveAsync(string next = "/") =>
            (await client.GetAsync($"/sign-in/bank?next={Uri.EscapeDataString(next)}")).Headers.Location!;

        public async Task<HttpResponseMessage> ReturnAsync(string query)
        {
            var answer = await client.GetAsync("/sign-in/bank/return" + query);
            HasSession = answer.Headers.TryGetValues("Set-Cookie", out var set)
                && set.Any(c => c.StartsWith(AccessGate.Cookie + "=", StringComparison.Ordinal));
            return answer;
        }

        public async Task<HttpResponseMessage> SignOnAsync(IdentityProvider provider, string next = "/")
        {
            var (code, state) = provider.Approve(await LeaveAsync(next));
            LastReturn = $"?code={code}&state={Uri.EscapeDataString(state)}";
            return await ReturnAsync(LastReturn);
        }
    }
}
