using System.Net;
using System.Text.Json;
using FirstWindow.Conversations.Domain;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Storage;
using Xunit;

namespace FirstWindow.Tests.Api;

public sealed class DraftingARecord(Houses houses) : ApiTests(houses)
{
    [Theory]
    [OnBothEngines]
    public async Task Two_windows_of_one_agent_never_write_over_each_other(Engine engine)
    {
        var app = await On(engine);
        var (visitor, agent) = await app.GivenContactAsync();

        var one = await SaveAsync(agent, visitor, "window-one", ("need", "查询转账", 0), ("summary", "客户询问转账", 0));
        var two = await SaveAsync(agent, visitor, "window-two", ("need", "别的需求", 0), ("category", "transfers", 0));
        var repeated = await SaveAsync(agent, visitor, "window-one", ("need", "查询转账进度", 0));
        var known = await SaveAsync(agent, visitor, "window-two", ("need", "查询跨行转账", 2));
        var opened = await agent.Client.GetJsonAsync($"/api/v1/desk/contacts/{visitor.Id}");
        var read = await agent.Client.GetJsonAsync($"/api/v1/conversations/{visitor.Id}/record-draft");

        Assert.All(one.Json.EnumerateArray(), f => Assert.True(f.GetProperty("isKept").GetBoolean()));
        Assert.Equal([("need", false, "查询转账"), ("category", true, "transfers")],
            two.Json.EnumerateArray().Select(f => (f.GetProperty("field").GetString()!,
                f.GetProperty("isKept").GetBoolean(), f.GetProperty("text").GetString()!)));
        Assert.True(repeated.Json[0].GetProperty("isKept").GetBoolean()); // The same window's answer was lost.
        Assert.True(known.Json[0].GetProperty("isKept").GetBoolean());
        Assert.Equal("查询跨行转账", TextOf(read.Json, "need"));
        Assert.Equal("客户询问转账", TextOf(opened.Json.GetProperty("record"), "summary"));
    }

    [Theory]
    [OnBothEngines]
    public async Task A_record_keeps_no_secret_ends_with_the_contact_and_is_nobody_elses(Engine engine)
    {
        var app = await On(engine);
        var (visitor, agent) = await app.GivenContactAsync();
        var other = await app.SignedInAsync(Role.Agent);

        await SaveAsync(agent, visitor, "window-one", ("summary", "客户说密码是abc12345", 0), ("need", "<script>x</script>", 0));
        var kept = await agent.Client.GetJsonAsync($"/api/v1/conversations/{visitor.Id}/record-draft");
        var foreign = await other.Client.GetJsonAsync($"/api/v1/conversations/{visitor.Id}/record-draft");
        var written = await SaveAsync(other, visitor, "window-xxx", ("need", "不是我的", 0));
        var unknown = await SaveAsync(agent, visitor, "window-one", ("password", "x", 0));
        var twice = await SaveAsync(agent, visitor, "window-one", ("need", "x", 0), ("need", "y", 0));
        var filed = await agent.Client.PutJsonAsync($"/api/v1/conversations/{visitor.Id}/wrap-up", Records.Whole());
        var left = await app.WithDatabaseAsync(db => Task.FromResult(
            db.Set<RecordDraft>().Count(d => d.Conversation == new ConversationId(visitor.Id))));

        Assert.DoesNotContain("abc12345", TextOf(kept.Json, "summary"));
        Assert.Equal("<script>x</script>", TextOf(kept.Json, "need"));
        Assert.All([foreign, written], a => Assert.Equal(HttpStatusCode.NotFound, a.Status));
        Assert.All([unknown, twice], a => Assert.Equal("record.field", a.Code));
        Assert.Equal(HttpStatusCode.NoContent, filed.Status);
        Assert.Equal(0, left);
    }

    private static string TextOf(JsonElement fields, string field) => fields.EnumerateArray()
        .Single(f => f.GetProperty("field").GetString() == field).GetProperty("text").GetString()!;

    private static Task<Answer> SaveAsync(
        Colleague agent, Visitor visitor, string page, params (string Field, string Text, int Known)[] fields) =>
        agent.Client.PutJsonAsync($"/api/v1/conversations/{visitor.Id}/record-draft",
            new { page, fields = fields.Select(f => new { field = f.Field, text = f.Text, known = f.Known }) });
}
