using System.Net;
using System.Text.Json;
using FirstWindow.Customers.Domain;
using FirstWindow.Customers.Features.Tags;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FirstWindow.Tests.Api;

/// <summary>Tags from journaled behaviour: with a reason, an end and the customer's consent, or not at all.</summary>
public sealed class TaggingCustomers(Houses houses) : ApiTests(houses)
{
    private const string Li = "C10000002";

    [Theory]
    [OnBothEngines]
    [Clause("B3.2.1a")]
    [Clause("B3.2.1b")]
    public async Task Three_questions_to_the_assistant_give_a_tag_with_its_reason_but_only_with_consent(Engine engine)
    {
        var app = await OwnAsync(engine);
        var mine = await app.OwnPageOfAsync(Li);
        var token = app.Services.GetRequiredService<Customers.Features.CustomerTokens>().Mint(Li);
        var visitor = await app.GivenVisitorAsync(customerToken: token);
        foreach (var question in new[]
        {
            "女儿在英国读书，学费怎么给学校打过去", "孩子的房租也能按留学的名义汇吗", "女儿在英国读书，学费怎么给学校打过去？",
        })
        {
            var seq = await visitor.SayAsync(question);
            using var stream = await visitor.ListenAsync(seq);
            await stream.UntilAsync(e => e.Name == "message" && e.From == "assistant");
        }

        await app.LookAtTagsAsync(Li);
        var without = await TagsOfAsync(mine);
        var rows = await app.WithDatabaseAsync(db => db.Set<CustomerTag>().CountAsync());
        await ConsentAsync(mine, "profiling", "given");
        await app.LookAtTagsAsync(Li);
        var tag = Assert.Single(await TagsOfAsync(mine));
        var page = await mine.GetStringAsync("/my-data");

        Assert.Empty(without);
        Assert.Equal(0, rows);
        Assert.Equal(("cross-border", 3), (CodeOf(tag), tag.GetProperty("causes").GetArrayLength()));
        Assert.All(tag.GetProperty("causes").EnumerateArray(), c => Assert.Equal(
            new ConversationId(visitor.Id).ToReference(), c.GetProperty("reference").GetString()));
        Assert.Contains("跨境需求", page);
        Assert.Contains("共 3 次", page);
        Assert.True(await WasDoneAsync(app, TagActs.Given, "tag=cross-border;v1;times=3;days=30"));
    }

    [Theory]
    [OnBothEngines]
    [Clause("B3.2.1a")]
    public async Task A_tag_goes_with_the_consent_with_time_and_with_the_customers_word_and_a_refused_one_stays_away(
        Engine engine)
    {
        var app = await OwnAsync(engine);
        var (visitor, agent, id) = await app.GivenServedCustomerAsync(Li);
        var mine = await app.OwnPageOfAsync(Li);
        await app.GivenQuestionsAsync(visitor.Id, "study-abroad-remittance", 3);
        await ConsentAsync(mine, "profiling", "given");
        await app.LookAtTagsAsync(Li);
        var given = await CardTagsAsync(agent, visitor, id);

        await ConsentAsync(mine, "profiling", "withdrawn");
        var withdrawn = (await CardTagsAsync(agent, visitor, id), await TagsOfAsync(mine));
        await ConsentAsync(mine, "profiling", "given");
        await app.LookAtTagsAsync(Li);
        var back = await CardTagsAsync(agent, visitor, id);
        var refused = await mine.PutJsonAsync("/api/v1/my-data/tags/cross-border/refusal", new { });
        var twice = await mine.PutJsonAsync("/api/v1/my-data/tags/cross-border/refusal", new { });
        var unknown = await mine.PutJsonAsync("/api/v1/my-data/tags/rich/refusal", new { });
        var foreign = await app.Client().PutJsonAsync("/api/v1/my-data/tags/cross-border/refusal", new { });
        await app.GivenQuestionsAsync(visitor.Id, "study-abroad-remittance", 5);
        await app.LookAtTagsAsync(Li);
        await app.Services.GetRequiredService<TagWorker>().SweepAsync(CancellationToken.None);
        var after = await CardTagsAsync(agent, visitor, id);

        Assert.Equal("cross-border", CodeOf(Assert.Single(given)));
        Assert.Empty(withdrawn.Item1);
        Assert.Empty(withdrawn.Item2);
        Assert.True(await WasDoneAsync(app, TagActs.Ended, "tag=cross-border;why=consent-ended"));
        Assert.Single(back);
        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NoContent), (refused.Status, twice.Status));
        Assert.Equal((HttpStatusCode.NotFound, "tag.not-found"), (unknown.Status, unknown.Code));
        Assert.NotEqual(HttpStatusCode.NoContent, foreign.Status);
        Assert.True(await WasDoneAsync(app, TagActs.Ended, "tag=cross-border;why=refused"));
        Assert.Empty(after);
    }

    [Theory]
    [OnBothEngines]
    public async Task A_tag_is_over_at_its_hour_even_before_anybody_looks_and_the_sweep_writes_that_down(Engine engine)
    {
        var app = await OwnAsync(engine);
        var visitor = await app.GivenKnownVisitorAsync(Li);
        await app.GivenQuestionsAsync(visitor.Id, "study-abroad-remittance", 3);
        await ConsentAsync(await app.OwnPageOfAsync(Li), "profiling", "given");
        await app.LookAtTagsAsync(Li);
        var before = await TagsOfAsync(await app.OwnPageOfAsync(Li));

        app.Clock.Move(TimeSpan.FromDays(90) + TimeSpan.FromMinutes(1));
        var after = await TagsOfAsync(await app.OwnPageOfAsync(Li));
        await app.Services.GetRequiredService<TagWorker>().SweepAsync(CancellationToken.None);

        Assert.Single(before);
        Assert.Empty(after);
        Assert.True(await WasDoneAsync(app, TagActs.Ended, "tag=cross-border;why=expired"));
    }

    [Theory]
    [OnBothEngines]
    [Clause("B3.2.1a")]
    [Clause("A1.3.2")]
    public async Task A_rule_names_its_consent_its_topics_and_its_readers_and_a_second_person_decides(Engine engine)
    {
        var app = await OwnAsync(engine);
        var author = await app.SignedInAsync(Role.Compliance);
        var second = await app.SignedInAsync(Role.Compliance);
        var agent = await app.SignedInAsync(Role.Agent);

        var careless = await ProposeAsync(author, "care", Rule(["special"]));
        var greedy = await ProposeAsync(author, "care", Rule(["fx"], consent: "sharing"));
        var blind = await ProposeAsync(author, "care", Rule(["fx"], seenBy: ["administrator"]));
        var unknown = await ProposeAsync(author, "care", Rule(["no-such-article"]));
        var often = await ProposeAsync(author, "care", Rule(["fx"], times: 0));
        var wrongRole = await ProposeAsync(agent, "care", Rule(["fx"]));
        var proposed = await ProposeAsync(author, "care", Rule(["special"], isSensitive: true, name: "<b>关怀</b>"));
        var another = await ProposeAsync(second, "care", Rule(["fx"]));
        var id = proposed.Json.GetProperty("id").GetGuid();
        var own = await DecideAsync(author, id);
        var before = await CodesAsync(author);
        var page = await second.Client.GetStringAsync("/tags");
        var decided = await DecideAsync(second, id);
        var again = await DecideAsync(second, id);
        var stale = await ProposeAsync(author, "care", Rule(["fx"]));

        Assert.All([careless, greedy], a => Assert.Equal((HttpStatusCode.UnprocessableEntity, "B3.2.1a"), (a.Status, a.Clause)));
        Assert.Equal(("tags.sensitive-unmarked", "tags.consent-missing"), (careless.Code, greedy.Code));
        Assert.True(await app.WasRefusedAsync("tags.sensitive-unmarked", "B3.2.1a", author.Id));
        Assert.True(await app.WasRefusedAsync("tags.consent-missing", "B3.2.1a", author.Id));
        Assert.Equal(("tags.viewers", "tags.topics", "tags.numbers"), (blind.Code, unknown.Code, often.Code));
        Assert.Equal(HttpStatusCode.Forbidden, wrongRole.Status);
        Assert.Equal("tags.proposal-open", another.Code);
        Assert.Equal(("tags.own-proposal", "A1.3.2"), (own.Code, own.Clause));
        Assert.True(await app.WasRefusedAsync("tags.own-proposal", "A1.3.2", author.Id));
        Assert.DoesNotContain("care", before);
        Assert.Contains("&lt;b&gt;关怀", page);
        Assert.DoesNotContain("<b>关怀", page);
        Assert.Equal(HttpStatusCode.NoContent, decided.Status);
        Assert.Contains("care", await CodesAsync(author));
        Assert.Equal("tags.decided", again.Code);
        Assert.Equal("tags.changed-meanwhile", stale.Code);
    }

    [Theory]
    [OnBothEngines]
    [Clause("B3.2.1b")]
    public async Task A_preview_counts_only_who_consented_and_names_nobody(Engine engine)
    {
        var app = await OwnAsync(engine);
        var author = await app.SignedInAsync(Role.Supervisor);
        var talks = new List<Guid>();
        foreach (var reference in new[] { Li, "C10000003", "C10000005" })
        {
            var visitor = await app.GivenKnownVisitorAsync(reference);
            talks.Add(visitor.Id);
            await app.GivenQuestionsAsync(visitor.Id, "study-abroad-remittance", reference == "C10000005" ? 1 : 2);
            await ConsentAsync(await app.OwnPageOfAsync(reference), "profiling", reference == "C10000003" ? "refused" : "given");
        }

        var preview = await author.Client.PostJsonAsync(
            "/api/v1/tags/previews", new { code = "abroad", rule = Rule(["study-abroad-remittance"], times: 2) });
        var bad = await author.Client.PostJsonAsync("/api/v1/tags/previews", new { code = "abroad", rule = Rule([]) });
        var auditor = await (await app.SignedInAsync(Role.Auditor)).Client.PostJsonAsync(
            "/api/v1/tags/previews", new { code = "abroad", rule = Rule(["fx"]) });
        var tagged = await app.WithDatabaseAsync(db => db.Set<CustomerTag>().CountAsync());

        Assert.Equal((2, 1), (preview.Json.GetProperty("consenting").GetInt32(), preview.Json.GetProperty("tagged").GetInt32()));
        var text = preview.Json.GetRawText();
        Assert.Contains(new ConversationId(talks[0]).ToReference(), text);
        Assert.DoesNotContain(new ConversationId(talks[1]).ToReference(), text);
        Assert.DoesNotContain("C1000000", text);
        Assert.DoesNotContain((await app.CustomerIdAsync(Li)).ToString(), text);
        Assert.Equal("tags.topics", bad.Code);
        Assert.Equal(HttpStatusCode.Forbidden, auditor.Status);
        Assert.Equal(0, tagged);
    }

    [Theory]
    [OnBothEngines]
    public async Task A_tag_is_shown_to_its_posts_only_and_disappears_with_its_rule(Engine engine)
    {
        var app = await OwnAsync(engine);
        var author = await app.SignedInAsync(Role.Compliance);
        var second = await app.SignedInAsync(Role.Compliance);
        await ApproveAsync(author, second, "fx-wish", Rule(["fx"], times: 1, seenBy: ["expert"]));
        var (visitor, agent, id) = await app.GivenServedCustomerAsync(Li);
        await app.GivenQuestionsAsync(visitor.Id, "study-abroad-remittance", 1);
        var mine = await app.OwnPageOfAsync(Li);
        await ConsentAsync(mine, "profiling", "given");
        await app.LookAtTagsAsync(Li);

        var onCard = await CardTagsAsync(agent, visitor, id);
        var onOwnPage = await TagsOfAsync(mine);
        await ApproveAsync(author, second, "fx-wish", Rule(["fx"], times: 1, isActive: false, basedOn: 1));
        var gone = await TagsOfAsync(mine);

        Assert.Empty(onCard);
        Assert.Equal("fx-wish", CodeOf(Assert.Single(onOwnPage)));
        Assert.Empty(gone);
        Assert.True(await WasDoneAsync(app, TagActs.Ended, "tag=fx-wish;why=rule-ended"));
    }

    private static object Rule(
        IReadOnlyList<string> topics, string consent = "profiling", IReadOnlyList<string>? seenBy = null, int times = 3,
        bool isSensitive = false, bool isActive = true, int basedOn = 0, string name = "外汇需求") => new
        {
            nameZh = name,
            nameEn = "Foreign exchange",
            topics,
            seenBy = seenBy ?? ["agent"],
            basedOn,
            timesMin = times,
            withinDays = 30,
            lastsDays = 30,
            consent,
            isSensitive,
            isActive,
        };

    private static Task<Answer> ProposeAsync(Colleague who, string code, object rule) =>
        who.Client.PutJsonAsync($"/api/v1/tags/{code}", rule);

    private static Task<Answer> DecideAsync(Colleague who, Guid id) =>
        who.Client.PutJsonAsync($"/api/v1/tags/proposals/{id}/decision", new { approve = true });

    private static async Task ApproveAsync(Colleague author, Colleague second, string code, object rule)
    {
        var proposed = await ProposeAsync(author, code, rule);
        Assert.Equal(HttpStatusCode.Created, proposed.Status);
        var decided = await DecideAsync(second, proposed.Json.GetProperty("id").GetGuid());
        Assert.Equal(HttpStatusCode.NoContent, decided.Status);
    }

    private static async Task<IEnumerable<string?>> CodesAsync(Colleague who) =>
        (await who.Client.GetJsonAsync("/api/v1/tags")).Json.EnumerateArray().Select(r => CodeOf(r.GetProperty("rule")))
            .ToList();

    private static async Task ConsentAsync(HttpClient mine, string purpose, string decision)
    {
        var answer = await mine.PutJsonAsync($"/api/v1/my-data/consents/{purpose}", new { decision, wording = 1 });
        Assert.Equal(HttpStatusCode.NoContent, answer.Status);
    }

    private static async Task<List<JsonElement>> TagsOfAsync(HttpClient mine) =>
        [.. (await mine.GetJsonAsync("/api/v1/my-data")).Json.GetProperty("tags").EnumerateArray()];

    private static async Task<List<JsonElement>> CardTagsAsync(Colleague agent, Visitor visitor, Guid customer) =>
        [.. (await agent.Client.GetJsonAsync($"/api/v1/customers/{customer}/card?contact={visitor.Id}"))
            .Json.GetProperty("tags").EnumerateArray()];

    private static string? CodeOf(JsonElement tag) => tag.GetProperty("code").GetString();

    private static Task<bool> WasDoneAsync(FirstWindowApp app, Act act, string detail) => app.WithDatabaseAsync(db =>
        db.Set<JournalEntry>().AnyAsync(e => e.Act == act.Code && e.Detail == detail));
}
