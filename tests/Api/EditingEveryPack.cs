using System.Net;
using System.Text.RegularExpressions;
using FirstWindow.Language;
using FirstWindow.Packs.Domain;
using FirstWindow.Packs.Features;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FirstWindow.Tests.Api;

public sealed partial class EditingEveryPack(Houses houses) : ApiTests(houses)
{
    // Of each pack: what is put in the place of what, a text, and the rule that is then found in it.
    private static readonly (string Pack, string Old, string New, string Text, string Rule)[] Edits =
    [
        ("etiquette", "\nrules:\n", Rule("severity: block\n    clause: A2.2.1b"), "熊猫乐", "panda-joy"),
        ("jargon", "\nterms:\n", "\nterms:\n  '熊猫乐': '一种说法'\n", "熊猫乐", "熊猫乐(一种说法)"),
        ("courtesy", "\nrules:\n", Rule("group: greeting"), "熊猫乐", "panda-joy"),
        ("signals", "\nrules:\n", Rule("group: thanks"), "熊猫乐", "panda-joy"),
        ("emotion", "\nrules:\n", Rule("group: happy"), "熊猫乐", "panda-joy"),
        ("complaint", "\nrules:\n", Rule("group: severe"), "熊猫乐", "panda-joy"),
        ("fraud", "\nrules:\n", Rule("group: police"), "熊猫乐", "panda-joy"),
        ("answers", "\nrules:\n", Rule("group: seam"), "熊猫乐", "panda-joy"),
        ("secrets", "  password: [", "  password: [熊猫令, ", "熊猫令是123456", "password"),
        ("personal", "\nsurnames: ", "\nsurnames: 鼖", "我叫鼖小明", "person"),
        ("synonyms", "\nconcepts:\n", "\nconcepts:\n  - 熊猫存 熊猫宝\n", "熊猫宝", "熊猫存"),
        ("synonyms-en", "\nconcepts:\n", "\nconcepts:\n  - pandasave pandabox\n", "my pandabox", "pandasave"),
        ("fraud-cues", "\ncues:\n", "\ncues:\n  panda: ['熊猫群']\n", "熊猫群", "panda"),
        ("tone-cues", "\ncues:\n", "\ncues:\n  panda: ['熊猫群']\n", "熊猫群", "panda"),
        ("traditional", "\npairs:\n", "\npairs:\n  - 熋熊\n", "熋", "熊"),
        ("sounds", "\n  'yu': ", "\n  'yu': 鼖", "鼖期了", "逾期"),
    ];

    [Theory]
    [OnBothEngines]
    [Clause("A1.3.2")]
    public async Task Every_pack_is_changed_on_its_page_by_two_persons_and_holds_after_a_restart(Engine engine)
    {
        Assert.Equal(PackFacts.All.Select(p => p.Name), Edits.Select(e => e.Pack));
        var app = await OwnAsync(engine);
        var author = await app.SignedInAsync(Role.Compliance);
        var second = await app.SignedInAsync(Role.KnowledgeApprover);
        foreach (var edit in Edits)
        {
            var page = $"/packs/{edit.Pack}";
            var bad = await PostAsync(author, page, ("Do", "propose"), ("Content", "id: other\n"), ("Reason", "按业务要求修改"));
            var proposed = await PostAsync(author, page, ("Do", "propose"), ("Content", Edited(edit)),
                ("Reason", "按业务要求修改"), ("BasedOn", "0"));
            var waits = await app.WithDatabaseAsync(db => db.Set<PackVersion>()
                .Where(v => v.Pack == edit.Pack && v.State == PolicyState.Proposed).Select(v => v.Id).SingleAsync());
            var decision = $"/packs/proposals/{waits}/decision";
            var own = await PostAsync(author, decision, ("approve", "true"), ("pack", edit.Pack));
            var before = Finds(app, edit);
            var approved = await PostAsync(second, decision, ("approve", "true"), ("pack", edit.Pack));

            Assert.Equal(HttpStatusCode.UnprocessableEntity, bad.Status);
            Assert.Contains("data-line=\"1\"", bad.Page);
            Assert.True(proposed.Status is HttpStatusCode.Redirect, edit.Pack + proposed.Page);
            Assert.Equal((HttpStatusCode.UnprocessableEntity, false), (own.Status, before));
            Assert.Equal(HttpStatusCode.Redirect, approved.Status);
            Assert.True(Finds(app, edit), edit.Pack);
        }

        Assert.True(await app.WasRefusedAsync("pack.own-proposal", "A1.3.2", author.Id));
        Assert.Equal(1, app.Services.GetRequiredService<PackBook>().Current.Blot("熊猫令是123456").Count);
        await using (var again = await FirstWindowApp.StartAsync(engine, nodeOf: app))
        {
            await again.Services.GetRequiredService<PackBook>().FreshAsync(CancellationToken.None);
            Assert.All(Edits, edit => Assert.True(Finds(again, edit), edit.Pack));
        }

        foreach (var pack in PackFacts.All)
        {
            var returned = await PostAsync(second, $"/packs/{pack.Name}/returns", ("reason", "恢复自带版本"));
            Assert.Equal(HttpStatusCode.Redirect, returned.Status);
        }

        Assert.DoesNotContain(Edits, edit => Finds(app, edit));
        Assert.Equal(0, app.Services.GetRequiredService<PackBook>().Current.Blot("熊猫令是123456").Count);
    }

    [Theory]
    [OnBothEngines]
    [Clause("A1.3.2")]
    public async Task No_edit_lets_a_secret_through_or_makes_the_models_read_worse(Engine engine)
    {
        var app = await OwnAsync(engine);
        var author = await app.SignedInAsync(Role.Compliance);
        var secrets = PackSet.Shipped.TextOf("secrets");
        var cues = PackSet.Shipped.TextOf("fraud-cues");
        var line = secrets.Split('\n').ToList().FindIndex(l => l.StartsWith("  password: [", StringComparison.Ordinal)) + 1;

        var shown = await author.Client.PostJsonAsync("/api/v1/packs/secrets/proposals", new
        {
            content = Password().Replace(secrets, "  password: [暗码]"),
            reason = "按业务要求修改",
            basedOn = 0,
        });
        var worse = await author.Client.PostJsonAsync("/api/v1/packs/fraud-cues/checks", new
        {
            content = cues[..cues.IndexOf("\ncues:", StringComparison.Ordinal)] + "\ncues:\n  panda: ['怎么', '我']\n",
        });
        var good = await PostAsync(author, "/packs/fraud-cues", ("Do", "check"), ("Content", cues));

        Assert.Equal(("pack.bad", "A1.3.2", HttpStatusCode.UnprocessableEntity), (shown.Code, shown.Clause, shown.Status));
        Assert.Contains(shown.Json.GetProperty("faults").EnumerateArray(),
            f => f.GetProperty("code").GetString() == "secret-shown" && f.GetProperty("line").GetInt32() >= line);
        Assert.Contains(worse.Json.GetProperty("faults").EnumerateArray(),
            f => f.GetProperty("code").GetString() == "held-worse");
        Assert.Contains("留存文本的判断结果", good.Page);
        Assert.Equal(1, app.Services.GetRequiredService<PackBook>().Current.Blot("密码是123456").Count);
    }

    private static string Edited((string Pack, string Old, string New, string Text, string Rule) edit)
    {
        var shipped = PackSet.Shipped.TextOf(edit.Pack);
        var at = shipped.IndexOf(edit.Old, StringComparison.Ordinal);
        return shipped[..at] + edit.New + shipped[(at + edit.Old.Length)..];
    }

    private static string Rule(string kind) =>
        $"\nrules:\n  - id: panda-joy\n    {kind}\n    patterns: ['熊猫乐']\n    examples: ['熊猫乐']\n";

    private static bool Finds(
        FirstWindowApp app, (string Pack, string Old, string New, string Text, string Rule) edit) =>
        app.Services.GetRequiredService<PackBook>().Current.FindBy(edit.Pack, edit.Text).Any(f => f.Rule == edit.Rule);

    private static async Task<(HttpStatusCode Status, string Page)> PostAsync(
        Colleague colleague, string path, params (string Name, string Value)[] fields)
    {
        var page = await colleague.Client.GetAsync("/packs/jargon");
        var token = Token().Match(await page.Content.ReadAsStringAsync()).Groups[1].Value;
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new FormUrlEncodedContent(fields.Append(("__RequestVerificationToken", token))
                .Select(f => new KeyValuePair<string, string>(f.Item1, f.Item2))),
        };
        var session = colleague.Client.DefaultRequestHeaders.GetValues("Cookie").Single();
        request.Headers.Add("Cookie", $"{session}; {page.Headers.GetValues("Set-Cookie").First().Split(';')[0]}");
        var answer = await colleague.Client.SendAsync(request);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    [GeneratedRegex("__RequestVerificationToken\" value=\"([^\"]+)")]
    private static partial Regex Token();

    [GeneratedRegex(@"  password: \[[^\]]*\]")]
    private static partial Regex Password();
}
