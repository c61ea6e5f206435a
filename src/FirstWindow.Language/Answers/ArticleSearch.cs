namespace FirstWindow.Language.Answers;

/// <summary>One article found, with what its score was made of.</summary>
/// <param name="Id">The article.</param>
/// <param name="Score">All in all, 0 to 1.</param>
/// <param name="Likeness">Cosine of the question and the most similar title or known question.</param>
/// <param name="Coverage">Share of the question's weight that occurs in the article at all.</param>
internal readonly record struct FoundArticle(string Id, float Score, float Likeness, float Coverage);

/// <summary>The articles found, best first, and how much of the question is known to the index.</summary>
/// <param name="Articles">At most ten.</param>
/// <param name="KnownShare">Share of the question's weight whose features occur in any article.</param>
/// <param name="Concepts">How many of the bank's concepts the question names.</param>
internal sealed record Found(IReadOnlyList<FoundArticle> Articles, float KnownShare, int Concepts);

/// <summary>
/// All articles: most in one segment that stays, those changed since in a small one beside it. A change gives a new
/// search that shares the large segment, so it costs as much as the articles changed so far.
/// </summary>
internal sealed class ArticleSearch
{
    // Past this share the rarities of the large segment are out of date: build anew.
    private const int LateShare = 10;
    private const int LateMin = 64;

    // Among many articles a long tale is sought by this many features: those that tell most.
    private const int FeaturesMost = 32;

    [ThreadStatic]
    private static FeatureBag? kept;

    private readonly ArticleSegment main;
    private readonly ArticleSegment? beside;
    private readonly Dictionary<string, IndexedArticle> late;
    private readonly HashSet<int> gone;

    public ArticleSearch(IReadOnlyList<IndexedArticle> articles, SearchRules rules)
        : this(new ArticleSegment(articles, null, rules), [], [])
    {
    }

    private ArticleSearch(
        ArticleSegment main, Dictionary<string, IndexedArticle> late, HashSet<int> gone)
    {
        this.main = main;
        this.late = late;
        this.gone = gone;
        beside = late.Count > 0 ? new ArticleSegment([.. late.Values], main.Rarity, main.Rules) : null;
    }

    /// <summary>So much has changed that a search built anew would find better.</summary>
    public bool IsWorn => late.Count + gone.Count > Math.Max(LateMin, main.Count / LateShare) || main.Count == 0;

    /// <summary>The same search with articles added, replaced or taken away.</summary>
    public ArticleSearch With(IEnumerable<IndexedArticle> changed, IEnumerable<string> removed)
    {
        var articles = new Dictionary<string, IndexedArticle>(late);
        var hidden = new HashSet<int>(gone);
        foreach (var id in removed)
        {
            articles.Remove(id);
            Hide(id);
        }

        foreach (var article in changed)
        {
            articles[article.Id] = article;
            Hide(article.Id);
        }

        return new(main, articles, hidden);

        void Hide(string id)
        {
            if (main.NumberOf(id) is >= 0 and var number)
            {
                hidden.Add(number);
            }
        }
    }

    public Found Find(string question)
    {
        var bag = kept ??= new FeatureBag();
        Features.AddTo(bag, question, 1, main.Rules.Words);
        try
        {
            return Find(bag);
        }
        finally
        {
            bag.Clear();
        }
    }

    private Found Find(FeatureBag bag)
    {
        var asked = new AskedFeature[bag.Count];
        var (count, concepts, norm, total, known) = (0, 0, 0f, 0f, 0f);
        for (var i = 0; i < bag.Count; i++)
        {
            var key = bag.KeyAt(i);
            var rarity = main.Rarity.Of(key);
            var weight = Features.WeightOf(key, main.Rules) * MathF.Abs(rarity);
            concepts += Features.IsConcept(key) ? 1 : 0;
            var share = rarity < 0 ? main.Rules.UnknownShare : 1;
            norm += weight * weight * share * share;
            total += weight * share;
            if (weight > 0 && (rarity >= 0 || beside is not null))
            {
                asked[count++] = new(key, weight);
                known += rarity >= 0 ? weight : 0;
            }
        }

        if (count == 0)
        {
            return new([], 0, concepts);
        }

        var best = new BestArticles();
        var sought = new AskedQuestion(
            main.Rarity.IsOfMany ? Telling(asked[..count]) : asked[..count], MathF.Sqrt(norm), total);
        main.Find(sought, gone, best);
        beside?.Find(sought, [], best);
        return new(best.Articles, known / total, concepts);
    }

    // The rest are characters that very many articles hold; looking all of them up takes longer the longer the tale is.
    private static AskedFeature[] Telling(AskedFeature[] features) => features.Length <= FeaturesMost ? features
        : [.. features.OrderByDescending(f => f.Weight).Take(FeaturesMost)];
}

/// <summary>The ten best articles so far, best first; of equals the earlier one.</summary>
internal sealed class BestArticles
{
    private const int Most = 10;
    private readonly List<FoundArticle> articles = new(Most + 1);

    public IReadOnlyList<FoundArticle> Articles => articles;

    /// <summary>The score that an article must exceed to be among them.</summary>
    public float Least => articles.Count == Most ? articles[^1].Score : 0;

    public void Offer(in FoundArticle article)
    {
        if (article.Score <= Least)
        {
            return;
        }

        var at = articles.Count;
        while (at > 0 && articles[at - 1].Score < article.Score)
        {
            at--;
        }

        articles.Insert(at, article);
        if (articles.Count > Most)
        {
            articles.RemoveAt(Most);
        }
    }
}
