using System.Net;
using FirstWindow.Customers.Domain;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Crypto;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Privacy;
using FirstWindow.Platform.Storage;
using FirstWindow.Staff.Domain;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FirstWindow.Tests.Api;

/// <summary>Not the master key alone: what signs, authenticates, finds and lets visitors come back is changed while the
/// house serves, put away when nothing needs it, and alarmed when it is old.</summary>
public sealed class ChangingEveryKey(Houses houses) : ApiTests(houses)
{
    private const string Wang = "C10000001";
    private const string WangsPhone = "138 0000 0001";

    [Theory]
    [OnBothEngines]
    [Clause("A4.2.1a")]
    [Clause("A4.2.2b")]
    [Clause("A4.3.3b")]
    public async Task Every_key_changes_while_a_customer_talks_and_what_the_old_ones_made_is_found_and_proved(
        Engine engine)
    {
        var app = await OwnAsync(engine);
        var administrator = await app.SignedInAsync(Role.Administrator);
        var auditor = await app.SignedInAsync(Role.Auditor);
        var (visitor, agent, _) = await app.GivenServedCustomerAsync(Wang);
        var message = Guid.NewGuid();
        var first = await visitor.TryToSayAsync("换密钥之前说的话", message);
        Assert.True((await app.VerifyAsync()).IsWhole);
        var ring = app.Services.GetRequiredService<KeyRing>();
        var (older, oldFile) = (ring.JournalSigner.PublicPem, await ExportAsync(app, auditor));

        ring.Add(KeyUse.Digest, 2); // As if a change had been killed right after it made the key.
        var between = await FoundAsync(agent);
        Result<IReadOnlyList<int>> atOnce;
        using (ring.TryTake())
        {
            atOnce = await RotateAsync(app);
        }

        var changing = RotateAsync(app);
        while (!changing.IsCompleted)
        {
            await visitor.SayAsync($"边换边说 {Guid.NewGuid():n}");
            await Task.Delay(TimeSpan.FromMilliseconds(300));
        }

        var versions = await changing;
        var again = await visitor.TryToSayAsync("换密钥之前说的话", message);
        var otherWords = await visitor.TryToSayAsync("另外的话", message);
        var found = await FoundAsync(agent);
        var verified = await app.VerifyAsync();
        var newFile = await ExportAsync(app, auditor);
        var status = await ReadAsync(app);
        var digests = await app.WithDatabaseAsync(
            db => db.Set<CustomerLookup>().Select(l => l.Digest).ToListAsync());
        var unsaved = await RetireAsync(administrator, "digest");
        await WithDeskAsync(app, async desk =>
        {
            await desk.NoteBackupAsync(9, CancellationToken.None);
            return true;
        });
        var retired = new List<HttpStatusCode>();
        foreach (var key in new[] { "digest", "journal-mac", "master" })
        {
            retired.Add((await RetireAsync(administrator, key)).Status);
        }

        var held = await RetireAsync(administrator, "visitor-token");
        var signer = await RetireAsync(administrator, "journal-signing");
        var unknown = await RetireAsync(administrator, "rot13");
        await visitor.SayAsync("旧密钥停用以后说的话");
        var foundAfter = await FoundAsync(agent);
        var verifiedAfter = await app.VerifyAsync();

        Assert.True(between && found && foundAfter);
        Assert.Equal("keys.rotates", atOnce.Error?.Code);
        Assert.Equal([2, 2, 2, 2, 2], versions.Value);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Conflict), (again.Status, otherWords.Status));
        Assert.Equal(first.Json.GetProperty("seq").GetInt32(), again.Json.GetProperty("seq").GetInt32());
        Assert.True(verified.IsWhole && verifiedAfter.IsWhole, verified.Problem ?? verifiedAfter.Problem);
        Assert.True(ExportVerifier.Verify(oldFile, older).IsWhole);
        Assert.True(ExportVerifier.Verify(newFile, older + ring.JournalSigner.PublicPem).IsWhole);
        Assert.Contains("signature", ExportVerifier.Verify(newFile, older).Problem);
        Assert.DoesNotContain("PRIVATE", File.ReadAllText(Path.Combine(app.Folder, "keys", "journal-signing.pem")));
        Assert.All(status.Digests, d => Assert.Equal(0, d.ToDo));
        Assert.All(digests, d => Assert.Equal([1, 0, 2], d[..3]));
        Assert.Equal(("keys.not-backed-up", "A4.2.2b"), (unsaved.Code, unsaved.Clause));
        Assert.True(await app.WasRefusedAsync("keys.not-backed-up", "A4.2.2b", administrator.Id));
        Assert.All(retired, s => Assert.Equal(HttpStatusCode.NoContent, s));
        Assert.Equal(("keys.tokens-live", "keys.not-old", "keys.no-such-key"), (held.Code, signer.Code, unknown.Code));
    }

    [Theory]
    [OnBothEngines]
    public async Task A_key_too_old_is_alarmed_and_a_visitors_token_ends_and_a_password_does_not(
        Engine engine)
    {
        var app = await OwnAsync(engine);
        var staff = await app.GivenStaffAsync(Role.Auditor);
        var visitor = await app.GivenVisitorAsync();
        await visitor.SayAsync("今天说的话");
        await LookAsync(app);
        var early = app.Services.GetRequiredService<Alarms>().Raised.ContainsKey(KeyAges.Alarm);

        app.Clock.Move(TimeSpan.FromDays(19)); // Twice within the hours after which an idle one ends.
        await visitor.SayAsync("这段时间里还说过话");
        app.Clock.Move(TimeSpan.FromDays(10));
        await visitor.SayAsync("凭证到期之前说的话");
        app.Clock.Move(TimeSpan.FromDays(2));
        var ended = await visitor.TryToSayAsync("凭证到期之后说的话");
        var transcript = await visitor.Client.GetJsonAsync($"/api/v1/conversations/{visitor.Id}/transcript");
        app.Clock.Move(TimeSpan.FromDays(370));
        await LookAsync(app);
        var late = app.Services.GetRequiredService<Alarms>().Raised.ContainsKey(KeyAges.Alarm);
        var signedIn = await app.Client().PostJsonAsync("/api/v1/session",
            new { userName = staff.UserName, password = FirstWindowApp.Password, code = app.CodeOf(staff.Id) });
        var page = await (await app.SignedInAsync(Role.Auditor)).Client.GetStringAsync("/keys");

        Assert.False(early);
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (ended.Status, transcript.Status));
        Assert.True(late);
        Assert.Equal(HttpStatusCode.OK, signedIn.Status);
        Assert.Contains("该更换了", page, StringComparison.Ordinal);
        Assert.Contains("日志签名密钥", page, StringComparison.Ordinal);
    }

    [Theory]
    [OnBothEngines]
    [Clause("A4.2.1a")]
    public async Task Digests_and_tokens_follow_the_algorithms_and_what_was_made_before_is_still_known(Engine engine)
    {
        var app = await OwnAsync(engine);
        var (visitor, agent, _) = await app.GivenServedCustomerAsync(Wang);

        var left = await WithDeskAsync(
            app, desk => desk.MigrateAsync(CryptoProfile.National, _ => { }, CancellationToken.None));
        var found = await FoundAsync(agent);
        app.Clock.Move(TimeSpan.FromMinutes(2)); // The session is seen anew, and its digest with it.
        var session = await agent.Client.GetJsonAsync("/api/v1/session");
        await visitor.SayAsync("换成国密之后说的话");
        var other = await app.SignedInAsync(Role.Agent);
        var (digests, hashes) = await app.WithDatabaseAsync(async db => (
            await db.Set<CustomerLookup>().Select(l => l.Digest).ToListAsync(),
            await db.Set<StaffSession>().Where(s => s.EndedAt == null
                && (s.Staff == agent.Id || s.Staff == other.Id)).Select(s => s.TokenHash).ToListAsync()));

        Assert.Equal(0, left.Value);
        Assert.True(found);
        Assert.Equal(HttpStatusCode.OK, session.Status);
        Assert.All(digests, d => Assert.Equal([2, 0, 1], d[..3]));
        Assert.Equal(2, hashes.Count);
        Assert.All(hashes, h => Assert.Equal((33, 2), (h.Length, h[0])));
    }

    private static async Task<bool> FoundAsync(Colleague agent) =>
        (await agent.Client.PostJsonAsync("/api/v1/customers/search", new { by = "phone", value = WangsPhone }))
            .Json.GetProperty("found").GetArrayLength() == 1;

    private static Task<Answer> RetireAsync(Colleague who, string key) =>
        who.Client.PutJsonAsync($"/api/v1/keys/{key}/1/retirement", new { });

    private static Task<Result<IReadOnlyList<int>>> RotateAsync(FirstWindowApp app) => WithDeskAsync(app,
        desk => desk.RotateAsync(KeyRing.UsesOf(KeyRing.All), _ => { }, Actor.System, CancellationToken.None));

    private static Task<KeyStatus> ReadAsync(FirstWindowApp app) =>
        WithDeskAsync(app, desk => desk.ReadAsync(CancellationToken.None));

    private static async Task<T> WithDeskAsync<T>(FirstWindowApp app, Func<KeyDesk, Task<T>> use)
    {
        await using var scope = app.Services.CreateAsyncScope();
        return await use(scope.ServiceProvider.GetRequiredService<KeyDesk>());
    }

    private static async Task LookAsync(FirstWindowApp app)
    {
        await using var scope = app.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<KeyAges>().LookAsync(CancellationToken.None);
    }

    private static async Task<string[]> ExportAsync(FirstWindowApp app, Colleague auditor)
    {
        var newest = await app.WithDatabaseAsync(db => db.Set<JournalBlock>().MaxAsync(b => b.Number));
        return (await auditor.Client.GetStringAsync($"/api/v1/journal/export?from=1&to={newest}"))
            .TrimEnd('\n').Split('\n');
    }
}
