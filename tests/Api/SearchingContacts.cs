using System.Net;
using System.Text.Json;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace FirstWindow.Tests.Api;

public sealed class SearchingContacts(Houses houses) : ApiTests(houses)
{
    private const string Url = "/api/v1/contacts?purpose=coaching";

    [Theory]
    [OnBothEngines]
    [Clause("A1.3.4")]
    public async Task A_search_needs_a_purpose_and_is_journaled_without_what_was_typed(Engine engine)
    {
        var app = await On(engine);
        var supervisor = await app.SignedInAsync(Role.Supervisor);
        var agent = await app.SignedInAsync(Role.Agent);

        var noPurpose = await supervisor.Client.GetJsonAsync("/api/v1/contacts?reference=ABCD2345");
        var curious = await supervisor.Client.GetJsonAsync("/api/v1/contacts?purpose=curiosity");
        var onPage = await supervisor.Client.GetAsync("/contacts?agent=1001");
        var noRole = await agent.Client.GetJsonAsync(Url);
        var done = await AskAsync(supervisor.Client, "&customer=C10000002&words=密码本");
        var entry = await app.WithDatabaseAsync(db => db.Set<JournalEntry>()
            .SingleAsync(e => e.Act == "contacts.searched" && e.Actor == supervisor.Id.Value));
        var customer = await app.CustomerIdAsync("C10000002");

        Assert.All([noPurpose, curious], a => Assert.Equal(("past.purpose-missing", "A1.3.4"), (a.Code, a.Clause)));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, onPage.StatusCode);
        Assert.True(await app.WasRefusedAsync("past.purpose-missing", "A1.3.4", supervisor.Id));
        Assert.Equal(HttpStatusCode.Forbidden, noRole.Status);
        Assert.Equal(HttpStatusCode.OK, done.Status);
        Assert.Equal(("coaching", "by=customer,words", customer), (entry.Purpose, entry.Detail, entry.Subject));
    }

    [Theory]
    [OnBothEngines]
    [Clause("A4.3.1a")]
    public async Task Supervisors_find_their_own_teams_and_nobodys_contacts_and_quality_all(Engine engine)
    {
        var app = await OwnAsync(engine);
        var now = await PastContacts.GoToMorningAsync(app);
        var mine = await app.GivenStaffAsync(Role.Agent);
        var theirs = await PastContacts.GivenAgentOfAsync(app, "north", "=1+1");
        var references = await app.WithDatabaseAsync(async db =>
        {
            var hour = now.AddHours(-1);
            var made = new[]
            {
                PastContacts.Add(db, hour, 10, 60, mine.Id, "complaint", 1, category: "loans"),
                PastContacts.Add(db, hour, 10, 60, theirs.Id, score: 5),
                PastContacts.Add(db, hour, null, 60, null, "abandoned"),
                PastContacts.Add(db, now.AddDays(-40), 10, 60, mine.Id),
            };
            await db.CommitAsync(CancellationToken.None);
            return made.Select(c => c.Reference).ToList();
        });
        var supervisor = await app.SignedInAsync(Role.Supervisor);
        var quality = await app.SignedInAsync(Role.Quality);
        var teamless = await app.GivenStaffAsync(Role.Supervisor);
        await PastContacts.ChangeAsync(app, teamless.Id, s => s.Team = null);
        var day = now.AddDays(-40).ToString("yyyy-MM-dd");

        Assert.Equal(references.Where((_, i) => i is 0 or 2).Order(), (await FindAsync(supervisor.Client, "")).Order());
        Assert.Empty(await FindAsync(supervisor.Client, $"&reference={references[1]}"));
        Assert.Equal(references.Take(3).Order(), (await FindAsync(quality.Client, "")).Order());
        Assert.Equal([references[3]], await FindAsync(quality.Client, $"&from={day}&to={day}"));
        Assert.Equal([references[3]], await FindAsync(quality.Client, $"&reference={references[3].ToLowerInvariant()}"));
        Assert.Equal([references[1]], await FindAsync(quality.Client, $"&agent={theirs.Number}"));
        Assert.Equal([references[0]], await FindAsync(quality.Client, "&category=loans"));
        Assert.Equal([references[2]], await FindAsync(quality.Client, "&outcome=abandoned"));
        Assert.Equal([references[1]], await FindAsync(quality.Client, "&rating=5&channel=web"));
        Assert.Empty(await FindAsync(quality.Client, "&agent=nobody"));
        Assert.Empty(await FindAsync(quality.Client, "&customer=nobody"));
        Assert.Equal([references[2]], await FindAsync(await app.OpenSessionAsync(teamless.Id), ""));
        Assert.Equal("contacts.days", (await quality.Client.GetJsonAsync(Url + "&from=2026-01-02&to=2026-01-01")).Code);
        Assert.Equal("contacts.days", (await quality.Client.GetJsonAsync(Url + "&from=2020-01-01&to=2026-01-01")).Code);
        var page = await quality.Client.GetStringAsync("/contacts?purpose=coaching&reference=&from=&to=&rating=&category=");
        Assert.Contains(references[1], page);
    }

    [Theory]
    [OnBothEngines]
    [Clause("A4.3.1a")]
    public async Task Words_are_found_within_one_customer_only_and_lead_to_the_contact(Engine engine)
    {
        var app = await OwnAsync(engine);
        var (past, agent, _) = await app.GivenServedCustomerAsync("C10000002", "<b>年费</b>为什么又扣了，请退还年费");
        await agent.WrapUpAsync(past.Id);
        var (other, _, _) = await app.GivenServedCustomerAsync("C10000003", "年费问题，别人的会话");
        var quality = await app.SignedInAsync(Role.Quality);

        var inAddress = await quality.Client.GetJsonAsync(Url + "&customer=C10000002");
        var pageInAddress = await quality.Client.GetAsync("/contacts?purpose=coaching&customer=C10000002&words=年费");
        var ofAll = await AskAsync(quality.Client, "&words=年费");
        var found = (await AskAsync(quality.Client, "&customer=C10000002&words=退还年费")).Json
            .GetProperty("contacts").EnumerateArray().ToList();
        var nothing = (await AskAsync(quality.Client, "&customer=C10000002&words=别人的会话")).Json;
        var (_, page) = await quality.SubmitAsync(
            "/contacts", "/contacts", ("purpose", "coaching"), ("customer", "C10000002"), ("words", "退还年费"));
        var contact = await quality.Client.GetStringAsync($"/contacts/{past.Id}?purpose=coaching");
        var look = await app.WithDatabaseAsync(db => db.Set<JournalEntry>().SingleAsync(e =>
            e.Act == "conversation.looked-at" && e.Actor == quality.Id.Value && e.Subject == past.Id));

        Assert.Equal((HttpStatusCode.BadRequest, "contacts.by-post"), (inAddress.Status, inAddress.Code));
        Assert.Equal(HttpStatusCode.BadRequest, pageInAddress.StatusCode);
        Assert.Equal("contacts.words", ofAll.Code);
        Assert.Equal(past.Id, Assert.Single(found).GetProperty("id").GetGuid());
        Assert.Contains("退还年费", found[0].GetProperty("excerpt").GetString());
        Assert.NotEqual(past.Id, other.Id);
        Assert.Empty(nothing.GetProperty("contacts").EnumerateArray());
        Assert.Contains($"/contacts/{past.Id}?purpose=coaching", page);
        Assert.DoesNotContain("<b>年费</b>", page);
        Assert.Contains("年费", WebUtility.HtmlDecode(contact));
        Assert.Equal("coaching", look.Purpose);
    }

    [Theory]
    [OnBothEngines]
    public async Task A_rating_is_found_whether_it_came_before_the_record_or_after(Engine engine)
    {
        var app = await OwnAsync(engine);
        var ratings = new Dictionary<bool, string>();
        var quality = await app.SignedInAsync(Role.Quality);
        foreach (var isBefore in new[] { true, false })
        {
            var (visitor, agent) = await app.GivenContactAsync();
            await visitor.Client.PostJsonAsync($"/api/v1/conversations/{visitor.Id}/end", new { });
            if (!isBefore)
            {
                await agent.WrapUpAsync(visitor.Id);
            }

            await visitor.Client.PostJsonAsync($"/api/v1/conversations/{visitor.Id}/rating", new { score = 4 });
            await agent.WrapUpAsync(visitor.Id);
            ratings[isBefore] = new ConversationId(visitor.Id).ToReference();
        }

        Assert.Equal(ratings.Values.Order(), (await FindAsync(quality.Client, "&rating=4")).Order());
        Assert.Equal(ratings.Values.Order(), (await FindAsync(quality.Client, "&rating=4&outcome=resolved")).Order());
        Assert.Empty(await FindAsync(quality.Client, "&rating=5&outcome=resolved"));
    }

    [Theory]
    [OnBothEngines]
    public async Task Pages_follow_each_other_without_a_gap_even_at_one_instant(Engine engine)
    {
        var app = await OwnAsync(engine);
        var now = await PastContacts.GoToMorningAsync(app);
        var agent = await app.GivenStaffAsync(Role.Agent);
        var all = await app.WithDatabaseAsync(async db =>
        {
            var made = Enumerable.Range(0, 130)
                .Select(i => PastContacts.Add(db, now.AddMinutes(-1 - (i / 60)), 1, 1, agent.Id).Reference).ToList();
            await db.CommitAsync(CancellationToken.None);
            return made;
        });
        var quality = await app.SignedInAsync(Role.Quality);
        foreach (var url in new[] { Url, Url + "&category=cards&outcome=resolved" })
        {
            var seen = new List<string>();
            var (after, pages) = (string.Empty, 0);
            do
            {
                var page = (await quality.Client.GetJsonAsync($"{url}&after={after}")).Json;
                seen.AddRange(References(page));
                after = page.GetProperty("next").GetString();
                pages++;
            }
            while (after is not null);

            Assert.Equal(3, pages);
            Assert.Equal(130, seen.Count);
            Assert.Equal(all.Order(), seen.Order());
        }

        Assert.Equal(50, References((await quality.Client.GetJsonAsync(Url + "&after=x.y")).Json).Count);
    }

    private static async Task<List<string>> FindAsync(HttpClient client, string query) =>
        References((await AskAsync(client, query)).Json);

    // Who and what goes in the body.
    private static Task<Answer> AskAsync(HttpClient client, string query) => client.PostJsonAsync(
        "/api/v1/contacts/search", ("purpose=coaching" + query).Split('&').Select(p => p.Split('='))
            .ToDictionary(p => p[0], p => (object)(p[0] == "rating" ? int.Parse(p[1]) : p[1])));

    private static List<string> References(JsonElement page) =>
        [.. page.GetProperty("contacts").EnumerateArray().Select(c => c.GetProperty("reference").GetString()!)];
}
