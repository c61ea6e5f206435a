using System.Net;
using System.Text.Json;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace FirstWindow.Tests.Api;

/// <summary>Offers at the desk: with consent, to whom they suit, by who may; and a no stays a no.</summary>
public sealed class OfferingToCustomers(Houses houses) : ApiTests(houses)
{
    private const string Li = "C10000002";

    [Theory]
    [OnBothEngines]
    [Clause("C4.3.4")]
    public async Task A_refused_offer_never_comes_back_by_page_call_or_second_tab(Engine engine)
    {
        var app = await OwnAsync(engine);
        var desk = await GivenAsync(app, "study-abroad-remittance");
        var before = await OffersAsync(desk);
        var secondTab = await desk.Agent.Client.GetStringAsync(desk.Page); // Stays open with the offer on it.
        var stranger = await app.SignedInAsync(Role.Agent);

        var foreign = await SettleAsync(desk with { Agent = stranger }, "study-package", "refused");
        var unknown = await SettleAsync(desk, "no-such", "refused");
        var refused = await SettleAsync(desk, "study-package", "refused");
        var twice = await SettleAsync(desk, "study-package", "refused");
        var fromTheTab = await SettleAsync(desk, "study-package", "told");
        var again = await desk.Agent.Client.PutJsonAsync(
            $"/api/v1/customers/{desk.Customer}/consents/marketing?contact={desk.Visitor.Id}",
            new { decision = "given", wording = 1, channel = "phone" });
        var page = await desk.Agent.Client.GetStringAsync(desk.Page);
        var said = await desk.Agent.ReplyAsync(desk.Visitor.Id, "您好，要不要再了解一下我们的留学汇款套餐？");
        var harmless = await desk.Agent.ReplyAsync(desk.Visitor.Id, "好的，请您放心，我先帮您看一下账户。");
        await ConsentAsync(desk.Mine, "given"); // The customer alone, on the own page.
        var later = await OffersAsync(desk);
        var stillTold = await SettleAsync(desk, "study-package", "told");

        Assert.Equal("study-package", CodeOf(Assert.Single(before)));
        Assert.Contains("留学汇款套餐", secondTab);
        Assert.Contains("客户不需要", secondTab);
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (foreign.Status, unknown.Status));
        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NoContent), (refused.Status, twice.Status));
        Assert.All([fromTheTab, stillTold], a => Assert.Equal(
            (HttpStatusCode.UnprocessableEntity, "offer.refused-for-good", "C4.3.4"), (a.Status, a.Code, a.Clause)));
        Assert.True(await app.WasRefusedAsync("offer.refused-for-good", "C4.3.4", desk.Agent.Id));
        Assert.Equal(("consent.refused-for-good", "C4.3.4"), (again.Code, again.Clause));
        Assert.DoesNotContain("留学汇款套餐", page);
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "C4.3.4"), (said.Status, said.Clause));
        Assert.Equal(HttpStatusCode.Created, harmless.Status);
        Assert.Empty(later);
        Assert.True(await WasDoneAsync(app, "offer.withheld", "offer=study-package;why=offer.refused-for-good"));
    }

    [Theory]
    [OnBothEngines]
    [Clause("B3.2.1c")]
    public async Task Without_consent_to_offers_none_is_shown_and_telling_one_is_refused(Engine engine)
    {
        var app = await OwnAsync(engine);
        var desk = await GivenAsync(app, "study-abroad-remittance", marketing: false);

        var none = await OffersAsync(desk);
        var told = await SettleAsync(desk, "study-package", "told");
        await ConsentAsync(desk.Mine, "given");
        var shown = await OffersAsync(desk);
        var ok = await SettleAsync(desk, "study-package", "told");
        await ConsentAsync(desk.Mine, "withdrawn");
        var after = await OffersAsync(desk);

        Assert.Empty(none);
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "offer.no-consent", "B3.2.1c"), (told.Status, told.Code, told.Clause));
        Assert.True(await app.WasRefusedAsync("offer.no-consent", "B3.2.1c", desk.Agent.Id));
        Assert.True(await WasDoneAsync(app, "offer.withheld", "offer=study-package;why=offer.no-consent"));
        Assert.Single(shown);
        Assert.Equal(HttpStatusCode.NoContent, ok.Status);
        Assert.True(await WasDoneAsync(app, "offer.told", "offer=study-package"));
        Assert.Empty(after);
    }

    [Theory]
    [OnBothEngines]
    [Clause("B3.2.2b")]
    public async Task Wealth_is_shown_to_the_certified_only_and_told_only_where_it_suits(Engine engine)
    {
        var app = await OwnAsync(engine);
        var desk = await GivenAsync(app, "wealth-product-risk-levels");

        var uncertified = await OffersAsync(desk);
        var toldUncertified = await SettleAsync(desk, "steady-income", "told");
        await app.CertifyAsync(desk.Agent.Id, "wealth");
        var unassessed = Assert.Single(await OffersAsync(desk));
        var toldUnassessed = await SettleAsync(desk, "steady-income", "told");
        await AssessAsync(desk, "5", "customer");
        var byWord = await SettleAsync(desk, "steady-income", "told");
        await AssessAsync(desk, "1", "document");
        var tooLow = await SettleAsync(desk, "steady-income", "told");
        await AssessAsync(desk, "3", "document");
        var shown = Assert.Single(await OffersAsync(desk));
        var told = await SettleAsync(desk, "steady-income", "told");

        Assert.Empty(uncertified);
        Assert.Equal((JsonValueKind.Null, "offer.not-assessed"),
            (unassessed.GetProperty("textZh").ValueKind, unassessed.GetProperty("why").GetString()));
        Assert.Equal(["offer.not-certified", "offer.not-assessed", "offer.not-assessed", "offer.not-suitable"],
            new[] { toldUncertified, toldUnassessed, byWord, tooLow }.Select(a => a.Code));
        Assert.All([toldUncertified, toldUnassessed, byWord, tooLow], a => Assert.Equal(
            (HttpStatusCode.UnprocessableEntity, "B3.2.2b"), (a.Status, a.Clause)));
        Assert.True(await app.WasRefusedAsync("offer.not-certified", "B3.2.2b", desk.Agent.Id));
        Assert.True(await app.WasRefusedAsync("offer.not-suitable", "B3.2.2b", desk.Agent.Id));
        Assert.True(await WasDoneAsync(app, "offer.withheld", "offer=steady-income;why=offer.not-certified"));
        Assert.Contains("不保本", shown.GetProperty("textZh").GetString());
        Assert.Equal(HttpStatusCode.NoContent, told.Status);
    }

    [Theory]
    [OnBothEngines]
    [Clause("B3.2.2b")]
    public async Task An_assessment_expires_and_an_offer_about_wealth_cannot_hide_that_it_is(Engine engine)
    {
        var app = await OwnAsync(engine);
        var author = await app.SignedInAsync(Role.Compliance);
        var desk = await GivenAsync(app, "wealth-product-risk-levels", reference: "C10000003");
        await app.CertifyAsync(desk.Agent.Id, "wealth");
        await AssessAsync(desk, "5", "bank");
        await app.WithDatabaseAsync(db => db.Set<FirstWindow.Customers.Domain.CustomerField>()
            .Where(f => f.Code == "risk-level").ExecuteUpdateAsync(f => f.SetProperty(
                r => r.At, app.Clock.GetUtcNow().AddMonths(-12))));

        var old = await SettleAsync(desk, "steady-income", "told");
        var hidden = await author.Client.PutJsonAsync("/api/v1/offers/quiet", Offer("saving-up", isWealth: false));
        var orphan = await author.Client.PutJsonAsync("/api/v1/offers/quiet", Offer("no-such-tag", isWealth: false));
        var open = await author.Client.PutJsonAsync("/api/v1/offers/quiet", Offer("saving-up", isWealth: true));
        var own = await author.Client.PutJsonAsync(
            $"/api/v1/tags/proposals/{open.Json.GetProperty("id").GetGuid()}/decision", new { approve = true });

        Assert.Equal(("offer.assessment-old", "B3.2.2b"), (old.Code, old.Clause));
        Assert.Equal(("tags.wealth-unmarked", "B3.2.2b"), (hidden.Code, hidden.Clause));
        Assert.True(await app.WasRefusedAsync("tags.wealth-unmarked", "B3.2.2b", author.Id));
        Assert.Equal("tags.no-such-tag", orphan.Code);
        Assert.Equal(HttpStatusCode.Created, open.Status);
        Assert.Equal("tags.own-proposal", own.Code);
    }

    private static object Offer(string tag, bool isWealth) => new
    {
        nameZh = "安心存",
        nameEn = "Calm saving",
        tag,
        textZh = "这款产品不保本，收益会波动。",
        textEn = "The principal is not guaranteed.",
        basedOn = 0,
        isWealth,
        risk = 2,
    };

    // A customer with a tag, served by an agent who has no wealth certificate.
    private static async Task<Desk> GivenAsync(
        FirstWindowApp app, string article, bool marketing = true, string reference = Li)
    {
        var (visitor, agent, customer) = await app.GivenServedCustomerAsync(reference);
        var mine = await app.OwnPageOfAsync(reference);
        await app.GivenQuestionsAsync(visitor.Id, article, 3);
        await mine.PutJsonAsync("/api/v1/my-data/consents/profiling", new { decision = "given", wording = 1 });
        if (marketing)
        {
            await ConsentAsync(mine, "given");
        }

        await app.LookAtTagsAsync(reference);
        return new(agent, visitor, customer, mine);
    }

    private static async Task<List<JsonElement>> OffersAsync(Desk desk) =>
        [.. (await desk.Agent.Client.GetJsonAsync($"/api/v1/customers/{desk.Customer}/card?contact={desk.Visitor.Id}"))
            .Json.GetProperty("offers").EnumerateArray()];

    private static Task<Answer> SettleAsync(Desk desk, string offer, string outcome) =>
        desk.Agent.Client.PutJsonAsync(
            $"/api/v1/customers/{desk.Customer}/offers/{offer}/outcome?contact={desk.Visitor.Id}", new { outcome });

    private static async Task AssessAsync(Desk desk, string value, string source)
    {
        var answer = await desk.Agent.Client.PutJsonAsync(
            $"/api/v1/customers/{desk.Customer}/fields/risk-level?contact={desk.Visitor.Id}",
            new { value, source, purpose = "wealth" });
        Assert.Equal(HttpStatusCode.NoContent, answer.Status);
    }

    private static async Task ConsentAsync(HttpClient mine, string decision)
    {
        var answer = await mine.PutJsonAsync("/api/v1/my-data/consents/marketing", new { decision, wording = 1 });
        Assert.Equal(HttpStatusCode.NoContent, answer.Status);
    }

    private static string? CodeOf(JsonElement offer) => offer.GetProperty("code").GetString();

    private static Task<bool> WasDoneAsync(FirstWindowApp app, string act, string detail) => app.WithDatabaseAsync(db =>
        db.Set<JournalEntry>().AnyAsync(e => e.Act == act && e.Detail == detail));

    private sealed record Desk(Colleague Agent, Visitor Visitor, Guid Customer, HttpClient Mine)
    {
        public string Page => $"/customers/{Customer}?contact={Visitor.Id}";
    }
}
