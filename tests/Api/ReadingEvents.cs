using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using FirstWindow.Integration.Features;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;
using FirstWindow.Staff.Features;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FirstWindow.Tests.Api;

public sealed class ReadingEvents(Houses houses) : ApiTests(houses)
{
    private const string Url = "/api/v1/events";

    [Theory]
    [OnBothEngines]
    public async Task A_connected_system_reads_on_where_it_stopped_without_gaps_or_doubles(Engine engine)
    {
        var app = await OwnAsync(engine);
        var reader = await ConnectAsync(app);
        var (visitor, agent) = await app.GivenContactAsync("我的手机号是13800000000");
        await agent.ReplyAsync(visitor.Id, "您好，请稍等。");
        await agent.WrapUpAsync(visitor.Id);
        await visitor.Client.PostJsonAsync($"/api/v1/conversations/{visitor.Id}/rating", new { score = 5, comment = "很好" });
        await app.SealAsync();

        var (all, end) = await ReadAllAsync(reader, null, size: 1);
        var (bulk, _) = await ReadAllAsync(reader, null, size: 1_000);
        for (var i = 0; i < 5; i++)
        {
            await app.GivenVisitorAsync();
        }

        await app.SealAsync();
        var (more, last) = await ReadAllAsync(reader, end, size: 2);
        var (none, _) = await ReadAllAsync(reader, last, size: 2);
        var types = all.Where(e => e.GetProperty("data").GetProperty("subject").ToString() == visitor.Id.ToString())
            .Select(e => e.GetProperty("type").GetString()!).ToList();
        var closed = all.Single(e => e.GetProperty("type").GetString() == "contact.closed");

        Assert.Equal(
            ["conversation.opened", "conversation.person-asked", "contact.accepted", "contact.closed", "contact.rated"],
            types.Except(["promise.broken", "promise.late"]));
        Assert.Equal(all.Select(Id), bulk.Select(Id));
        Assert.Equal(all.Count, all.Select(Id).Distinct().Count());
        Assert.Equal(5, more.Count);
        Assert.All(more, e => Assert.Equal("conversation.opened", e.GetProperty("type").GetString()));
        Assert.Empty(none);
        Assert.Equal("cards", closed.GetProperty("data").GetProperty("details").GetProperty("category").GetString());
        Assert.DoesNotContain(all, e => e.GetRawText().Contains("13800000000") || e.GetRawText().Contains("很好"));
        Assert.DoesNotContain(all, e => e.GetRawText().Contains(agent.Id.Value.ToString()));
        Assert.True(await app.WithDatabaseAsync(db => db.Set<JournalEntry>().AnyAsync(e => e.Act == "events.exported")));
    }

    [Theory]
    [OnBothEngines]
    public async Task Only_the_kinds_asked_for_are_told_and_bad_questions_are_refused(Engine engine)
    {
        var app = await On(engine);
        var reader = await ConnectAsync(app);
        var visitor = await app.GivenVisitorAsync();
        await visitor.AskForPersonAsync();
        await app.SealAsync();

        var (asked, _) = await ReadAllAsync(reader, null, size: 3, kinds: "conversation.person-asked");
        var agent = await app.SignedInAsync(Role.Agent);

        Assert.NotEmpty(asked);
        Assert.All(asked, e => Assert.Equal("conversation.person-asked", e.GetProperty("type").GetString()));
        Assert.Equal("webhook.kinds", (await reader.GetJsonAsync($"{Url}?kinds=customer.opened")).Code);
        foreach (var cursor in new[] { "x", "1", "-1-2", "1-2-3", "1-99999999999999999999", "<script>" })
        {
            Assert.Equal("event.cursor", (await reader.GetJsonAsync($"{Url}?after={Uri.EscapeDataString(cursor)}")).Code);
        }

        Assert.Equal(HttpStatusCode.OK, (await reader.GetJsonAsync($"{Url}?after=999999-0")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await agent.Client.GetJsonAsync(Url)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await app.Client().GetJsonAsync(Url)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await reader.GetJsonAsync("/api/v1/webhooks")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await reader.GetJsonAsync("/api/v1/journal")).Status);
    }

    [Theory]
    [OnBothEngines]
    public async Task Every_kind_has_an_act_of_its_own_and_a_name_in_both_languages(Engine engine)
    {
        var app = await On(engine);
        var kinds = app.Services.GetRequiredService<EventKinds>();
        var administrator = await app.SignedInAsync(Role.Administrator);

        var chinese = await administrator.Client.GetStringAsync("/webhooks");
        var english = await administrator.Client.GetStringAsync("/webhooks?lang=en");

        Assert.Equal(kinds.Codes.Count, kinds.Codes.Distinct().Count());
        Assert.All(kinds.Codes, code =>
        {
            Assert.Contains($"value=\"{code}\"", chinese);
            Assert.DoesNotContain($"kind.{code}", chinese + english);
        });
    }

    private static string Id(JsonElement told) => told.GetProperty("id").GetString()!;

    private static async Task<HttpClient> ConnectAsync(FirstWindowApp app)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var (token, _) = await scope.ServiceProvider.GetRequiredService<ServiceAccounts>()
            .MakeAsync("data-warehouse", Role.ConnectedSystem, CancellationToken.None);
        var client = app.Client();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    private static async Task<(List<JsonElement> Events, string End)> ReadAllAsync(
        HttpClient reader, string? after, int size, string? kinds = null)
    {
        var events = new List<JsonElement>();
        while (true)
        {
            var answer = await reader.GetJsonAsync($"{Url}?after={after}&size={size}&kinds={kinds}");
            Assert.Equal(HttpStatusCode.OK, answer.Status);
            events.AddRange(answer.Json.GetProperty("events").EnumerateArray());
            after = answer.Json.GetProperty("next").GetString()!;
            if (!answer.Json.GetProperty("isMore").GetBoolean())
            {
                return (events, after);
            }
        }
    }
}
