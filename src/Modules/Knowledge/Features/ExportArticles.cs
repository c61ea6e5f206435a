using FirstWindow.Knowledge.Domain;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Knowledge.Features;

/// <summary>Everything that is published, in the form the import reads: taking it along and bringing it back changes
/// nothing.</summary>
internal sealed class ExportArticlesHandler(Database db, JournalBook journal)
{
    public async Task<byte[]> AsMarkdownAsync(Actor actor, CancellationToken ct) => ArticleArchive.Write(
        (await ReadAsync("markdown", actor, ct)).Select(a => ($"{a.Locale}/{a.Slug}.md", ArticleFile.Write(a))));

    public async Task<byte[]> AsExcelAsync(Actor actor, CancellationToken ct) => ArticleSheet.Write(
        (await ReadAsync("excel", actor, ct)).Select(ArticleRow.Cells)
            .Prepend([.. ArticleRow.Columns.Select(c => c.Chinese)]));

    private async Task<List<ArticleVersion>> ReadAsync(string form, Actor actor, CancellationToken ct)
    {
        var articles = await db.Set<ArticleVersion>().AsNoTracking().Where(a => a.State == ArticleState.Published)
            .OrderBy(a => a.Locale).ThenBy(a => a.Slug).ToListAsync(ct);
        journal.Record(actor, ArticleActs.Exported, Subject.System, $"{form};{articles.Count}");
        await db.CommitAsync(ct);
        return articles;
    }
}
