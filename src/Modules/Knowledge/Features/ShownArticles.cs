using FirstWindow.Knowledge.Domain;
using FirstWindow.Language;
using FirstWindow.Packs.Contracts;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Knowledge.Features;

/// <summary>Lends the published articles to whoever weighs a change of how they are found.</summary>
internal sealed class ShownArticles(Database db, PolicyBook policies) : IShownArticles
{
    public AnswerLimits Limits => ArticlePolicies.Limits(policies);

    public async Task<IReadOnlyList<IndexedArticle>> ReadAsync(CancellationToken ct)
    {
        var shown = await db.Set<ArticleVersion>().AsNoTracking()
            .Where(a => a.State == ArticleState.Published && a.Locale == "zh" && a.CityOf == null)
            .OrderBy(a => a.Slug).ToListAsync(ct);
        return [.. shown.Select(KnowledgeIndex.Shelf.Indexed)];
    }
}
