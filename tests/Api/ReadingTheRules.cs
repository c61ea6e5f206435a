using System.Net;
using System.Text.RegularExpressions;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Rulebook;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace FirstWindow.Tests.Api;

public sealed partial class ReadingTheRules(Houses houses) : ApiTests(houses)
{
    [Theory]
    [OnBothEngines]
    public async Task A_reading_is_kept_by_version_once_and_the_desk_reminds_until_then(Engine engine)
    {
        var app = await On(engine);
        var agent = await app.SignedInAsync(Role.Agent);

        var before = WebUtility.HtmlDecode(await agent.Client.GetStringAsync("/desk"));
        var forged = await PostAsync(agent, null);
        var read = await AcknowledgeAsync(agent);
        var again = await AcknowledgeAsync(agent);
        var after = WebUtility.HtmlDecode(await agent.Client.GetStringAsync("/desk"));
        var entry = await app.WithDatabaseAsync(db => db.Set<JournalEntry>()
            .SingleAsync(e => e.Act == "rules.acknowledged" && e.Actor == agent.Id.Value));

        Assert.Contains("请阅读并确认", before);
        Assert.Equal(HttpStatusCode.Forbidden, forged);
        Assert.All([read, again], status => Assert.Equal(HttpStatusCode.Redirect, status));
        Assert.DoesNotContain("请阅读并确认", after);
        Assert.Equal($"version={Clauses.Version}", entry.Detail);
    }

    private static async Task<HttpStatusCode> AcknowledgeAsync(Colleague agent)
    {
        using var page = await agent.Client.GetAsync("/rulebook");
        var html = await page.Content.ReadAsStringAsync();
        var token = Token().Match(html).Groups[1].Value;
        var cookie = page.Headers.TryGetValues("Set-Cookie", out var set) ? set.First().Split(';')[0] : null;
        return await PostAsync(agent, token, cookie);
    }

    private static async Task<HttpStatusCode> PostAsync(Colleague agent, string? token, string? cookie = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/rulebook/reading")
        {
            Content = new FormUrlEncodedContent([new("sure", "yes"), new("__RequestVerificationToken", token ?? "x")]),
        };
        if (cookie is not null)
        {
            request.Headers.Add("Cookie", $"{agent.Client.DefaultRequestHeaders.GetValues("Cookie").Single()}; {cookie}");
        }

        using var response = await agent.Client.SendAsync(request);
        return response.StatusCode;
    }

    [GeneratedRegex("__RequestVerificationToken\" value=\"([^\"]+)")]
    private static partial Regex Token();
}
