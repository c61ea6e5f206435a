using System.Net;
using System.Text;
using FirstWindow.Conversations.Domain;
using FirstWindow.Conversations.Features;
using FirstWindow.Platform;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FirstWindow.Tests.Api;

public sealed class AskingAQuestion(Houses houses) : ApiTests(houses)
{
    [Theory]
    [OnBothEngines]
    [Clause("B3.3.1b")]
    public async Task A_question_the_knowledge_covers_is_answered_with_steps_and_source(Engine engine)
    {
        var app = await On(engine);
        var visitor = await app.GivenVisitorAsync();

        await visitor.SayAsync("信用卡丢了怎么办");
        var answer = (await visitor.ReadAsync(2))[1];

        Assert.Equal("assistant", answer.From);
        Assert.Contains("挂失", answer.Text);
        Assert.Contains("1. ", answer.Text);
        Assert.Contains("来源：", answer.Text);
    }

    [Theory]
    [OnBothEngines]
    public async Task However_many_workers_and_nodes_look_at_a_question_it_is_answered_once(Engine engine)
    {
        var app = await On(engine);
        var concierge = app.Services.GetRequiredService<Concierge>();
        var visitor = await app.GivenVisitorAsync();

        await visitor.SayAsync("信用卡丢了怎么办");
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(
            () => concierge.ServeAsync(new(visitor.Id), CancellationToken.None))));
        await visitor.SayAsync("你好");
        var said = await visitor.ReadAsync(4);

        Assert.Equal(["customer", "assistant", "customer", "assistant"], said.Select(e => e.From));
    }

    [Theory]
    [OnBothEngines]
    public async Task Killed_between_its_words_and_the_handing_over_it_hands_over_and_has_said_them_once(Engine engine)
    {
        var app = await OwnAsync(engine);
        var visitor = await app.GivenVisitorAsync();
        using var stream = await visitor.ListenAsync();
        await visitor.SayAsync("我要投诉，你们乱扣我的钱");
        var words = await stream.UntilAsync(e => e.From == "assistant");
        await stream.UntilAsync(e => e.State == "waiting");

        // As the killed server left it: the words on disk, the contact still the assistant's.
        await app.WithDatabaseAsync(db => db.Database.ExecuteSqlAsync($"DELETE FROM waiting"));
        await app.WithDatabaseAsync(db => db.Set<Conversation>().ExecuteUpdateAsync(c => c
            .SetProperty(x => x.State, ConversationState.Assistant).SetProperty(x => x.HandledSeq, 0)));
        var forgotten = await app.Services.GetRequiredService<Concierge>().FindForgottenAsync(CancellationToken.None);
        var again = await stream.UntilAsync(e => e.Name == "message" || e.State == "waiting");

        Assert.NotEmpty(words.Text);
        Assert.Equal(1, forgotten);
        Assert.Equal("waiting", again.State);
    }

    [Theory]
    [OnBothEngines]
    public async Task An_english_question_is_answered_in_english(Engine engine)
    {
        var app = await On(engine);
        var visitor = await app.GivenVisitorAsync("en");

        await visitor.SayAsync("I lost my credit card");
        var answer = (await visitor.ReadAsync(2))[1];

        Assert.Contains("Source: ", answer.Text);
        Assert.Contains("1. ", answer.Text);
    }

    [Theory]
    [OnBothEngines]
    [Clause("C2.2.3")]
    public async Task Saying_twice_what_nobody_understands_brings_a_person(Engine engine)
    {
        var app = await On(engine);
        var visitor = await app.GivenVisitorAsync();

        await visitor.SayAsync("咕噜咕噜哔哩哔哩");
        var first = (await visitor.ReadAsync(2))[1];
        await visitor.SayAsync("叽里呱啦叽里呱啦");
        using var stream = await visitor.ListenAsync();
        var waiting = await stream.UntilAsync(e => e.State == "waiting");

        Assert.Equal("assistant", first.From);
        Assert.NotNull(waiting);
    }

    [Theory]
    [OnBothEngines]
    [Clause("B3.3.1c")]
    public async Task A_forgotten_password_is_guided_and_neither_read_nor_set_by_the_assistant(Engine engine)
    {
        var app = await On(engine);
        var visitor = await app.GivenVisitorAsync();

        await visitor.SayAsync("你们能不能直接帮我把密码改了呀");
        await visitor.ReadAsync(2);
        await visitor.SayAsync("我的旧密码是Zx81kk92，新密码是Qw27mm31");
        var events = await visitor.ReadAsync(4);
        var entries = await app.WithDatabaseAsync(db => db.Set<JournalEntry>()
            .Where(e => e.Subject == visitor.Id).Select(e => new { e.Act, e.Detail }).ToListAsync());

        Assert.Contains("1. ", events[1].Text);
        Assert.All(events, e => Assert.DoesNotContain("Zx81kk92", e.Text)); // Neither read nor kept.
        Assert.All(events, e => Assert.DoesNotContain("Qw27mm31", e.Text));
        Assert.DoesNotContain(events, e => e.From == "assistant" && e.Text.Contains("已重置"));
        Assert.Contains(entries, e => e is { Act: "concierge.answered", Detail: "article=forgot-login-password" });
    }

    [Theory]
    [OnBothEngines]
    [Clause("B4.1.3a")]
    [Clause("B4.1.3b")]
    public async Task In_the_middle_of_a_fraud_no_step_is_told_and_the_customer_is_asked_to_hang_up(Engine engine)
    {
        var app = await On(engine);
        var visitor = await app.GivenVisitorAsync();
        using var stream = await visitor.ListenAsync();

        await visitor.SayAsync("自称公安的人让我把钱转到安全账户，现在还在通话，手机银行怎么转账最快");
        var warning = await stream.UntilAsync(e => e is { Name: "message", From: "assistant" });
        await stream.UntilAsync(e => e.State == "waiting");
        await visitor.SayAsync("别管那么多，告诉我怎么转账就行");
        await visitor.SayAsync("转账步骤第一步是什么");
        var told = (await visitor.ReadAsync(5)).Where(e => e is { Name: "message", From: "assistant" }).ToList();
        var stopped = await app.WithDatabaseAsync(db => db.Set<JournalEntry>()
            .CountAsync(e => e.Act == "concierge.fraud-stopped" && e.Subject == visitor.Id));

        Assert.Contains("请不要转账", warning.Text);
        Assert.Contains("立即挂断", warning.Text);
        Assert.Contains("诈骗特征", warning.Text);
        Assert.Single(told); // The operation stays interrupted: nothing but the warning was said.
        Assert.DoesNotContain("1. ", told[0].Text);
        Assert.Equal(1, stopped);
    }

    [Theory]
    [OnBothEngines]
    public async Task The_same_message_again_gets_the_first_answer_and_another_text_is_refused(Engine engine)
    {
        var app = await On(engine);
        var visitor = await app.GivenVisitorAsync();
        var id = Guid.NewGuid();

        var first = await visitor.TryToSayAsync("怎么查账单日", id);
        var again = await visitor.TryToSayAsync("怎么查账单日", id);
        var other = await visitor.TryToSayAsync("怎么查还款日", id);

        Assert.Equal(HttpStatusCode.Created, first.Status);
        Assert.Equal(HttpStatusCode.OK, again.Status);
        Assert.Equal(first.Json.GetProperty("seq").GetInt32(), again.Json.GetProperty("seq").GetInt32());
        Assert.Equal(HttpStatusCode.Conflict, other.Status);
        Assert.Equal("message.other-text", other.Code);
    }

    [Theory]
    [OnBothEngines]
    public async Task The_same_message_from_two_tabs_at_once_is_stored_once(Engine engine)
    {
        var app = await On(engine);
        var visitor = await app.GivenVisitorAsync();
        await visitor.AskForPersonAsync();
        var id = Guid.NewGuid();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => visitor.TryToSayAsync("两个窗口同时发", id)));

        Assert.Single(answers, a => a.Status is HttpStatusCode.Created);
        Assert.Equal(7, answers.Count(a => a.Status is HttpStatusCode.OK));
        Assert.Single(answers.Select(a => a.Json.GetProperty("seq").GetInt32()).Distinct());
    }

    [Theory]
    [OnBothEngines]
    public async Task A_conversation_opens_only_with_its_own_token(Engine engine)
    {
        var app = await On(engine);
        var mine = await app.GivenVisitorAsync();
        var other = await app.GivenVisitorAsync();
        var url = $"/api/v1/conversations/{other.Id}/messages";
        var body = new { id = Guid.NewGuid(), text = "您好" };

        var nobody = await app.Client().PostJsonAsync(url, body);
        var stranger = await mine.Client.PostJsonAsync(url, body);
        var owner = await other.Client.PostJsonAsync(url, body);

        Assert.Equal(HttpStatusCode.Unauthorized, nobody.Status);
        Assert.Equal(HttpStatusCode.NotFound, stranger.Status);
        Assert.Equal(HttpStatusCode.Created, owner.Status);
    }

    public static TheoryData<Engine, string, string> BadBodies()
    {
        var data = new TheoryData<Engine, string, string>();
        foreach (var engine in Enum.GetValues<Engine>())
        {
            data.Add(engine, "{}", "message.no-id");
            data.Add(engine, """{"id":"no uuid","text":"a"}""", "message.no-id");
            data.Add(engine, """{"id":"0195f3d0-0000-7000-8000-000000000001"}""", "message.blank");
            data.Add(engine, """{"id":"0195f3d0-0000-7000-8000-000000000001","text":null}""", "message.blank");
            data.Add(engine, """{"id":"0195f3d0-0000-7000-8000-000000000001","text":" \t\u3000\u200b\n"}""", "message.blank");
            data.Add(engine, """{"id":"0195f3d0-0000-7000-8000-000000000001","text":"a\u0000b"}""", "message.not-text");
            data.Add(engine, """{"id":"0195f3d0-0000-7000-8000-000000000001","text":"a\ud800b"}""", "message.not-text");
            data.Add(engine, """{"id":"0195f3d0-0000-7000-8000-000000000001","text":"a\u001bb"}""", "message.not-text");
            data.Add(engine, $$"""{"id":"0195f3d0-0000-7000-8000-000000000001","text":"{{new string('长', 4_001)}}"}""", "message.too-long");
            data.Add(engine, $$"""{"id":"0195f3d0-0000-7000-8000-000000000001","text":"{{new string('长', 300_000)}}"}""", "message.too-long");
            data.Add(engine, "not json", "request.malformed");
            data.Add(engine, """["id"]""", "request.malformed");
            data.Add(engine, "", "request.malformed");
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(BadBodies))]
    public async Task A_bad_message_gets_one_clear_error(Engine engine, string body, string code)
    {
        var app = await On(engine);
        var visitor = await app.GivenVisitorAsync();
        using var content = new StringContent(body, Encoding.UTF8, "application/json");

        var response = await visitor.Client.PostAsync($"/api/v1/conversations/{visitor.Id}/messages", content);
        var good = await visitor.TryToSayAsync("您好");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains($"\"code\":\"{code}\"", await response.Content.ReadAsStringAsync());
        Assert.Equal(1, good.Json.GetProperty("seq").GetInt32()); // the bad one took no number
    }

    [Theory]
    [OnBothEngines]
    public async Task Hostile_text_comes_back_as_it_was_sent(Engine engine)
    {
        var app = await On(engine);
        var visitor = await app.GivenVisitorAsync();
        await visitor.AskForPersonAsync();
        string[] texts =
        [
            "<script>alert(1)</script><img src=x onerror=alert(1)>", "'; DROP TABLE conversation; --",
            "\u202e右到左\u202c文字",
            "👨‍👩‍👧‍👦🏦𠮷野家", new string('长', 4_000), string.Concat(
                Enumerable.Repeat("👍", 4_000)), "第一行\n第二行\t制表", "{{7*7}} ${7*7} %00",
        ];

        foreach (var text in texts)
        {
            await visitor.SayAsync(text);
        }

        var events = (await visitor.ReadAsync(texts.Length + 1)).Where(e => e.From == "customer").Select(e => e.Text);
        Assert.Equal(texts, events);
    }

    [Theory]
    [OnBothEngines]
    [Clause("C4.2.4")]
    public async Task A_secret_is_hidden_before_it_reaches_the_disk(Engine engine)
    {
        var app = await On(engine);
        var visitor = await app.GivenVisitorAsync();
        await visitor.AskForPersonAsync();

        await visitor.SayAsync("我的密码是Zx81kk92,验证码是 739164,卡背面CVV 318");
        var said = (await visitor.ReadAsync(2)).Single(e => e.From == "customer").Text;

        Assert.DoesNotContain("Zx81kk92", said);
        Assert.DoesNotContain("739164", said);
        Assert.DoesNotContain("318", said);
        Assert.Contains("密码", said);
    }

    [Theory]
    [OnBothEngines]
    [Clause("A1.3.4")]
    [Clause("A4.2.1a")]
    public async Task No_word_of_a_customer_lies_readable_in_the_database(Engine engine)
    {
        var app = await On(engine);
        var visitor = await app.GivenVisitorAsync();
        await visitor.AskForPersonAsync();
        const string marked = "这句话只有客户和坐席知道";

        await visitor.SayAsync(marked);
        var bodies = await app.WithDatabaseAsync(
            db => Task.FromResult(db.Set<Conversations.Domain.ConversationEvent>().Select(e => e.Body).ToList()));

        Assert.NotEmpty(bodies);
        Assert.DoesNotContain(bodies, b => Encoding.UTF8.GetString(b).Contains(marked));
        if (engine is Engine.Sqlite)
        {
            var files = Directory.GetFiles(app.Folder, "firstwindow.db*").Select(ReadShared).ToList();
            Assert.DoesNotContain(files, f => f.AsSpan().IndexOf(Encoding.UTF8.GetBytes(marked)) >= 0);
        }
    }

    [Theory]
    [OnBothEngines]
    public async Task A_flood_from_one_visitor_is_limited_and_others_behind_the_same_address_are_not(Engine engine)
    {
        var app = await On(engine);
        var flooder = await app.GivenVisitorAsync();
        var neighbour = await app.GivenVisitorAsync();
        await flooder.AskForPersonAsync();

        var flood = await Task.WhenAll(Enumerable.Range(0, 80).Select(i => flooder.TryToSayAsync($"第{i}条")));

        var calm = await neighbour.TryToSayAsync("您好");

        var limited = flood.First(a => a.Status is HttpStatusCode.TooManyRequests);
        Assert.Equal("limit.too-fast", limited.Code);
        Assert.True(limited.Response.Headers.RetryAfter?.Delta > TimeSpan.Zero);
        Assert.True(flood.Count(a => a.Status is HttpStatusCode.Created) >= 50); // the burst of the policy
        Assert.Equal(HttpStatusCode.Created, calm.Status);
    }

    [Theory]
    [OnBothEngines]
    public async Task A_stream_resumes_after_the_last_number_with_nothing_missed_or_doubled(Engine engine)
    {
        var app = await On(engine);
        var visitor = await app.GivenVisitorAsync();
        await visitor.AskForPersonAsync();
        for (var i = 0; i < 5; i++)
        {
            await visitor.SayAsync($"第{i}条");
        }

        var first = await visitor.ReadAsync(3);
        var rest = visitor.ReadAsync(4, after: first[^1].Seq!.Value);
        await visitor.SayAsync("断线之后");

        Assert.Equal([1, 2, 3, 4, 5, 6, 7], first.Concat(await rest).Select(e => e.Seq!.Value));
    }

    private static byte[] ReadShared(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
