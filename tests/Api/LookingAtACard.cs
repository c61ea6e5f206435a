using System.Net;
using FirstWindow.Customers.Domain;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Promises;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FirstWindow.Tests.Api;

/// <summary>Who may see what of a customer, and that no look goes unrecorded.</summary>
public sealed class LookingAtACard(Houses houses) : ApiTests(houses)
{
    private const string Wang = "C10000001";
    private const string WangsPhone = "13800000001";

    [Theory]
    [OnBothEngines]
    [Clause("A4.3.1a")]
    [Clause("A4.2.1c")]
    public async Task A_card_opens_masked_from_a_contact_in_ones_own_hands_and_for_nobody_else(Engine engine)
    {
        var app = await On(engine);
        var (visitor, agent, id) = await app.GivenServedCustomerAsync(Wang);
        var stranger = await app.SignedInAsync(Role.Agent);
        var administrator = await app.SignedInAsync(Role.Administrator);
        var url = $"/api/v1/customers/{id}/card?contact={visitor.Id}";

        var foreign = await stranger.Client.GetJsonAsync(url);
        var nobodys = await stranger.Client.GetJsonAsync($"/api/v1/customers/{Guid.NewGuid()}/card?contact={visitor.Id}");
        var lent = await agent.Client.GetJsonAsync($"/api/v1/customers/{id}/card");
        var without = await administrator.Client.GetJsonAsync(url);
        var open = await agent.Client.GetJsonAsync(url);
        var look = await app.WithDatabaseAsync(db => db.Set<JournalEntry>()
            .SingleAsync(e => e.Act == "customer.opened" && e.Subject == id && e.Actor == agent.Id.Value));
        await agent.WrapUpAsync(visitor.Id);
        var afterwards = await agent.Client.GetJsonAsync(url);

        Assert.All([foreign, nobodys, lent, afterwards], a => Assert.Equal(
            (HttpStatusCode.NotFound, "customer.not-found", "A4.3.1a"), (a.Status, a.Code, a.Clause)));
        Assert.True(await app.WasRefusedAsync("customer.not-found", "A4.3.1a", stranger.Id));
        Assert.Equal(HttpStatusCode.Forbidden, without.Status);
        Assert.Equal(("service", (Guid?)visitor.Id, "agent"), (look.Purpose, look.Contact, look.Role));
        var fields = open.Json.GetProperty("fields").EnumerateArray()
            .ToDictionary(f => f.GetProperty("code").GetString()!, f => f.GetProperty("masked").GetString());
        Assert.Equal(("王**", "138****0001", "***"), (fields["name"], fields["phone"], fields["birth-year"]));
        Assert.Contains("elder", open.Json.GetProperty("needs").EnumerateArray().Select(n => n.GetString()));
        Assert.DoesNotContain(WangsPhone, open.Json.GetRawText());
    }

    [Theory]
    [OnBothEngines]
    public async Task The_page_is_masked_encodes_what_customers_are_called_and_carries_who_looks(Engine engine)
    {
        var app = await On(engine);
        var (visitor, agent, id) = await app.GivenServedCustomerAsync("C10000003");
        var at = $"?contact={visitor.Id}";

        await agent.Client.PutJsonAsync($"/api/v1/customers/{id}/fields/address{at}",
            new { value = "<script>alert(1)</script>上海市", purpose = "service", source = "customer" });
        var page = await agent.Client.GetStringAsync($"/customers/{id}{at}");
        var foreign = await (await app.SignedInAsync(Role.Agent)).Client.GetAsync($"/customers/{id}{at}");

        Assert.DoesNotContain("13800000003", page);
        Assert.DoesNotContain("<script>alert", page);
        Assert.Contains("class=\"watermark\"", page);
        Assert.Contains(agent.Number, page);
        Assert.Equal(HttpStatusCode.NotFound, foreign.StatusCode);
    }

    [Theory]
    [OnBothEngines]
    [Clause("A4.3.3a")]
    [Clause("A4.1.2a")]
    [Clause("A4.2.1b")]
    public async Task A_field_is_revealed_for_a_purpose_that_may_have_it_one_at_a_time(Engine engine)
    {
        var app = await On(engine);
        var (visitor, agent, id) = await app.GivenServedCustomerAsync(Wang);
        var stranger = await app.SignedInAsync(Role.Agent);
        var url = $"/api/v1/customers/{id}/reveals?contact={visitor.Id}";

        var foreign = await stranger.Client.PostJsonAsync(url, new { field = "phone", purpose = "service" });
        var noPurpose = await agent.Client.PostJsonAsync(url, new { field = "phone" });
        var confidential = await agent.Client.PostJsonAsync(url, new { field = "phone", purpose = "aml" });
        var tooMuch = await agent.Client.PostJsonAsync(url, new { field = "birth-year", purpose = "marketing" });
        var unknown = await agent.Client.PostJsonAsync(url, new { field = "password", purpose = "service" });
        var shown = await agent.Client.PostJsonAsync(url, new { field = "phone", purpose = "verification" });
        var entry = await app.WithDatabaseAsync(db => db.Set<JournalEntry>()
            .SingleAsync(e => e.Act == "customer.revealed" && e.Subject == id && e.Actor == agent.Id.Value));

        Assert.Equal(HttpStatusCode.NotFound, foreign.Status);
        Assert.All([noPurpose, confidential], a => Assert.Equal(
            ("customer.purpose-missing", "A4.3.3a"), (a.Code, a.Clause)));
        Assert.Equal(("customer.field-not-for-purpose", "A4.1.2a"), (tooMuch.Code, tooMuch.Clause));
        Assert.Equal("customer.no-such-field", unknown.Code);
        Assert.True(await app.WasRefusedAsync("customer.purpose-missing", "A4.3.3a", agent.Id));
        Assert.True(await app.WasRefusedAsync("customer.field-not-for-purpose", "A4.1.2a", agent.Id));
        Assert.Equal((WangsPhone, 30), (shown.Json.GetProperty("value").GetString(), shown.Json.GetProperty("seconds").GetInt32()));
        Assert.Equal(("verification", "field=phone", (Guid?)visitor.Id), (entry.Purpose, entry.Detail, entry.Contact));
    }

    [Theory]
    [OnBothEngines]
    [Clause("A4.3.3a")]
    public async Task Without_its_journal_entry_nothing_is_revealed(Engine engine)
    {
        var app = await OwnAsync(engine);
        var (visitor, agent, id) = await app.GivenServedCustomerAsync(Wang);
        await app.WithDatabaseAsync(db => BreakJournalAsync(db, engine));

        var shown = await agent.Client.PostJsonAsync(
            $"/api/v1/customers/{id}/reveals?contact={visitor.Id}", new { field = "phone", purpose = "service" });
        var opened = await agent.Client.GetJsonAsync($"/api/v1/customers/{id}/card?contact={visitor.Id}");

        Assert.All([shown, opened], a => Assert.Equal(HttpStatusCode.InternalServerError, a.Status));
        Assert.DoesNotContain(WangsPhone, shown.Json.GetRawText());
        Assert.False(opened.Json.TryGetProperty("fields", out _));
    }

    [Theory]
    [OnBothEngines]
    [Clause("A4.4.1")]
    public async Task A_search_never_tells_whether_a_stranger_has_an_account(Engine engine)
    {
        var app = await On(engine);
        var (visitor, agent, id) = await app.GivenServedCustomerAsync("C10000005");
        var phone = await RevealPhoneAsync(agent, visitor, id);

        var strangers = await SearchAsync(agent, "phone", WangsPhone);
        var nobodys = await SearchAsync(agent, "phone", "13999999999");
        var byNumber = await SearchAsync(agent, "reference", Wang);
        var mine = await SearchAsync(agent, "phone", $"{phone[..3]} {phone[3..7]} {phone[7..]}");
        var entries = await app.WithDatabaseAsync(db => db.Set<JournalEntry>()
            .Where(e => e.Act == "customer.searched" && e.Actor == agent.Id.Value).ToListAsync());

        Assert.Equal(nobodys.Json.GetRawText(), strangers.Json.GetRawText());
        Assert.Equal(nobodys.Json.GetRawText(), byNumber.Json.GetRawText());
        Assert.Equal(nobodys.Response.Content.Headers.ContentLength, strangers.Response.Content.Headers.ContentLength);
        var found = Assert.Single(mine.Json.GetProperty("found").EnumerateArray());
        Assert.Equal(visitor.Id, found.GetProperty("contact").GetGuid());
        Assert.Equal(4, entries.Count);
        Assert.All(entries, e => Assert.Equal(Guid.Empty, e.Subject));
        Assert.DoesNotContain(entries, e => e.Detail!.Contains("138", StringComparison.Ordinal));
    }

    [Theory]
    [OnBothEngines]
    [Clause("A4.3.1a")]
    [Clause("A4.3.1b")]
    public async Task Without_a_contact_a_card_opens_for_a_reason_and_somebody_else_looks_again(Engine engine)
    {
        var app = await OwnAsync(engine);
        var supervisor = await app.SignedInAsync(Role.Supervisor);
        var other = await app.SignedInAsync(Role.Supervisor);
        var id = await app.CustomerIdAsync(Wang);

        var silent = await BreakAsync(supervisor, "complaint", "看看");
        var curious = await BreakAsync(supervisor, "service", "客户没有来电，我想先了解一下情况");
        var secret = await BreakAsync(supervisor, "police", "协助公安机关调查，文号沪公2026-1");
        var shut = await supervisor.Client.GetJsonAsync($"/api/v1/customers/{id}/card");
        var opened = await BreakAsync(supervisor, "complaint", "客户书面投诉，需要核对联系方式后回复");
        var card = await supervisor.Client.GetJsonAsync($"/api/v1/customers/{id}/card");
        var elsewhere = await other.Client.GetJsonAsync($"/api/v1/customers/{id}/card");
        var asService = await supervisor.Client.PostJsonAsync(
            $"/api/v1/customers/{id}/reveals", new { field = "phone", purpose = "service" });
        var look = (await other.Client.GetJsonAsync("/api/v1/customers/broken-glass")).Json[0].GetProperty("id").GetGuid();
        var owed = await PromiseAsync(app, look);
        var own = await ReviewAsync(supervisor, look);
        var reviewed = await ReviewAsync(other, look);
        var twice = await ReviewAsync(other, look);
        app.Clock.Move(TimeSpan.FromMinutes(16));
        var late = await (await app.OpenSessionAsync(supervisor.Id)).GetJsonAsync($"/api/v1/customers/{id}/card");

        Assert.All([silent, curious, secret], a => Assert.Equal(
            ("customer.reason-missing", "A4.3.1a"), (a.Code, a.Clause)));
        Assert.True(await app.WasRefusedAsync("customer.reason-missing", "A4.3.1a", supervisor.Id));
        Assert.Equal(HttpStatusCode.Created, opened.Status);
        Assert.Equal("complaint", card.Json.GetProperty("purpose").GetString());
        Assert.Equal("customer.purpose-missing", asService.Code);
        Assert.All([shut, elsewhere, late], a => Assert.Equal(HttpStatusCode.NotFound, a.Status));
        Assert.Equal(PromiseState.Open, owed.State);
        Assert.Equal(("customer.own-look", "A4.3.1b"), (own.Code, own.Clause));
        Assert.True(await app.WasRefusedAsync("customer.own-look", "A4.3.1b", supervisor.Id));
        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.Conflict), (reviewed.Status, twice.Status));
        Assert.Equal(PromiseState.Kept, (await PromiseAsync(app, look)).State);
    }

    [Theory]
    [OnBothEngines]
    [Clause("A4.2.1a")]
    public async Task More_looks_than_anybody_may_are_refused_and_alarmed(Engine engine)
    {
        var app = await OwnAsync(engine);
        var supervisor = await app.SignedInAsync(Role.Supervisor);
        var (visitor, agent, id) = await app.GivenServedCustomerAsync(Wang);

        for (var i = 0; i < 30; i++)
        {
            Assert.Equal(HttpStatusCode.Created, (await BreakAsync(supervisor, "fraud", "客户报称被骗，需要立即联系本人")).Status);
        }

        var oneMore = await BreakAsync(supervisor, "fraud", "客户报称被骗，需要立即联系本人");
        var body = new { field = "phone", purpose = "service" };
        for (var i = 0; i < 60; i++)
        {
            await agent.Client.PostJsonAsync($"/api/v1/customers/{id}/reveals?contact={visitor.Id}", body);
        }

        var revealed = await agent.Client.PostJsonAsync($"/api/v1/customers/{id}/reveals?contact={visitor.Id}", body);
        var alarms = app.Services.GetRequiredService<Alarms>().Raised;

        Assert.Equal(("customer.too-many-looks", "A4.2.1a"), (oneMore.Code, oneMore.Clause));
        Assert.Equal(("customer.too-many-reveals", "A4.2.1a"), (revealed.Code, revealed.Clause));
        Assert.Contains("customers.looks-many", alarms.Keys);
        Assert.Contains("customers.looks-reveals", alarms.Keys);
        Assert.True(await app.WasRefusedAsync("customer.too-many-looks", "A4.2.1a", supervisor.Id));
    }

    private static async Task<bool> BreakJournalAsync(Database db, Engine engine)
    {
        await db.Database.ExecuteSqlRawAsync(engine is Engine.Sqlite
            ? """
              CREATE TRIGGER broken BEFORE INSERT ON journal_entry WHEN NEW.act LIKE 'customer.%'
              BEGIN SELECT RAISE(ABORT, 'broken on purpose'); END
              """
            : """
              CREATE FUNCTION broken() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION 'broken on purpose'; END $$ LANGUAGE plpgsql;
              CREATE TRIGGER broken BEFORE INSERT ON journal_entry FOR EACH ROW WHEN (NEW.act LIKE 'customer.%')
              EXECUTE FUNCTION broken()
              """);
        return true;
    }

    private static async Task<string> RevealPhoneAsync(Colleague agent, Visitor visitor, Guid customer) =>
        (await agent.Client.PostJsonAsync($"/api/v1/customers/{customer}/reveals?contact={visitor.Id}",
            new { field = "phone", purpose = "service" })).Json.GetProperty("value").GetString()!;

    private static Task<Answer> SearchAsync(Colleague agent, string by, string value) =>
        agent.Client.PostJsonAsync("/api/v1/customers/search", new { by, value });

    private static Task<Answer> BreakAsync(Colleague who, string purpose, string reason) =>
        who.Client.PostJsonAsync("/api/v1/customers/broken-glass",
            new { by = "reference", value = Wang, purpose, reason });

    private static Task<Answer> ReviewAsync(Colleague who, Guid look) =>
        who.Client.PutJsonAsync($"/api/v1/customers/broken-glass/{look}/review", new { isJustified = true });

    private static Task<Promise> PromiseAsync(FirstWindowApp app, Guid look) =>
        app.WithDatabaseAsync(db => db.Set<Promise>().SingleAsync(p => p.About == look && p.Kind == "second-look"));
}
