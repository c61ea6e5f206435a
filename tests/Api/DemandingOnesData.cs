using System.Buffers.Text;
using System.Net;
using System.Text.Json;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Crypto;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Promises;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace FirstWindow.Tests.Api;

/// <summary>The customer's own page, and what the rights desk makes of what customers demand there.</summary>
public sealed class DemandingOnesData(Houses houses) : ApiTests(houses)
{
    [Theory]
    [OnBothEngines]
    [Clause("A4.4.1")]
    public async Task The_own_page_opens_only_with_the_apps_word_and_shuts_by_itself(Engine engine)
    {
        var app = await OwnAsync(engine);
        var mine = await app.OwnPageOfAsync("C10000001");
        var stranger = app.Client();
        stranger.DefaultRequestHeaders.Add("X-FirstWindow", "1");
        stranger.DefaultRequestHeaders.Add("Cookie", "fw_customer=" + new string('A', 54));

        var shut = await app.Client().GetJsonAsync("/api/v1/my-data");
        var forged = await stranger.GetJsonAsync("/api/v1/my-data");
        var badToken = await stranger.PostJsonAsync("/api/v1/my-data/session", new { customerToken = "a.b.c" });
        var foreignSite = await app.Client().PostJsonAsync("/api/v1/my-data/session", new { customerToken = "a.b.c" });
        var open = await mine.GetJsonAsync("/api/v1/my-data");
        var page = await mine.GetStringAsync("/my-data");
        app.Clock.Move(TimeSpan.FromMinutes(16));
        var late = await mine.GetJsonAsync("/api/v1/my-data");
        var refusals = await app.WithDatabaseAsync(db => db.Set<JournalEntry>()
            .CountAsync(e => e.Act == "refused" && e.Detail == "my-data.not-verified" && e.Clause == "A4.4.1"));

        Assert.All([shut, forged, late], a => Assert.Equal(
            (HttpStatusCode.Unauthorized, "my-data.not-verified", "A4.4.1"), (a.Status, a.Code, a.Clause)));
        Assert.Equal(3, refusals);
        Assert.Equal("customer-token.refused", badToken.Code);
        Assert.Equal("access.foreign-site", foreignSite.Code);
        Assert.Equal("C10000001", open.Json.GetProperty("reference").GetString());
        Assert.DoesNotContain("13800000001", open.Json.GetRawText() + page);
    }

    [Theory]
    [OnBothEngines]
    [Clause("A4.4.1")]
    public async Task A_pass_that_was_given_back_opens_nothing_for_whoever_kept_it(Engine engine)
    {
        var app = await OwnAsync(engine);
        var mine = await app.OwnPageOfAsync("C10000001");
        var other = await app.OwnPageOfAsync("C10000001");
        var before = await mine.GetJsonAsync("/api/v1/my-data");

        var left = await mine.CallAsync(HttpMethod.Delete, "/api/v1/my-data/session", null);
        var again = await mine.CallAsync(HttpMethod.Delete, "/api/v1/my-data/session", null);
        var kept = await mine.GetJsonAsync("/api/v1/my-data"); // The client still sends its cookie.
        var page = await mine.GetStringAsync("/my-data");
        var elsewhere = await other.GetJsonAsync("/api/v1/my-data");
        var filled = app.Client();
        filled.DefaultRequestHeaders.Add("Cookie", mine.DefaultRequestHeaders.GetValues("Cookie").Single() + "==");
        var spelt = await filled.GetJsonAsync("/api/v1/my-data"); // Decodes to the same pass.

        Assert.Equal("my-data.not-verified", spelt.Code);
        Assert.Equal(HttpStatusCode.OK, before.Status);
        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NoContent), (left.Status, again.Status));
        Assert.Equal("my-data.not-verified", kept.Code);
        Assert.DoesNotContain("C10000001", page);
        Assert.Equal(HttpStatusCode.OK, elsewhere.Status);
    }

    [Theory]
    [OnBothEngines]
    [Clause("A4.3.3b")]
    public async Task Customers_see_each_look_with_purpose_and_post_but_no_name_and_nothing_confidential(Engine engine)
    {
        var app = await OwnAsync(engine);
        var (visitor, agent, id) = await app.GivenServedCustomerAsync("C10000003");
        var compliance = await app.SignedInAsync(Role.Compliance);
        await agent.Client.GetJsonAsync($"/api/v1/customers/{id}/card?contact={visitor.Id}");
        await agent.Client.PostJsonAsync(
            $"/api/v1/customers/{id}/reveals?contact={visitor.Id}", new { field = "phone", purpose = "verification" });
        var secret = await compliance.Client.PostJsonAsync("/api/v1/customers/broken-glass",
            new { by = "reference", value = "C10000003", purpose = "aml", reason = "可疑交易报告需要核对身份信息" });
        await compliance.Client.GetJsonAsync($"/api/v1/customers/{id}/card");

        var mine = await app.OwnPageOfAsync("C10000003");
        var data = await mine.GetJsonAsync("/api/v1/my-data");
        var page = await mine.GetStringAsync("/my-data");
        var looks = data.Json.GetProperty("looks").EnumerateArray().ToList();
        var supervisor = await (await app.SignedInAsync(Role.Supervisor)).Client.GetJsonAsync("/api/v1/customers/broken-glass");

        Assert.Equal(HttpStatusCode.Created, secret.Status);
        Assert.Contains(looks, l => l.GetProperty("what").GetString() == "phone"
            && l.GetProperty("purpose").GetString() == "verification" && l.GetProperty("post").GetString() == "agent");
        Assert.DoesNotContain(looks, l => l.GetProperty("purpose").GetString() == "aml"
            || l.GetProperty("post").GetString() == "compliance");
        Assert.DoesNotContain("林测试", data.Json.GetRawText() + page);
        Assert.DoesNotContain(agent.Number, data.Json.GetRawText() + page);
        Assert.Equal(0, supervisor.Json.GetArrayLength());
    }

    [Theory]
    [OnBothEngines]
    public async Task Consents_are_switched_by_the_customer_alone_even_after_a_refusal(Engine engine)
    {
        var app = await On(engine);
        var mine = await app.OwnPageOfAsync("C10000007");
        const string url = "/api/v1/my-data/consents/marketing";

        var refused = await mine.PutJsonAsync(url, new { decision = "refused" });
        var unread = await mine.PutJsonAsync(url, new { decision = "given", wording = 99 });
        var given = await mine.PutJsonAsync(url, new { decision = "given", wording = 1 });
        var withdrawn = await mine.PutJsonAsync(url, new { decision = "withdrawn" });
        var never = await mine.PutJsonAsync("/api/v1/my-data/consents/sharing", new { decision = "withdrawn" });
        var state = (await mine.GetJsonAsync("/api/v1/my-data")).Json.GetProperty("consents").EnumerateArray()
            .Single(c => c.GetProperty("purpose").GetString() == "marketing").GetProperty("decision").GetString();

        Assert.All([refused, given, withdrawn], a => Assert.Equal(HttpStatusCode.NoContent, a.Status));
        Assert.Equal("consent.wording-not-shown", unread.Code);
        Assert.Equal("consent.not-given", never.Code);
        Assert.Equal("withdrawn", state);
    }

    [Theory]
    [OnBothEngines]
    [Clause("C2.4.1")]
    public async Task A_request_is_a_promise_of_thirty_days_and_declined_only_on_a_ground_of_law(Engine engine)
    {
        var app = await On(engine);
        var mine = await app.OwnPageOfAsync("C10000008");
        var desk = await app.SignedInAsync(Role.RightsDesk);
        var agent = await app.SignedInAsync(Role.Agent);

        var odd = await mine.PostJsonAsync("/api/v1/my-data/requests", new { kind = "sell" });
        var asked = await AskAsync(mine, "explain", "<script>x</script>为什么收集我的地址？密码是 739154");
        var twice = await mine.PostJsonAsync("/api/v1/my-data/requests", new { kind = "explain" });
        var owed = await app.WithDatabaseAsync(db => db.Set<Promise>().SingleAsync(p => p.About == asked));
        var listed = (await desk.Client.GetJsonAsync("/api/v1/rights")).Json.EnumerateArray()
            .Single(r => r.GetProperty("id").GetGuid() == asked);
        var page = await desk.Client.GetStringAsync("/rights");
        var foreign = await DecideAsync(agent, asked, new { fulfil = true });
        var groundless = await DecideAsync(desk, asked, new { fulfil = false, answer = "这是我们的规定，不便说明" });
        var curt = await DecideAsync(desk, asked, new { fulfil = false, ground = "legal-term", answer = "不行" });
        var declined = await DecideAsync(
            desk, asked, new { fulfil = false, ground = "legal-term", answer = "依法须保存至关系结束后十年，期满删除。" });
        var again = await DecideAsync(desk, asked, new { fulfil = true });
        var ended = await app.WithDatabaseAsync(db => db.Set<Promise>().SingleAsync(p => p.About == asked));
        var told = (await mine.GetJsonAsync("/api/v1/my-data")).Json.GetProperty("requests")[0];

        Assert.Equal("rights.kind", odd.Code);
        Assert.Equal("rights.open", twice.Code);
        Assert.InRange((owed.DueAt - owed.MadeAt).TotalDays, 30, 31.01);
        Assert.DoesNotContain("739154", listed.GetProperty("words").GetString());
        Assert.DoesNotContain("<script>x", page);
        Assert.Equal(HttpStatusCode.Forbidden, foreign.Status);
        Assert.All([groundless, curt], a => Assert.Equal(("rights.ground-missing", "C2.4.1"), (a.Code, a.Clause)));
        Assert.True(await app.WasRefusedAsync("rights.ground-missing", "C2.4.1", desk.Id));
        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.Conflict), (declined.Status, again.Status));
        Assert.Equal(PromiseState.Kept, ended.State);
        Assert.Equal(("refused", "legal-term"), (told.GetProperty("state").GetString(), told.GetProperty("ground").GetString()));
    }

    [Theory]
    [OnBothEngines]
    public async Task A_copy_is_a_file_for_programs_ready_for_some_days_only(Engine engine)
    {
        var app = await OwnAsync(engine);
        var mine = await app.OwnPageOfAsync("C10000009");
        var other = await app.OwnPageOfAsync("C10000010");
        var desk = await app.SignedInAsync(Role.RightsDesk);

        var early = await mine.GetJsonAsync("/api/v1/my-data/copy");
        var asked = await AskAsync(mine, "copy", null);
        await DecideAsync(desk, asked, new { fulfil = true });
        var copy = await mine.GetJsonAsync("/api/v1/my-data/copy");
        var foreign = await other.GetJsonAsync("/api/v1/my-data/copy");
        app.Clock.Move(TimeSpan.FromDays(8));
        var late = await (await app.OwnPageOfAsync("C10000009")).GetJsonAsync("/api/v1/my-data/copy");

        Assert.All([early, foreign, late], a => Assert.Equal("my-data.no-copy", a.Code));
        Assert.Equal("firstwindow-customer-data/1", copy.Json.GetProperty("format").GetString());
        Assert.Contains(copy.Json.GetProperty("fields").EnumerateArray(), f =>
            f.GetProperty("code").GetString() == "phone" && f.GetProperty("value").GetString()!.StartsWith("138000000"));
    }

    [Theory]
    [OnBothEngines]
    [Clause("A4.3.2a")]
    [Clause("A4.3.2b")]
    public async Task Data_leave_only_with_assessment_consent_fewest_fields_and_somebody_elses_word(Engine engine)
    {
        var app = await OwnAsync(engine);
        var supervisor = await app.SignedInAsync(Role.Agent, Role.Supervisor);
        var compliance = await app.SignedInAsync(Role.Compliance);
        var (visitor, _, id) = await app.GivenServedCustomerAsync("C10000003", by: supervisor);
        var mine = await app.OwnPageOfAsync("C10000003");
        string[] all = ["legal-basis", "ability", "security", "purpose-limited", "deletes-after"];

        var unknown = await ShareAsync(compliance, visitor.Id, id, ["phone"], all);
        var unassessed = await ShareAsync(supervisor, visitor.Id, id, ["phone"], ["ability"]);
        var tooMuch = await ShareAsync(supervisor, visitor.Id, id, ["phone", "id-number"], all);
        var against = await ShareAsync(supervisor, visitor.Id, id, ["phone"], all);
        await mine.PutJsonAsync("/api/v1/my-data/consents/sharing", new { decision = "given", wording = 1 });
        var asked = await ShareAsync(supervisor, visitor.Id, id, ["phone"], all);
        var release = asked.Json.GetProperty("id").GetGuid();
        var early = await supervisor.Client.CallAsync(HttpMethod.Post, $"/api/v1/releases/{release}/file", null);
        var own = await ReleaseAsync(app, await WithRoleAsync(app, supervisor, Role.Compliance), release);
        var approved = await ReleaseAsync(app, compliance.Client, release);
        var foreign = await compliance.Client.CallAsync(HttpMethod.Post, $"/api/v1/releases/{release}/file", null);
        var keyless = await supervisor.Client.CallAsync(HttpMethod.Post, $"/api/v1/releases/{release}/file", null);
        var foreignKey = await compliance.Client.CallAsync(HttpMethod.Post, $"/api/v1/releases/{release}/key", null);
        var file = await FetchAsync(supervisor.Client, release);
        var again = await supervisor.Client.CallAsync(HttpMethod.Post, $"/api/v1/releases/{release}/file", null);
        var looks = (await mine.GetJsonAsync("/api/v1/my-data")).Json.GetProperty("looks");

        Assert.Equal(HttpStatusCode.NotFound, unknown.Status);
        Assert.Equal(("release.recipient-not-assessed", "A4.3.2b"), (unassessed.Code, unassessed.Clause));
        Assert.Equal(("release.too-much", "A4.1.2a"), (tooMuch.Code, tooMuch.Clause));
        Assert.Equal(("release.no-consent", "A4.3.2b"), (against.Code, against.Clause));
        Assert.All([early, again], a => Assert.Equal(("release.not-approved", "A4.3.2a"), (a.Code, a.Clause)));
        Assert.Equal(("release.own", "A4.3.2a"), (own.Code, own.Clause));
        Assert.True(await app.WasRefusedAsync("release.own", "A4.3.2a", supervisor.Id));
        Assert.True(await app.WasRefusedAsync("release.recipient-not-assessed", "A4.3.2b", supervisor.Id));
        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NotFound), (approved.Status, foreign.Status));
        Assert.Equal(("release.no-key", HttpStatusCode.NotFound), (keyless.Code, foreignKey.Status));
        var given = file.GetProperty("customers")[0].GetProperty("fields");
        Assert.Equal("13800000003", given.GetProperty("phone").GetString());
        Assert.Single(given.EnumerateObject());
        Assert.Contains(looks.EnumerateArray(), l => l.GetProperty("what").GetString() == "release.fetched");
    }

    [Theory]
    [OnBothEngines]
    [Clause("A1.3.4")]
    public async Task An_export_needs_somebody_else_expires_and_leaves_out_who_refused_offers(Engine engine)
    {
        var app = await OwnAsync(engine);
        var supervisor = await app.SignedInAsync(Role.Supervisor);
        var compliance = await app.SignedInAsync(Role.Compliance);
        var mine = await app.OwnPageOfAsync("C10000002");
        await mine.PutJsonAsync("/api/v1/my-data/consents/marketing", new { decision = "given", wording = 1 });
        var body = new
        {
            kind = "export",
            segment = "mass",
            recipient = "营销部",
            purpose = "marketing",
            fields = new[] { "phone" },
            assessment = new[] { "legal-basis", "ability", "security", "purpose-limited", "deletes-after" },
        };
        var asked = (await supervisor.Client.PostJsonAsync("/api/v1/releases", body)).Json.GetProperty("id").GetGuid();
        var second = (await supervisor.Client.PostJsonAsync("/api/v1/releases", body)).Json.GetProperty("id").GetGuid();

        var unapproved = await supervisor.Client.CallAsync(HttpMethod.Post, $"/api/v1/releases/{asked}/file", null);
        await ReleaseAsync(app, compliance.Client, asked);
        await ReleaseAsync(app, compliance.Client, second);
        var file = await FetchAsync(supervisor.Client, asked);
        app.Clock.Move(TimeSpan.FromHours(25));
        var late = await (await app.OpenSessionAsync(supervisor.Id))
            .CallAsync(HttpMethod.Post, $"/api/v1/releases/{second}/file", null);

        Assert.All([unapproved, late], a => Assert.Equal("release.not-approved", a.Code));
        Assert.True(await app.WasRefusedAsync("release.not-approved", "A4.3.2a", supervisor.Id));
        Assert.Equal("C10000002", Assert.Single(file.GetProperty("customers").EnumerateArray())
            .GetProperty("reference").GetString());
    }

    /// <summary>Takes the key, which is shown once, downloads the file, and opens it as its recipient does.</summary>
    internal static async Task<JsonElement> FetchAsync(HttpClient client, Guid release)
    {
        var shown = await client.CallAsync(HttpMethod.Post, $"/api/v1/releases/{release}/key", null);
        var again = await client.CallAsync(HttpMethod.Post, $"/api/v1/releases/{release}/key", null);
        var byLink = await client.CallAsync(HttpMethod.Get, $"/api/v1/releases/{release}/file", null);
        using var fetched = await client.PostAsync($"/api/v1/releases/{release}/file", null);
        var file = await fetched.Content.ReadAsStringAsync();
        var key = shown.Json.GetProperty("key").GetString()!;
        var touched = file[..^5] + (file[^5] == 'A' ? 'B' : 'A') + file[^4..];

        Assert.Equal("release.key-shown", again.Code);
        Assert.Equal(HttpStatusCode.NotFound, byLink.Status); // What uses something up is no link.
        Assert.Throws<InvalidDataException>(() => SealedFile.Open(touched, key));
        var otherKey = Base64Url.EncodeToString(SealedFile.MakeKey());
        Assert.Throws<InvalidDataException>(() => SealedFile.Open(file, otherKey));
        return JsonDocument.Parse(SealedFile.Open(file, key)).RootElement;
    }

    private static async Task<HttpClient> WithRoleAsync(FirstWindowApp app, Colleague who, Role role)
    {
        await app.WithDatabaseAsync(async db =>
        {
            await db.Set<Staff.Domain.StaffMember>().Where(s => s.Id == who.Id)
                .ExecuteUpdateAsync(s => s.SetProperty(x => x.Roles, "agent,supervisor," + role.ToCode()));
            db.Announce(Staff.Features.StaffDirectory.Topic);
            await db.CommitAsync(CancellationToken.None);
            return true;
        });
        return await app.OpenSessionAsync(who.Id);
    }

    private static Task<Answer> ShareAsync(
        Colleague who, Guid contact, Guid customer, string[] fields, string[] assessment) =>
        who.Client.PostJsonAsync("/api/v1/releases", new
        {
            kind = "share",
            customer,
            contact,
            recipient = "示范评估有限公司",
            purpose = "sharing",
            fields,
            assessment,
        });

    private static Task<Answer> ReleaseAsync(FirstWindowApp app, HttpClient client, Guid release) =>
        client.PutJsonAsync($"/api/v1/releases/{release}/decision", new { approve = true });

    private static async Task<Guid> AskAsync(HttpClient mine, string kind, string? words) =>
        (await mine.PostJsonAsync("/api/v1/my-data/requests", new { kind, words })).Json.GetProperty("id").GetGuid();

    private static Task<Answer> DecideAsync(Colleague who, Guid request, object body) =>
        who.Client.PutJsonAsync($"/api/v1/rights/{request}/decision", body);
}
