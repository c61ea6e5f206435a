using System.Net;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Promises;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace FirstWindow.Tests.Api;

/// <summary>What may be written down about a customer, and with whose consent.</summary>
public sealed class RecordingAboutACustomer(Houses houses) : ApiTests(houses)
{
    [Theory]
    [OnBothEngines]
    [Clause("A4.1.1")]
    [Clause("A4.1.2a")]
    [Clause("A4.1.3")]
    public async Task Only_what_the_purpose_needs_is_taken_in_its_form_and_with_its_source(Engine engine)
    {
        var app = await On(engine);
        var (visitor, agent, id) = await app.GivenServedCustomerAsync("C10000002");

        var tooMuch = await RecordAsync(agent, visitor, id, "occupation", "教师", "service");
        var noSuch = await RecordAsync(agent, visitor, id, "religion", "无", "service");
        var ofCompanies = await RecordAsync(agent, visitor, id, "credit-code", "91310000MA1FL0QX3T", "service");
        var wrongDigit = await RecordAsync(agent, visitor, id, "id-number", "11010519491231002Y", "verification");
        var secret = await RecordAsync(agent, visitor, id, "address", "密码是 739154", "service");
        var sourceless = await RecordAsync(agent, visitor, id, "email", "li@example.cn", "service", source: "rumour");
        var taken = await RecordAsync(agent, visitor, id, "id-number", "11010519491231002X", "verification", "document");
        var card = await agent.Client.GetJsonAsync($"/api/v1/customers/{id}/card?contact={visitor.Id}");
        var entry = await app.WithDatabaseAsync(db => db.Set<JournalEntry>()
            .SingleAsync(e => e.Act == "customer.field-recorded" && e.Subject == id));

        Assert.Equal(("customer.field-not-for-purpose", "A4.1.2a"), (tooMuch.Code, tooMuch.Clause));
        Assert.All([noSuch, ofCompanies], a => Assert.Equal(HttpStatusCode.NotFound, a.Status));
        Assert.All([wrongDigit, secret], a => Assert.Equal(("customer.value-malformed", "A4.1.3"), (a.Code, a.Clause)));
        Assert.Equal(("customer.source-missing", "A4.1.3"), (sourceless.Code, sourceless.Clause));
        Assert.True(await app.WasRefusedAsync("customer.field-not-for-purpose", "A4.1.2a", agent.Id));
        Assert.True(await app.WasRefusedAsync("customer.value-malformed", "A4.1.3", agent.Id));
        Assert.Equal(HttpStatusCode.NoContent, taken.Status);
        Assert.Equal("field=id-number;source=document", entry.Detail);
        // The service itself has no use for it, so its card does not show it.
        Assert.DoesNotContain(card.Json.GetProperty("fields").EnumerateArray(), f => f.GetProperty("code").GetString() == "id-number");
    }

    [Theory]
    [OnBothEngines]
    [Clause("A3.3.2")]
    public async Task Who_the_bank_has_checked_is_not_somebody_else_by_a_word_in_a_chat(Engine engine)
    {
        var app = await On(engine);
        var (visitor, agent, id) = await app.GivenServedCustomerAsync("C10000005");
        var state = $"/api/v1/customers/{id}/fields/phone/state?contact={visitor.Id}";

        var other = await RecordAsync(agent, visitor, id, "phone", "13900000005", "service");
        var same = await RecordAsync(agent, visitor, id, "phone", "13800000005", "service");
        await RecordAsync(agent, visitor, id, "phone", "13800000005", "service", "document");
        await agent.Client.PutJsonAsync(state, new { state = "doubted" });
        var doubted = await RecordAsync(agent, visitor, id, "phone", "13900000005", "service");
        var proved = await RecordAsync(agent, visitor, id, "name", "周子轩", "service", "document");
        var renamed = await RecordAsync(agent, visitor, id, "name", "周子萱", "service");

        Assert.All([other, renamed], a => Assert.Equal(
            (HttpStatusCode.UnprocessableEntity, "customer.differs-from-record", "A3.3.2"), (a.Status, a.Code, a.Clause)));
        Assert.True(await app.WasRefusedAsync("customer.differs-from-record", "A3.3.2", agent.Id));
        Assert.All([same, doubted, proved], a => Assert.Equal(HttpStatusCode.NoContent, a.Status));
    }

    [Theory]
    [OnBothEngines]
    [Clause("B2.1.2c")]
    [Clause("B3.2.2a")]
    [Clause("B4.2.1")]
    [Clause("C1.3.1")]
    public async Task Each_kind_of_customer_is_served_by_its_own_playbook_and_the_list_of_needs(Engine engine)
    {
        var app = await On(engine);
        var (atCompany, banker, company) = await app.GivenServedCustomerAsync("C10000009");
        var (atStartup, _, startup) = await app.GivenServedCustomerAsync("C10000010", by: banker);
        var (atElder, _, elder) = await app.GivenServedCustomerAsync("C10000011", by: banker);
        async Task<string> PageAsync(Guid customer, Visitor visitor) => WebUtility.HtmlDecode(
            await banker.Client.GetStringAsync($"/customers/{customer}?contact={visitor.Id}"));

        var ofPersons = await RecordAsync(banker, atCompany, company, "birth-year", "1990", "service");
        var noNeed = await RecordAsync(banker, atElder, elder, "needs", "fast-lane", "service", "bank");
        string[] pages =
            [await PageAsync(company, atCompany), await PageAsync(startup, atStartup), await PageAsync(elder, atElder)];
        var needsHelp = await app.WithDatabaseAsync(db => db.Set<FirstWindow.Conversations.Domain.Conversation>()
            .Where(c => c.Id == new ConversationId(atElder.Id)).Select(c => c.NeedsHelp).SingleAsync());

        Assert.Equal((HttpStatusCode.NotFound, "C1.3.1"), (ofPersons.Status, ofPersons.Clause));
        Assert.Equal(("customer.need-unknown", "B4.2.1"), (noNeed.Code, noNeed.Clause));
        Assert.True(await app.WasRefusedAsync("customer.no-such-field", "C1.3.1", banker.Id));
        Assert.True(await app.WasRefusedAsync("customer.need-unknown", "B4.2.1", banker.Id));
        string[] playbooks = ["突出逻辑框架", "重开户与结算", "侧重资产配置"];
        for (var i = 0; i < pages.Length; i++)
        {
            Assert.Equal([playbooks[i]], playbooks.Where(p => pages[i].Contains(p, StringComparison.Ordinal)));
        }

        Assert.Contains("统一社会信用代码", pages[0]);
        Assert.DoesNotContain("出生年份", pages[0]);
        Assert.Contains("出生年份", pages[2]);
        Assert.Contains("放慢语速，一次一步", pages[2]);
        Assert.Contains("用自己的话复述", pages[2]);
        Assert.True(needsHelp); // A person first, before those who came earlier.
    }

    [Theory]
    [OnBothEngines]
    [Clause("A4.1.3")]
    public async Task A_doubt_is_a_promise_to_ask_the_customer(Engine engine)
    {
        var app = await On(engine);
        var (visitor, agent, id) = await app.GivenServedCustomerAsync("C10000003");
        var stranger = await app.SignedInAsync(Role.Agent);
        var url = $"/api/v1/customers/{id}/fields/phone/state?contact={visitor.Id}";

        var foreign = await stranger.Client.PutJsonAsync(url, new { state = "doubted" });
        await agent.Client.PutJsonAsync(url, new { state = "doubted" });
        await agent.Client.PutJsonAsync(url, new { state = "doubted" });
        var owed = await PromisesAsync(app, agent);
        var doubted = await StateAsync(agent, visitor, id);
        await agent.Client.PutJsonAsync(url, new { state = "verified" });
        var kept = await PromisesAsync(app, agent);

        Assert.Equal((HttpStatusCode.NotFound, "A4.3.1a"), (foreign.Status, foreign.Clause));
        Assert.Equal(PromiseState.Open, Assert.Single(owed).State);
        Assert.Equal("doubted", doubted);
        Assert.Equal(PromiseState.Kept, Assert.Single(kept).State);
        Assert.Equal("verified", await StateAsync(agent, visitor, id));
    }

    [Theory]
    [OnBothEngines]
    [Clause("A4.1.2b")]
    [Clause("A4.1.2c")]
    public async Task Sensitive_data_wait_for_a_consent_of_their_own_to_the_wording_in_force(Engine engine)
    {
        var app = await On(engine);
        var (visitor, agent, id) = await app.GivenServedCustomerAsync("C10000005");
        var at = $"?contact={visitor.Id}";
        var consent = $"/api/v1/customers/{id}/consents/sensitive{at}";

        var early = await RecordAsync(agent, visitor, id, "income", "200000", "lending");
        var unread = await agent.Client.PutJsonAsync(consent, new { decision = "given", wording = 0, channel = "web" });
        var nowhere = await agent.Client.PutJsonAsync(consent, new { decision = "given", wording = 1 });
        var given = await agent.Client.PutJsonAsync(consent, new { decision = "given", wording = 1, channel = "web" });
        var again = await agent.Client.PutJsonAsync(consent, new { decision = "given", wording = 1, channel = "web" });
        var taken = await RecordAsync(agent, visitor, id, "income", "200000", "lending");
        var withdrawn = await agent.Client.PutJsonAsync(consent, new { decision = "withdrawn", channel = "web" });
        var late = await RecordAsync(agent, visitor, id, "income", "300000", "lending");
        var entry = await app.WithDatabaseAsync(db => db.Set<JournalEntry>()
            .SingleAsync(e => e.Act == "consent.given" && e.Subject == id));

        Assert.All([early, late], a => Assert.Equal(("customer.consent-missing", "A4.1.2c"), (a.Code, a.Clause)));
        Assert.Equal(("consent.wording-not-shown", "A4.1.2b"), (unread.Code, unread.Clause));
        Assert.Equal(("consent.no-evidence", "A4.1.2c"), (nowhere.Code, nowhere.Clause));
        Assert.All([given, again, taken, withdrawn], a => Assert.Equal(HttpStatusCode.NoContent, a.Status));
        Assert.Equal(("purpose=sensitive;wording=1;channel=web", (Guid?)visitor.Id), (entry.Detail, entry.Contact));
        Assert.True(await app.WasRefusedAsync("customer.consent-missing", "A4.1.2c", agent.Id));
        Assert.True(await app.WasRefusedAsync("consent.wording-not-shown", "A4.1.2b", agent.Id));
    }

    [Theory]
    [OnBothEngines]
    [Clause("C4.3.4")]
    public async Task Who_refuses_offers_is_not_asked_again(Engine engine)
    {
        var app = await On(engine);
        var (visitor, agent, id) = await app.GivenServedCustomerAsync("C10000006");
        var url = $"/api/v1/customers/{id}/consents/marketing?contact={visitor.Id}";

        await agent.Client.PutJsonAsync(url, new { decision = "given", wording = 1, channel = "web" });
        var offered = await OffersAsync(agent, visitor, id);
        await agent.Client.PutJsonAsync(url, new { decision = "refused", channel = "web" });
        var pressed = await agent.Client.PutJsonAsync(url, new { decision = "given", wording = 1, channel = "web" });
        var marketing = await agent.Client.PutJsonAsync($"/api/v1/customers/{id}/consents/loans?contact={visitor.Id}",
            new { decision = "given", wording = 1, channel = "web" });

        Assert.True(offered);
        Assert.Equal(("consent.refused-for-good", "C4.3.4"), (pressed.Code, pressed.Clause));
        Assert.True(await app.WasRefusedAsync("consent.refused-for-good", "C4.3.4", agent.Id));
        Assert.False(await OffersAsync(agent, visitor, id));
        Assert.Equal(HttpStatusCode.NotFound, marketing.Status);
    }

    [Theory]
    [OnBothEngines]
    [Clause("B4.2.2d")]
    public async Task Somebody_acts_for_a_customer_only_with_a_recorded_authorisation(Engine engine)
    {
        var app = await On(engine);
        var (visitor, agent, id) = await app.GivenServedCustomerAsync("C10000004");
        var at = $"?contact={visitor.Id}";

        var vague = await agent.Client.PostJsonAsync($"/api/v1/customers/{id}/acting{at}",
            new { person = "孙小明", relation = "child", scope = "enquiry" });
        var over = await agent.Client.PostJsonAsync($"/api/v1/customers/{id}/acting{at}",
            new { person = "孙小明", relation = "child", scope = "enquiry", evidence = "授权书 2026-118", until = "2020-01-01" });
        var recorded = await agent.Client.PostJsonAsync($"/api/v1/customers/{id}/acting{at}",
            new { person = "孙小明", relation = "child", scope = "enquiry", evidence = "授权书 2026-118", until = "2099-01-01" });
        var person = recorded.Json.GetProperty("id").GetGuid();
        var desk = await agent.Client.GetJsonAsync($"/api/v1/desk/contacts/{visitor.Id}");
        var ended = await agent.Client.CallAsync(HttpMethod.Delete, $"/api/v1/customers/{id}/acting/{person}{at}", null);
        var card = await agent.Client.GetJsonAsync($"/api/v1/customers/{id}/card{at}");

        Assert.All([vague, over], a => Assert.Equal(("customer.acting-incomplete", "B4.2.2d"), (a.Code, a.Clause)));
        Assert.True(await app.WasRefusedAsync("customer.acting-incomplete", "B4.2.2d", agent.Id));
        Assert.True(desk.Json.GetProperty("customer").GetProperty("isActedFor").GetBoolean());
        Assert.Contains("acting", desk.Json.GetProperty("customer").GetProperty("needs").EnumerateArray().Select(n => n.GetString()));
        Assert.Equal(HttpStatusCode.NoContent, ended.Status);
        var shown = Assert.Single(card.Json.GetProperty("acting").EnumerateArray());
        Assert.Equal(("孙**", false), (shown.GetProperty("person").GetString(), shown.GetProperty("isInForce").GetBoolean()));
    }

    private static Task<Answer> RecordAsync(
        Colleague agent, Visitor visitor, Guid customer, string code, string value, string purpose,
        string source = "customer") =>
        agent.Client.PutJsonAsync(
            $"/api/v1/customers/{customer}/fields/{code}?contact={visitor.Id}", new { value, purpose, source });

    private static async Task<string?> StateAsync(Colleague agent, Visitor visitor, Guid customer) =>
        (await agent.Client.GetJsonAsync($"/api/v1/customers/{customer}/card?contact={visitor.Id}")).Json
            .GetProperty("fields").EnumerateArray().Single(f => f.GetProperty("code").GetString() == "phone")
            .GetProperty("state").GetString();

    private static async Task<bool> OffersAsync(Colleague agent, Visitor visitor, Guid customer) =>
        (await agent.Client.GetJsonAsync($"/api/v1/customers/{customer}/card?contact={visitor.Id}")).Json
            .GetProperty("mayBeOffered").GetBoolean();

    private static Task<List<Promise>> PromisesAsync(FirstWindowApp app, Colleague owner) => app.WithDatabaseAsync(db =>
        db.Set<Promise>().Where(p => p.Kind == "confirm-field" && p.Owner == owner.Id.Value).ToListAsync());
}
