using System.Net;
using System.Text.Json;
using FirstWindow.Conversations.Domain;
using FirstWindow.Conversations.Features;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Promises;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FirstWindow.Tests.Api;

public sealed class GivingAVoice(Houses houses) : ApiTests(houses)
{
    [Theory]
    [OnBothEngines]
    [Clause("A3.4.2b")]
    public async Task A_low_score_is_closed_only_with_the_customer_told_and_asked(Engine engine)
    {
        var app = await On(engine);
        var (visitor, agent) = await RatedAsync(app, 2);
        var supervisor = await app.SignedInAsync(Role.Supervisor);
        var whole = new { done = "已重新核对账单", told = "电话向客户说明", satisfied = "yes" };

        var byAgent = await agent.Client.PutJsonAsync(Recovery(visitor.Id), whole);
        var untold = await supervisor.Client.PutJsonAsync(Recovery(visitor.Id), new { done = "已重新核对账单" });
        var unasked = await supervisor.Client.PutJsonAsync(
            Recovery(visitor.Id), new { whole.done, whole.told, satisfied = "perhaps" });
        var closed = await supervisor.Client.PutJsonAsync(Recovery(visitor.Id), whole);
        var again = await supervisor.Client.PutJsonAsync(Recovery(visitor.Id), whole);
        var promise = await PromiseAsync(app, "recovery", visitor.Id);

        Assert.Equal(HttpStatusCode.Forbidden, byAgent.Status);
        Assert.Equal(("recovery.not-told", "A3.4.2b"), (untold.Code, untold.Clause));
        Assert.Equal(("recovery.not-told", "A3.4.2b"), (unasked.Code, unasked.Clause));
        Assert.Equal(HttpStatusCode.NoContent, closed.Status);
        Assert.Equal(HttpStatusCode.Conflict, again.Status);
        Assert.Equal(PromiseState.Kept, promise!.State);
    }

    [Theory]
    [OnBothEngines]
    public async Task A_good_score_owes_nothing_and_no_score_can_be_changed_or_given_by_staff(Engine engine)
    {
        var app = await On(engine);
        var (visitor, agent) = await RatedAsync(app, 5);

        var changed = await visitor.Client.PostJsonAsync($"/api/v1/conversations/{visitor.Id}/rating", new { score = 1 });
        var byAgent = await agent.Client.PostJsonAsync($"/api/v1/conversations/{visitor.Id}/rating", new { score = 5 });

        Assert.Equal("rating.given", changed.Code);
        Assert.Equal(HttpStatusCode.Unauthorized, byAgent.Status);
        Assert.Null(await PromiseAsync(app, "recovery", visitor.Id));
    }

    [Theory]
    [OnBothEngines]
    public async Task A_supervisor_hands_a_suggestion_to_a_named_colleague_on_its_page(Engine engine)
    {
        var app = await On(engine);
        var (visitor, agent) = await app.GivenContactAsync();
        await agent.WrapUpAsync(visitor.Id);
        var colleague = await app.SignedInAsync(Role.Agent);
        var supervisor = await app.SignedInAsync(Role.Supervisor);
        var id = Guid.NewGuid();
        await SuggestAsync(visitor, id, "网点能不能放老花镜");

        var page = await supervisor.Client.GetStringAsync($"/suggestions/{id}");
        var byAgent = await colleague.Client.GetStringAsync($"/suggestions/{id}");
        var handed = await supervisor.Client.PutJsonAsync(
            $"/api/v1/suggestions/{id}/owner", new { owner = colleague.Account.Id.Value });
        var owned = await colleague.Client.GetStringAsync($"/suggestions/{id}");
        var foreign = await agent.Client.GetStringAsync($"/suggestions/{id}");
        var second = await supervisor.Client.GetStringAsync("/suggestions?page=2");

        Assert.Contains($"<option value=\"{colleague.Account.Id.Value}\"", page);
        Assert.DoesNotContain("<option value=\"" + agent.Account.Id.Value, byAgent);
        Assert.Equal(HttpStatusCode.NoContent, handed.Status);
        Assert.Contains($"/suggestions/{id}/answer", owned);
        Assert.DoesNotContain($"/suggestions/{id}/answer", foreign);
        Assert.Contains("/suggestions?page=1", second);
    }

    [Theory]
    [OnBothEngines]
    [Clause("A3.4.2a")]
    [Clause("C2.1.3")]
    public async Task A_suggestion_is_owned_and_answered_and_the_customer_reads_the_answer(Engine engine)
    {
        var app = await On(engine);
        var (visitor, agent) = await app.GivenContactAsync();
        var colleague = await app.SignedInAsync(Role.Agent);
        await agent.WrapUpAsync(visitor.Id);
        var id = Guid.NewGuid();

        var taken = await SuggestAsync(visitor, id, "账单能不能用大字？我的密码是abc12345");
        var again = await SuggestAsync(visitor, id, "账单能不能用大字？");
        var ownerless = await AnswerAsync(agent, id, "谢谢您的建议", "已有大字版");
        var owned = await agent.Client.PutJsonAsync($"/api/v1/suggestions/{id}/owner", new { });
        var stolen = await colleague.Client.PutJsonAsync($"/api/v1/suggestions/{id}/owner", new { });
        var foreign = await AnswerAsync(colleague, id, "谢谢您的建议", "已有大字版");
        var nowhere = await AnswerAsync(agent, id, "谢谢您的建议", null);
        var rude = await AnswerAsync(agent, id, "你这个白痴，没法改。", "不改的原因");
        var answered = await AnswerAsync(agent, id, "谢谢您，大字账单下月起可在网点打印。", "已有大字版，本次只是告知办法");
        var twice = await AnswerAsync(agent, id, "谢谢您，大字账单下月起可在网点打印。", "已有大字版，本次只是告知办法");
        var listed = (await agent.Client.GetJsonAsync("/api/v1/suggestions")).Json.EnumerateArray()
            .Single(s => s.GetProperty("id").GetGuid() == id);
        using var stream = await visitor.ListenAsync();
        var read = await stream.UntilAsync(e => e.Name == "message" && e.From == "agent");

        Assert.Equal(HttpStatusCode.OK, taken.Status);
        Assert.Equal(taken.Json.GetProperty("answeredBy").GetDateTimeOffset(),
            again.Json.GetProperty("answeredBy").GetDateTimeOffset());
        Assert.Equal(("suggestion.no-owner", "A3.4.2a"), (ownerless.Code, ownerless.Clause));
        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NotFound), (owned.Status, stolen.Status));
        Assert.Equal("suggestion.no-owner", foreign.Code);
        Assert.Equal(("suggestion.no-answer", "C2.1.3"), (nowhere.Code, nowhere.Clause));
        Assert.Equal(("reply.breaks-rule", "C2.1.1b"), (rude.Code, rude.Clause));
        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.Conflict), (answered.Status, twice.Status));
        Assert.DoesNotContain("abc12345", listed.GetProperty("text").GetString());
        Assert.Contains("大字账单下月起", read.Text);
        Assert.Equal(PromiseState.Kept, (await PromiseAsync(app, "suggestion", id))!.State);
    }

    [Theory]
    [OnBothEngines]
    [Clause("A3.4.2a")]
    public async Task A_suggestion_nobody_answers_escalates(Engine engine)
    {
        var app = await OwnAsync(engine);
        var visitor = await app.GivenVisitorAsync();
        var id = Guid.NewGuid();
        await SuggestAsync(visitor, id, "希望周末也能打印流水");

        app.Clock.Move(TimeSpan.FromDays(20));
        await app.LookAtPromisesAsync(); // Two warnings, then the first escalation.

        var steps = await app.WithDatabaseAsync(db => db.Set<FirstWindow.Platform.Journal.JournalEntry>()
            .Where(e => e.Subject == id && e.Act == "promise.escalated").CountAsync());

        Assert.True(steps > 0);
    }

    [Theory]
    [OnBothEngines]
    public async Task Only_the_contacts_own_people_bring_in_a_suggestion(Engine engine)
    {
        var app = await On(engine);
        var (visitor, agent) = await app.GivenContactAsync();
        var colleague = await app.SignedInAsync(Role.Agent);
        var stranger = await app.GivenVisitorAsync();
        var url = $"/api/v1/desk/contacts/{visitor.Id}/suggestions";

        var mine = await agent.Client.PostJsonAsync(url, new { id = Guid.NewGuid(), text = "客户希望有大字账单" });
        var notMine = await colleague.Client.PostJsonAsync(url, new { id = Guid.NewGuid(), text = "客户希望有大字账单" });
        var foreign = await SuggestAsync(stranger with { Id = visitor.Id }, Guid.NewGuid(), "大字账单");
        var blank = await SuggestAsync(visitor, Guid.NewGuid(), "  ");
        var withoutId = await SuggestAsync(visitor, Guid.Empty, "大字账单");

        Assert.Equal([200, 404, 404, 400, 400],
            new[] { mine, notMine, foreign, blank, withoutId }.Select(a => (int)a.Status));
    }

    [Theory]
    [OnBothEngines]
    [Clause("A3.4.3b")]
    public async Task An_improvement_begins_and_ends_with_what_is_measured(Engine engine)
    {
        var app = await On(engine);
        var supervisor = await app.SignedInAsync(Role.Supervisor);
        var agent = await app.SignedInAsync(Role.Agent);
        var id = Guid.NewGuid();

        var unmeasured = await supervisor.Client.PostJsonAsync("/api/v1/improvements", new { id, title = "大字账单" });
        var byAgent = await agent.Client.PostJsonAsync(
            "/api/v1/improvements", new { id, title = "大字账单", before = "每周12位客户询问" });
        var begun = await supervisor.Client.PostJsonAsync(
            "/api/v1/improvements", new { id, title = "大字账单", before = "每周12位客户询问" });
        var unproved = await supervisor.Client.PutJsonAsync($"/api/v1/improvements/{id}/result", new { after = "" });
        var done = await supervisor.Client.PutJsonAsync($"/api/v1/improvements/{id}/result", new { after = "每周2位客户询问" });

        Assert.Equal(("improvement.no-measure", "A3.4.3b"), (unmeasured.Code, unmeasured.Clause));
        Assert.Equal(HttpStatusCode.Forbidden, byAgent.Status);
        Assert.Equal(HttpStatusCode.Created, begun.Status);
        Assert.Equal(("improvement.no-measure", "A3.4.3b"), (unproved.Code, unproved.Clause));
        Assert.Equal(HttpStatusCode.NoContent, done.Status);
    }

    [Theory]
    [OnBothEngines]
    [Clause("A3.4.3a")]
    [Clause("C1.2.1")]
    public async Task Each_week_is_summed_once_and_signed_with_a_conclusion(Engine engine)
    {
        var app = await OwnAsync(engine);
        await RatedAsync(app, 1);
        app.Clock.Move(TimeSpan.FromDays(7));
        var supervisor = await app.SignedInAsync(Role.Supervisor);

        var made = await SumAsync(app);
        var madeAgain = await SumAsync(app);
        var summary = await app.WithDatabaseAsync(db => db.Set<VoiceSummary>().SingleAsync());
        var url = $"/api/v1/voice-summaries/{summary.Id}/signature";
        var blank = await supervisor.Client.PutJsonAsync(url, new { conclusion = "同意" });
        var signed = await supervisor.Client.PutJsonAsync(url, new { conclusion = "低分集中在账单核对，下周安排专人回访。" });
        var twice = await supervisor.Client.PutJsonAsync(url, new { conclusion = "低分集中在账单核对，下周安排专人回访。" });
        var numbers = JsonDocument.Parse(summary.Content).RootElement;

        Assert.Equal((true, false), (made, madeAgain));
        Assert.Equal(1, numbers.GetProperty("ratings")[0].GetInt32());
        Assert.DoesNotContain("13812345678", summary.Content); // What the market says, not who said it.
        Assert.DoesNotContain("等太久", summary.Content);
        Assert.Equal(("voice.no-conclusion", "A3.4.3a"), (blank.Code, blank.Clause));
        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.Conflict), (signed.Status, twice.Status));
    }

    private static async Task<(Visitor Visitor, Colleague Agent)> RatedAsync(FirstWindowApp app, int score)
    {
        var (visitor, agent) = await app.GivenContactAsync();
        Assert.Equal(HttpStatusCode.NoContent, (await agent.WrapUpAsync(visitor.Id)).Status);
        var rated = await visitor.Client.PostJsonAsync(
            $"/api/v1/conversations/{visitor.Id}/rating", new { score, comment = "等太久，请打13812345678" });
        Assert.Equal(HttpStatusCode.NoContent, rated.Status);
        return (visitor, agent);
    }

    private static async Task<bool> SumAsync(FirstWindowApp app)
    {
        await using var scope = app.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<VoiceSummaryBook>().MakeDueAsync(CancellationToken.None);
    }

    private static Task<Promise?> PromiseAsync(FirstWindowApp app, string kind, Guid about) => app.WithDatabaseAsync(
        db => db.Set<Promise>().SingleOrDefaultAsync(p => p.Kind == kind && p.About == about));

    private static string Recovery(Guid conversation) => $"/api/v1/conversations/{conversation}/recovery";

    private static Task<Answer> SuggestAsync(Visitor visitor, Guid id, string text) =>
        visitor.Client.PostJsonAsync($"/api/v1/conversations/{visitor.Id}/suggestions", new { id, text });

    private static Task<Answer> AnswerAsync(Colleague colleague, Guid id, string text, string? noChange) =>
        colleague.Client.PutJsonAsync($"/api/v1/suggestions/{id}/answer", new { text, noChange });
}
