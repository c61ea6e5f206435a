using System.Buffers;

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
/// An inverted index over titles, known questions and answers. The score of an article is its best similar question,
/// supported by how much of the asked one its whole text covers.
/// </summary>
internal sealed class ArticleSearch
{
    private const int FoundMax = 10;
    private const float LikenessShare = 0.15f;

    private readonly string[] ids;
    private readonly Dictionary<ulong, int> features = [];
    private readonly float[] rarity;
    private readonly Postings phrasings;
    private readonly Postings texts;
    private readonly int[] articleOfPhrasing;

    public ArticleSearch(IReadOnlyCollection<IndexedArticle> articles)
    {
        ids = [.. articles.Select(a => a.Id)];
        var counted = articles.Select(a => new CountedArticle(a)).ToList();
        rarity = Rarity(counted);
        articleOfPhrasing = [.. counted.SelectMany((a, i) => a.Phrasings.Select(_ => i))];
        phrasings = Postings.Of([.. counted.SelectMany(a => a.Phrasings).Select(UnitVector)], features);
        var field = new FieldWeights(counted);
        texts = Postings.Of([.. counted.Select(field.Of)], features);
    }

    public Found Find(string question)
    {
        var asked = Features.Of(question);
        var concepts = asked.Keys.Count(Features.IsConcept);
        var terms = new (int Feature, float Weight)[asked.Count];
        var (count, norm, total, known) = (0, 0f, 0f, 0f);
        var unseen = MathF.Log(1 + ids.Length / 0.5f);
        foreach (var key in asked.Keys)
        {
            var weight = Features.WeightOf(key);
            if (features.TryGetValue(key, out var feature))
            {
                var idf = rarity[feature];
                terms[count++] = (feature, weight * idf);
                norm += weight * idf * weight * idf;
                total += weight * idf;
                known += weight * idf;
            }
            else
            {
                norm += weight * unseen * weight * unseen * 0.25f;
                total += weight * unseen * 0.5f;
            }
        }

        return count == 0
            ? new([], 0, concepts)
            : new(Best(terms.AsSpan(0, count), MathF.Sqrt(norm), total), known / total, concepts);
    }

    private List<FoundArticle> Best(ReadOnlySpan<(int Feature, float Weight)> terms, float norm, float total)
    {
        var likeness = ArrayPool<float>.Shared.Rent(articleOfPhrasing.Length + 2 * ids.Length);
        try
        {
            var perPhrasing = likeness.AsSpan(0, articleOfPhrasing.Length);
            var best = likeness.AsSpan(articleOfPhrasing.Length, ids.Length);
            var coverage = likeness.AsSpan(articleOfPhrasing.Length + ids.Length, ids.Length);
            likeness.AsSpan(0, articleOfPhrasing.Length + 2 * ids.Length).Clear();
            foreach (var (feature, weight) in terms)
            {
                phrasings.AddTo(perPhrasing, feature, weight);
                texts.AddTo(coverage, feature, weight);
            }

            for (var i = 0; i < perPhrasing.Length; i++)
            {
                ref var top = ref best[articleOfPhrasing[i]];
                top = MathF.Max(top, perPhrasing[i]);
            }

            return Top(best, coverage, norm, total);
        }
        finally
        {
            ArrayPool<float>.Shared.Return(likeness);
        }
    }

    private List<FoundArticle> Top(ReadOnlySpan<float> likeness, ReadOnlySpan<float> coverage, float norm, float total)
    {
        var top = new List<FoundArticle>(FoundMax + 1);
        for (var i = 0; i < ids.Length; i++)
        {
            var (alike, covered) = (likeness[i] / norm, coverage[i] / total);
            var score = LikenessShare * alike * alike + (1 - LikenessShare) * covered;
            if (score <= 0 || (top.Count == FoundMax && score <= top[^1].Score))
            {
                continue;
            }

            var at = top.Count;
            while (at > 0 && top[at - 1].Score < score)
            {
                at--;
            }

            top.Insert(at, new(ids[i], score, alike, covered));
            if (top.Count > FoundMax)
            {
                top.RemoveAt(FoundMax);
            }
        }

        return top;
    }

    private Dictionary<ulong, float> UnitVector(Dictionary<ulong, int> phrasing)
    {
        var vector = phrasing.ToDictionary(f => f.Key, f => Features.WeightOf(f.Key) * rarity[features[f.Key]]);
        var length = MathF.Max(MathF.Sqrt(vector.Values.Sum(w => w * w)), 1e-6f);
        return vector.ToDictionary(f => f.Key, f => f.Value / length);
    }

    private float[] Rarity(List<CountedArticle> articles)
    {
        var counts = new List<int>();
        foreach (var key in articles.SelectMany(a => a.AllKeys()))
        {
            if (features.TryAdd(key, features.Count))
            {
                counts.Add(0);
            }

            counts[features[key]]++;
        }

        return [.. counts.Select(n => MathF.Log(1 + (articles.Count - n + 0.5f) / (n + 0.5f)))];
    }
}
