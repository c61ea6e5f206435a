using System.Net;
using FirstWindow.Conversations.Domain;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace FirstWindow.Tests.Api;

public sealed class BeingSeveralAtAContact(Houses houses) : ApiTests(houses)
{
    [Theory]
    [OnBothEngines]
    public async Task Who_has_a_contact_open_sees_the_others_look_write_answer_and_go(Engine engine)
    {
        var app = await On(engine);
        var (visitor, agent) = await app.GivenContactAsync();
        var supervisor = await app.SignedInAsync(Role.Supervisor);
        using var desk = await StreamAsync(agent, "/api/v1/desk/events");
        await agent.Client.PutJsonAsync($"/api/v1/desk/contacts/{visitor.Id}/attendance", new { });
        var listening = await StreamAsync(supervisor, $"/api/v1/conversations/{visitor.Id}/live");

        var looked = await desk.UntilAsync(e => DoingOf(e, supervisor) == "looking");
        await listening.UntilAsync(e => DoingOf(e, agent) == "looking");
        await agent.Client.PutJsonAsync($"/api/v1/conversations/{visitor.Id}/draft", new { text = "我为您", page = "window-one" });
        var wrote = await listening.UntilAsync(e => DoingOf(e, agent) == "writing");
        await agent.ReplyAsync(visitor.Id, "我为您查询,请您放心。");
        var answered = await listening.UntilAsync(e => DoingOf(e, agent) == "answered");
        listening.Dispose();
        var gone = await desk.UntilAsync(
            e => e.Name == "company" && e.Data.GetProperty("people").GetArrayLength() == 0);

        Assert.All([looked, wrote, answered, gone], e => Assert.Equal("company", e.Name));
    }

    [Theory]
    [OnBothEngines]
    public async Task What_somebody_does_is_soon_old_and_who_is_silent_is_gone(Engine engine)
    {
        var app = await OwnAsync(engine);
        var (visitor, agent) = await app.GivenContactAsync();
        var attendance = new Attendance { Conversation = new(visitor.Id), Staff = agent.Id };
        var now = app.Clock.GetUtcNow();

        var come = attendance.Show(Doing.Looking, now);
        attendance.Show(Doing.Writing, now);

        Assert.True(come);
        Assert.Equal(Doing.Writing, attendance.DoingAt(now + TimeSpan.FromSeconds(5)));
        Assert.Equal(Doing.Looking, attendance.DoingAt(now + TimeSpan.FromSeconds(6)));
        Assert.True(attendance.IsHere(now + TimeSpan.FromSeconds(44)));
        Assert.False(attendance.IsHere(now + TimeSpan.FromSeconds(45)));
        Assert.False(attendance.Show(Doing.Writing, now + TimeSpan.FromSeconds(1)));
        Assert.True(attendance.Show(Doing.Answered, now + TimeSpan.FromSeconds(2)));
    }

    [Theory]
    [OnBothEngines]
    public async Task A_reply_against_an_older_answer_of_a_colleague_is_refused_and_the_draft_stays(Engine engine)
    {
        var app = await On(engine);
        var (visitor, agent) = await app.GivenContactAsync();
        var seen = (await visitor.ReadAsync(4))[^1].Seq!.Value;
        await agent.ReplyAsync(visitor.Id, "我先为您查询,请您放心。", seen);
        var supervisor = await app.SignedInAsync(Role.Supervisor);
        await TakeOverAsync(supervisor, visitor, agent.Id);
        await supervisor.Client.PutJsonAsync($"/api/v1/conversations/{visitor.Id}/draft", new { text = "我来为您处理。", page = "window-one" });

        var behind = await supervisor.ReplyAsync(visitor.Id, "我来为您处理。", seen);
        var missed = await supervisor.Client.GetJsonAsync($"/api/v1/desk/contacts/{visitor.Id}/events?after={seen}");
        var open = await supervisor.Client.GetJsonAsync($"/api/v1/desk/contacts/{visitor.Id}");
        var last = missed.Json.EnumerateArray().Last().GetProperty("seq").GetInt32();
        var caughtUp = await supervisor.ReplyAsync(visitor.Id, "我来为您处理。", last);

        Assert.Equal((HttpStatusCode.Conflict, "conversation.behind"), (behind.Status, behind.Code));
        Assert.Contains(missed.Json.EnumerateArray(), e => e.GetProperty("text").GetString()!.Contains("我先为您查询"));
        Assert.Equal("我来为您处理。", open.Json.GetProperty("draft").GetProperty("text").GetString());
        Assert.Equal(HttpStatusCode.Created, caughtUp.Status);
    }

    [Theory]
    [OnBothEngines]
    public async Task A_colleagues_draft_is_taken_once_and_joins_ones_own(Engine engine)
    {
        var app = await On(engine);
        var (visitor, agent) = await app.GivenContactAsync();
        await agent.Client.PutJsonAsync($"/api/v1/conversations/{visitor.Id}/draft", new { text = "写到一半的话", page = "window-one", isByMachine = true });
        var supervisor = await app.SignedInAsync(Role.Supervisor);
        await TakeOverAsync(supervisor, visitor, agent.Id);
        var open = await supervisor.Client.GetJsonAsync($"/api/v1/desk/contacts/{visitor.Id}");
        await supervisor.Client.PutJsonAsync($"/api/v1/conversations/{visitor.Id}/draft", new { text = "您好！", page = "window-one" });

        var taking = $"/api/v1/conversations/{visitor.Id}/draft-takings";
        var taken = await supervisor.Client.PostJsonAsync(taking, new { from = agent.Id.Value });
        var again = await supervisor.Client.PostJsonAsync(taking, new { from = agent.Id.Value });
        var own = await supervisor.Client.PostJsonAsync(taking, new { from = supervisor.Id.Value });
        var foreign = await agent.Client.PostJsonAsync(taking, new { from = supervisor.Id.Value });
        var after = await supervisor.Client.GetJsonAsync($"/api/v1/desk/contacts/{visitor.Id}");

        Assert.Equal("写到一半的话", open.Json.GetProperty("otherDrafts")[0].GetProperty("text").GetString());
        Assert.Equal("您好！\n写到一半的话", taken.Json.GetProperty("text").GetString());
        Assert.All([again, own], a => Assert.Equal((HttpStatusCode.Conflict, "draft.gone"), (a.Status, a.Code)));
        Assert.Equal(HttpStatusCode.NotFound, foreign.Status);
        Assert.Equal("您好！\n写到一半的话", after.Json.GetProperty("draft").GetProperty("text").GetString());
        Assert.True(after.Json.GetProperty("draft").GetProperty("isByMachine").GetBoolean()); // A machine's words stay marked.
        Assert.Empty(after.Json.GetProperty("otherDrafts").EnumerateArray());
    }

    [Theory]
    [OnBothEngines]
    [Clause("A4.3.1a")]
    public async Task Listening_is_for_supervisors_and_journaled_once(Engine engine)
    {
        var app = await On(engine);
        var (visitor, agent) = await app.GivenContactAsync();
        var supervisor = await app.SignedInAsync(Role.Supervisor);
        var address = $"/api/v1/conversations/{visitor.Id}/live";

        var colleague = await agent.Client.GetJsonAsync(address);
        var absent = await supervisor.Client.GetJsonAsync($"/api/v1/conversations/{Guid.NewGuid()}/live");
        using var first = await StreamAsync(supervisor, address);
        await first.UntilAsync(e => e.Name == "company");
        using var second = await StreamAsync(supervisor, address); // A line that broke: the same listening.
        await second.UntilAsync(e => e.Name == "company");
        var looks = await app.WithDatabaseAsync(db => db.Set<JournalEntry>()
            .Where(e => e.Act == "contact.listened-to" && e.Subject == visitor.Id).ToListAsync());

        Assert.Equal(HttpStatusCode.Forbidden, colleague.Status);
        Assert.Equal(HttpStatusCode.NotFound, absent.Status);
        Assert.Equal(supervisor.Id.Value, Assert.Single(looks).Actor);
        Assert.Equal("supervision", looks[0].Purpose);
    }

    [Theory]
    [OnBothEngines]
    [Clause("A4.2.3a")]
    public async Task Another_teams_contact_is_not_there_for_a_supervisor_and_the_duty_lead_sees_to_all(Engine engine)
    {
        var app = await On(engine);
        var (visitor, agent) = await app.GivenContactAsync();
        var supervisor = await app.SignedInAsync(Role.Supervisor);
        var lead = await app.SignedInAsync(Role.Supervisor, Role.DutyLead);
        await PastContacts.ChangeAsync(app, agent.Id, s => s.Team = "north");

        var heard = await supervisor.Client.GetJsonAsync($"/api/v1/conversations/{visitor.Id}/live");
        var whispered = await WhisperAsync(supervisor, visitor, "先道歉，再查明细");
        var taken = await TakeOverAsync(supervisor, visitor, agent.Id);
        var nobodys = await supervisor.Client.PutJsonAsync(
            $"/api/v1/conversations/{Guid.NewGuid()}/takeover", new { from = agent.Id.Value, reason = "由我处理" });
        var fromLead = await WhisperAsync(lead, visitor, "先道歉，再查明细");
        var takenByLead = await TakeOverAsync(lead, visitor, agent.Id);

        Assert.All([heard, whispered, taken, nobodys], a => Assert.Equal(
            (HttpStatusCode.NotFound, "conversation.not-found"), (a.Status, a.Code)));
        Assert.True(await app.WasRefusedAsync("conversation.not-found", "A4.2.3a", supervisor.Id));
        Assert.Equal([HttpStatusCode.NoContent, HttpStatusCode.NoContent], [fromLead.Status, takenByLead.Status]);
    }

    [Theory]
    [OnBothEngines]
    public async Task A_whisper_reaches_the_agent_and_never_the_customer_or_the_next_colleague(Engine engine)
    {
        var app = await On(engine);
        var (visitor, agent) = await app.GivenContactAsync();
        var supervisor = await app.SignedInAsync(Role.Supervisor);
        using var desk = await StreamAsync(agent, "/api/v1/desk/events");
        var id = Guid.NewGuid();

        var whispered = await WhisperAsync(supervisor, visitor, "先道歉，再查明细<script>", id);
        var again = await WhisperAsync(supervisor, visitor, "先道歉，再查明细<script>", id);
        var forbidden = await WhisperAsync(agent, visitor, "我也想说");
        var heard = await desk.UntilAsync(e => e.Name == "note");
        var transcript = await visitor.Client.GetStringAsync($"/api/v1/conversations/{visitor.Id}/transcript");
        var said = await visitor.ReadAsync(4);
        var expert = await app.SignedInAsync(Role.Expert);
        await expert.BeAvailableAsync();
        await agent.Client.PostJsonAsync(
            $"/api/v1/conversations/{visitor.Id}/transfers", new { queue = "expert", summary = "请专家核对" });
        await app.MatchAsync();
        var next = await expert.Client.GetJsonAsync($"/api/v1/desk/contacts/{visitor.Id}");
        await expert.PauseAsync();

        Assert.All([whispered, again], a => Assert.Equal(HttpStatusCode.NoContent, a.Status));
        Assert.Equal(HttpStatusCode.Forbidden, forbidden.Status);
        Assert.True(heard.Data.GetProperty("isWhisper").GetBoolean());
        Assert.Equal("先道歉，再查明细<script>", heard.Text);
        Assert.DoesNotContain("先道歉", transcript);
        Assert.DoesNotContain(said, e => e.Data.ToString().Contains("先道歉"));
        Assert.Equal(HttpStatusCode.OK, next.Status);
        Assert.DoesNotContain(
            next.Json.GetProperty("notes").EnumerateArray(), n => n.GetProperty("isWhisper").GetBoolean());
    }

    [Theory]
    [OnBothEngines]
    public async Task A_contact_is_taken_over_once_with_its_reason(Engine engine)
    {
        var app = await On(engine);
        var (visitor, agent) = await app.GivenContactAsync();
        var first = await app.SignedInAsync(Role.Supervisor);
        var second = await app.SignedInAsync(Role.Supervisor);

        var noReason = await TakeOverAsync(first, visitor, agent.Id, " ");
        var noRole = await TakeOverAsync(agent, visitor, agent.Id);
        var both = await Task.WhenAll(
            TakeOverAsync(first, visitor, agent.Id), TakeOverAsync(first, visitor, agent.Id),
            TakeOverAsync(second, visitor, agent.Id));
        var winner = both[2].Status is HttpStatusCode.NoContent ? second : first;
        var late = await agent.ReplyAsync(visitor.Id, "您好");
        var contacts = await winner.Client.GetJsonAsync("/api/v1/desk/contacts");
        var note = (await winner.Client.GetJsonAsync($"/api/v1/desk/contacts/{visitor.Id}")).Json
            .GetProperty("notes").EnumerateArray().Last();
        var assigned = (await visitor.ReadAsync(5)).Last(e => e.State == "assigned");
        var acts = await app.WithDatabaseAsync(db => db.Set<JournalEntry>()
            .CountAsync(e => e.Act == "contact.taken-over" && e.Subject == visitor.Id));

        Assert.Equal((HttpStatusCode.BadRequest, "take-over.reason"), (noReason.Status, noReason.Code));
        Assert.Equal(HttpStatusCode.Forbidden, noRole.Status);
        Assert.Single(both, a => a.Status is HttpStatusCode.NoContent);
        Assert.Equal(2, both.Count(a => a.Code == "contact.taken"));
        Assert.Equal(1, acts);
        Assert.Equal(HttpStatusCode.NotFound, late.Status);
        Assert.Equal(visitor.Id, contacts.Json[0].GetProperty("id").GetGuid());
        Assert.Equal("客户情绪激动，由我处理", note.GetProperty("text").GetString());
        Assert.Equal(winner.Number, assigned.Data.GetProperty("agent").GetString());
    }

    [Theory]
    [OnBothEngines]
    public async Task A_waiting_contact_is_taken_from_its_queue(Engine engine)
    {
        var app = await OwnAsync(engine);
        var visitor = await app.GivenVisitorAsync();
        var supervisor = await app.SignedInAsync(Role.Supervisor);

        var early = await TakeOverAsync(supervisor, visitor, null);
        await visitor.AskForPersonAsync();
        var taken = await TakeOverAsync(supervisor, visitor, null);
        var reply = await supervisor.ReplyAsync(visitor.Id, "您好,请问有什么可以帮您?");
        var floor = await supervisor.Client.GetJsonAsync("/api/v1/floor");

        Assert.Equal(HttpStatusCode.NotFound, early.Status);
        Assert.Equal(HttpStatusCode.NoContent, taken.Status);
        Assert.Equal(HttpStatusCode.Created, reply.Status);
        Assert.Empty(floor.Json.GetProperty("waiting").EnumerateArray());
    }

    [Theory]
    [OnBothEngines]
    [Clause("C6.4.2")]
    public async Task Colleagues_are_not_insulted_in_notes_or_whispers(Engine engine)
    {
        var app = await On(engine);
        var (visitor, agent) = await app.GivenContactAsync();
        var supervisor = await app.SignedInAsync(Role.Supervisor);

        var note = await NoteAsync(agent, visitor, "上一位同事就是个蠢货");
        var whisper = await WhisperAsync(supervisor, visitor, "你是不是神经病");
        var refusals = await app.WithDatabaseAsync(db => db.Set<JournalEntry>()
            .CountAsync(e => e.Act == "refused" && e.Clause == "C6.4.2" && e.Subject == visitor.Id));
        var doubtful = await NoteAsync(agent, visitor, "这事怪谁，客户自找的");
        var warned = await app.WithDatabaseAsync(db => db.Set<JournalEntry>()
            .CountAsync(e => e.Act == "note.warned" && e.Actor == agent.Id.Value));
        var plain = await NoteAsync(agent, visitor, "客户第二次来电，请尽快核对");

        Assert.All([note, whisper], a => Assert.Equal(("note.attacks", "C6.4.2"), (a.Code, a.Clause)));
        Assert.Equal(2, refusals);
        Assert.All([doubtful, plain], a => Assert.Equal(HttpStatusCode.NoContent, a.Status));
        Assert.Equal(1, warned);
    }

    [Theory]
    [OnBothEngines]
    public async Task Who_is_named_in_a_note_is_told_and_only_people_of_the_bank_can_be(Engine engine)
    {
        var app = await On(engine);
        var (visitor, agent) = await app.GivenContactAsync();
        var colleague = await app.SignedInAsync(Role.Expert);
        using var desk = await StreamAsync(colleague, "/api/v1/desk/events");

        var stranger = await NoteAsync(agent, visitor, "请看看", Guid.NewGuid());
        var named = await NoteAsync(agent, visitor, "请林测试看看外汇部分<b>", colleague.Id.Value);
        var told = await desk.UntilAsync(e => e.Name == "mentions");
        var page = await colleague.Client.GetStringAsync("/mentions");
        var found = await agent.Client.GetJsonAsync($"/api/v1/desk/colleagues?q={colleague.Number}");
        var others = await agent.Client.GetStringAsync("/mentions");
        await desk.UntilAsync(e => e.Name == "mentions" && e.Data.GetProperty("unread").GetInt32() == 0);

        Assert.Equal((HttpStatusCode.BadRequest, "note.mention"), (stranger.Status, stranger.Code));
        Assert.Equal(HttpStatusCode.NoContent, named.Status);
        Assert.Equal(1, told.Data.GetProperty("unread").GetInt32());
        Assert.Contains("请林测试看看外汇部分&lt;b&gt;", page);
        Assert.DoesNotContain("外汇部分", others);
        Assert.Equal(colleague.Id.Value, found.Json[0].GetProperty("id").GetGuid());
    }

    private static Task<Answer> NoteAsync(
        Colleague colleague, Visitor visitor, string text, params Guid[] mentions) => colleague.Client.PostJsonAsync(
        $"/api/v1/conversations/{visitor.Id}/notes", new { id = Guid.NewGuid(), text, mentions });

    private static Task<Answer> WhisperAsync(Colleague colleague, Visitor visitor, string text, Guid? id = null) =>
        colleague.Client.PostJsonAsync(
            $"/api/v1/conversations/{visitor.Id}/whispers", new { id = id ?? Guid.NewGuid(), text });

    private static Task<Answer> TakeOverAsync(
        Colleague colleague, Visitor visitor, StaffId? from, string reason = "客户情绪激动，由我处理") =>
        colleague.Client.PutJsonAsync(
            $"/api/v1/conversations/{visitor.Id}/takeover", new { from = from?.Value, reason });

    private static string? DoingOf(StreamEvent happening, Colleague colleague) => happening.Name != "company" ? null
        : happening.Data.GetProperty("people").EnumerateArray()
            .Where(p => p.GetProperty("staff").GetGuid() == colleague.Id.Value)
            .Select(p => p.GetProperty("doing").GetString()).SingleOrDefault();

    private static async Task<EventReader> StreamAsync(Colleague colleague, string address)
    {
        var response = await colleague.Client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return new EventReader(response);
    }
}
