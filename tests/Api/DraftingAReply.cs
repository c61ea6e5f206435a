using System.Net;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Storage;
using Xunit;

namespace FirstWindow.Tests.Api;

public sealed class DraftingAReply(Houses houses) : ApiTests(houses)
{
    [Theory]
    [OnBothEngines]
    public async Task Two_windows_of_one_agent_never_write_over_each_others_reply(Engine engine)
    {
        var app = await On(engine);
        var (visitor, agent) = await app.GivenContactAsync();

        var one = await SaveAsync(agent, visitor, "window-one", "您好，已查到", 0);
        var same = await SaveAsync(agent, visitor, "window-two", "您好，已查到", 0);
        var refused = await SaveAsync(agent, visitor, "window-one", "您好，款项在途", 0);
        var empty = await SaveAsync(agent, visitor, "window-one", "", 0);
        var known = await SaveAsync(agent, visitor, "window-one", "您好，款项在途", 2);
        var repeated = await SaveAsync(agent, visitor, "window-one", "您好，款项在途，请稍等", 0);
        var at = await ReadAsync(agent, visitor);
        var both = await Task.WhenAll(
            SaveAsync(agent, visitor, "window-three", "第三个窗口", 0),
            SaveAsync(agent, visitor, "window-one", "您好，款项在途，请稍候", 0),
            SaveAsync(agent, visitor, "window-four", "第四个窗口", 0));
        var sent = await SaveAsync(agent, visitor, "window-one", "", 0);
        var afterSending = await SaveAsync(agent, visitor, "window-two", "<script>x</script>密码是abc12345", 0);
        var opened = await agent.Client.GetJsonAsync($"/api/v1/desk/contacts/{visitor.Id}");

        Assert.All([one, same, known, repeated, sent, afterSending],
            a => Assert.Equal(HttpStatusCode.NoContent, a.Status));
        Assert.All([refused, empty], a => Assert.Equal(
            (HttpStatusCode.Conflict, "draft.elsewhere", "您好，已查到", 2),
            (a.Status, a.Code, a.Json.GetProperty("draft").GetProperty("text").GetString(),
                a.Json.GetProperty("draft").GetProperty("edit").GetInt32())));
        Assert.Equal(("您好，款项在途，请稍等", "window-one"),
            (at.Json.GetProperty("text").GetString(), at.Json.GetProperty("page").GetString()));
        Assert.Equal([409, 204, 409], both.Select(a => (int)a.Status));
        var draft = opened.Json.GetProperty("draft").GetProperty("text").GetString();
        Assert.StartsWith("<script>x</script>", draft, StringComparison.Ordinal);
        Assert.DoesNotContain("abc12345", draft, StringComparison.Ordinal);
    }

    [Theory]
    [OnBothEngines]
    public async Task A_draft_is_nobody_elses_and_says_which_window_it_is_from(Engine engine)
    {
        var app = await On(engine);
        var (visitor, agent) = await app.GivenContactAsync();
        var other = await app.SignedInAsync(Role.Agent);
        var auditor = await app.SignedInAsync(Role.Auditor);

        var none = await ReadAsync(agent, visitor);
        await SaveAsync(agent, visitor, "window-one", "您好", 0);
        Answer[] foreign = [await ReadAsync(other, visitor), await SaveAsync(other, visitor, "window-xxx", "不是我的", 0)];
        Answer[] withoutRole = [await ReadAsync(auditor, visitor), await SaveAsync(auditor, visitor, "window-xxx", "x", 0)];
        var nameless = await SaveAsync(agent, visitor, "", "您好吗", 0);
        var kept = await ReadAsync(agent, visitor);

        Assert.Equal((0, ""), (none.Json.GetProperty("edit").GetInt32(), none.Json.GetProperty("text").GetString()));
        Assert.All(foreign, a => Assert.Equal(HttpStatusCode.NotFound, a.Status));
        Assert.All(withoutRole, a => Assert.Equal(HttpStatusCode.Forbidden, a.Status));
        Assert.Equal(HttpStatusCode.BadRequest, nameless.Status);
        Assert.Equal("您好", kept.Json.GetProperty("text").GetString());
    }

    private static Task<Answer> ReadAsync(Colleague agent, Visitor visitor) =>
        agent.Client.GetJsonAsync($"/api/v1/conversations/{visitor.Id}/draft");

    private static Task<Answer> SaveAsync(Colleague agent, Visitor visitor, string page, string text, int known) =>
        agent.Client.PutJsonAsync($"/api/v1/conversations/{visitor.Id}/draft", new { text, page, known });
}
