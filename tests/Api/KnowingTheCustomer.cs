using System.Net;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace FirstWindow.Tests.Api;

public sealed class KnowingTheCustomer(Houses houses) : ApiTests(houses)
{
    [Theory]
    [OnBothEngines]
    [Clause("A1.3.4")]
    public async Task A_past_contact_opens_only_for_the_same_customer_and_a_stated_purpose(Engine engine)
    {
        var app = await On(engine);
        var (past, earlier, _) = await app.GivenServedCustomerAsync("C10000002", "我的卡丢了");
        await earlier.WrapUpAsync(past.Id);
        var (other, _, _) = await app.GivenServedCustomerAsync("C10000003", "查一下额度");
        var (now, agent, _) = await app.GivenServedCustomerAsync("C10000002", "又来问一次");
        var stranger = await app.SignedInAsync(Role.Agent);
        var url = $"/api/v1/desk/contacts/{now.Id}/past?of={past.Id}";

        var open = await agent.Client.GetJsonAsync($"/api/v1/desk/contacts/{now.Id}");
        var noPurpose = await agent.Client.GetJsonAsync(url);
        var foreignCustomer = await agent.Client.GetJsonAsync(
            $"/api/v1/desk/contacts/{now.Id}/past?of={other.Id}&purpose=repeated");
        var foreignAgent = await stranger.Client.GetJsonAsync(url + "&purpose=repeated");
        var looked = await agent.Client.GetJsonAsync(url + "&purpose=repeated");
        var look = await app.WithDatabaseAsync(db => db.Set<JournalEntry>().SingleAsync(e =>
            e.Act == "conversation.looked-at" && e.Subject == past.Id && e.Actor == agent.Id.Value));
        var refused = await app.WithDatabaseAsync(db => db.Set<JournalEntry>()
            .AnyAsync(e => e.Act == "refused" && e.Clause == "A1.3.4" && e.Actor == agent.Id.Value));

        var listed = Assert.Single(open.Json.GetProperty("past").EnumerateArray());
        Assert.Equal(past.Id, listed.GetProperty("id").GetGuid());
        Assert.Equal(("past.purpose-missing", "A1.3.4"), (noPurpose.Code, noPurpose.Clause));
        Assert.True(refused);
        Assert.All([foreignCustomer, foreignAgent], a => Assert.Equal(HttpStatusCode.NotFound, a.Status));
        Assert.Contains(
            looked.Json.GetProperty("events").EnumerateArray(), e => e.GetProperty("text").GetString() == "我的卡丢了");
        Assert.Equal(("repeated", (Guid?)now.Id), (look.Purpose, look.Contact));
    }

    [Theory]
    [OnBothEngines]
    [Clause("C4.2.4")]
    public async Task A_note_is_for_colleagues_without_secrets_and_written_once(Engine engine)
    {
        var app = await On(engine);
        var (visitor, agent) = await app.GivenContactAsync();
        var stranger = await app.SignedInAsync(Role.Agent);
        var url = $"/api/v1/conversations/{visitor.Id}/notes";
        var id = Guid.NewGuid();

        var foreign = await stranger.Client.PostJsonAsync(url, new { id = Guid.NewGuid(), text = "看看" });
        var blank = await agent.Client.PostJsonAsync(url, new { id = Guid.NewGuid(), text = " \u200b " });
        var noted = await agent.Client.PostJsonAsync(url, new { id, text = "客户说密码是 739154，<b>请</b>提醒" });
        var again = await agent.Client.PostJsonAsync(url, new { id, text = "客户说密码是 739154，<b>请</b>提醒" });
        var open = await agent.Client.GetJsonAsync($"/api/v1/desk/contacts/{visitor.Id}");
        var hidden = await app.WithDatabaseAsync(db => db.Set<JournalEntry>()
            .AnyAsync(e => e.Act == "message.secret-hidden" && e.Subject == id));
        var page = await (await app.SignedInAsync(Role.Supervisor)).Client.GetStringAsync($"/contacts/{visitor.Id}");

        Assert.Equal(HttpStatusCode.NotFound, foreign.Status);
        Assert.Equal("note.blank", blank.Code);
        Assert.All([noted, again], a => Assert.Equal(HttpStatusCode.NoContent, a.Status));
        var note = Assert.Single(open.Json.GetProperty("notes").EnumerateArray()).GetProperty("text").GetString();
        Assert.DoesNotContain("739154", note);
        Assert.True(hidden);
        Assert.DoesNotContain("<b>请</b>", page);
        Assert.DoesNotContain(await visitor.ReadAsync(4), e => e.Name == "message" && e.Text.Contains("提醒"));
    }

    [Theory]
    [OnBothEngines]
    [Clause("B1.1.1b")]
    public async Task Need_and_feeling_are_read_from_the_customers_own_words(Engine engine)
    {
        var app = await On(engine);
        var (visitor, agent) = await app.GivenContactAsync("信用卡丢了怎么办");
        var stranger = await app.SignedInAsync(Role.Agent);
        var url = $"/api/v1/desk/contacts/{visitor.Id}/mood";

        var calm = await agent.Client.GetJsonAsync(url);
        await visitor.SayAsync("等了一个小时没人管，太气人了，我要投诉你们！");
        var upset = await agent.Client.GetJsonAsync(url);
        var foreign = await stranger.Client.GetJsonAsync(url);
        var (angry, other) = await app.GivenContactAsync("等了一个小时没人管，太气人了！");
        var unread = await other.Client.PutJsonAsync(
            $"/api/v1/conversations/{angry.Id}/wrap-up", Records.Whole(("need", " ")));
        var understood = await other.Client.PutJsonAsync($"/api/v1/conversations/{angry.Id}/wrap-up",
            Records.Whole(("need", "请人一小时内回电"), ("remedy", "已约定回电时间")));

        Assert.Equal(("wrap-up.need-behind-feeling", "B1.1.1b"), (unread.Code, unread.Clause));
        Assert.True(await app.WasRefusedAsync("wrap-up.need-behind-feeling", "B1.1.1b", other.Id));
        Assert.Equal(HttpStatusCode.NoContent, understood.Status);
        Assert.Contains("信用卡", calm.Json.GetProperty("need").GetString());
        Assert.False(calm.Json.GetProperty("isGrievance").GetBoolean());
        Assert.Equal("angry", upset.Json.GetProperty("emotion").GetString());
        Assert.True(upset.Json.GetProperty("isGrievance").GetBoolean());
        Assert.Equal(HttpStatusCode.NotFound, foreign.Status);
    }

    [Theory]
    [OnBothEngines]
    [Clause("A2.3.3b")]
    public async Task A_grievance_closes_only_with_solution_ticket_or_complaint(Engine engine)
    {
        var app = await On(engine);
        var (visitor, agent) = await app.GivenContactAsync("你们乱扣费，我要投诉！");
        var url = $"/api/v1/conversations/{visitor.Id}/wrap-up";

        var filedAway = await agent.Client.PutJsonAsync(url, Records.Whole(("outcome", "unresolved"), ("remedy", "没有办法")));
        var empty = await agent.Client.PutJsonAsync(url, Records.Whole(("outcome", "resolved"), ("remedy", "  ")));
        var journaled = await app.WithDatabaseAsync(db => db.Set<JournalEntry>()
            .CountAsync(e => e.Act == "refused" && e.Clause == "A2.3.3b" && e.Actor == agent.Id.Value));
        var stillOpen = await visitor.TryToSayAsync("还在吗");
        var closed = await agent.Client.PutJsonAsync(
            url, Records.Whole(("outcome", "complaint"), ("remedy", "投诉编号 TS-20261122-01")));

        Assert.All([filedAway, empty], a => Assert.Equal(("wrap-up.grievance-open", "A2.3.3b"), (a.Code, a.Clause)));
        Assert.Equal(2, journaled);
        Assert.Equal(HttpStatusCode.Created, stillOpen.Status);
        Assert.Equal(HttpStatusCode.NoContent, closed.Status);
    }

    [Theory]
    [OnBothEngines]
    [Clause("B1.1.2c")]
    public async Task A_frozen_account_closes_only_with_its_cause_and_the_way_out(Engine engine)
    {
        var app = await On(engine);
        var (visitor, agent) = await app.GivenContactAsync("我的卡被冻结了，急着用钱");
        var url = $"/api/v1/conversations/{visitor.Id}/wrap-up";

        var vague = await agent.Client.PutJsonAsync(url, Records.Whole(("summary", "客户询问银行卡状态，已安抚客户。")));
        var half = await agent.Client.PutJsonAsync(url, Records.Whole(("summary", "客户卡冻结，原因是证件过期，已说明。")));
        var whole = await agent.Client.PutJsonAsync(
            url, Records.Whole(("summary", "客户卡冻结，原因是证件过期；已说明更新证件后即可解冻，可在手机银行办理。")));

        Assert.All([vague, half], a => Assert.Equal(("wrap-up.freeze-left-open", "B1.1.2c"), (a.Code, a.Clause)));
        Assert.True(await app.WasRefusedAsync("wrap-up.freeze-left-open", "B1.1.2c", agent.Id));
        Assert.Equal(HttpStatusCode.NoContent, whole.Status);
    }

    [Theory]
    [OnBothEngines]
    [Clause("B0.0.1")]
    public async Task An_agents_day_counts_the_agents_own_contacts_only(Engine engine)
    {
        var app = await OwnAsync(engine);
        var (visitor, agent) = await app.GivenContactAsync();
        var stranger = await app.SignedInAsync(Role.Agent);

        var before = await agent.Client.GetJsonAsync("/api/v1/desk/day");
        await agent.ReplyAsync(visitor.Id, "您好，马上为您核实。");
        await agent.WrapUpAsync(visitor.Id);
        await visitor.Client.PostJsonAsync($"/api/v1/conversations/{visitor.Id}/rating", new { score = 4 });
        var after = (await agent.Client.GetJsonAsync("/api/v1/desk/day")).Json;
        var others = (await stranger.Client.GetJsonAsync("/api/v1/desk/day")).Json;

        Assert.Equal(0, before.Json.GetProperty("served").GetInt32());
        Assert.Equal(1, after.GetProperty("served").GetInt32());
        Assert.Equal(1, after.GetProperty("promisesKept").GetInt32());
        Assert.Equal(4, after.GetProperty("rating").GetDouble());
        Assert.True(after.GetProperty("firstReplySeconds").GetDouble() >= 0);
        Assert.Equal(0, others.GetProperty("served").GetInt32());
    }
}
