using System.Net;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Promises;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace FirstWindow.Tests.Api;

public sealed class ServingAContact(Houses houses) : ApiTests(houses)
{
    [Theory]
    [OnBothEngines]
    [Clause("A3.1.1b")]
    public async Task Asking_for_a_person_brings_the_agent_who_is_there(Engine engine)
    {
        var app = await On(engine);
        var visitor = await app.GivenVisitorAsync();
        var agent = await app.SignedInAsync(Role.Agent);

        await visitor.SayAsync("转人工");
        using var stream = await visitor.ListenAsync();
        await stream.UntilAsync(e => e.State == "waiting");
        await agent.BeAvailableAsync();
        await app.MatchAsync();
        await agent.Client.PutJsonAsync($"/api/v1/conversations/{visitor.Id}/acceptance", new { });
        await agent.PauseAsync();
        var assigned = await stream.UntilAsync(e => e.State == "assigned");
        var reply = await agent.ReplyAsync(visitor.Id, "您好,首窗示范银行为您服务,请问有什么可以帮您?");
        var heard = await stream.UntilAsync(e => e.Name == "message" && e.From == "agent");

        Assert.Equal("state", assigned.Name);
        Assert.Equal(agent.Number, assigned.Data.GetProperty("agent").GetString());
        Assert.Equal(HttpStatusCode.Created, reply.Status);
        Assert.Equal("您好,首窗示范银行为您服务,请问有什么可以帮您?", heard.Text);
    }

    [Theory]
    [OnBothEngines]
    [Clause("A2.2.1b")]
    public async Task A_reply_with_a_forbidden_phrase_is_not_sent(Engine engine)
    {
        var app = await On(engine);
        var (visitor, agent) = await app.GivenContactAsync();

        var rude = await agent.ReplyAsync(visitor.Id, "你有完没完");
        var polite = await agent.ReplyAsync(visitor.Id, "您别着急,我们一项一项来解决。");
        var heard = (await visitor.ReadAsync(5)).Where(e => e.Name == "message" && e.From == "agent")
            .Select(e => e.Text);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, rude.Status);
        Assert.Equal("reply.breaks-rule", rude.Code);
        Assert.NotNull(rude.Clause);
        Assert.True(rude.Json.GetProperty("findings").GetArrayLength() > 0);
        Assert.Equal(HttpStatusCode.Created, polite.Status);
        Assert.Equal(["您别着急,我们一项一项来解决。"], heard);
        Assert.Contains(await RefusalsAsync(app, visitor.Id), clause => clause == rude.Clause);
    }

    [Theory]
    [OnBothEngines]
    [Clause("C2.1.1b")]
    public async Task An_insult_is_not_sent(Engine engine)
    {
        var app = await On(engine);
        var (visitor, agent) = await app.GivenContactAsync();

        var insult = await agent.ReplyAsync(visitor.Id, "你怎么这么笨");
        var kind = await agent.ReplyAsync(visitor.Id, "这一步确实容易混淆,我带您操作。");

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "C2.1.1b"), (insult.Status, insult.Clause));
        Assert.Equal(HttpStatusCode.Created, kind.Status);
        Assert.Contains("C2.1.1b", await RefusalsAsync(app, visitor.Id));
    }

    [Theory]
    [OnBothEngines]
    public async Task Somebody_elses_contact_does_not_exist(Engine engine)
    {
        var app = await On(engine);
        var (visitor, agent) = await app.GivenContactAsync();
        var stranger = await app.SignedInAsync(Role.Agent);

        var reply = await stranger.ReplyAsync(visitor.Id, "您好");
        var wrapUp = await stranger.WrapUpAsync(visitor.Id);
        var look = await stranger.Client.GetJsonAsync($"/api/v1/desk/contacts/{visitor.Id}");
        var own = await agent.Client.GetJsonAsync($"/api/v1/desk/contacts/{visitor.Id}");

        Assert.All([reply, wrapUp, look], a => Assert.Equal(HttpStatusCode.NotFound, a.Status));
        Assert.Equal(HttpStatusCode.OK, own.Status);
    }

    [Theory]
    [OnBothEngines]
    [Clause("A4.3.3a")]
    [Clause("A4.3.1a")]
    public async Task Opening_a_conversation_is_a_look_in_the_journal(Engine engine)
    {
        var app = await On(engine);
        var (visitor, agent) = await app.GivenContactAsync();

        await agent.Client.GetJsonAsync($"/api/v1/desk/contacts/{visitor.Id}");
        var look = await app.WithDatabaseAsync(db => db.Set<JournalEntry>()
            .SingleAsync(e => e.Act == "conversation.looked-at" && e.Subject == visitor.Id));

        Assert.Equal(agent.Id.Value, look.Actor);
        Assert.Equal("service", look.Purpose);
        Assert.Equal(visitor.Id, look.Contact);
        Assert.Equal("agent", look.Role);
    }

    [Theory]
    [OnBothEngines]
    [Clause("C4.2.2")]
    public async Task An_agent_who_does_not_answer_loses_the_contact_and_it_keeps_its_place(Engine engine)
    {
        var app = await OwnAsync(engine);
        var silent = await app.SignedInAsync(Role.Agent);
        await silent.BeAvailableAsync(capacity: 1);
        var first = await app.GivenVisitorAsync();
        await first.AskForPersonAsync();
        await app.MatchAsync();
        var second = await app.GivenVisitorAsync();
        await second.AskForPersonAsync();

        app.Clock.Move(TimeSpan.FromSeconds(25)); // past the 20 s of routing.answer-within
        await app.MatchAsync();
        var present = await app.SignedInAsync(Role.Agent);
        await present.BeAvailableAsync(capacity: 1);
        await app.MatchAsync();
        var contacts = await present.Client.GetJsonAsync("/api/v1/desk/contacts");

        Assert.Equal(first.Id, Assert.Single(contacts.Json.EnumerateArray()).GetProperty("id").GetGuid());
    }

    [Theory]
    [OnBothEngines]
    public async Task A_transfer_brings_the_contact_to_an_expert_with_its_summary(Engine engine)
    {
        var app = await On(engine);
        var (visitor, agent) = await app.GivenContactAsync();
        var expert = await app.SignedInAsync(Role.Expert);
        await expert.BeAvailableAsync();

        var transfer = await agent.Client.PostJsonAsync(
            $"/api/v1/conversations/{visitor.Id}/transfers", new { queue = "expert", summary = "客户咨询外汇额度,已核对用途。" });
        await app.MatchAsync();
        var open = await expert.Client.GetJsonAsync($"/api/v1/desk/contacts/{visitor.Id}");
        var former = await agent.ReplyAsync(visitor.Id, "您好");

        Assert.Equal(HttpStatusCode.NoContent, transfer.Status);
        Assert.Equal(HttpStatusCode.OK, open.Status);
        Assert.Contains("外汇额度", open.Json.GetProperty("notes")[0].GetProperty("text").GetString());
        Assert.Equal(HttpStatusCode.NotFound, former.Status);
    }

    [Theory]
    [OnBothEngines]
    [Clause("A2.3.2b")]
    [Clause("C5.2.1")]
    public async Task A_reply_is_held_when_the_customer_has_written_meanwhile(Engine engine)
    {
        var app = await On(engine);
        var (visitor, agent) = await app.GivenContactAsync();
        var seen = (await visitor.ReadAsync(4))[^1].Seq!.Value;
        await visitor.SayAsync("等等,我还有一句");

        var behind = await agent.ReplyAsync(visitor.Id, "已为您处理。", seen);
        var caughtUp = await agent.ReplyAsync(visitor.Id, "好的,请您说。", seen + 1);

        Assert.Equal(("conversation.behind", "A2.3.2b"), (behind.Code, behind.Clause));
        await visitor.SayAsync("我要投诉，你们乱扣我的费，听我说完");
        var overComplaint = await agent.ReplyAsync(visitor.Id, "已为您登记。", seen + 2);

        Assert.Equal(("conversation.behind", "C5.2.1"), (overComplaint.Code, overComplaint.Clause));
        Assert.Equal(["A2.3.2b", "C5.2.1"], await RefusalsAsync(app, visitor.Id));
        Assert.Equal(HttpStatusCode.Created, caughtUp.Status);
    }

    [Theory]
    [OnBothEngines]
    public async Task What_an_agent_typed_is_there_again_after_signing_in_anew(Engine engine)
    {
        var app = await On(engine);
        var (visitor, agent) = await app.GivenContactAsync();

        var saved = await agent.Client.PutJsonAsync(
            $"/api/v1/conversations/{visitor.Id}/draft", new { text = "写到一半的话", page = "window-one" });
        var again = await app.OpenSessionAsync(agent.Id);
        var open = await again.GetJsonAsync($"/api/v1/desk/contacts/{visitor.Id}");

        Assert.Equal(HttpStatusCode.NoContent, saved.Status);
        Assert.Equal("写到一半的话", open.Json.GetProperty("draft").GetProperty("text").GetString());
    }

    [Theory]
    [OnBothEngines]
    [Clause("C2.4.2a")]
    [Clause("A2.2.5a")]
    public async Task A_customer_who_waits_too_long_is_escalated_and_the_late_answer_breaks_the_promise(Engine engine)
    {
        var app = await OwnAsync(engine);
        var (visitor, agent) = await app.GivenContactAsync();

        app.Clock.Move(TimeSpan.FromSeconds(35)); // past the 30 s of chat.first-reply
        await app.LookAtPromisesAsync();

        await app.OpenSessionAsync(agent.Id);
        await agent.ReplyAsync(visitor.Id, "抱歉让您久等了。");
        var steps = await app.WithDatabaseAsync(db => db.Set<JournalEntry>().Where(e => e.Subject == visitor.Id
            && (e.Act == "promise.warned" || e.Act == "promise.escalated" || e.Act == "promise.broken"))
                .Select(e => e.Act).ToListAsync());
        var promise = await app.WithDatabaseAsync(
            db => db.Set<Promise>().OrderByDescending(p => p.MadeAt).FirstAsync(p => p.About == visitor.Id));

        Assert.Equal(2, steps.Count(s => s == "promise.warned"));
        Assert.Equal(1, steps.Count(s => s == "promise.escalated"));
        Assert.Equal(1, steps.Count(s => s == "promise.broken"));
        Assert.Equal(PromiseState.Broken, promise.State);
    }

    private static Task<List<string?>> RefusalsAsync(FirstWindowApp app, Guid conversation) =>
        app.WithDatabaseAsync(db =>
        db.Set<JournalEntry>().Where(e => e.Act == "refused" && e.Subject == conversation)
            .OrderBy(e => e.Entry).Select(e => e.Clause).ToListAsync());
}
