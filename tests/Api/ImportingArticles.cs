using System.IO.Compression;
using System.Net;
using System.Text;
using FirstWindow.Knowledge.Domain;
using FirstWindow.Knowledge.Features;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace FirstWindow.Tests.Api;

public sealed class ImportingArticles(Houses houses) : ApiTests(houses)
{
    private const string Panda = """
        ---
        id: panda-badge
        line: special
        scene: query
        segments: [mass]
        title: 熊猫纪念章的登记和领取
        source: 首窗示范银行纪念章办法
        reviewed: 2026-01-05
        questions:
          - 熊猫纪念章怎么登记领取
          - 熊猫章在哪领
        ---
        先在手机银行登记。

        ## 步骤
        1. 打开手机银行。

        ## 风险提示
        - 不要告诉任何人验证码。
        """;

    [Theory]
    [OnBothEngines]
    [Clause("A3.2.1")]
    public async Task Articles_come_in_as_drafts_that_somebody_else_approves(Engine engine)
    {
        var app = await OwnAsync(engine);
        var author = await app.SignedInAsync(Role.KnowledgeAuthor, Role.KnowledgeApprover);
        var approver = await app.SignedInAsync(Role.KnowledgeApprover);
        var zip = Zip(("panda.md", Panda), ("bad.md", Panda.Replace("title: ", "name: ").Replace("panda-badge", "other")),
            ("future.md", Panda.Replace("2026-01-05", "2999-01-01").Replace("panda-badge", "future")),
            ("twice.md", Panda), ("plain.md", "没有说明"));

        var preview = await UploadAsync(author, zip);
        var before = await CountAsync(app);
        var done = await ConfirmAsync(author, preview);
        var twice = await ConfirmAsync(author, preview);
        var again = await UploadAsync(author, zip);
        var draft = await app.WithDatabaseAsync(db => db.Set<ArticleVersion>().SingleAsync(a => a.Slug == "panda-badge"));
        var hidden = await app.Client().GetAsync("/help/panda-badge");
        var own = await author.Client.PutJsonAsync($"/api/v1/articles/{draft.Id}/approval", new { });
        var approved = await approver.Client.PutJsonAsync($"/api/v1/articles/{draft.Id}/approval", new { });
        var shown = await app.Client().GetAsync("/help/panda-badge");

        Assert.Equal(0, before);
        Assert.Equal((1, 0, 4), Counts(preview));
        Assert.Equal(
            ["article.bad-dates", "article.bad-title", "article.no-facts", "import.twice"],
            preview.Json.GetProperty("faults").EnumerateArray().Select(f => f.GetProperty("reason").GetString()).Order());
        Assert.Equal((1, 0, 4), Counts(done));
        Assert.Equal("import.not-found", twice.Code);
        Assert.Equal((0, 1, 4), Counts(again));
        Assert.Equal((ArticleState.Draft, 1), (draft.State, draft.Version));
        Assert.Equal(HttpStatusCode.NotFound, hidden.StatusCode);
        Assert.Equal(("article.own", "A3.2.1"), (own.Code, own.Clause));
        Assert.Equal(HttpStatusCode.NoContent, approved.Status);
        Assert.Equal(HttpStatusCode.OK, shown.StatusCode);
    }

    [Theory]
    [OnBothEngines]
    public async Task What_is_exported_and_imported_again_changes_nothing(Engine engine)
    {
        var app = await On(engine);
        var author = await app.SignedInAsync(Role.KnowledgeAuthor);
        var agent = await app.SignedInAsync(Role.Agent);
        var published = await app.WithDatabaseAsync(
            db => db.Set<ArticleVersion>().CountAsync(a => a.State == ArticleState.Published));

        foreach (var format in new[] { "markdown", "excel" })
        {
            var file = await author.Client.GetByteArrayAsync("/api/v1/articles/export?format=" + format);
            var preview = await UploadAsync(author, file);
            Assert.Equal((0, published, 0), Counts(preview));
        }

        Assert.Equal("export.format", (await author.Client.GetJsonAsync("/api/v1/articles/export?format=word")).Code);
        Assert.Equal(HttpStatusCode.Forbidden,
            (await agent.Client.GetAsync("/api/v1/articles/export?format=excel")).StatusCode);
    }

    [Theory]
    [OnBothEngines]
    public async Task A_changed_row_of_the_workbook_becomes_the_next_version(Engine engine)
    {
        var app = await OwnAsync(engine);
        var author = await app.SignedInAsync(Role.KnowledgeAuthor);
        var lost = await app.WithDatabaseAsync(db => db.Set<ArticleVersion>()
            .SingleAsync(a => a.Slug == "credit-card-lost" && a.Locale == "zh"));
        var cells = ArticleRow.Cells(lost).ToArray();
        cells[5] = "<script>alert(1)</script> =1+1 丢卡";
        var sheet = ArticleSheet.Write([[.. ArticleRow.Columns.Select(c => c.Name)], cells]);

        var done = await ConfirmAsync(author, await UploadAsync(author, sheet));
        var next = await app.WithDatabaseAsync(db => db.Set<ArticleVersion>()
            .SingleAsync(a => a.Slug == "credit-card-lost" && a.Locale == "zh" && a.Version == 2));
        var page = await author.Client.GetStringAsync($"/knowledge/drafts/{next.Id}");

        Assert.Equal((1, 0, 0), Counts(done));
        Assert.Equal((cells[5], lost.Body, ArticleState.Draft), (next.Title, next.Body, next.State));
        Assert.DoesNotContain("<script>alert", page);
    }

    [Theory]
    [OnBothEngines]
    public async Task A_hostile_file_gets_one_clear_answer_and_nothing_is_written(Engine engine)
    {
        var app = await On(engine);
        var author = await app.SignedInAsync(Role.KnowledgeAuthor);
        var before = await app.WithDatabaseAsync(db => db.Set<ArticleVersion>().CountAsync());
        var formula = Encoding.UTF8.GetBytes("x");
        foreach (var (content, code) in new (byte[], string)[]
        {
            ([], "import.size"),
            (new byte[(8 * 1024 * 1024) + 1], "import.size"),
            (formula, "import.not-an-archive"),
            (Zip(("a.md", new string('0', 40 * 1024 * 1024))), "import.bomb"),
            (Zip([.. Enumerable.Range(0, 4_001).Select(i => ($"{i}.md", "x"))]), "import.bomb"),
            (Zip(("../../etc/cron.d/x.md", Panda)), "import.path"),
            (Zip(("/etc/x.md", Panda)), "import.path"),
            (Zip((@"..\x.md", Panda)), "import.path"),
            (Zip(("C:x.md", Panda)), "import.path"),
            (Zip(("readme.txt", "x")), "import.no-articles"),
            (Zip(("[Content_Types].xml", "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a>&b;</a>")), "import.not-excel"),
            (Formulas(), "import.formula"),
            (ArticleSheet.Write([["slug", "title"], ["a", "b"]]), "import.headings"),
            (ArticleSheet.Write([[.. ArticleRow.Columns.Select(c => c.Name)]]), "import.empty"),
        })
        {
            var answer = await UploadAsync(author, content);
            Assert.Equal((HttpStatusCode.BadRequest, code), (answer.Status, answer.Code));
        }

        foreach (var (text, code) in new (byte[], string)[]
        {
            (Encoding.UTF8.GetBytes(new string('长', 350_000)), "article.too-long"),
            ([0x89, 0x50, 0x00, 0xff, 0xff], "article.not-text"),
            (Encoding.Unicode.GetBytes(Panda), "article.not-text"),
            (Encoding.UTF8.GetBytes(Panda.Replace("手机银行登记", new string('长', 20_000))), "article.bad-body"),
            (Encoding.UTF8.GetBytes(Panda.Replace("[mass]", new string('[', 30_000))), "article.no-facts"),
            (Encoding.UTF8.GetBytes(Panda.Replace("panda-badge", "../x")), "article.bad-slug"),
            (Encoding.UTF8.GetBytes(Panda.Replace("[mass]", "[]")), "article.without-tags"),
            (Encoding.UTF8.GetBytes(Panda.Replace("segments", "city: 上海\nsegments")), "article.city-not-whole"),
        })
        {
            var answer = await UploadAsync(author, Zip([("x.md", text)]));
            Assert.Equal((0, 0, 1), Counts(answer));
            Assert.Equal(code, answer.Json.GetProperty("faults")[0].GetProperty("reason").GetString());
        }

        Assert.Equal(before, await app.WithDatabaseAsync(db => db.Set<ArticleVersion>().CountAsync()));
    }

    private static byte[] Formulas()
    {
        var sheet = ArticleSheet.Write([[.. ArticleRow.Columns.Select(c => c.Name)], ["HERE", "zh"]]);
        using var book = new MemoryStream();
        book.Write(sheet);
        using (var zip = new ZipArchive(book, ZipArchiveMode.Update, leaveOpen: true))
        {
            var entry = zip.Entries.Single(e => e.FullName.Contains("sheet", StringComparison.OrdinalIgnoreCase)
                && e.FullName.EndsWith(".xml", StringComparison.Ordinal) && e.FullName.Contains("worksheets"));
            string xml;
            using (var reader = new StreamReader(entry.Open()))
            {
                xml = reader.ReadToEnd();
            }

            var name = entry.FullName;
            entry.Delete();
            using var writer = new StreamWriter(zip.CreateEntry(name).Open());
            var at = xml.IndexOf("HERE", StringComparison.Ordinal);
            var cell = xml.LastIndexOf("<x:c ", at, StringComparison.Ordinal);
            var end = xml.IndexOf("</x:c>", at, StringComparison.Ordinal);
            writer.Write(xml[..cell] + "<x:c><x:f>HYPERLINK(\"https://x\")</x:f><x:v>a</x:v>" + xml[end..]);
        }

        return book.ToArray();
    }

    private static byte[] Zip(params (string Name, string Text)[] files) =>
        Zip([.. files.Select(f => (f.Name, Encoding.UTF8.GetBytes(f.Text)))]);

    private static byte[] Zip((string Name, byte[] Bytes)[] files)
    {
        using var archive = new MemoryStream();
        using (var zip = new ZipArchive(archive, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, bytes) in files)
            {
                using var stream = zip.CreateEntry(name).Open();
                stream.Write(bytes);
            }
        }

        return archive.ToArray();
    }

    private static Task<int> CountAsync(FirstWindowApp app) =>
        app.WithDatabaseAsync(db => db.Set<ArticleVersion>().CountAsync(a => a.State == ArticleState.Draft));

    private static async Task<Answer> UploadAsync(Colleague colleague, byte[] content)
    {
        using var body = new ByteArrayContent(content);
        body.Headers.ContentType = new("application/octet-stream");
        var response = await colleague.Client.PostAsync("/api/v1/knowledge/imports", body);
        var text = await response.Content.ReadAsStringAsync();
        return new(response.StatusCode, System.Text.Json.JsonDocument.Parse(text).RootElement, response);
    }

    private static Task<Answer> ConfirmAsync(Colleague colleague, Answer preview) => colleague.Client.PutJsonAsync(
        $"/api/v1/knowledge/imports/{preview.Json.GetProperty("id").GetGuid()}/confirmation", new { });

    private static (int New, int Known, int Bad) Counts(Answer answer) => (answer.Json.GetProperty("new").GetInt32(),
        answer.Json.GetProperty("known").GetInt32(), answer.Json.GetProperty("bad").GetInt32());
}
