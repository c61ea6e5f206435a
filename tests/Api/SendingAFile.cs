using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using FirstWindow.Conversations.Domain;
using FirstWindow.Conversations.Features;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Privacy;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FirstWindow.Tests.Api;

public sealed class SendingAFile(Houses houses) : ApiTests(houses)
{
    [Theory]
    [OnBothEngines]
    public async Task Customer_and_agent_see_each_others_files_and_nobody_else_does(Engine engine)
    {
        var app = await On(engine);
        var (visitor, agent) = await app.GivenContactAsync();
        var stranger = await app.GivenVisitorAsync();
        var colleague = await app.SignedInAsync(Role.Agent);
        var inspector = await app.SignedInAsync(Role.Quality);

        var sent = await SendAsync(visitor.Client, Own(visitor.Id), SampleFiles.Png(), "账单 6月.png");
        var replied = await SendAsync(agent.Client, Desk(visitor.Id), SampleFiles.Pdf(), "办理须知.pdf");
        var files = (await FilesAsync(visitor)).ToList();
        var picture = await visitor.Client.GetAsync($"{Own(visitor.Id)}/{files[0].Id}");
        var atDesk = await agent.Client.GetAsync($"{Desk(visitor.Id)}/{files[0].Id}");
        var document = await visitor.Client.GetAsync($"{Own(visitor.Id)}/{files[1].Id}");
        var asInspector = await inspector.Client.GetAsync($"{Desk(visitor.Id)}/{files[0].Id}");
        var asStranger = await stranger.Client.GetAsync($"{Own(visitor.Id)}/{files[0].Id}");
        var inTheirs = await stranger.Client.GetAsync($"{Own(stranger.Id)}/{files[0].Id}");
        var asColleague = await colleague.Client.GetAsync($"{Desk(visitor.Id)}/{files[0].Id}");

        Assert.Equal([HttpStatusCode.Created, HttpStatusCode.Created], [sent.Status, replied.Status]);
        Assert.Equal(["账单 6月.png", "办理须知.pdf"], files.Select(f => f.Name));
        Assert.Equal("image/png", picture.Content.Headers.ContentType?.MediaType);
        Assert.Equal("inline", picture.Content.Headers.ContentDisposition?.DispositionType);
        Assert.Equal("attachment", document.Content.Headers.ContentDisposition?.DispositionType);
        Assert.Equal("nosniff", picture.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Contains("base-uri 'none'; form-action 'none'; sandbox",
            picture.Headers.GetValues("Content-Security-Policy").Single());
        Assert.Equal(await picture.Content.ReadAsByteArrayAsync(), await atDesk.Content.ReadAsByteArrayAsync());
        Assert.Equal(HttpStatusCode.OK, asInspector.StatusCode);
        Assert.Equal([HttpStatusCode.NotFound, HttpStatusCode.NotFound, HttpStatusCode.NotFound],
            [asStranger.StatusCode, inTheirs.StatusCode, asColleague.StatusCode]);
    }

    [Theory]
    [OnBothEngines]
    public async Task Files_whose_key_is_destroyed_are_removed_and_others_stay(Engine engine)
    {
        var app = await OwnAsync(engine);
        var visitor = await app.GivenVisitorAsync();
        var other = await app.GivenVisitorAsync();
        await SendAsync(visitor.Client, Own(visitor.Id), SampleFiles.Png(), "a.png");
        await SendAsync(other.Client, Own(other.Id), SampleFiles.Png(), "b.png");
        var gone = await app.WithDatabaseAsync(db => db.Set<Conversation>()
            .Where(c => c.Id == new ConversationId(visitor.Id)).Select(c => c.KeyId).SingleAsync());
        await app.WithDatabaseAsync(db => db.Set<DataKey>().Where(k => k.Id == gone)
            .ExecuteUpdateAsync(k => k.SetProperty(x => x.Wrapped, (byte[]?)null)));
        await using var scope = app.Services.CreateAsyncScope();
        var purge = scope.ServiceProvider.GetRequiredService<PurgeAttachments>();

        var first = await purge.RunAsync(CancellationToken.None);
        var second = await purge.RunAsync(CancellationToken.None);
        var left = await app.WithDatabaseAsync(db => db.Set<Attachment>().SingleAsync());

        Assert.Equal((1, 0), (first, second));
        Assert.Equal(other.Id, left.Conversation.Value);
        Assert.True((await app.VerifyAsync()).IsWhole);
    }

    [Theory]
    [OnBothEngines]
    [Clause("A1.3.4")]
    public async Task Neither_place_nor_words_of_it_are_readable_on_disk(Engine engine)
    {
        var app = await On(engine);
        var visitor = await app.GivenVisitorAsync();

        await SendAsync(visitor.Client, Own(visitor.Id), SampleFiles.Jpeg(), "我的密码是abc12345.jpg");
        var file = (await FilesAsync(visitor)).Single();
        var content = await visitor.Client.GetByteArrayAsync($"{Own(visitor.Id)}/{file.Id}");
        var stored = await app.WithDatabaseAsync(db => db.Set<Attachment>()
            .SingleAsync(a => a.Id == file.Id));

        Assert.DoesNotContain("abc12345", file.Name);
        Assert.DoesNotContain(SampleFiles.Trace, Encoding.Latin1.GetString(content));
        Assert.True(stored.Content.AsSpan().IndexOf(content.AsSpan(0, 16)) < 0);
        Assert.True((await app.VerifyAsync()).IsWhole);
    }

    [Theory]
    [OnBothEngines]
    public async Task The_same_file_again_is_the_first_and_another_under_its_id_is_refused(Engine engine)
    {
        var app = await On(engine);
        var visitor = await app.GivenVisitorAsync();
        var id = Guid.NewGuid();

        var first = await SendAsync(visitor.Client, Own(visitor.Id), SampleFiles.Gif(), "a.gif", id);
        var again = await SendAsync(visitor.Client, Own(visitor.Id), SampleFiles.Gif(), "a.gif", id);
        var other = await SendAsync(visitor.Client, Own(visitor.Id), SampleFiles.Png(), "a.png", id);
        var words = await visitor.TryToSayAsync("文字", id);

        Assert.Equal(
            [HttpStatusCode.Created, HttpStatusCode.OK, HttpStatusCode.Conflict, HttpStatusCode.Conflict],
            [first.Status, again.Status, other.Status, words.Status]);
        Assert.Single(await FilesAsync(visitor));
    }

    [Theory]
    [OnBothEngines]
    public async Task What_may_not_be_sent_is_refused_and_leaves_nothing(Engine engine)
    {
        var app = await On(engine);
        var visitor = await app.GivenVisitorAsync();
        var colleague = await app.SignedInAsync(Role.Agent);
        byte[] tooLarge = [.. SampleFiles.Png(), .. new byte[6 * 1_048_576]];

        var page = await SendAsync(visitor.Client, Own(visitor.Id), "<script>alert(1)</script>"u8.ToArray(), "a.png");
        var drawing = await SendAsync(visitor.Client, Own(visitor.Id), "<svg onload='alert(1)'/>"u8.ToArray(), "a.svg");
        var active = await SendAsync(visitor.Client, Own(visitor.Id), SampleFiles.Pdf("/S /JavaScript"), "a.pdf");
        var packed = await SendAsync(
            visitor.Client, Own(visitor.Id), SampleFiles.PackedPdf("<< /S /J#61vaScript >>"), "a.pdf");
        var locked = await SendAsync(visitor.Client, Own(visitor.Id), SampleFiles.Pdf("/Encrypt 9 0 R"), "a.pdf");
        var opaque = await SendAsync(
            visitor.Client, Own(visitor.Id), SampleFiles.PackedPdf("x", "/Type /ObjStm /Filter /LZWDecode"), "a.pdf");
        var large = await SendAsync(visitor.Client, Own(visitor.Id), tooLarge, "a.png");
        var empty = await SendAsync(visitor.Client, Own(visitor.Id), [], "a.png");
        var withoutId = await SendAsync(visitor.Client, Own(visitor.Id), SampleFiles.Png(), "a.png", Guid.Empty);
        var foreign = await SendAsync(visitor.Client, Own(Guid.NewGuid()), SampleFiles.Png(), "a.png");
        var notMine = await SendAsync(colleague.Client, Desk(visitor.Id), SampleFiles.Png(), "a.png");
        var nobody = await SendAsync(app.Client(), Own(visitor.Id), SampleFiles.Png(), "a.png");

        Assert.Equal(
            [
                (415, "file.kind"), (415, "file.kind"), (415, "file.active"), (415, "file.active"), (415, "file.locked"),
                (415, "file.unreadable"), (413, "file.too-large"),
            ],
            new[] { page, drawing, active, packed, locked, opaque, large }.Select(a => ((int)a.Status, a.Code!)));
        Assert.Equal([400, 400, 404, 404, 401],
            new[] { empty, withoutId, foreign, notMine, nobody }.Select(a => (int)a.Status));
        Assert.Empty(await FilesAsync(visitor));
    }

    [Theory]
    [OnBothEngines]
    public async Task More_files_than_a_conversation_may_hold_are_refused_also_when_sent_at_once(Engine engine)
    {
        var app = await On(engine);
        var visitor = await app.GivenVisitorAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 14)
            .Select(i => SendAsync(visitor.Client, Own(visitor.Id), SampleFiles.Png(), $"{i}.png")));

        Assert.Equal(10, answers.Count(a => a.Status is HttpStatusCode.Created));
        Assert.All(answers.Where(a => a.Status is not HttpStatusCode.Created),
            a => Assert.Equal((413, "file.too-many"), ((int)a.Status, a.Code!)));
        Assert.Equal(HttpStatusCode.Created, (await visitor.TryToSayAsync("文字照常发出")).Status);
    }

    [Theory]
    [OnBothEngines]
    public async Task With_the_conversations_key_the_file_is_gone_everywhere(Engine engine)
    {
        var app = await OwnAsync(engine);
        var visitor = await app.GivenVisitorAsync();
        await SendAsync(visitor.Client, Own(visitor.Id), SampleFiles.Png(), "a.png");
        var file = (await FilesAsync(visitor)).Single();

        await app.WithDatabaseAsync(db => db.Set<DataKey>().Where(k => k.Subject == visitor.Id)
            .ExecuteUpdateAsync(k => k.SetProperty(d => d.Wrapped, (byte[]?)null)));
        await using var other = await FirstWindowApp.StartAsync(engine, nodeOf: app);
        var gone = await visitor.At(other.Address).Client.GetJsonAsync($"{Own(visitor.Id)}/{file.Id}");

        Assert.Equal((HttpStatusCode.NotFound, "file.erased"), (gone.Status, gone.Code));
    }

    [Theory]
    [OnBothEngines]
    public async Task To_a_file_without_words_the_assistant_says_that_it_cannot_read_it(Engine engine)
    {
        var app = await On(engine);
        var visitor = await app.GivenVisitorAsync();

        await SendAsync(visitor.Client, Own(visitor.Id), SampleFiles.Png(), "信用卡丢了怎么办.png");
        var answer = (await visitor.ReadAsync(2))[1];

        Assert.Contains("看不懂图片", answer.Text);
    }

    private static string Own(Guid conversation) => $"/api/v1/conversations/{conversation}/attachments";

    private static string Desk(Guid conversation) => $"/api/v1/desk/contacts/{conversation}/attachments";

    internal static async Task<Answer> SendAsync(
        HttpClient client, string url, byte[] content, string name, Guid? id = null)
    {
        using var body = new ByteArrayContent(content);
        body.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        body.Headers.Add("X-File-Name", Uri.EscapeDataString(name));
        var response = await client.PostAsync($"{url}?id={id ?? Guid.NewGuid()}", body);
        var text = await response.Content.ReadAsStringAsync();
        return new(response.StatusCode, text.Length == 0 ? default : JsonDocument.Parse(text).RootElement, response);
    }

    // A word at the end tells where the files end.
    private static async Task<IEnumerable<(Guid Id, string Name)>> FilesAsync(Visitor visitor)
    {
        var last = await visitor.SayAsync("到此为止");
        return (await visitor.ReadAsync(last)).Where(e => e.Data.TryGetProperty("file", out _))
            .Select(e => e.Data.GetProperty("file"))
            .Select(f => (f.GetProperty("id").GetGuid(), f.GetProperty("name").GetString()!));
    }
}
