using System.Collections.Frozen;
using FirstWindow.Knowledge.Contracts;
using FirstWindow.Knowledge.Domain;
using FirstWindow.Language;
using FirstWindow.Packs.Contracts;
using FirstWindow.Platform;
using FirstWindow.Platform.Calendar;
using FirstWindow.Platform.Feed;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FirstWindow.Knowledge.Features;

/// <summary>The published articles and their index, in memory; changed in place when one is published on any node, and
/// built anew once too much has changed. What is out of date is never told.</summary>
[Clause("A3.2.1")]
[Clause("B3.3.2")]
internal sealed class KnowledgeIndex : IKnowledge, IDisposable
{
    public const string Topic = "articles";
    private const int ChoicesMax = 4;
    private const int CityAloneCharsMax = 16;
    private readonly DatabaseClock clock;
    private readonly PolicyBook policies;
    private readonly ILivePacks packs;
    private readonly Mirror<Shelves> shelves;

    public KnowledgeIndex(
        IServiceScopeFactory scopes, ChangeFeed feed, DatabaseClock clock, PolicyBook policies, ILivePacks packs,
        ILogger<Mirror<Shelves>> log)
    {
        (this.clock, this.policies, this.packs) = (clock, policies, packs);
        shelves = new(feed, scopes, log, Topic, new(Shelf.Empty, Shelf.Empty), ReadAsync, ILivePacks.Topic);
    }

    private DateOnly Today => BankCalendar.DateOf(clock.Now);

    /// <summary>Waits until every article published so far is found.</summary>
    public async Task FreshAsync(CancellationToken ct) => await shelves.FreshAsync(ct);

    public KnowledgeAnswer Ask(string text, string locale)
    {
        var shelf = ShelfOf(locale);
        var answering = shelf.Index.Ask(text, ArticlePolicies.Limits(policies));
        var today = Today;
        var isFirstValid = answering.Candidates.Count > 0
            && shelf.Articles[answering.Candidates[0].ArticleId].HoldsOn(today);
        var articles = Told(shelf, answering, text, today).Take(ChoicesMax).ToList();
        var verdict = answering.Decision switch
        {
            Decision.Answer when isFirstValid => Verdict.Sure,
            Decision.Clarify when articles.Count > 1 => Verdict.Choices,
            _ => Verdict.Unknown,
        };
        if (verdict is not Verdict.Sure && shelf.OfCityAlone(text, today) is { Count: > 0 } ofCity)
        {
            return new(ofCity.Count == 1 ? Verdict.Sure : Verdict.Choices, 1, [.. ofCity.Take(ChoicesMax)]);
        }

        return new(verdict, answering.Confidence, verdict is Verdict.Sure ? articles[..1] : articles);
    }

    public PublishedArticle? Find(string slug, string locale) =>
        Find(ShelfOf(locale), slug) ?? Find(shelves.Current.Chinese, slug);

    public IReadOnlyList<PublishedArticle> CitiesOf(PublishedArticle article)
    {
        var today = Today;
        return [.. ShelfOf(article.Locale).Bundles[article.Slug].Where(b => b.HoldsOn(today))];
    }

    public IReadOnlyList<PublishedArticle> Search(string text, string locale, int most)
    {
        var shelf = ShelfOf(locale);
        var today = Today;
        return string.IsNullOrWhiteSpace(text)
            ? [.. shelf.Articles.Values.Where(a => a.HoldsOn(today)).OrderBy(a => a.Line, StringComparer.Ordinal)
                .ThenBy(a => a.Slug, StringComparer.Ordinal).Take(most)]
            : [.. Told(shelf, shelf.Index.Ask(text), text, today).Concat(shelf.OfCityAlone(text, today))
                .Distinct().Take(most)];
    }

    public void Dispose() => shelves.Dispose();

    private async Task<Shelves> ReadAsync(Database db, CancellationToken ct)
    {
        var published = await db.Set<ArticleVersion>().AsNoTracking().Where(a => a.State == ArticleState.Published)
            .OrderBy(a => a.Slug).ToListAsync(ct);
        var before = shelves.Current;
        var words = await packs.CurrentAsync(ct);
        return new(
            Shelf.Of(published.Where(a => a.Locale == "zh"), before.Chinese, words),
            Shelf.Of(published.Where(a => a.Locale == "en"), before.English, words));
    }

    private static IEnumerable<PublishedArticle> Told(Shelf shelf, Answering answering, string text, DateOnly today) =>
        answering.Candidates.Select(c => shelf.Articles[c.ArticleId]).Where(a => a.HoldsOn(today))
            .Select(a => shelf.InCity(a, text, today));

    private PublishedArticle? Find(Shelf shelf, string slug) => shelf.Articles.GetValueOrDefault(slug) switch
    {
        { } article when article.HoldsOn(Today) => article,
        { CityOf: { } general } when general != slug => Find(shelf, general),
        _ => null,
    };

    private Shelf ShelfOf(string locale) =>
        locale.StartsWith("en", StringComparison.OrdinalIgnoreCase)
            ? shelves.Current.English : shelves.Current.Chinese;

    internal sealed record Shelves(Shelf Chinese, Shelf English);

    /// <summary>Published articles of one language. Bundles of cities are not in the index: their general article is
    /// found, and then the city's own takes its place.</summary>
    internal sealed record Shelf(
        AnswerIndex Index, FrozenDictionary<string, PublishedArticle> Articles,
        ILookup<string, PublishedArticle> Bundles)
    {
        public static readonly Shelf Empty = new(AnswerIndex.Build([]),
            FrozenDictionary<string, PublishedArticle>.Empty,
            Enumerable.Empty<PublishedArticle>().ToLookup(a => a.Slug));

        public static Shelf Of(IEnumerable<ArticleVersion> versions, Shelf before, PackSet packs)
        {
            var list = versions.ToList();
            var articles = list.ToFrozenDictionary(a => a.Slug, Shown, StringComparer.Ordinal);
            return new(IndexOf([.. list.Where(a => a.CityOf is null)], before, packs), articles,
                articles.Values.Where(a => a.CityOf is not null).OrderBy(a => a.City, StringComparer.Ordinal)
                    .ToLookup(a => a.CityOf!, StringComparer.Ordinal));
        }

        /// <summary>What stands in for an article in the city that a text names; otherwise the article.</summary>
        public PublishedArticle InCity(PublishedArticle article, string text, DateOnly today) =>
            Bundles[article.Slug].FirstOrDefault(b => b.HoldsOn(today) && Names(text, b)) ?? article;

        /// <summary>What a city's name alone, as an answer to "which city", leads to.</summary>
        public IReadOnlyList<PublishedArticle> OfCityAlone(string text, DateOnly today) =>
            text.Length > CityAloneCharsMax ? []
                : [.. Bundles.SelectMany(b => b).Where(b => b.HoldsOn(today) && Names(text, b))];

        private static bool Names(string text, PublishedArticle bundle) =>
            text.Contains(bundle.City!, StringComparison.OrdinalIgnoreCase);

        // In place when only some articles are other ones than before; the order of the rest settles ties as it did.
        private static AnswerIndex IndexOf(IReadOnlyList<ArticleVersion> list, Shelf before, PackSet packs)
        {
            var slugs = list.Select(a => a.Slug).ToHashSet(StringComparer.Ordinal);
            var removed = before.Articles.Values.Where(a => a.CityOf is null && !slugs.Contains(a.Slug))
                .Select(a => a.Slug).ToList();
            var changed = list.Where(a => before.Articles.GetValueOrDefault(a.Slug) is not { CityOf: null } known
                || known.VersionId != a.Id).Select(Indexed).ToList();
            if (!before.Index.ReadsBy(packs) || before.Index.IsWorn || removed.Count + changed.Count > list.Count / 2)
            {
                return AnswerIndex.Build([.. list.Select(Indexed)], packs);
            }

            var next = removed.Count + changed.Count == 0 ? before.Index : before.Index.With(changed, removed);
            return next.IsWorn ? AnswerIndex.Build([.. list.Select(Indexed)], packs) : next;
        }

        public static IndexedArticle Indexed(ArticleVersion a) => new(
            a.Slug, a.Title, a.Body, a.Questions.Split('\n', StringSplitOptions.RemoveEmptyEntries));

        private static PublishedArticle Shown(ArticleVersion a) => new(
            a.Id, a.Slug, a.Locale, a.Version, a.Line, a.Scene, a.Title, a.Body, a.Source, a.ReviewedOn)
        {
            City = a.City,
            CityOf = a.CityOf,
            ValidFrom = a.ValidFrom,
            ValidUntil = a.ValidUntil,
        };
    }
}
