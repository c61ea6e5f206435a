using System.Net;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace FirstWindow.Tests.Api;

public sealed class ClosingAContact(Houses houses) : ApiTests(houses)
{
    [Theory]
    [OnBothEngines]
    [Clause("A3.1.2a")]
    public async Task Without_name_and_contact_way_a_contact_does_not_close(Engine engine)
    {
        await RefusesAsync(engine, "A3.1.2a", ("contact", null));
        await RefusesAsync(engine, "A3.1.2a", ("contact", new { name = "张三" }));
        await RefusesAsync(engine, "A3.1.2a", ("contact", new { name = "张三", way = "12" }));
        await RefusesAsync(engine, "A3.1.2a", ("contact", new { name = "张三", way = "zhang@" }));
    }

    [Theory]
    [OnBothEngines]
    [Clause("A3.1.2b")]
    public async Task Without_category_and_summary_a_contact_does_not_close(Engine engine)
    {
        await RefusesAsync(engine, "A3.1.2b", ("category", null));
        await RefusesAsync(engine, "A3.1.2b", ("category", "no such category"));
        await RefusesAsync(engine, "A3.1.2b", ("summary", "太短"));
    }

    [Theory]
    [OnBothEngines]
    [Clause("A3.1.3b")]
    [Clause("A1.3.1")]
    public async Task Without_the_confirmed_need_a_contact_does_not_close(Engine engine)
    {
        await RefusesAsync(engine, "A3.1.3b", ("need", null));
        await RefusesAsync(engine, "A3.1.3b", ("need", "   "));
    }

    [Theory]
    [OnBothEngines]
    [Clause("A3.4.1")]
    public async Task Without_outcome_and_further_need_a_contact_does_not_close(Engine engine)
    {
        await RefusesAsync(engine, "A3.4.1", ("outcome", null));
        await RefusesAsync(engine, "A3.4.1", ("outcome", "whatever"));
        await RefusesAsync(engine, "A3.4.1", ("furtherNeed", ""));
    }

    [Theory]
    [OnBothEngines]
    public async Task A_customer_who_declines_to_be_named_is_recorded_as_such(Engine engine)
    {
        var app = await On(engine);
        var (visitor, agent) = await app.GivenContactAsync();

        var closed = await agent.Client.PutJsonAsync(
            $"/api/v1/conversations/{visitor.Id}/wrap-up", Records.Whole(("contact", new { declined = "客户不愿留联系方式" })));

        Assert.Equal(HttpStatusCode.NoContent, closed.Status);
    }

    [Theory]
    [OnBothEngines]
    public async Task A_closed_contact_takes_no_more_messages_and_frees_the_agent(Engine engine)
    {
        var app = await On(engine);
        var (visitor, agent) = await app.GivenContactAsync();

        await agent.WrapUpAsync(visitor.Id);
        var late = await visitor.TryToSayAsync("还在吗");
        var again = await agent.WrapUpAsync(visitor.Id);
        var contacts = await agent.Client.GetJsonAsync("/api/v1/desk/contacts");

        Assert.Equal("conversation.closed", late.Code);
        Assert.Equal(HttpStatusCode.NotFound, again.Status);
        Assert.Empty(contacts.Json.EnumerateArray());
    }

    [Theory]
    [OnBothEngines]
    [Clause("C7.3.3")]
    public async Task A_contact_is_rated_once_it_is_over_and_once_only(Engine engine)
    {
        var app = await On(engine);
        var (visitor, agent) = await app.GivenContactAsync();
        var url = $"/api/v1/conversations/{visitor.Id}/rating";

        var early = await visitor.Client.PostJsonAsync(url, new { score = 5 });
        await agent.WrapUpAsync(visitor.Id);
        var outOfRange = await visitor.Client.PostJsonAsync(url, new { score = 6 });
        var rated = await visitor.Client.PostJsonAsync(url, new { score = 4, comment = "解决得很快" });
        var repeated = await visitor.Client.PostJsonAsync(url, new { score = 4, comment = "解决得很快" });
        var changed = await visitor.Client.PostJsonAsync(url, new { score = 1 });

        Assert.Equal(HttpStatusCode.Conflict, early.Status);
        Assert.Equal(HttpStatusCode.BadRequest, outOfRange.Status);
        Assert.Equal(HttpStatusCode.NoContent, rated.Status);
        Assert.Equal(HttpStatusCode.NoContent, repeated.Status);
        Assert.Equal("rating.given", changed.Code);
    }

    [Theory]
    [OnBothEngines]
    public async Task When_the_customer_leaves_the_agent_still_owes_the_record(Engine engine)
    {
        var app = await On(engine);
        var (visitor, agent) = await app.GivenContactAsync();

        var ended = await visitor.Client.PostJsonAsync($"/api/v1/conversations/{visitor.Id}/end", new { });
        var listed = await agent.Client.GetJsonAsync("/api/v1/desk/contacts");
        var closed = await agent.WrapUpAsync(visitor.Id);

        Assert.Equal(HttpStatusCode.NoContent, ended.Status);
        Assert.Equal("wrap-up", Assert.Single(listed.Json.EnumerateArray()).GetProperty("state").GetString());
        Assert.Equal(HttpStatusCode.NoContent, closed.Status);
    }

    private async Task RefusesAsync(Engine engine, string clause, (string Key, object? Value) change)
    {
        var app = await On(engine);
        var (visitor, agent) = await app.GivenContactAsync();
        var url = $"/api/v1/conversations/{visitor.Id}/wrap-up";

        var refused = await agent.Client.PutJsonAsync(url, Records.Whole(change));
        var stillOpen = await visitor.TryToSayAsync("还在吗");
        var journaled = await app.WithDatabaseAsync(db => db.Set<JournalEntry>()
            .AnyAsync(e => e.Act == "refused" && e.Clause == clause && e.Actor == agent.Id.Value));
        var whole = await agent.Client.PutJsonAsync(url, Records.Whole());

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Equal(clause, refused.Clause);
        Assert.Equal(HttpStatusCode.Created, stillOpen.Status);
        Assert.True(journaled);
        Assert.Equal(HttpStatusCode.NoContent, whole.Status); // else the refusal proves nothing
    }
}
