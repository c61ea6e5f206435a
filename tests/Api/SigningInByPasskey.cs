using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Conduct;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;
using FirstWindow.Platform.Web;
using FirstWindow.Staff.Contracts;
using FirstWindow.Staff.Domain;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace FirstWindow.Tests.Api;

/// <summary>Passkeys of the staff: added after the own code, used in its place, and worth nothing to anybody
/// else.</summary>
public sealed class SigningInByPasskey(Houses houses) : ApiTests(houses)
{
    private const string Own = "/api/v1/my-account/passkeys";

    [Theory]
    [OnBothEngines]
    [Clause("A4.2.3b")]
    public async Task A_passkey_is_added_after_the_own_code_and_listed_and_ended_by_its_owner(Engine engine)
    {
        var app = await OwnAsync(engine);
        var (agent, other) = (await app.SignedInAsync(Role.Agent), await app.SignedInAsync(Role.Agent));
        using var device = DeviceAt(app);
        using var foreign = DeviceAt(app);

        var withoutCode = await agent.Client.PostJsonAsync($"{Own}/challenges", new { code = "000000" });
        var asked = await AskAsync(app, agent);
        var usedCode = await agent.Client.PostJsonAsync($"{Own}/challenges", new { code = app.CodeOf(agent.Id) });
        var byOther = await AddAsync(other, device.Make(asked), "别人的会话");
        var elsewhere = await AddAsync(agent, device.Make(asked, "https://evil.example"), "钓鱼网站");
        var replayed = await AddAsync(agent, device.Make(asked), "同一个请求");
        device.IsVerified = false;
        var unverified = await AddAsync(agent, device.Make(await AskAgainAsync(app, agent)), "没有核对本人");
        device.IsVerified = true;
        var late = await AskAgainAsync(app, agent);
        app.Clock.Move(TimeSpan.FromMinutes(4));
        var tooLate = await AddAsync(agent, device.Make(late), "太晚");
        var noName = await AddAsync(agent, device.Make(late), "两\n行");
        var noJson = await AddAsync(agent, new { challenge = Guid.NewGuid(), credential = "<script>" }, "坏数据");
        var added = await AddAsync(agent, device.Make(await AskAgainAsync(app, agent)), "<script>蓝色钥匙</script>");
        var again = await AddAsync(other, device.Make(await AskAgainAsync(app, other)), "同一把钥匙");
        var view = await agent.Client.GetJsonAsync(Own);
        var page = await agent.Client.GetStringAsync(new Uri("/my-account", UriKind.Relative));
        var id = added.Json.GetProperty("id").GetGuid();
        var notTheirs = await other.Client.CallAsync(HttpMethod.Delete, $"{Own}/{id}", null);
        var ended = await agent.Client.CallAsync(HttpMethod.Delete, $"{Own}/{id}", null);
        var empty = await agent.Client.GetJsonAsync(Own);

        Assert.All([withoutCode, usedCode], a => Assert.Equal(
            (HttpStatusCode.UnprocessableEntity, "staff.own-code"), (a.Status, a.Code)));
        Assert.All([byOther, elsewhere, replayed, unverified, tooLate, noJson], a => Assert.Equal(
            (HttpStatusCode.UnprocessableEntity, "passkey.refused", "A4.2.3b"), (a.Status, a.Code, a.Clause)));
        Assert.Equal("passkey.name", noName.Code);
        Assert.Equal(HttpStatusCode.Created, added.Status);
        Assert.Equal("passkey.known", again.Code);
        var shown = Assert.Single(view.Json.EnumerateArray());
        Assert.Equal("<script>蓝色钥匙</script>", shown.GetProperty("name").GetString());
        Assert.DoesNotContain("<script>蓝", page, StringComparison.Ordinal);
        Assert.Equal("passkey.not-found", notTheirs.Code);
        Assert.Equal(HttpStatusCode.NoContent, ended.Status);
        Assert.Empty(empty.Json.EnumerateArray());
        Assert.Equal(["reason=challenge", "reason=origin", "reason=challenge", "reason=proof", "reason=challenge",
            "reason=challenge"], await DetailsAsync(app, "passkey.refused"));
        Assert.Single(await DetailsAsync(app, "passkey.added"));
        Assert.Single(await DetailsAsync(app, "passkey.ended"));
        Assert.True(await app.WasRefusedAsync("passkey.refused", "A4.2.3b", agent.Id));
    }

    [Theory]
    [OnBothEngines]
    [Clause("A4.2.3b")]
    [Clause("A4.2.3c")]
    public async Task A_passkey_stands_for_the_code_once_a_challenge_and_never_for_somebody_else(Engine engine)
    {
        var app = await OwnAsync(engine);
        var (agent, other) = (await app.SignedInAsync(Role.Agent), await app.SignedInAsync(Role.Agent));
        using var device = DeviceAt(app);
        using var stranger = DeviceAt(app);
        await GivenPasskeyAsync(app, agent, device);
        await GivenPasskeyAsync(app, other, stranger);

        var challenge = await ChallengeAsync(app);
        var signed = device.Sign(challenge);
        var open = await SignInAsync(app, agent, signed);
        var replayed = await SignInAsync(app, agent, signed);
        var elsewhere = await SignInAsync(app, agent, device.Sign(await ChallengeAsync(app), "https://evil.example"));
        var anothers = await SignInAsync(app, agent, stranger.Sign(await ChallengeAsync(app)));
        await SignInAsync(app, agent, device.Sign(await ChallengeAsync(app)));
        device.IsVerified = false;
        var unverified = await SignInAsync(app, agent, device.Sign(await ChallengeAsync(app)));
        device.IsVerified = true;
        var noPassword = await SignInAsync(app, agent, device.Sign(await ChallengeAsync(app)), "");
        var wrongPassword = await SignInAsync(app, agent, device.Sign(await ChallengeAsync(app)), "Wrong-1234-abcd");
        var unknown = await OutsideAsync(app, "/api/v1/session/passkey",
            With(device.Sign(await ChallengeAsync(app)), ("userName", "nobody"), ("password", "x")));
        var before = await agent.Client.GetJsonAsync("/api/v1/session"); // The one live session is the newest.
        var last = await SignInAsync(app, agent, device.Sign(await ChallengeAsync(app)));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (open.Status, last.Status));
        Assert.StartsWith("/desk", open.Json.GetProperty("next").GetString(), StringComparison.Ordinal);
        Assert.Contains("httponly", open.Response.Headers.GetValues("Set-Cookie").First(), StringComparison.OrdinalIgnoreCase);
        Assert.All([replayed, elsewhere, anothers, unverified, noPassword, wrongPassword, unknown], a => Assert.Equal(
            (HttpStatusCode.Unauthorized, "sign-in.failed", "A4.2.3b"), (a.Status, a.Code, a.Clause)));
        Assert.Equal(HttpStatusCode.Unauthorized, before.Status);
        Assert.Equal(
            ["challenge", "origin", "unknown-passkey", "proof", "password", "password", "unknown-passkey"],
            (await DetailsAsync(app, "staff.sign-in-failed")).Select(d => d[(d.LastIndexOf('=') + 1)..]));
        Assert.Equal(3, (await DetailsAsync(app, "staff.signed-in")).Count(d => d.StartsWith("by=password,passkey;from=", StringComparison.Ordinal)));
    }

    [Theory]
    [OnBothEngines]
    [Clause("A4.2.3b")]
    [Clause("A4.2.3c")]
    public async Task A_copied_passkey_is_ended_and_alarmed_and_no_shut_account_opens(Engine engine)
    {
        var app = await OwnAsync(engine);
        var officer = await app.SignedInAsync(Role.StaffOfficer);
        var (copied, left, reset) = (
            await app.SignedInAsync(Role.Agent), await app.SignedInAsync(Role.Agent),
            await app.SignedInAsync(Role.Agent));
        using var device = DeviceAt(app);
        using var leaver = DeviceAt(app);
        using var lost = DeviceAt(app);
        await GivenPasskeyAsync(app, copied, device);
        await GivenPasskeyAsync(app, left, leaver);
        await GivenPasskeyAsync(app, reset, lost);
        var first = await SignInAsync(app, copied, device.Sign(await ChallengeAsync(app)));
        device.Count--; // The copy does not know of the use.
        var copy = await SignInAsync(app, copied, device.Sign(await ChallengeAsync(app)));
        var original = await SignInAsync(app, copied, device.Sign(await ChallengeAsync(app)));
        var alarms = await app.WithDatabaseAsync(db => db.Set<ConductAlarm>()
            .Where(a => a.Staff == copied.Id).Select(a => a.Kind).ToListAsync());

        await officer.Client.PutJsonAsync($"/api/v1/staff/{left.Id.Value}/disabled", new { });
        var disabled = await SignInAsync(app, left, leaver.Sign(await ChallengeAsync(app)));
        for (var i = 0; i < 5; i++)
        {
            await app.TrySignInAsync(reset.Account.UserName, "wrong-password", "000000");
        }

        var locked = await SignInAsync(app, reset, lost.Sign(await ChallengeAsync(app)));
        app.Clock.Move(TimeSpan.FromMinutes(16));
        officer = new(app, officer.Account, await app.OpenSessionAsync(officer.Id));
        var taken = await officer.Client.PostJsonAsync(
            $"/api/v1/staff/{reset.Id.Value}/access", new { code = app.CodeOf(officer.Id), knownBy = "by-video" });
        var gone = await SignInAsync(app, reset, lost.Sign(await ChallengeAsync(app)));
        var kept = await app.WithDatabaseAsync(db => db.Set<Passkey>().CountAsync(p => p.Staff == reset.Id));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Created), (first.Status, taken.Status));
        Assert.All([copy, original, disabled, locked, gone], a => Assert.Equal(
            (HttpStatusCode.Unauthorized, "sign-in.failed"), (a.Status, a.Code)));
        Assert.Contains("copied-passkey", alarms);
        Assert.Equal(["cause=copy"], await DetailsAsync(app, "passkey.ended"));
        Assert.Equal(["lost=all;known-by=by-video;passkeys-ended=1"], await DetailsAsync(app, "staff.access-reset"));
        Assert.Equal(0, kept);
        Assert.Equal(["copy", "unknown-passkey", "account", "account", "password"],
            (await DetailsAsync(app, "staff.sign-in-failed")).Where(d => d.Contains("by=passkey", StringComparison.Ordinal))
                .Select(d => d[(d.LastIndexOf('=') + 1)..]));
    }

    [Theory]
    [OnBothEngines]
    [Clause("A4.4.2")]
    public async Task A_locked_desk_opens_by_its_own_persons_passkey(Engine engine)
    {
        var app = await OwnAsync(engine);
        var (agent, other) = (await app.SignedInAsync(Role.Agent), await app.SignedInAsync(Role.Agent));
        using var device = DeviceAt(app);
        using var stranger = DeviceAt(app);
        await GivenPasskeyAsync(app, agent, device);
        await GivenPasskeyAsync(app, other, stranger);
        await agent.Client.PutJsonAsync("/api/v1/session/lock", new { });

        var asked = await agent.Client.PostJsonAsync("/api/v1/session/proofs/challenges", new { });
        var forSignIn = await UnlockAsync(agent, device.Sign(await ChallengeAsync(app)));
        var anothers = await UnlockAsync(agent, stranger.Sign(asked.Json));
        var shut = await agent.Client.GetJsonAsync("/api/v1/desk/contacts");
        var again = await agent.Client.PostJsonAsync("/api/v1/session/proofs/challenges", new { });
        var open = await UnlockAsync(agent, device.Sign(again.Json), "//evil.example");
        var contacts = await agent.Client.GetJsonAsync("/api/v1/desk/contacts");

        Assert.All([forSignIn, anothers], a => Assert.Equal(
            (HttpStatusCode.Forbidden, "desk.wrong-proof", "A4.4.2"), (a.Status, a.Code, a.Clause)));
        Assert.Equal(HttpStatusCode.Locked, shut.Status);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (open.Status, contacts.Status));
        Assert.DoesNotContain("evil", open.Json.GetProperty("next").GetString(), StringComparison.Ordinal);
        Assert.Equal(["by=passkey"], await DetailsAsync(app, "desk.opened"));
        Assert.Equal(["by=passkey;reason=challenge", "by=passkey;reason=unknown-passkey"],
            await DetailsAsync(app, "staff.own-code-failed"));
    }

    [Theory]
    [OnBothEngines]
    public async Task What_a_passkey_stands_for_is_the_banks_policy(Engine engine)
    {
        var app = await OwnAsync(engine);
        var agent = await app.SignedInAsync(Role.Agent);
        using var device = DeviceAt(app);
        using var copied = DeviceAt(app, isCopied: true);
        await GivenPasskeyAsync(app, agent, device);
        await GivenPasskeyAsync(app, agent, copied);

        await MeetingTheNetwork.ChangeAsync(app, PasskeyPolicies.StandsFor, 2);
        var alone = await SignInAloneAsync(app, device);
        var copiedAlone = await SignInAloneAsync(app, copied);
        var copiedWith = await SignInAsync(app, agent, copied.Sign(await ChallengeAsync(app)));
        var nobodys = await SignInAloneAsync(app, DeviceAt(app));
        await MeetingTheNetwork.ChangeAsync(app, PasskeyPolicies.StandsFor, 0);
        var off = await SignInAsync(app, agent, device.Sign(await ChallengeAsync(app)));
        var page = await app.Client().GetStringAsync(new Uri("/sign-in", UriKind.Relative));
        app.Clock.Move(TimeSpan.FromMinutes(1));
        var fresh = new Colleague(app, agent.Account, await app.OpenSessionAsync(agent.Id));
        var adding = await fresh.Client.PostJsonAsync($"{Own}/challenges", new { code = app.CodeOf(agent.Id) });

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (alone.Status, copiedWith.Status));
        Assert.All([copiedAlone, nobodys, off], a => Assert.Equal("sign-in.failed", a.Code));
        Assert.Equal("passkey.off", adding.Code);
        Assert.DoesNotContain("data-proof", page, StringComparison.Ordinal);
    }

    private static SoftPasskey DeviceAt(FirstWindowApp app, bool isCopied = false) =>
        new() { Origin = app.Address.GetLeftPart(UriPartial.Authority), IsCopied = isCopied };

    private static async Task<JsonElement> AskAsync(FirstWindowApp app, Colleague colleague) =>
        (await colleague.Client.PostJsonAsync($"{Own}/challenges", new { code = app.CodeOf(colleague.Id) })).Json;

    private static Task<JsonElement> AskAgainAsync(FirstWindowApp app, Colleague colleague)
    {
        app.Clock.Move(TimeSpan.FromSeconds(30)); // A new code.
        return AskAsync(app, colleague);
    }

    private static Task<Answer> AddAsync(Colleague colleague, object made, string name) =>
        colleague.Client.PostJsonAsync(Own, With(made, ("name", name)));

    private static async Task GivenPasskeyAsync(FirstWindowApp app, Colleague colleague, SoftPasskey device)
    {
        var added = await AddAsync(colleague, device.Make(await AskAgainAsync(app, colleague)), "工位安全密钥");
        Assert.Equal(HttpStatusCode.Created, added.Status);
    }

    private static async Task<JsonElement> ChallengeAsync(FirstWindowApp app) =>
        (await OutsideAsync(app, "/api/v1/session/challenges", new { })).Json;

    private static Task<Answer> SignInAsync(
        FirstWindowApp app, Colleague colleague, object signed, string password = FirstWindowApp.Password) =>
        OutsideAsync(app, "/api/v1/session/passkey",
            With(signed, ("userName", colleague.Account.UserName), ("password", password)));

    private static async Task<Answer> SignInAloneAsync(FirstWindowApp app, SoftPasskey device) =>
        await OutsideAsync(app, "/api/v1/session/passkey", device.Sign(await ChallengeAsync(app)));

    private static Task<Answer> UnlockAsync(Colleague colleague, object signed, string next = "/desk") =>
        colleague.Client.PostJsonAsync("/api/v1/session/proofs/passkey", With(signed, ("next", next)));

    private static Task<Answer> OutsideAsync(FirstWindowApp app, string url, object body)
    {
        var client = app.Client();
        client.DefaultRequestHeaders.Add(AccessGate.OwnHeader, "1");
        return client.PostJsonAsync(url, body);
    }

    private static JsonObject With(object answer, params (string Name, string Value)[] more)
    {
        var body = JsonSerializer.SerializeToNode(answer, JsonSettings.Options)!.AsObject();
        foreach (var (name, value) in more)
        {
            body[name] = value;
        }

        return body;
    }

    private static Task<List<string>> DetailsAsync(FirstWindowApp app, string act) =>
        app.WithDatabaseAsync(db => db.Set<JournalEntry>().Where(e => e.Act == act && e.Detail != null)
            .OrderBy(e => e.Entry).Select(e => e.Detail!).ToListAsync());
}
