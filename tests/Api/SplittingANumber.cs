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

public sealed class SplittingANumber(Houses houses) : ApiTests(houses)
{
    [Theory]
    [OnBothEngines]
    [Clause("C4.2.4")]
    public async Task A_code_in_the_message_after_the_one_that_spoke_of_it_never_reaches_the_disk(Engine engine)
    {
        var app = await OwnAsync(engine);
        var visitor = await app.GivenVisitorAsync();
        await visitor.AskForPersonAsync();

        await visitor.SayAsync("6222 0212");
        await visitor.SayAsync("3456 7890 128");
        await visitor.SayAsync("收到的验证码是");
        var code = Guid.NewGuid();
        var first = await visitor.TryToSayAsync("483920", code);
        var again = await visitor.TryToSayAsync("483920", code);
        await visitor.SayAsync("转账15000");
        await visitor.SayAsync("20000元");

        var texts = await TextsAsync(app, visitor);
        var hidden = await app.WithDatabaseAsync(db => db.Set<JournalEntry>().CountAsync(e => e.Act == "message.secret-hidden"));

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.OK), (first.Status, again.Status));
        Assert.Equal(
            ["6222 0212", "3456 7890 128", "收到的验证码是", "【已隐去:验证码】", "转账15000", "20000元"],
            texts);
        Assert.Equal(1, hidden);
        Assert.False(IsOnDisk(app, "483920"));
    }

    [Theory]
    [OnBothEngines]
    public async Task A_code_is_no_secret_of_somebody_else_or_of_another_time(Engine engine)
    {
        var app = await OwnAsync(engine);
        var one = await app.GivenVisitorAsync();
        var other = await app.GivenVisitorAsync();
        await one.AskForPersonAsync();
        await other.AskForPersonAsync();

        await one.SayAsync("收到的验证码是");
        await other.SayAsync("483920");
        app.Clock.Move(TimeSpan.FromMinutes(11));
        await one.SayAsync("483920");

        Assert.Equal(["483920"], await TextsAsync(app, other));
        Assert.Equal(["收到的验证码是", "483920"], await TextsAsync(app, one));
    }

    private static async Task<List<string>> TextsAsync(FirstWindowApp app, Visitor visitor)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var events = await scope.ServiceProvider.GetRequiredService<ConversationReader>()
            .ReadAfterAsync(new(visitor.Id), 0, CancellationToken.None);
        return [.. events.Where(e => e is { Kind: EventKind.Message, From: Sender.Customer }).Select(e => e.Text)];
    }

    // On SQLite the whole database lies in the folder; logs do on both.
    private static bool IsOnDisk(FirstWindowApp app, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return Directory.EnumerateFiles(app.Folder, "*", SearchOption.AllDirectories).Any(file =>
        {
            using var stream = new FileStream(
                file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var copy = new MemoryStream();
            stream.CopyTo(copy);
            return copy.ToArray().AsSpan().IndexOf(bytes) >= 0;
        });
    }
}
