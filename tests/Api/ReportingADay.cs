using System.IO.Compression;
using System.Net;
using System.Text;
using System.Xml.Linq;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Export;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace FirstWindow.Tests.Api;

public sealed class ReportingADay(Houses houses) : ApiTests(houses)
{
    [Theory]
    [OnBothEngines]
    [Clause("A1.1.1")]
    public async Task A_day_and_a_month_are_told_by_team_and_agent(Engine engine)
    {
        var app = await OwnAsync(engine);
        var ten = await PastContacts.GoToMorningAsync(app);
        var (ann, ben) = await PastContacts.MakeDayAsync(app, ten);
        var supervisor = await app.SignedInAsync(Role.Supervisor);
        var lead = await app.SignedInAsync(Role.DutyLead);
        var agent = await app.SignedInAsync(Role.Agent);
        var day = ten.ToString("yyyy-MM-dd");

        var noRole = await agent.Client.GetJsonAsync("/api/v1/reports");
        var ofDay = (await lead.Client.GetJsonAsync($"/api/v1/reports?period={day}")).Json;
        var ofMonth = (await lead.Client.GetJsonAsync($"/api/v1/reports?period={day[..7]}")).Json;
        var teams = ofDay.GetProperty("teams").EnumerateArray().ToDictionary(t => t.GetProperty("team").GetString()!);
        var mine = await supervisor.Client.GetStringAsync($"/reports?period={day}");
        var bad = await lead.Client.GetJsonAsync("/api/v1/reports?period=2026-13");
        var future = await lead.Client.GetAsync("/reports?period=2099-01-01");

        Assert.Equal(HttpStatusCode.Forbidden, noRole.Status);
        Assert.Equal(40, ofDay.GetProperty("whole").GetProperty("serviceLevel").GetDouble(), 3);
        Assert.Equal(2, teams["customer-care"].GetProperty("counts").GetProperty("closed").GetInt64());
        Assert.Equal(ben.Number, Assert.Single(teams["north"].GetProperty("agents").EnumerateArray())
            .GetProperty("number").GetString());
        Assert.Equal(120, teams["north"].GetProperty("counts").GetProperty("handlingSeconds").GetDouble(), 3);
        Assert.True(ofMonth.GetProperty("whole").GetProperty("closed").GetInt64() >= 3);
        Assert.Contains(ann.Number, mine);
        Assert.DoesNotContain(ben.Number, mine); // Of another team only the totals.
        Assert.Contains("north", mine);
        Assert.Equal("report.period", bad.Code);
        Assert.Equal(HttpStatusCode.BadRequest, future.StatusCode);
    }

    [Theory]
    [OnBothEngines]
    [Clause("A1.1.1")]
    public async Task The_excel_file_holds_the_figures_and_no_formula_and_is_journaled(Engine engine)
    {
        var app = await OwnAsync(engine);
        var ten = await PastContacts.GoToMorningAsync(app);
        var (_, ben) = await PastContacts.MakeDayAsync(app, ten);
        await PastContacts.ChangeAsync(app, ben.Id, s => (s.Name, s.Team) = ("=HYPERLINK(\"http://x\")", "@SUM(A1)"));
        var lead = await app.SignedInAsync(Role.DutyLead);
        var day = ten.ToString("yyyy-MM-dd");

        var answer = await lead.Client.GetAsync($"/reports/file?period={day}");
        var cells = CellsOf(await answer.Content.ReadAsByteArrayAsync(), "xl/worksheets/sheet1.xml");
        var entry = await app.WithDatabaseAsync(db => db.Set<JournalEntry>().SingleAsync(e => e.Act == "report.exported"));
        var bad = await lead.Client.GetAsync("/reports/file?period=x");

        Assert.Equal(Workbook.ContentType, answer.Content.Headers.ContentType?.MediaType);
        Assert.Contains("'=HYPERLINK(\"http://x\")", cells);
        Assert.Contains("'@SUM(A1)", cells);
        Assert.Contains("40", cells);
        Assert.DoesNotContain(cells, c => c is ['=' or '+' or '-' or '@', ..]);
        Assert.Equal((lead.Id.Value, $"period={day}"), (entry.Actor!.Value, entry.Detail));
        Assert.Equal(HttpStatusCode.BadRequest, bad.StatusCode);
    }

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+1", "'+1")]
    [InlineData("-1", "'-1")]
    [InlineData("@x", "'@x")]
    [InlineData("  =1", "'  =1")]
    [InlineData("\t=1", "'\t=1")]
    [InlineData("张=三", "张=三")]
    [InlineData("", "")]
    public void Text_never_begins_as_a_formula(string text, string written) =>
        Assert.Equal(written, Workbook.Calm(text));

    // The file as it stands, without the library that wrote it.
    private static List<string> CellsOf(byte[] file, string sheet)
    {
        using var archive = new ZipArchive(new MemoryStream(file), ZipArchiveMode.Read);
        using var reader = new StreamReader(archive.GetEntry(sheet)!.Open(), Encoding.UTF8);
        var document = XDocument.Parse(reader.ReadToEnd());
        XNamespace main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
        Assert.Empty(document.Descendants(main + "f"));
        return [.. document.Descendants(main + "c").Select(c => c.Value)];
    }
}
