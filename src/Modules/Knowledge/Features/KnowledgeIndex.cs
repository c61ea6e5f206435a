using System.Collections.Frozen;
using FirstWindow.Knowledge.Contracts;
using FirstWindow.Knowledge.Domain;
using FirstWindow.Language;
using FirstWindow.Platform;
using FirstWindow.Platform.Feed;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FirstWindow.Knowledge.Features;

/// <summary>The published articles and their index, in memory; built anew when one is published on any node.</summary>
[Clause("A3.2.1")]
internal sealed class KnowledgeIndex(
    IServiceScopeFactory scopes, ChangeFeed feed, ILogger<Mirror<KnowledgeIndex.Shelves>> log) : IKnowledge, IDisposable
{
    public const string Topic = "articles";
    private readonly Mirror<Shelves> shelves = new(feed, scopes, log, Topic, new(Shelf.Empty, Shelf.Empty), ReadAsync);

    /// <summary>Waits until every article published so far is found.</summary>
    public async Task FreshAsync(CancellationToken ct) => await shelves.FreshAsync(ct);

    public KnowledgeAnswer Ask(string text, string locale)
    {
        var shelf = ShelfOf(locale);
        var answering = shelf.Index.Ask(text);
        var articles = answering.Candidates.Take(4).Select(c => shelf.Articles[c.ArticleId]).ToList();
        return answering.Decision switch
        {
            Decision.Answer when articles.Count > 0 => new(Verdict.Sure, answering.Confidence, articles[..1]),
            Decision.Clarify when articles.Count > 1 => new(Verdict.Choices, answering.Confidence, articles),
            _ => new(Verdict.Unknown, answering.Confidence, articles),
        };
    }

    public PublishedArticle? Find(string slug, string locale) =>
        ShelfOf(locale).Articles.GetValueOrDefault(slug) ?? shelves.Current.Chinese.Articles.GetValueOrDefault(slug);

    public IReadOnlyList<PublishedArticle> Search(string text, string locale, int most)
    {
        var shelf = ShelfOf(locale);
        return string.IsNullOrWhiteSpace(text)
            ? [.. shelf.Articles.Values.OrderBy(a => a.Line, StringComparer.Ordinal)
                .ThenBy(a => a.Slug, StringComparer.Ordinal).Take(most)]
            : [.. shelf.Index.Ask(text).Candidates.Take(most).Select(c => shelf.Articles[c.ArticleId])];
    }

    public void Dispose() => shelves.Dispose();

    private static async Task<Shelves> ReadAsync(Database db, CancellationToken ct)
    {
        var published = await db.Set<ArticleVersion>().AsNoTracking().Where(a => a.State == ArticleState.Published)
            .OrderBy(a => a.Slug).ToListAsync(ct);
        return new(
            Shelf.Build(published.Where(a => a.Locale == "zh")), Shelf.Build(published.Where(a => a.Locale == "en")));
    }

    private Shelf ShelfOf(string locale) =>
        locale.StartsWith("en", StringComparison.OrdinalIgnoreCase)
            ? shelves.Current.English : shelves.Current.Chinese;

    internal sealed record Shelves(Shelf Chinese, Shelf English);

    internal sealed record Shelf(AnswerIndex Index, FrozenDictionary<string, PublishedArticle> Articles)
    {
        public static readonly Shelf Empty = new(
            AnswerIndex.Build([]), FrozenDictionary<string, PublishedArticle>.Empty);

        public static Shelf Build(IEnumerable<ArticleVersion> versions)
        {
            var list = versions.ToList();
            return new(
                AnswerIndex.Build([.. list.Select(a => new IndexedArticle(a.Slug, a.Title, a.Body,
                    a.Questions.Split('\n', StringSplitOptions.RemoveEmptyEntries)))]),
                list.ToFrozenDictionary(a => a.Slug, a => new PublishedArticle(
                    a.Id, a.Slug, a.Locale, a.Version, a.Line, a.Scene, a.Title, a.Body, a.Source, a.ReviewedOn),
                        StringComparer.Ordinal));
        }
    }
}
