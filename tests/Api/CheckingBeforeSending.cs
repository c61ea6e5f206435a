using System.Net;
using System.Text.Json;
using FirstWindow.Customers.Features;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FirstWindow.Tests.Api;

public sealed class CheckingBeforeSending(Houses houses) : ApiTests(houses)
{
    [Theory]
    [OnBothEngines]
    public async Task What_is_typed_is_checked_with_clause_place_reason_and_suggestion(Engine engine)
    {
        var app = await On(engine);
        var (visitor, agent) = await app.GivenContactAsync();

        var rude = (await CheckAsync(agent, visitor.Id, "😀您好。你有完没完")).Json.GetProperty("findings")[0];
        var kind = await CheckAsync(agent, visitor.Id, "您好，马上为您核实。");
        var empty = await CheckAsync(agent, visitor.Id, "");

        Assert.Equal("block", rude.GetProperty("severity").GetString());
        Assert.Equal(4, rude.GetProperty("start").GetInt32()); // code points, not UTF-16 units
        Assert.NotEmpty(rude.GetProperty("suggestion").GetString()!);
        Assert.NotEmpty(rude.GetProperty("why").GetString()!);
        Assert.All([kind, empty], a => Assert.Empty(a.Json.GetProperty("findings").EnumerateArray()));
        Assert.Single((await visitor.ReadAsync(4)), e => e.Name == "message"); // Checking sends nothing.
    }

    [Theory]
    [OnBothEngines]
    [Clause("C4.2.4")]
    public async Task Asking_for_a_secret_is_not_sent_and_the_journal_keeps_no_word_of_it(Engine engine)
    {
        var app = await On(engine);
        var (visitor, agent) = await app.GivenContactAsync();

        var refused = await agent.ReplyAsync(visitor.Id, "请把验证码念给我");
        var right = await agent.ReplyAsync(visitor.Id, "请您在页面自行输入，不要告诉任何人。");
        var entry = await app.WithDatabaseAsync(db => db.Set<JournalEntry>()
            .SingleAsync(e => e.Act == "refused" && e.Subject == visitor.Id));

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "reply.breaks-rule"), (refused.Status, refused.Code));
        Assert.Equal(refused.Clause, entry.Clause);
        Assert.Equal("reply.breaks-rule", entry.Detail);
        Assert.Equal(HttpStatusCode.Created, right.Status);
    }

    [Theory]
    [OnBothEngines]
    [Clause("C3.2.3a")]
    public async Task Harsh_and_aggressive_words_are_not_sent(Engine engine)
    {
        var app = await On(engine);
        var (visitor, agent) = await app.GivenContactAsync();
        string[] harsh = ["你到底想怎样", "您究竟要干什么", "有话快说", "少废话"];

        foreach (var words in harsh)
        {
            var refused = await agent.ReplyAsync(visitor.Id, words);
            Assert.Equal((HttpStatusCode.UnprocessableEntity, "C3.2.3a"), (refused.Status, refused.Clause));
        }

        var right = await agent.ReplyAsync(visitor.Id, "请问您希望我们怎样帮助您？");
        Assert.Equal(HttpStatusCode.Created, right.Status);
        Assert.Equal(harsh.Length, await app.WithDatabaseAsync(db => db.Set<JournalEntry>().CountAsync(
            e => e.Act == "refused" && e.Clause == "C3.2.3a" && e.Subject == visitor.Id)));
    }

    [Theory]
    [OnBothEngines]
    [Clause("A2.2.2")]
    public async Task A_script_with_an_unfilled_blank_is_not_sent(Engine engine)
    {
        var app = await On(engine);
        var (visitor, agent) = await app.GivenContactAsync();

        var unfilled = await agent.ReplyAsync(visitor.Id, "感谢您的等待。查到的情况是：{fact}。");
        var filled = await agent.ReplyAsync(visitor.Id, "感谢您的等待。查到的情况是：款项已退回。");
        var refusals = await app.WithDatabaseAsync(db => db.Set<JournalEntry>()
            .CountAsync(e => e.Act == "refused" && e.Clause == "A2.2.2" && e.Subject == visitor.Id));

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "A2.2.2"), (unfilled.Status, unfilled.Clause));
        Assert.Equal(HttpStatusCode.Created, filled.Status);
        Assert.Equal(1, refusals);
    }

    [Theory]
    [OnBothEngines]
    [Clause("A2.3.2b")]
    [Clause("B1.2.2a")]
    [Clause("B2.1.1b")]
    [Clause("C2.1.1c")]
    [Clause("C2.1.2")]
    [Clause("C2.2.1")]
    [Clause("C2.3.1")]
    [Clause("C2.3.3")]
    [Clause("C2.4.2b")]
    [Clause("C2.4.3")]
    public async Task What_no_clause_allows_is_not_sent_and_each_refusal_is_journaled_under_its_own(Engine engine)
    {
        var app = await On(engine);
        var (visitor, agent) = await app.GivenContactAsync();
        (string Clause, string Wrong, string Right)[] cases =
        [
            ("A2.3.2b", "您先听我说完。", "您请先讲，我认真记录。"),
            ("B1.2.2a", "我帮您跳过验证。", "核对身份这一步不能省。您可以在手机银行自己核对，大约一分钟；或者带身份证到网点。"),
            ("B2.1.1b", "那我也没办法。", "线上暂时办不了，您可以携带身份证到网点办理，或由我为您转专员，您看哪种方便？"),
            ("C2.1.1c", "您口音太重了。", "抱歉没看明白，请您再说一次。"),
            ("C2.1.2", "我帮您查一下您老公的余额。", "抱歉，只能查询本人账户，可请本人来电。"),
            ("C2.1.2", "您登记的证件号码是11010519491231002X。", "您登记的证件号码末四位是002X。"),
            ("C2.1.2", "款项已转到6222021234567890128。", "款项已转到尾号0128的卡。"),
            ("C2.2.1", "没钱就别办。", "我介绍适合您需要的方案。"),
            ("C2.3.1", "您加我微信，我私下给您办。", "您随时可以从这里联系我们，我会一直跟进。"),
            ("C2.3.3", "他妈的系统又慢了。", "系统响应较慢，非常抱歉。"),
            ("C2.4.2b", "这款产品保本。", "该产品不保证本金和收益，风险等级请见说明书。"),
            ("C2.4.3", "要怪就怪系统。", "给您带来不便很抱歉，我来跟进。"),
        ];
        var before = (await visitor.ReadAsync(4)).Count(e => e is { Name: "message", From: "agent" });

        foreach (var (clause, wrong, right) in cases)
        {
            var refused = await agent.ReplyAsync(visitor.Id, wrong);
            var sent = await agent.ReplyAsync(visitor.Id, right);

            Assert.Equal((HttpStatusCode.UnprocessableEntity, "reply.breaks-rule", clause),
                (refused.Status, refused.Code, refused.Clause));
            Assert.Equal((HttpStatusCode.Created, right), (sent.Status, right));
        }

        var journaled = await app.WithDatabaseAsync(db => db.Set<JournalEntry>()
            .Where(e => e.Act == "refused" && e.Subject == visitor.Id && e.Detail == "reply.breaks-rule")
            .OrderBy(e => e.Entry).Select(e => e.Clause).ToListAsync());
        var heard = (await visitor.ReadAsync(4 + cases.Length)).Where(e => e is { Name: "message", From: "agent" })
            .Select(e => e.Text).ToList();

        Assert.Equal(cases.Select(c => c.Clause), journaled);
        Assert.Equal(0, before);
        Assert.Equal(cases.Select(c => c.Right), heard);
    }

    [Theory]
    [OnBothEngines]
    [Clause("A2.2.3b")]
    [Clause("A3.2.3a")]
    [Clause("B2.1.2b")]
    [Clause("B4.2.2c")]
    [Clause("C4.2.1")]
    [Clause("C4.2.3")]
    public async Task What_is_sent_in_spite_of_a_warning_or_advice_is_on_record_under_its_clause(Engine engine)
    {
        var app = await On(engine);
        var (visitor, agent, _) = await app.GivenServedCustomerAsync("C10000001"); // 王建华, born in 1953.
        (string Clause, string Rule, string Wrong, string Right)[] cases =
        [
            ("A2.2.3b", "bare-name", "王建华，请您稍等。", "王建华先生，请您稍等，我来核实。"),
            ("A3.2.3a", "jargon", "请您先挂失。", "请您先挂失（卡丢了先锁住）。"),
            ("B2.1.2b", "several-steps-at-once", "首先打开手机银行，然后点我的。", "请您打开手机银行。"),
            ("B4.2.2c", "elder-without-safety", "请您输入收到的验证码。", "请您自己输入收到的验证码，不要告诉任何人。"),
            ("C4.2.1", "slang", "好滴，马上为您处理。", "好的，马上为您处理。"),
            ("A2.2.1b", "cold-tone", "这种事情不值得一直来问。", "您随时可以来问。"),
        ];

        foreach (var (clause, rule, wrong, right) in cases)
        {
            var typed = (await CheckAsync(agent, visitor.Id, wrong)).Json.GetProperty("findings").EnumerateArray()
                .Single(f => f.GetProperty("rule").GetString() == rule);
            var better = (await CheckAsync(agent, visitor.Id, right)).Json.GetProperty("findings");
            var sent = await agent.ReplyAsync(visitor.Id, wrong);

            Assert.Equal(clause, typed.GetProperty("clause").GetString());
            Assert.NotEmpty(typed.GetProperty("suggestion").GetString()!);
            Assert.Empty(better.EnumerateArray());
            Assert.Equal(HttpStatusCode.Created, sent.Status);
        }

        var asked = await CheckAsync(agent, visitor.Id, "请问您是王建华本人吗？"); // Verifying needs the name.
        var journaled = await app.WithDatabaseAsync(db => db.Set<JournalEntry>()
            .Where(e => e.Subject == visitor.Id && e.Clause != null && e.Actor == agent.Id.Value)
            .OrderBy(e => e.Entry).Select(e => new { e.Act, e.Clause, e.Detail }).ToListAsync());
        var tone = await app.WithDatabaseAsync(db => db.Set<JournalEntry>()
            .CountAsync(e => e.Act == "reply.tone-overridden" && e.Subject == visitor.Id));

        Assert.Empty(asked.Json.GetProperty("findings").EnumerateArray());
        string[] advice = ["jargon", "elder-without-safety"];
        Assert.Equal(cases.Select(c => (advice.Contains(c.Rule) ? "reply.advice-left" : "reply.warning-overridden",
            c.Clause, c.Rule)), journaled.Select(e => (e.Act, e.Clause!, e.Detail!)));
        Assert.Equal(1, tone);
    }

    [Theory]
    [OnBothEngines]
    public async Task A_warning_can_be_overridden_and_that_is_journaled_by_rule_not_by_word(Engine engine)
    {
        var app = await On(engine);
        var token = app.Services.GetRequiredService<CustomerTokens>().Mint("C10000001");
        var visitor = await app.GivenVisitorAsync(customerToken: token);
        var agent = await ServeAsync(app, visitor);
        const string text = "这是规定";

        var warned = await CheckAsync(agent, visitor.Id, text);
        var sent = await agent.ReplyAsync(visitor.Id, text);
        var polite = await agent.ReplyAsync(visitor.Id, "您好，马上为您核实。");
        var entry = await app.WithDatabaseAsync(db => db.Set<JournalEntry>()
            .SingleAsync(e => e.Act == "reply.warning-overridden" && e.Subject == visitor.Id));

        Assert.Contains(warned.Json.GetProperty("findings").EnumerateArray(), f => Severity(f) == "warn");
        Assert.All([sent, polite], a => Assert.Equal(HttpStatusCode.Created, a.Status));
        Assert.Equal(agent.Id.Value, entry.Actor);
        Assert.DoesNotContain("规定", entry.Detail);
        Assert.True((await app.VerifyAsync()).IsWhole);
    }

    [Theory]
    [OnBothEngines]
    public async Task Somebody_elses_contact_is_not_checked_and_a_huge_text_is_refused(Engine engine)
    {
        var app = await On(engine);
        var (visitor, agent) = await app.GivenContactAsync();
        var stranger = await app.SignedInAsync(Role.Agent);

        var foreign = await CheckAsync(stranger, visitor.Id, "您好");
        var unknown = await CheckAsync(agent, Guid.NewGuid(), "您好");
        var huge = await CheckAsync(agent, visitor.Id, new string('好', 8_001));

        Assert.All([foreign, unknown], a => Assert.Equal(HttpStatusCode.NotFound, a.Status));
        Assert.Equal(HttpStatusCode.BadRequest, huge.Status);
    }

    private static string? Severity(JsonElement finding) => finding.GetProperty("severity").GetString();

    private static Task<Answer> CheckAsync(Colleague agent, Guid conversation, string text) =>
        agent.Client.PostJsonAsync("/api/v1/desk/check", new { conversation, text });

    private static async Task<Colleague> ServeAsync(FirstWindowApp app, Visitor visitor)
    {
        var agent = await app.SignedInAsync(Role.Agent);
        await visitor.AskForPersonAsync();
        await agent.BeAvailableAsync();
        await app.MatchAsync();
        await agent.Client.PutJsonAsync($"/api/v1/conversations/{visitor.Id}/acceptance", new { });
        await agent.PauseAsync();
        return agent;
    }
}
