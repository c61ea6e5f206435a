using FirstWindow.Knowledge.Domain;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Calendar;
using FirstWindow.Platform.Import;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Knowledge.Features;

/// <summary>Articles from a zip of Markdown files or an Excel workbook. Each is a draft: customers see it only once
/// somebody other than who imported it has approved. What says the same as the last version is left alone.</summary>
[Clause("A3.2.1")]
[Clause("B3.1.1a")]
internal sealed class ImportArticles(Database db, JournalBook journal, DatabaseClock clock) : IImport
{
    /// <summary>What is imported, where, and under which lock all articles are written.</summary>
    public const string Name = "knowledge";

    private Dictionary<(string Slug, string Locale), int> lastVersions = [];

    public string Kind => Name;

    public string Accept => ".zip,.xlsx";

    public IReadOnlyList<CsvColumn> Columns => ArticleRow.Columns;

    public Result<IReadOnlyList<CsvLine>> Read(byte[] content) =>
        content.Length is 0 or > CsvTable.BytesMax ? ImportErrors.TooLarge : ArticleArchive.Read(content);

    public async Task<IReadOnlyList<ImportRow>> JudgeAsync(
        IReadOnlyList<CsvLine> lines, Actor actor, CancellationToken ct)
    {
        var last = await LastAsync(ct);
        lastVersions = last.ToDictionary(a => a.Key, a => a.Value.Version);
        var today = BankCalendar.DateOf(clock.Now);
        var seen = new HashSet<(string, string)>();
        return
        [
            .. lines.Select(line =>
            {
                var read = ArticleRow.Read(line, today);
                var request = read.Value;
                var label = string.Join(" · ", new[] { line["title"], line[ArticleRow.File] }.Where(t => t.Length > 0));
                var fault = read.Error
                    ?? (seen.Add((request!.Slug, request.Locale)) ? null : ImportErrors.Twice);
                var isSame = fault is null && last.TryGetValue((request!.Slug, request.Locale), out var version)
                    && ArticleRow.IsSame(request, version);
                return ImportRow.Of(line, Short(line["slug"]), Short(label), fault, isSame);
            }),
        ];
    }

    // Called right after judging, under the same lock, so the last versions are still the last.
    public void Write(IReadOnlyList<CsvLine> lines, Actor actor)
    {
        var today = BankCalendar.DateOf(clock.Now);
        foreach (var line in lines)
        {
            var request = ArticleRow.Read(line, today).Value!;
            var draft = request.ToDraft(
                lastVersions.GetValueOrDefault((request.Slug, request.Locale)) + 1, actor, clock.Now);
            db.Add(draft);
            journal.Record(actor, ArticleActs.Written, new Subject("article", draft.Id),
                $"{draft.Slug};v{draft.Version};imported");
        }
    }

    private async Task<Dictionary<(string, string), ArticleVersion>> LastAsync(CancellationToken ct)
    {
        var all = db.Set<ArticleVersion>().AsNoTracking();
        var last = await all.Where(a => !all.Any(
            b => b.Slug == a.Slug && b.Locale == a.Locale && b.Version > a.Version)).ToListAsync(ct);
        return last.ToDictionary(a => (a.Slug, a.Locale));
    }

    private static string Short(string text) => text.Length > 120 ? text[..120] + "…" : text;
}
