namespace FirstWindow.Language.Answers;

/// <summary>How rare each feature is among the articles: the logarithm that BM25 uses.</summary>
internal sealed class Rarity(Postings texts, int articles)
{
    // In a large collection a feature of every fourth article tells nothing, and costs the most to look at.
    private const int LargeFrom = 2_000;
    private const int CommonShare = 4;

    private readonly float unseen = MathF.Log(1 + articles / 0.5f);

    /// <summary>So many articles that what is looked for costs time.</summary>
    public bool IsOfMany => articles >= LargeFrom;

    /// <summary>The rarity; negative when no article has the feature.</summary>
    public float Of(uint key)
    {
        var place = texts.Find(key);
        if (place < 0)
        {
            return -unseen;
        }

        var count = texts.CountAt(place);
        return IsOfMany && count > articles / CommonShare
            ? 0
            : MathF.Log(1 + (articles - count + 0.5f) / (count + 0.5f));
    }
}

/// <summary>Articles with their inverted index. Never changes.</summary>
internal sealed class ArticleSegment
{
    private const int BlockArticles = 512;
    private const float LengthFloor = 1e-6f;

    private readonly string[] ids;
    private readonly int[] phrasingEnds;
    private readonly float[] perLength;

    /// <param name="articles">The articles.</param>
    /// <param name="rarity">That of a larger segment, for one that comes beside it; null for its own.</param>
    /// <param name="rules">How they are read and compared.</param>
    public ArticleSegment(IReadOnlyList<IndexedArticle> articles, Rarity? rarity, SearchRules rules)
    {
        Rules = rules;
        ids = [.. articles.Select(a => a.Id)];
        var usual = new UsualLengths(articles);
        var blocks = new Block[(articles.Count + BlockArticles - 1) / BlockArticles];
        Parallel.For(0, blocks.Length, () => new Bags(new(), new(), rules), (i, _, bags) =>
        {
            blocks[i] = Block.Of(articles, i * BlockArticles, BlockArticles, usual, bags);
            return bags;
        }, _ => { });

        IReadOnlyList<uint> numbered = [];
        (Postings? texts, Postings? phrasings) = (null, null);
        Parallel.Invoke(
            () => texts = new Postings([.. blocks.Select(b => b.Texts)], out _),
            () => phrasings = new Postings([.. blocks.Select(b => b.Phrasings)], out numbered));
        (Texts, Phrasings) = (texts!, phrasings!);
        Rarity = rarity ?? new Rarity(Texts, ids.Length);
        perLength = Lengths(blocks, numbered);
        phrasingEnds = new int[ids.Length];
        var end = 0;
        for (var i = 0; i < ids.Length; i++)
        {
            phrasingEnds[i] = end += 1 + articles[i].Questions.Count;
            PhrasingsMost = Math.Max(PhrasingsMost, 1 + articles[i].Questions.Count);
        }
    }

    public int Count => ids.Length;

    public Rarity Rarity { get; }

    public SearchRules Rules { get; }

    public int NumberOf(string id) => Array.IndexOf(ids, id);

    /// <summary>Which articles hold a feature, with its level.</summary>
    public Postings Texts { get; }

    /// <summary>Which titles and known questions do.</summary>
    public Postings Phrasings { get; }

    /// <summary>How many titles and known questions an article has at most.</summary>
    public int PhrasingsMost { get; }

    public string IdOf(int article) => ids[article];

    /// <summary>One divided by the length of a phrasing.</summary>
    public float PerLength(int phrasing) => perLength[phrasing];

    /// <summary>The numbers of an article's phrasings, and where they end.</summary>
    public (int First, int End) PhrasingsOf(int article) =>
        (article == 0 ? 0 : phrasingEnds[article - 1], phrasingEnds[article]);

    /// <summary>Offers the best found so far those articles that are better.</summary>
    public void Find(in AskedQuestion asked, HashSet<int> gone, BestArticles best) =>
        new MaxScore(this, asked, gone, best).Run();

    // One divided by the length of each phrasing as a vector of rarities. A rarity takes a search and a logarithm, so
    // each feature is looked up once, not once a phrasing.
    private float[] Lengths(Block[] blocks, IReadOnlyList<uint> numbered)
    {
        var squares = new float[numbered.Count];
        for (var i = 0; i < squares.Length; i++)
        {
            var weight = Features.WeightOf(numbered[i], Rules) * MathF.Abs(Rarity.Of(numbered[i]));
            squares[i] = weight * weight;
        }

        var lengths = new float[blocks.Sum(b => b.Phrasings.Ends.Count)];
        var next = 0;
        foreach (var phrasing in blocks.Select(b => b.Phrasings))
        {
            var at = 0;
            foreach (var end in phrasing.Ends)
            {
                var sum = 0f;
                for (; at < end; at++)
                {
                    sum += squares[phrasing.Keys[at]];
                }

                lengths[next++] = 1 / MathF.Max(MathF.Sqrt(sum), LengthFloor);
            }
        }

        return lengths;
    }

    private sealed record UsualLengths(float Answer, float Questions)
    {
        public UsualLengths(IReadOnlyList<IndexedArticle> articles)
            : this(Usual(articles.Select(a => a.Answer.Length)), Usual(articles.Select(QuestionsLength)))
        {
        }

        public static int QuestionsLength(IndexedArticle article) => article.Questions.Sum(q => q.Length);

        private static float Usual(IEnumerable<int> lengths) =>
            Math.Max(1f, (float)lengths.DefaultIfEmpty(1).Average());
    }

    private sealed record Bags(FeatureBag Text, FeatureBag Phrasing, SearchRules Rules);

    /// <summary>The counted features of some articles.</summary>
    private sealed record Block(CountedTexts Texts, CountedTexts Phrasings)
    {
        public static Block Of(
            IReadOnlyList<IndexedArticle> articles, int first, int count, UsualLengths usual, Bags bags)
        {
            var block = new Block(new(), new());
            for (var i = first; i < Math.Min(first + count, articles.Count); i++)
            {
                block.Add(articles[i], usual, bags);
            }

            return block;
        }

        private void Add(IndexedArticle article, UsualLengths usual, Bags bags)
        {
            var rules = bags.Rules;
            var questions = rules.Questions / Long(UsualLengths.QuestionsLength(article), usual.Questions, rules);
            AddPhrasing(article.Title, rules.Title, bags);
            foreach (var question in article.Questions)
            {
                AddPhrasing(question, questions, bags);
            }

            var answer = rules.Answer / Long(article.Answer.Length, usual.Answer, rules);
            Features.AddTo(bags.Text, article.Answer, answer, rules.Words);
            Texts.Add(bags.Text, amount => LevelOf(amount, rules));
            bags.Text.Clear();
        }

        private void AddPhrasing(string phrasing, float weight, Bags bags)
        {
            Features.AddTo(bags.Phrasing, phrasing, 1, bags.Rules.Words);
            Phrasings.Add(bags.Phrasing, static _ => 0);
            for (var i = 0; i < bags.Phrasing.Count; i++)
            {
                bags.Text.Add(bags.Phrasing.KeyAt(i), weight * bags.Phrasing.AmountAt(i));
            }

            bags.Phrasing.Clear();
        }

        private static float Long(int length, float usual, SearchRules rules) =>
            1 - rules.LengthShare + rules.LengthShare * length / usual;

        // Saturated as in BM25F, 0 to 1, in eight steps.
        private static byte LevelOf(float amount, SearchRules rules) =>
            (byte)Math.Min(Postings.Levels * amount / (amount + rules.Saturation), Postings.Levels - 1);
    }
}
