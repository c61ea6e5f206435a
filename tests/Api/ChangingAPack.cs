using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using FirstWindow.Knowledge.Features;
using FirstWindow.Language;
using FirstWindow.Packs.Domain;
using FirstWindow.Packs.Features;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FirstWindow.Tests.Api;

public sealed partial class ChangingAPack(Houses houses) : ApiTests(houses)
{
    private const string Terms = "id: jargon\nsource: test\nterms:\n  '轧差': '收付相抵后的净额'\n";

    [Theory]
    [OnBothEngines]
    [Clause("A1.3.2")]
    public async Task A_change_holds_everywhere_only_after_a_second_person_approves(Engine engine)
    {
        var app = await OwnAsync(engine);
        await using var other = await FirstWindowApp.StartAsync(engine, nodeOf: app);
        var author = await app.SignedInAsync(Role.KnowledgeApprover);
        var second = await app.SignedInAsync(Role.Compliance);

        var proposed = await ProposeAsync(author, "etiquette", WithPanda());
        var id = proposed.Json.GetProperty("id").GetGuid();
        var own = await DecideAsync(author, id);
        var before = Finds(app, "大熊猫式服务");
        var approved = await DecideAsync(second, id);
        var there = engine is Engine.Sqlite // One node alone.
            || await WaitAsync(() => Finds(other, "大熊猫式服务"));
        var again = await DecideAsync(second, id);
        var (visitor, agent) = await app.GivenContactAsync();
        var reply = await agent.ReplyAsync(visitor.Id, "您好，这是大熊猫式服务。");

        Assert.Equal(HttpStatusCode.Created, proposed.Status);
        Assert.Equal(("pack.own-proposal", "A1.3.2"), (own.Code, own.Clause));
        Assert.True(await app.WasRefusedAsync("pack.own-proposal", "A1.3.2", author.Id));
        Assert.False(before);
        Assert.Equal(HttpStatusCode.NoContent, approved.Status);
        Assert.True(Finds(app, "大熊猫式服务"));
        Assert.True(there);
        Assert.Equal("pack.already-decided", again.Code);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, reply.Status);
        Assert.Contains("panda-service", reply.Json.GetRawText());
    }

    [Theory]
    [OnBothEngines]
    [Clause("A1.3.2")]
    public async Task A_bad_pack_is_refused_with_line_and_reason_and_the_old_one_stays(Engine engine)
    {
        var app = await OwnAsync(engine);
        var author = await app.SignedInAsync(Role.Compliance);
        var shipped = PackSet.Shipped.TextOf("etiquette");
        var bad = WithPanda().Replace("examples: ['我们提供大熊猫式服务']", "examples: ['您好']", StringComparison.Ordinal);
        var line = Array.IndexOf(bad.Split('\n'), "    examples: ['您好']") + 1;

        var refused = await ProposeAsync(author, "etiquette", bad);
        var noClause = await CheckAsync(author, "etiquette", WithPanda().Replace(
            "id: panda-service\n    clause: A2.2.1b", "id: panda-service\n    clause: Z9", StringComparison.Ordinal));
        var script = await CheckAsync(author, "signals", "<script>alert(1)</script>");
        var huge = await CheckAsync(author, "signals", new string('#', PackCheck.CharsMax + 1));
        var untold = await ProposeAsync(author, "secrets", PackSet.Shipped.TextOf("secrets"));
        var unchanged = await ProposeAsync(author, "etiquette", shipped);
        var unknown = await ProposeAsync(author, "nothing", Terms);
        var now = await author.Client.GetJsonAsync("/api/v1/packs/etiquette");

        Assert.Equal(("pack.bad", "A1.3.2", HttpStatusCode.UnprocessableEntity), (refused.Code, refused.Clause, refused.Status));
        var fault = Assert.Single(refused.Json.GetProperty("faults").EnumerateArray());
        Assert.Equal((line, "example-not-found", "您好"), FaultOf(fault));
        Assert.Equal("unknown-clause", FaultOf(noClause.Json.GetProperty("faults")[0]).Code);
        Assert.Equal("not-a-mapping", FaultOf(script.Json.GetProperty("faults")[0]).Code);
        Assert.Equal("too-long", FaultOf(huge.Json.GetProperty("faults")[0]).Code);
        Assert.Equal("pack.unchanged", untold.Code);
        Assert.Equal("pack.unchanged", unchanged.Code);
        Assert.Equal(HttpStatusCode.NotFound, unknown.Status);
        Assert.Equal(shipped, now.Json.GetProperty("content").GetString());
        Assert.Equal(0, now.Json.GetProperty("newest").GetInt32());
    }

    [Theory]
    [OnBothEngines]
    public async Task Only_one_change_waits_and_a_stale_one_is_not_taken(Engine engine)
    {
        var app = await OwnAsync(engine);
        var author = await app.SignedInAsync(Role.Compliance);
        var second = await app.SignedInAsync(Role.Compliance);

        var answers = await Task.WhenAll(ProposeAsync(author, "jargon", Terms), ProposeAsync(second, "jargon", Terms));
        var waits = answers.Single(a => a.Status is HttpStatusCode.Created).Json.GetProperty("id").GetGuid();
        var byWhom = answers[0].Status is HttpStatusCode.Created ? second : author;
        var decisions = await Task.WhenAll(DecideAsync(byWhom, waits), DecideAsync(byWhom, waits));
        var stale = await ProposeAsync(author, "jargon", Terms.Replace("净额", "余额", StringComparison.Ordinal));
        var noReason = await ProposeAsync(author, "jargon", Terms, reason: "改");

        Assert.Single(answers, a => a.Code == "pack.proposal-open");
        Assert.Single(decisions, d => d.Status is HttpStatusCode.NoContent);
        Assert.Single(decisions, d => d.Code == "pack.already-decided");
        Assert.Equal("pack.changed-meanwhile", stale.Code);
        Assert.Equal("pack.no-reason", noReason.Code);
    }

    [Theory]
    [OnBothEngines]
    public async Task The_shipped_pack_comes_back_at_once_and_history_shows_it_all(Engine engine)
    {
        var app = await OwnAsync(engine);
        var author = await app.SignedInAsync(Role.Compliance);
        var second = await app.SignedInAsync(Role.KnowledgeApprover);

        var early = await ReturnAsync(author);
        var id = (await ProposeAsync(author, "jargon", Terms)).Json.GetProperty("id").GetGuid();
        await DecideAsync(second, id);
        var changed = Finds(app, "轧差后入账", "jargon");
        var returned = await ReturnAsync(author);
        var back = Finds(app, "轧差后入账", "jargon");
        var page = await author.Client.GetStringAsync("/packs/jargon");
        var compared = await author.Client.GetStringAsync($"/packs/jargon?version={id}");

        Assert.Equal("pack.is-shipped", early.Code);
        Assert.True(changed);
        Assert.Equal(HttpStatusCode.NoContent, returned.Status);
        Assert.False(back);
        Assert.Contains("轧差", compared);
        Assert.Contains("恢复自带版本", page);
        Assert.True(await app.WithDatabaseAsync(db =>
            db.Set<JournalEntry>().AnyAsync(e => e.Act == "pack.returned" && e.Actor == author.Id.Value)));
    }

    [Theory]
    [OnBothEngines]
    public async Task A_version_this_program_cannot_use_raises_an_alarm_and_the_shipped_one_holds(Engine engine)
    {
        var app = await OwnAsync(engine);
        await GivenOldAsync(app, "id: jargon\nsource: x\nterms: [oops]\n");

        await using var upgraded = await FirstWindowApp.StartAsync(engine, nodeOf: app);
        var officer = await upgraded.SignedInAsync(Role.Compliance);
        var list = (await officer.Client.GetJsonAsync("/api/v1/packs")).Json.EnumerateArray()
            .Single(p => p.GetProperty("name").GetString() == "jargon");
        var page = await officer.Client.GetStringAsync("/packs/jargon");

        Assert.Contains("pack.refused.jargon", upgraded.Services.GetRequiredService<Alarms>().Raised.Keys);
        Assert.Equal(PackSet.Shipped.TextOf("jargon"), upgraded.Services.GetRequiredService<PackBook>().Current.TextOf("jargon"));
        Assert.Equal(3, list.GetProperty("fault").GetProperty("line").GetInt32());
        Assert.Contains("自带版本", page);
    }

    [Theory]
    [OnBothEngines]
    public async Task After_an_upgrade_the_page_tells_of_the_newer_shipped_pack(Engine engine)
    {
        var app = await OwnAsync(engine);
        await GivenOldAsync(app, Terms);

        await using var upgraded = await FirstWindowApp.StartAsync(engine, nodeOf: app);
        var officer = await upgraded.SignedInAsync(Role.Compliance);
        var page = await officer.Client.GetStringAsync("/packs/jargon");

        Assert.True(Finds(upgraded, "轧差后入账", "jargon"));
        Assert.Contains("程序升级带来了新的自带版本", page);
        Assert.Contains("is-gone", page);
    }

    [Theory]
    [OnBothEngines]
    public async Task Trying_and_weighing_show_what_changes_with_personal_data_masked_and_on_record(Engine engine)
    {
        var app = await OwnAsync(engine);
        var visitor = await app.GivenVisitorAsync();
        await visitor.AskForPersonAsync();
        await visitor.SayAsync("我叫王小明，卡号6222021234567890128，吉祥三宝真好用");
        var author = await app.SignedInAsync(Role.Compliance);
        var yaml = PackSet.Shipped.TextOf("signals").Replace("rules:\n", """
            rules:
              - id: lucky-three
                group: thanks
                patterns: ['吉祥三宝']
                examples: ['吉祥三宝']

            """, StringComparison.Ordinal);

        var trial = await author.Client.PostJsonAsync("/api/v1/packs/signals/trials", new { content = yaml, text = "吉祥三宝" });
        var impact = await author.Client.PostJsonAsync("/api/v1/packs/signals/previews", new { content = yaml });
        var looked = await app.WithDatabaseAsync(db => db.Set<JournalEntry>().SingleAsync(e => e.Act == "conversation.texts-lent"));

        Assert.Empty(trial.Json.GetProperty("now").EnumerateArray());
        Assert.Equal("lucky-three", trial.Json.GetProperty("then")[0].GetProperty("rule").GetString());
        Assert.Equal((1, 1), (impact.Json.GetProperty("texts").GetInt32(), impact.Json.GetProperty("changed").GetInt32()));
        var shown = impact.Json.GetProperty("examples")[0].GetProperty("text").GetString()!;
        Assert.Contains("吉祥三宝", shown);
        Assert.DoesNotContain("6222021234567890128", impact.Json.GetRawText());
        Assert.DoesNotContain("王小明", impact.Json.GetRawText());
        Assert.Equal(("pack-preview", "signals;texts=1", author.Id.Value), (looked.Purpose, looked.Detail, looked.Actor));
    }

    [Theory]
    [OnBothEngines]
    [Clause("A1.3.2")]
    public async Task How_articles_are_found_is_tried_on_the_published_ones_and_holds_once_approved(Engine engine)
    {
        var app = await OwnAsync(engine);
        var author = await app.SignedInAsync(Role.Compliance);
        var second = await app.SignedInAsync(Role.KnowledgeApprover);
        var index = app.Services.GetRequiredService<KnowledgeIndex>();
        var yaml = PackSet.Shipped.TextOf("answers").Replace("offered_count: 4", "offered_count: 2", StringComparison.Ordinal);
        const string Vague = "信用卡";

        var trial = await author.Client.PostJsonAsync("/api/v1/packs/answers/trials", new { content = yaml, text = Vague });
        var proposed = await ProposeAsync(author, "answers", yaml);
        var before = index.Ask(Vague, "zh-CN").Articles.Count;
        var approved = await DecideAsync(second, proposed.Json.GetProperty("id").GetGuid());
        await index.FreshAsync(CancellationToken.None);

        Assert.Equal((4, 2), (Choices(trial.Json.GetProperty("now")), Choices(trial.Json.GetProperty("then"))));
        Assert.Equal(HttpStatusCode.NoContent, approved.Status);
        Assert.Equal((4, 2), (before, index.Ask(Vague, "zh-CN").Articles.Count));

        static int Choices(JsonElement found) =>
            found.EnumerateArray().Count(f => f.GetProperty("kind").GetString() == "choice");
    }

    [Theory]
    [OnBothEngines]
    public async Task Readers_see_and_may_not_change_and_others_see_nothing(Engine engine)
    {
        var app = await On(engine);
        var auditor = await app.SignedInAsync(Role.Auditor);
        var agent = await app.SignedInAsync(Role.Agent);

        var list = await auditor.Client.GetStringAsync("/packs");
        var page = await auditor.Client.GetStringAsync("/packs/etiquette");
        var fixedPage = await auditor.Client.GetStringAsync("/packs/secrets");
        var missing = await auditor.Client.GetAsync("/packs/nothing");
        var proposing = await ProposeAsync(auditor, "jargon", Terms);
        var deciding = await DecideAsync(auditor, Guid.NewGuid());
        var looking = await agent.Client.GetJsonAsync("/api/v1/packs");

        Assert.Contains("/packs/fraud", list);
        Assert.Contains("readonly", page);
        Assert.DoesNotContain("value=\"propose\"", page);
        Assert.Contains("readonly", fixedPage);
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
        Assert.All([proposing, deciding, looking], a => Assert.Equal(HttpStatusCode.Forbidden, a.Status));
    }

    [Theory]
    [OnBothEngines]
    public async Task The_page_checks_tries_weighs_and_proposes_and_script_in_any_field_stays_text(Engine engine)
    {
        var app = await OwnAsync(engine);
        var author = await app.SignedInAsync(Role.Compliance);
        var second = await app.SignedInAsync(Role.Compliance);
        var yaml = Terms.Replace("净额", "<script>alert(1)</script>", StringComparison.Ordinal);

        var bad = await PostAsync(author, "check", "id: <script>alert(2)</script>\n");
        var refused = await PostAsync(author, "propose", "id: <script>alert(2)</script>\n");
        var good = await PostAsync(author, "check", yaml);
        var tried = await PostAsync(author, "try", yaml, "<script>alert(3)</script>轧差");
        var weighed = await PostAsync(author, "preview", yaml);
        var unreasoned = await PostAsync(author, "propose", yaml, reason: "");
        var proposed = await PostAsync(author, "propose", yaml, reason: "<script>alert(4)</script>");
        var page = await second.Client.GetStringAsync("/packs/jargon");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.UnprocessableEntity), (bad.Status, refused.Status));
        Assert.Contains("data-line=\"1\"", bad.Page);
        Assert.Equal(HttpStatusCode.OK, good.Status);
        Assert.Contains("检查通过", good.Page);
        Assert.Contains("轧差(", tried.Page);
        Assert.Contains("对最近消息的影响", weighed.Page);
        Assert.Equal(HttpStatusCode.BadRequest, unreasoned.Status);
        Assert.Equal(HttpStatusCode.Redirect, proposed.Status);
        Assert.Contains("&lt;script&gt;alert(4)", page);
        Assert.All([bad.Page, refused.Page, good.Page, tried.Page, weighed.Page, unreasoned.Page, page],
            text => Assert.DoesNotContain("<script>alert", text));
    }

    // A version approved when the program shipped another pack.
    private static Task<bool> GivenOldAsync(FirstWindowApp app, string content) => app.WithDatabaseAsync(async db =>
    {
        var version = new PackVersion
        {
            Pack = "jargon",
            Version = 1,
            Content = content,
            Reason = "旧程序",
            ShippedDigest = "0",
            CheckedBy = "another build",
            ProposedAt = app.Clock.GetUtcNow(),
        };
        version.Settle(app.Clock.GetUtcNow());
        db.Add(version);
        await db.CommitAsync(CancellationToken.None);
        return true;
    });

    private static string WithPanda() => PackSet.Shipped.TextOf("etiquette").Replace("\nrules:\n", """

        rules:
          - id: panda-service
            clause: A2.2.1b
            severity: block
            patterns: ['大熊猫式']
            examples: ['我们提供大熊猫式服务']

        """, StringComparison.Ordinal);

    private static bool Finds(FirstWindowApp app, string reply, string rule = "panda-service") =>
        app.Services.GetRequiredService<PackBook>().Current.Check(reply).Any(f => f.Rule == rule);

    private static async Task<bool> WaitAsync(Func<bool> holds)
    {
        for (var i = 0; i < 10 && !holds(); i++)
        {
            await Task.Delay(100);
        }

        return holds();
    }

    private static (int Line, string Code, string About) FaultOf(JsonElement fault) => (fault.GetProperty("line").GetInt32(),
        fault.GetProperty("code").GetString()!, fault.GetProperty("about").GetString()!);

    private static Task<Answer> ProposeAsync(
        Colleague author, string pack, string content, int basedOn = 0, string reason = "按业务要求修改") =>
        author.Client.PostJsonAsync($"/api/v1/packs/{pack}/proposals", new { content, reason, basedOn });

    private static Task<Answer> CheckAsync(Colleague author, string pack, string content) =>
        author.Client.PostJsonAsync($"/api/v1/packs/{pack}/checks", new { content });

    private static Task<Answer> DecideAsync(Colleague officer, Guid id) =>
        officer.Client.PutJsonAsync($"/api/v1/packs/proposals/{id}/decision", new { approve = true });

    private static Task<Answer> ReturnAsync(Colleague officer) =>
        officer.Client.PostJsonAsync("/api/v1/packs/jargon/returns", new { reason = "误拦太多" });

    private static async Task<(HttpStatusCode Status, string Page)> PostAsync(
        Colleague author, string what, string content, string text = "", string reason = "按业务要求修改")
    {
        var page = await author.Client.GetAsync("/packs/jargon");
        var token = Token().Match(await page.Content.ReadAsStringAsync()).Groups[1].Value;
        using var request = new HttpRequestMessage(HttpMethod.Post, "/packs/jargon")
        {
            Content = new FormUrlEncodedContent([new("Do", what), new("Content", content), new("Text", text),
                new("Reason", reason), new("BasedOn", "0"), new("__RequestVerificationToken", token)]),
        };
        var session = author.Client.DefaultRequestHeaders.GetValues("Cookie").Single();
        request.Headers.Add("Cookie", $"{session}; {page.Headers.GetValues("Set-Cookie").First().Split(';')[0]}");
        var answer = await author.Client.SendAsync(request);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    [GeneratedRegex("__RequestVerificationToken\" value=\"([^\"]+)")]
    private static partial Regex Token();
}
