using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;
using FirstWindow.Staff.Domain;
using FirstWindow.Staff.Features;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Xunit;

namespace FirstWindow.Tests.Api;

/// <summary>A program signs its word with its own key and is given a token of some minutes for it.</summary>
public sealed class SigningInAsAProgram(Houses houses) : ApiTests(houses)
{
    private const string Grant = "client_credentials";
    private const string AssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    [Theory]
    [OnBothEngines]
    [Clause("A4.2.3a")]
    public async Task A_word_signed_with_its_key_gives_a_program_a_token_of_some_minutes(Engine engine)
    {
        var app = await OwnAsync(engine);
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var rsa = RSA.Create(3_072);
        foreach (var (pem, key, algorithm) in new (string, SecurityKey, string)[]
        {
            (curve.ExportSubjectPublicKeyInfoPem(), new ECDsaSecurityKey(curve), SecurityAlgorithms.EcdsaSha256),
            (rsa.ExportSubjectPublicKeyInfoPem(), new RsaSecurityKey(rsa), SecurityAlgorithms.RsaSsaPssSha256),
        })
        {
            var account = await MakeAsync(app, pem);

            var given = await AskAsync(app.Client(), WordOf(app, account, key, algorithm));
            var token = given.Json.GetProperty("access_token").GetString()!;
            var used = await With(app, token).GetJsonAsync("/api/v1/events");
            var notItsRole = await With(app, token).GetJsonAsync("/api/v1/staff");
            app.Clock.Move(TimeSpan.FromMinutes(14));
            var late = await With(app, token).GetJsonAsync("/api/v1/events");
            app.Clock.Move(TimeSpan.FromMinutes(1));
            var over = await With(app, token).GetJsonAsync("/api/v1/events");
            var again = await AskAsync(app.Client(), WordOf(app, account, key, algorithm));
            var acts = await app.WithDatabaseAsync(db => db.Set<JournalEntry>()
                .Where(e => e.Act == "service-account.signed-in" && e.Subject == account && e.Actor == account)
                .Select(e => e.Detail).ToListAsync());

            Assert.Equal((HttpStatusCode.OK, "Bearer", 900), (given.Status,
                given.Json.GetProperty("token_type").GetString(), given.Json.GetProperty("expires_in").GetInt32()));
            Assert.Contains("no-store", given.Response.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
            Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Forbidden), (used.Status, notItsRole.Status));
            Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized), (late.Status, over.Status));
            Assert.Equal(HttpStatusCode.OK, again.Status);
            Assert.Equal(2, acts.Count);
            Assert.All(acts, a => Assert.StartsWith("by=key", a, StringComparison.Ordinal));
        }
    }

    [Theory]
    [OnBothEngines]
    [Clause("A4.2.3b")]
    public async Task Every_word_that_does_not_hold_gets_one_and_the_same_answer_and_is_journaled(Engine engine)
    {
        var app = await OwnAsync(engine);
        using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var otherPair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var rsa = RSA.Create(3_072);
        var (own, other) = (new ECDsaSecurityKey(pair), new ECDsaSecurityKey(otherPair));
        var account = await MakeAsync(app, pair.ExportSubjectPublicKeyInfoPem());
        var foreign = await MakeAsync(app, otherPair.ExportSubjectPublicKeyInfoPem());
        var shared = new SymmetricSecurityKey(pair.ExportSubjectPublicKeyInfo()); // The public key as a shared secret.
        const string es256 = SecurityAlgorithms.EcdsaSha256;
        var now = app.Clock.GetUtcNow().UtcDateTime;
        var good = WordOf(app, account, own, es256);
        var parts = WordOf(app, account, own, es256).Split('.');
        var unsigned = Base64UrlEncoder.Encode("""{"alg":"none","typ":"JWT"}""") + "." + parts[1] + ".";
        var used = WordOf(app, account, own, es256);
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(app.Client(), used)).Status);

        string[] bad =
        [
            used, "x", "a.b.c", unsigned, $"{parts[0]}.{parts[1]}.{new string('A', 86)}",
            WordOf(app, account, shared, SecurityAlgorithms.HmacSha256),
            WordOf(app, account, other, es256),
            WordOf(app, account, new RsaSecurityKey(rsa), SecurityAlgorithms.RsaSsaPssSha256),
            WordOf(app, foreign, own, es256), WordOf(app, Guid.NewGuid(), own, es256),
            WordOf(app, account, own, es256, t => t.Claims["sub"] = foreign.ToString()),
            WordOf(app, account, own, es256, t => t.Audience = "https://another.example/api/v1/token"),
            WordOf(app, account, own, es256, t => t.Audience = null),
            WordOf(app, account, own, es256, t => t.Audiences.Add("https://another.example/")),
            WordOf(app, account, own, es256, t => t.Expires = now.AddSeconds(-1)),
            WordOf(app, account, own, es256, t => t.Expires = now.AddMinutes(6)),
            WordOf(app, account, own, es256, t => t.NotBefore = now.AddMinutes(2)),
            WordOf(app, account, own, es256, t => t.Claims.Remove("jti")),
            WordOf(app, account, own, es256, t => t.Claims["jti"] = new string('j', 101)),
        ];
        var told = new List<string>();
        foreach (var word in bad)
        {
            var answer = await AskAsync(app.Client(), word);
            Assert.Equal((HttpStatusCode.Unauthorized, "token.invalid-client"), (answer.Status, answer.Code));
            told.Add(answer.Json.GetRawText());
        }

        var refusals = await app.WithDatabaseAsync(db => db.Set<JournalEntry>()
            .CountAsync(e => e.Act == "refused" && e.Detail!.StartsWith("token.invalid-client")));
        var wrongGrant = await AskAsync(app.Client(), good, grant: "password");
        var noWord = await AskAsync(app.Client(), string.Empty);
        var last = await AskAsync(app.Client(), good);

        Assert.Single(told.Distinct());
        Assert.Contains("\"error\":\"invalid_client\"", told[0].Replace(" ", string.Empty), StringComparison.Ordinal);
        Assert.Equal(bad.Length, refusals);
        Assert.Equal((HttpStatusCode.BadRequest, "unsupported_grant_type"), (wrongGrant.Status, ErrorOf(wrongGrant)));
        Assert.Equal((HttpStatusCode.BadRequest, "invalid_request"), (noWord.Status, ErrorOf(noWord)));
        Assert.Equal(HttpStatusCode.OK, last.Status); // Else the refusals prove nothing.
    }

    [Theory]
    [OnBothEngines]
    [Clause("A4.2.1c")]
    public async Task A_key_is_confirmed_by_a_second_person_takes_over_without_a_pause_and_ends_at_once(Engine engine)
    {
        var app = await OwnAsync(engine);
        var (asking, second) = (await app.SignedInAsync(Role.StaffOfficer), await app.SignedInAsync(Role.DutyLead));
        using var oldPair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var newPair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var account = await MakeAsync(app, oldPair.ExportSubjectPublicKeyInfoPem());
        var pem = newPair.ExportSubjectPublicKeyInfoPem();

        var added = await asking.Client.PostJsonAsync($"/api/v1/service-accounts/{account}/keys", new { publicKey = pem });
        var key = added.Json.GetProperty("id").GetGuid();
        var third = await asking.Client.PostJsonAsync($"/api/v1/service-accounts/{account}/keys", new { publicKey = pem });
        var early = await AskAsync(app.Client(), Signed(newPair));
        var byOneself = await asking.Client.CallAsync(HttpMethod.Put, $"/api/v1/service-accounts/keys/{key}/confirmation", null);
        var page = await second.Client.GetStringAsync("/staff/programs");
        var confirmed = await second.SubmitAsync(
            "/staff/programs", $"/staff/programs/keys/{key}/confirmation", ("sure", "yes"));
        var (byOld, byNew) = (await TokenAsync(oldPair), await TokenAsync(newPair));
        var beside = new[] { await UseAsync(byOld), await UseAsync(byNew) };
        var listed = (await asking.Client.GetJsonAsync("/api/v1/service-accounts")).Json[0].GetProperty("keys");
        var old = listed.EnumerateArray().Select(k => k.GetProperty("id").GetGuid()).Single(k => k != key);

        var removed = await asking.SubmitAsync("/staff/programs", $"/staff/programs/keys/{old}/removal", ("sure", "yes"));
        var watch = Stopwatch.StartNew();
        var afterwards = new[] { await UseAsync(byOld), await UseAsync(byNew) };
        var took = watch.Elapsed;
        var asked = await AskAsync(app.Client(), Signed(oldPair));
        var revoked = await asking.Client.CallAsync(HttpMethod.Delete, $"/api/v1/service-accounts/{account}/token", null);
        var ended = await UseAsync(byNew);
        var askedLast = await AskAsync(app.Client(), Signed(newPair));
        var acts = await app.WithDatabaseAsync(db => db.Set<JournalEntry>().Where(e => e.Subject == account
            && e.Act.StartsWith("program-key.")).OrderBy(e => e.Entry).Select(e => e.Act).ToListAsync());

        Assert.Equal((HttpStatusCode.Created, true), (added.Status, added.Json.GetProperty("waits").GetBoolean()));
        Assert.Equal((HttpStatusCode.Conflict, "program-key.full"), (third.Status, third.Code));
        Assert.Equal("token.invalid-client", early.Code);
        Assert.Equal("staff.own-change", byOneself.Code);
        Assert.Contains("等待另一位同事确认", page);
        Assert.Equal((HttpStatusCode.Redirect, HttpStatusCode.Redirect), (confirmed.Status, removed.Status));
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK], beside);
        Assert.Equal([HttpStatusCode.Unauthorized, HttpStatusCode.OK], afterwards);
        Assert.True(took < TimeSpan.FromSeconds(5), $"{took}"); // One second, on a machine that others use too.
        Assert.Equal("token.invalid-client", asked.Code);
        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.Unauthorized), (revoked.Status, ended));
        Assert.Equal("token.invalid-client", askedLast.Code);
        Assert.Equal(["program-key.added", "program-key.confirmed", "program-key.removed"], acts);

        string Signed(ECDsa pair) => WordOf(app, account, new ECDsaSecurityKey(pair), SecurityAlgorithms.EcdsaSha256);
        async Task<string> TokenAsync(ECDsa pair) =>
            (await AskAsync(app.Client(), Signed(pair))).Json.GetProperty("access_token").GetString()!;
        async Task<HttpStatusCode> UseAsync(string token) =>
            (await With(app, token).GetJsonAsync("/api/v1/events")).Status;
    }

    [Theory]
    [OnBothEngines]
    public async Task What_is_no_strong_public_key_is_refused_and_an_administrators_is_an_administrators_to_add(
        Engine engine)
    {
        var app = await OwnAsync(engine);
        var officer = await app.SignedInAsync(Role.StaffOfficer);
        var admin = await app.SignedInAsync(Role.Administrator);
        using var good = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var wide = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var small = RSA.Create(2_048);
        var account = await MakeAsync(app, good.ExportSubjectPublicKeyInfoPem());
        var powerful = await MakeAsync(app, good.ExportSubjectPublicKeyInfoPem(), Role.Administrator);
        Task<Answer> AddAsync(Colleague by, Guid to, string publicKey) =>
            by.Client.PostJsonAsync($"/api/v1/service-accounts/{to}/keys", new { publicKey });

        var codes = new List<string?>();
        foreach (var pem in new[]
        {
            good.ExportPkcs8PrivateKeyPem(), "words", wide.ExportSubjectPublicKeyInfoPem(), small.ExportSubjectPublicKeyInfoPem(),
            "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----",
        })
        {
            codes.Add((await AddAsync(officer, account, pem)).Code);
        }

        var byOfficer = await AddAsync(officer, powerful, good.ExportSubjectPublicKeyInfoPem());
        var byAdmin = await AddAsync(admin, powerful, good.ExportSubjectPublicKeyInfoPem());
        var nowhere = await AddAsync(officer, Guid.NewGuid(), good.ExportSubjectPublicKeyInfoPem());

        Assert.Equal(["program-key.private", .. Enumerable.Repeat("program-key.unfit", 4)], codes);
        Assert.Equal("staff.administrator-only", byOfficer.Code);
        Assert.Equal(HttpStatusCode.Created, byAdmin.Status);
        Assert.Equal("service-account.not-found", nowhere.Code);
    }

    [Theory]
    [OnBothEngines]
    public async Task A_word_that_was_taken_is_not_taken_again_after_a_restart(Engine engine)
    {
        await using var bank = await RunningBank.StartAsync(engine);
        using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var file = Path.Combine(bank.Folder, "warehouse.pem");
        await File.WriteAllTextAsync(file, pair.ExportSubjectPublicKeyInfoPem());
        var (code, output, error) = await ServerProcess.RunAsync(
            ["token", "service", "--name", "warehouse", "--role", "connected-system", "--key", file, .. bank.Storage]);
        await File.WriteAllTextAsync(file, pair.ExportPkcs8PrivateKeyPem());
        var (codeOfPrivate, _, told) = await ServerProcess.RunAsync(
            ["token", "service", "--name", "warehouse", "--role", "connected-system", "--key", file, .. bank.Storage]);
        string Sign() => WordOf(TimeProvider.System, bank.Address, Guid.Parse(output.Trim()),
            new ECDsaSecurityKey(pair), SecurityAlgorithms.EcdsaSha256);
        using var client = new HttpClient { BaseAddress = bank.Address };
        var word = Sign();

        var first = await AskAsync(client, word);
        await bank.StopAsync();
        await bank.RestartAsync();
        var replayed = await AskAsync(client, word);
        var fresh = await AskAsync(client, Sign());

        Assert.Equal((0, string.Empty), (code, error));
        Assert.Equal(1, codeOfPrivate);
        Assert.Contains("never leaves the program", told, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, first.Status);
        Assert.Equal("token.invalid-client", replayed.Code);
        Assert.Equal(HttpStatusCode.OK, fresh.Status);
    }

    [Theory]
    [OnBothEngines]
    [Clause("A4.2.3b")]
    public async Task Who_asks_too_often_waits_before_anything_is_looked_up(Engine engine)
    {
        var app = await OwnAsync(engine);
        var answers = new List<Answer>();
        while (answers.Count < 1_000 && answers.LastOrDefault()?.Status is not HttpStatusCode.TooManyRequests)
        {
            answers.Add(await AskAsync(app.Client(), "x"));
        }

        Assert.True(answers.Count > 100, $"{answers.Count}");
        Assert.All(answers.SkipLast(1), a => Assert.Equal("token.invalid-client", a.Code));
        Assert.Equal("sign-in.too-many", answers[^1].Code);
    }

    private static async Task<Guid> MakeAsync(FirstWindowApp app, string pem, Role role = Role.ConnectedSystem)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var made = await scope.ServiceProvider.GetRequiredService<ServiceAccounts>()
            .MakeWithKeyAsync("warehouse", role, pem, CancellationToken.None);
        return made.Value;
    }

    private static string WordOf(
        FirstWindowApp app, Guid account, SecurityKey key, string algorithm,
        Action<SecurityTokenDescriptor>? bend = null) =>
        WordOf(app.Clock, app.Client().BaseAddress!, account, key, algorithm, bend);

    private static string WordOf(
        TimeProvider clock, Uri server, Guid account, SecurityKey key, string algorithm,
        Action<SecurityTokenDescriptor>? bend = null)
    {
        var word = new SecurityTokenDescriptor
        {
            Issuer = account.ToString(),
            Audience = new Uri(server, "/api/v1/token").ToString(),
            Expires = clock.GetUtcNow().UtcDateTime.AddMinutes(4),
            Claims = new Dictionary<string, object> { ["sub"] = account.ToString(), ["jti"] = $"{Guid.NewGuid():n}" },
            SigningCredentials = new(key, algorithm),
        };
        bend?.Invoke(word);
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(word);
    }

    private static async Task<Answer> AskAsync(HttpClient client, string word, string grant = Grant)
    {
        using var response = await client.PostAsync("/api/v1/token", new FormUrlEncodedContent(
        [
            new("grant_type", grant), new("client_assertion_type", AssertionType), new("client_assertion", word),
        ]));
        using var read = System.Text.Json.JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return new(response.StatusCode, read.RootElement.Clone(), response);
    }

    private static HttpClient With(FirstWindowApp app, string token)
    {
        var client = app.Client();
        client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        return client;
    }

    private static string? ErrorOf(Answer answer) => answer.Json.GetProperty("error").GetString();
}
