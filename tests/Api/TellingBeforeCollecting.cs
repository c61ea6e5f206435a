using System.Net;
using FirstWindow.Conversations.Domain;
using FirstWindow.Conversations.Features;
using FirstWindow.Platform;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FirstWindow.Tests.Api;

public sealed class TellingBeforeCollecting(Houses houses) : ApiTests(houses)
{
    [Theory]
    [OnBothEngines]
    [Clause("A4.1.2b")]
    public async Task The_page_opens_no_conversation_before_the_notice_in_force_was_shown(Engine engine)
    {
        var app = await On(engine);
        var before = await CountAsync(app);

        var without = await app.Client().PostJsonAsync("/api/v1/chat", new { locale = "zh-CN" });
        var future = await app.Client().PostJsonAsync("/api/v1/chat", new { locale = "zh-CN", notice = 99 });

        Assert.All([without, future], a => Assert.Equal(
            (HttpStatusCode.UnprocessableEntity, "conversation.notice", "A4.1.2b"), (a.Status, a.Code, a.Clause)));
        Assert.Equal(before, await CountAsync(app));
        Assert.True(await app.WithDatabaseAsync(db => db.Set<JournalEntry>().AnyAsync(
            e => e.Act == "refused" && e.Clause == "A4.1.2b" && e.Detail == "conversation.notice")));
    }

    [Theory]
    [OnBothEngines]
    public async Task The_version_stays_with_the_conversation_and_in_the_journal(Engine engine)
    {
        var app = await On(engine);
        var version = app.Services.GetRequiredService<NoticeBook>().Current;

        var opened = await app.Client().PostJsonAsync("/api/v1/chat", new { locale = "zh-CN", notice = version });
        var id = opened.Json.GetProperty("id").GetGuid();
        var (row, entry, text) = await app.WithDatabaseAsync(async db => (
            await db.Set<Conversation>().SingleAsync(c => c.Id == new ConversationId(id)),
            await db.Set<JournalEntry>().SingleAsync(e => e.Subject == id && e.Act == "conversation.opened"),
            await db.Set<CollectionNotice>().SingleAsync(n => n.Version == version)));
        var page = WebUtility.HtmlDecode(await app.Client().GetStringAsync("/"));

        Assert.Equal(HttpStatusCode.Created, opened.Status);
        Assert.Equal(version, row.Notice);
        Assert.Equal($"channel=web;notice={version}", entry.Detail);
        Assert.Contains(text.Chinese, page);
        Assert.Contains("质量检查", text.Chinese);
        Assert.Contains($"data-notice=\"{version}\"", page);
    }

    [Theory]
    [OnBothEngines]
    public async Task A_reworded_notice_is_a_new_version_and_the_old_one_opens_nothing_any_more(Engine engine)
    {
        var app = await OwnAsync(engine);
        var book = app.Services.GetRequiredService<NoticeBook>();
        var shown = book.Current;
        await app.WithDatabaseAsync(async db =>
        {
            await db.BeginAsync(CancellationToken.None);
            db.Add(new CollectionNotice
            { Version = shown + 1, Chinese = "旧版说明", English = "old", InForceFrom = app.Clock.GetUtcNow() });
            await db.CommitAsync(CancellationToken.None);
            return true;
        });

        await book.RunAsync(CancellationToken.None);
        var old = await app.Client().PostJsonAsync("/api/v1/chat", new { locale = "zh-CN", notice = shown });
        await book.RunAsync(CancellationToken.None);

        Assert.Equal(shown + 2, book.Current);
        Assert.Equal("A4.1.2b", old.Clause);
    }

    [Theory]
    [OnBothEngines]
    [Clause("A1.2.1")]
    public async Task An_integrators_app_gives_its_own_notice_and_a_wrong_version_is_refused(Engine engine)
    {
        var app = await On(engine);

        var own = await app.Client().PostJsonAsync(
            "/api/v1/conversations", new { channel = "web", locale = "zh-CN", customerToken = (string?)null });
        var wrong = await app.Client().PostJsonAsync(
            "/api/v1/conversations", new { channel = "web", locale = "zh-CN", notice = 99 });

        Assert.Equal(HttpStatusCode.Created, own.Status);
        Assert.Equal("A4.1.2b", wrong.Clause);

        // No way around the rules: a channel that the house does not serve under them opens nothing.
        var before = await CountAsync(app);
        var otherWay = await app.Client().PostJsonAsync(
            "/api/v1/conversations", new { channel = "direct", locale = "zh-CN", customerToken = (string?)null });
        Assert.Equal(("conversation.channel", "A1.2.1"), (otherWay.Code, otherWay.Clause));
        Assert.Equal(before, await CountAsync(app));
        Assert.True(await app.WithDatabaseAsync(db => db.Set<JournalEntry>().AnyAsync(
            e => e.Act == "refused" && e.Clause == "A1.2.1" && e.Detail == "conversation.channel")));
    }

    private static Task<int> CountAsync(FirstWindowApp app) =>
        app.WithDatabaseAsync(db => db.Set<Conversation>().CountAsync());
}
