using System.Net;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Storage;
using Xunit;

namespace FirstWindow.Tests.Api;

public sealed class MakingMacros(Houses houses) : ApiTests(houses)
{
    [Theory]
    [OnBothEngines]
    [Clause("A1.3.2")]
    public async Task A_macro_reaches_the_desk_only_after_a_second_person(Engine engine)
    {
        var app = await OwnAsync(engine);
        var author = await app.SignedInAsync(Role.Supervisor);
        var second = await app.SignedInAsync(Role.KnowledgeApprover);
        var agent = await app.SignedInAsync(Role.Agent);

        var proposed = await ProposeAsync(author, "trace-it", Body());
        var id = proposed.Json.GetProperty("id").GetGuid();
        var before = await OfferedAsync(agent);
        var twice = await ProposeAsync(author, "trace-it", Body());
        var own = await DecideAsync(author, id);
        var page = await second.Client.GetStringAsync("/macros");
        var decided = await DecideAsync(second, id);
        var again = await DecideAsync(second, id);
        var after = await OfferedAsync(agent);
        var stale = await ProposeAsync(author, "trace-it", Body());
        var off = await ProposeAsync(author, "trace-it", Body(basedOn: 1, isActive: false));
        await DecideAsync(second, off.Json.GetProperty("id").GetGuid());

        Assert.DoesNotContain("trace-it", before);
        Assert.Equal("macro.proposal-open", twice.Code);
        Assert.Equal(("macro.own-proposal", "A1.3.2"), (own.Code, own.Clause));
        Assert.True(await app.WasRefusedAsync("macro.own-proposal", "A1.3.2", author.Id));
        Assert.Contains("&lt;b&gt;", page);
        Assert.DoesNotContain("<b>查", page);
        Assert.Equal(HttpStatusCode.NoContent, decided.Status);
        Assert.Equal("macro.already-decided", again.Code);
        Assert.Contains("trace-it", after);
        Assert.Equal("macro.changed-meanwhile", stale.Code);
        Assert.DoesNotContain("trace-it", await OfferedAsync(agent));
    }

    [Theory]
    [OnBothEngines]
    public async Task What_nobody_could_use_and_whoever_may_not_is_refused(Engine engine)
    {
        var app = await On(engine);
        var author = await app.SignedInAsync(Role.KnowledgeAuthor);
        var agent = await app.SignedInAsync(Role.Agent);
        foreach (var (slug, body, code) in new[]
        {
            ("A%20B", Body(), "macro.name"), ("bad-one", Body(nameZh: "一\n二"), "macro.name"),
            ("bad-one", Body(category: "<script>"), "macro.record"), ("bad-one", Body(script: "no-such"), "macro.script"),
            ("bad-one", Body(hold: "lunch"), "macro.minutes"), ("bad-one", Body(hold: "checking", minutes: 99), "macro.minutes"),
            ("bad-one", Body(snooze: 0), "macro.minutes"), ("bad-one", Body(snooze: 99_999), "macro.minutes"),
            ("bad-one", Body(hold: "checking", minutes: 2, snooze: 10), "macro.steps"),
            ("bad-one", Body(queue: "nowhere", summary: "请接手核查"), "macro.queue"),
            ("bad-one", Body(queue: "expert"), "macro.summary"), ("bad-one", Body(basedOn: 3), "macro.changed-meanwhile"),
        })
        {
            Assert.Equal(code, (await ProposeAsync(author, slug, body)).Code);
        }

        Assert.Equal(HttpStatusCode.Forbidden, (await ProposeAsync(agent, "mine", Body())).Status);
        var proposed = await ProposeAsync(author, "for-nobody", Body());
        var id = proposed.Json.GetProperty("id").GetGuid();
        Assert.Equal(HttpStatusCode.Forbidden, (await DecideAsync(agent, id)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await DecideAsync(author, id)).Status);
    }

    [Theory]
    [OnBothEngines]
    public async Task A_macro_that_transfers_says_its_words_first_and_is_counted_once(Engine engine)
    {
        var app = await OwnAsync(engine);
        var author = await app.SignedInAsync(Role.Supervisor);
        var second = await app.SignedInAsync(Role.Supervisor);
        var proposed = await ProposeAsync(author, "to-experts", Body(queue: "expert", summary: "款项未到账，请核查"));
        await DecideAsync(second, proposed.Json.GetProperty("id").GetGuid());
        var (visitor, agent) = await app.GivenContactAsync("我的钱还没到");
        var request = new { id = Guid.NewGuid(), slug = "to-experts", text = "我理解您着急，我请专家同事马上为您核查。" };

        var done = await agent.Client.PostJsonAsync($"/api/v1/conversations/{visitor.Id}/macros", request);
        var again = await agent.Client.PostJsonAsync($"/api/v1/conversations/{visitor.Id}/macros", request);
        var foreign = await agent.Client.PostJsonAsync(
            $"/api/v1/conversations/{visitor.Id}/macros", request with { id = Guid.NewGuid() });
        using var stream = await visitor.ListenAsync();
        var said = await stream.UntilAsync(e => e.Name == "message" && e.From == "agent");
        var page = await author.Client.GetStringAsync("/macros");

        Assert.All([done, again], a => Assert.Equal(HttpStatusCode.NoContent, a.Status));
        Assert.Equal(HttpStatusCode.NotFound, foreign.Status);
        Assert.Equal(request.text, said.Text);
        Assert.Equal("waiting", await app.WithDatabaseAsync(db => Task.FromResult(
            db.Set<FirstWindow.Conversations.Domain.Conversation>()
                .Where(c => c.Id == new ConversationId(visitor.Id)).Select(c => c.State).Single().ToCode())));
        Assert.Contains("<td class=\"number\">1</td>", page);
    }

    private static object Body(
        string nameZh = "核查<b>查", string script = "calming-money-missing", string category = "transfers",
        string? hold = null, int? minutes = null, int? snooze = null, string? queue = null, string? summary = null,
        int basedOn = 0, bool isActive = true) => new
        {
            nameZh,
            nameEn = "Trace it",
            script,
            category,
            needZh = "查清款项为何没有到账",
            needEn = "Find the money",
            basedOn,
            holdReason = hold,
            holdMinutes = minutes,
            snoozeMinutes = snooze,
            queue,
            summary,
            isActive,
        };

    private static Task<Answer> ProposeAsync(Colleague colleague, string slug, object body) =>
        colleague.Client.PutJsonAsync($"/api/v1/macros/{slug}", body);

    private static Task<Answer> DecideAsync(Colleague colleague, Guid id) =>
        colleague.Client.PutJsonAsync($"/api/v1/macros/proposals/{id}/decision", new { approve = true });

    private static async Task<string> OfferedAsync(Colleague agent) =>
        (await agent.Client.GetJsonAsync("/api/v1/macros?locale=zh-CN")).Json.GetRawText();
}
