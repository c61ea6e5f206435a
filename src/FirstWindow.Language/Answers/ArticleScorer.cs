namespace FirstWindow.Language.Answers;

/// <summary>
/// Scores articles for one question: how much of the question the whole text covers, supported by its most similar
/// title or known question. Articles are asked for in ascending order.
/// </summary>
internal sealed class ArticleScorer
{
    private static readonly float[] LevelValues =
        [.. Enumerable.Range(0, Postings.Levels).Select(level => (level + 0.5f) / Postings.Levels)];

    private readonly ArticleSegment segment;
    private readonly AskedQuestion asked;
    private readonly HashSet<int> gone;
    private readonly PostingReader[] texts;
    private readonly PostingReader[] phrasings;
    private readonly float[] covered;
    private readonly float[] alike;

    public ArticleScorer(ArticleSegment segment, in AskedQuestion asked, HashSet<int> gone, int articlesMost)
    {
        (this.segment, this.asked, this.gone) = (segment, asked, gone);
        texts = Array.ConvertAll(asked.Features, f => segment.Texts.ReaderAt(segment.Texts.Find(f.Key)));
        phrasings = Array.ConvertAll(asked.Features, f => segment.Phrasings.ReaderAt(segment.Phrasings.Find(f.Key)));
        covered = new float[articlesMost];
        alike = new float[articlesMost * segment.PhrasingsMost];
    }

    /// <summary>What a feature of this level adds to how much is covered, as a share of its weight.</summary>
    public static float ValueOf(int level) => LevelValues[level];

    /// <summary>Offers these articles to the best found so far.</summary>
    public void Offer(int first, int end, BestArticles best)
    {
        var phrasing = segment.PhrasingsOf(first).First;
        var likenessShare = segment.Rules.LikenessShare;
        SumCovered(first, end);
        SumAlike(phrasing, segment.PhrasingsOf(end - 1).End);
        for (var (article, at) = (first, 0); article < end; article++)
        {
            var likeness = 0f;
            for (; phrasing < segment.PhrasingsOf(article).End; phrasing++)
            {
                likeness = MathF.Max(likeness, alike[at++] * segment.PerLength(phrasing));
            }

            if (covered[article - first] > 0 && !gone.Contains(article))
            {
                var (like, cover) = (likeness / asked.Norm, covered[article - first] / asked.Total);
                var score = likenessShare * like * like + (1 - likenessShare) * cover;
                best.Offer(new(segment.IdOf(article), score, like, cover));
            }
        }
    }

    private void SumCovered(int first, int end)
    {
        covered.AsSpan(0, end - first).Clear();
        for (var i = 0; i < texts.Length; i++)
        {
            ref var reader = ref texts[i];
            for (reader.Seek(first); reader.Text < end; reader.Next())
            {
                covered[reader.Text - first] += LevelValues[reader.Level] * asked.Features[i].Weight;
            }
        }
    }

    private void SumAlike(int first, int end)
    {
        alike.AsSpan(0, end - first).Clear();
        for (var i = 0; i < phrasings.Length; i++)
        {
            ref var reader = ref phrasings[i];
            var square = asked.Features[i].Weight * asked.Features[i].Weight;
            for (reader.Seek(first); reader.Text < end; reader.Next())
            {
                alike[reader.Text - first] += square;
            }
        }
    }
}
