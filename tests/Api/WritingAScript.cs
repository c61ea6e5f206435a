using System.Net;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace FirstWindow.Tests.Api;

public sealed class WritingAScript(Houses houses) : ApiTests(houses)
{
    [Theory]
    [OnBothEngines]
    [Clause("B1.1.2a")]
    public async Task Agents_get_it_only_once_somebody_else_has_approved(Engine engine)
    {
        var app = await OwnAsync(engine);
        var author = await app.SignedInAsync(Role.KnowledgeAuthor, Role.KnowledgeApprover);
        var approver = await app.SignedInAsync(Role.KnowledgeApprover);
        var agent = await app.SignedInAsync(Role.Agent);

        var written = await WriteAsync(author, "panda-calming", "这件事换谁都会着急，我马上为您查。");
        var id = written.Json.GetProperty("id").GetGuid();
        var own = await ApproveAsync(author, id);
        var hidden = await SlugsAsync(agent);
        var approved = await ApproveAsync(approver, id);
        var twice = await ApproveAsync(approver, id);
        var shown = await SlugsAsync(agent);
        var refused = await app.WithDatabaseAsync(db => db.Set<JournalEntry>()
            .AnyAsync(e => e.Act == "refused" && e.Clause == "B1.1.2a" && e.Actor == author.Id.Value));

        Assert.Equal(HttpStatusCode.Created, written.Status);
        Assert.Equal(("script.own", "B1.1.2a"), (own.Code, own.Clause));
        Assert.True(refused);
        Assert.DoesNotContain("panda-calming", hidden);
        Assert.Contains("greeting-chat", hidden); // what the product ships
        Assert.Equal(HttpStatusCode.NoContent, approved.Status);
        Assert.Equal("script.not-a-draft", twice.Code);
        Assert.Contains("panda-calming", shown);
    }

    [Theory]
    [OnBothEngines]
    [Clause("B1.1.2a")]
    public async Task Without_stage_scene_and_emotion_it_is_not_taken(Engine engine)
    {
        var app = await On(engine);
        var author = await app.SignedInAsync(Role.KnowledgeAuthor);

        var noScene = await WriteAsync(author, "no-scene", "请您稍等。", scene: "");
        var noSuchStage = await WriteAsync(author, "no-stage", "请您稍等。", stage: "<b>");
        var badSlug = await WriteAsync(author, "<script>", "请您稍等。");

        Assert.All([noScene, noSuchStage], a => Assert.Equal(("script.without-tags", "B1.1.2a"), (a.Code, a.Clause)));
        Assert.Equal(HttpStatusCode.BadRequest, badSlug.Status);
    }

    [Theory]
    [OnBothEngines]
    [Clause("A2.2.1b")]
    public async Task What_nobody_may_say_is_no_script(Engine engine)
    {
        var app = await On(engine);
        var author = await app.SignedInAsync(Role.KnowledgeAuthor);

        var rude = await WriteAsync(author, "rude", "我怎么知道");
        var polite = await WriteAsync(author, "polite", "这个问题我马上为您核实，请您稍等。");

        Assert.Equal(("script.breaks-rule", "A2.2.1b"), (rude.Code, rude.Clause));
        Assert.Equal(HttpStatusCode.Created, polite.Status);
    }

    [Theory]
    [OnBothEngines]
    [Clause("B3.3.1a")]
    public async Task What_became_of_wording_is_counted_by_version_once_and_only_by_who_serves(Engine engine)
    {
        var app = await OwnAsync(engine);
        var (visitor, agent) = await app.GivenContactAsync();
        var stranger = await app.SignedInAsync(Role.Agent);
        var script = (await agent.Client.GetJsonAsync("/api/v1/scripts?stage=greeting")).Json[0];
        var version = script.GetProperty("id").GetGuid();
        var article = (await agent.Client.GetJsonAsync("/api/v1/articles?q=信用卡丢了")).Json[0].GetProperty("versionId");
        var id = Guid.NewGuid();

        var foreign = await NoteAsync(stranger, visitor, Guid.NewGuid(), "script", "used", version);
        var unknown = await NoteAsync(agent, visitor, Guid.NewGuid(), "script", "used", Guid.NewGuid());
        var otherKind = await NoteAsync(agent, visitor, Guid.NewGuid(), "article", "used", version);
        var used = await NoteAsync(agent, visitor, id, "script", "used", version);
        var again = await NoteAsync(agent, visitor, id, "script", "used", version);
        var left = await NoteAsync(agent, visitor, Guid.NewGuid(), "script", "rejected", version);
        var nothing = await NoteAsync(agent, visitor, Guid.NewGuid(), "script", "nothing", null);
        var answer = await NoteAsync(agent, visitor, Guid.NewGuid(), "article", "used", article.GetGuid());
        var counted = (await agent.Client.GetJsonAsync("/api/v1/scripts?stage=greeting")).Json.EnumerateArray()
            .Single(s => s.GetProperty("id").GetGuid() == version);
        var details = await app.WithDatabaseAsync(db => db.Set<JournalEntry>()
            .Where(e => e.Act == "wording.used" && e.Subject == visitor.Id)
            .OrderBy(e => e.Entry).Select(e => e.Detail).ToListAsync());

        Assert.All([foreign, unknown, otherKind], a => Assert.Equal(HttpStatusCode.NotFound, a.Status));
        Assert.All([unknown, otherKind], a => Assert.Equal(("wording.not-found", "B3.3.1a"), (a.Code, a.Clause)));
        Assert.True(await app.WasRefusedAsync("wording.not-found", "B3.3.1a", agent.Id));
        Assert.All([used, again, left, nothing, answer], a => Assert.Equal(HttpStatusCode.NoContent, a.Status));
        Assert.Equal((1, 1), (counted.GetProperty("used").GetInt32(), counted.GetProperty("rejected").GetInt32()));
        Assert.Contains($"article;used;version={article.GetGuid():n}", details);
    }

    [Theory]
    [OnBothEngines]
    public async Task A_new_version_retires_the_old_one_and_its_page_shows_text_not_markup(Engine engine)
    {
        var app = await OwnAsync(engine);
        var author = await app.SignedInAsync(Role.KnowledgeAuthor);
        var approver = await app.SignedInAsync(Role.KnowledgeApprover);

        var first = (await WriteAsync(author, "versions", "请您稍等，我来核实。")).Json.GetProperty("id").GetGuid();
        await ApproveAsync(approver, first);
        var second = (await WriteAsync(author, "versions", "<script>x</script>请您稍等。")).Json.GetProperty("id")
            .GetGuid();
        await ApproveAsync(approver, second);
        var page = await approver.Client.GetStringAsync($"/scripts/{second}");
        var list = await approver.Client.GetStringAsync("/scripts?q=versions");
        var missing = await approver.Client.GetAsync($"/scripts/{Guid.NewGuid()}");

        Assert.DoesNotContain("<script>x", page);
        Assert.DoesNotContain("<script>x", list);
        Assert.Single((await SlugsAsync(author)), s => s == "versions");
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
    }

    private static async Task<List<string?>> SlugsAsync(Colleague colleague) =>
        [.. (await colleague.Client.GetJsonAsync("/api/v1/scripts")).Json.EnumerateArray()
            .Select(s => s.GetProperty("slug").GetString())];

    private static Task<Answer> NoteAsync(
        Colleague agent, Visitor visitor, Guid id, string kind, string outcome, Guid? version) =>
        agent.Client.PostJsonAsync(
            $"/api/v1/conversations/{visitor.Id}/wordings", new { id, kind, outcome, version });

    private static Task<Answer> WriteAsync(
        Colleague author, string slug, string chinese, string scene = "general", string stage = "calming") =>
        author.Client.PostJsonAsync("/api/v1/scripts", new
        {
            slug,
            stage,
            scene,
            emotion = "fear",
            chinese,
            english = "I am looking into it now.",
        });

    private static Task<Answer> ApproveAsync(Colleague approver, Guid id) =>
        approver.Client.PutJsonAsync($"/api/v1/scripts/{id}/approval", new { });
}
