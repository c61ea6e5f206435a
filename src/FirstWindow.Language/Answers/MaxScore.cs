using System.Buffers;

namespace FirstWindow.Language.Answers;

/// <summary>
/// Finds the best articles of a segment without scoring all: an article is scored only when what its features could
/// add at most reaches the tenth best so far. What is found, and its scores, are those of scoring every article.
/// </summary>
/// <remarks>
/// MaxScore: Turtle, Flood, "Query evaluation: strategies and optimizations", Information Processing and Management
/// 1995. Features that together cannot lift an article among the best are optional: articles are looked for in the
/// lists of the others, and in theirs only what is found there, by looking it up or, where much is found, by reading
/// on. A feature adds at most its share of what is covered, and to the square of the likeness its share of the
/// question's squared length: a phrasing is at least as long as the features it shares, whichever they are.
/// </remarks>
internal ref struct MaxScore
{
    // The first articles are all scored; the next are looked at in growing steps, the more is ruled out by then.
    private const int FirstWindow = 512;
    private const int LargestWindow = 8192;

    // Looking up one article takes as long as reading so many one after the other.
    private const int SeekCost = 24;

    // Bounds are whole numbers, rounded up by more than sums of floats can go astray.
    private const float Scale = 1 << 20;

    private readonly ArticleSegment segment;
    private readonly BestArticles best;
    private readonly ArticleScorer scorer;
    private readonly AskedList[] lists;
    private int optional;
    private int optionalBound;

    public MaxScore(ArticleSegment segment, in AskedQuestion asked, HashSet<int> gone, BestArticles best)
    {
        (this.segment, this.best) = (segment, best);
        scorer = new(segment, asked, gone, Math.Min(FirstWindow, segment.Count));
        lists = segment.Count > FirstWindow ? ListsOf(segment, asked) : [];
    }

    /// <summary>Offers all that belong among the best.</summary>
    public void Run()
    {
        var (first, size) = (Math.Min(FirstWindow, segment.Count), FirstWindow);
        if (first > 0)
        {
            scorer.Offer(0, first, best);
        }

        var pooled = ArrayPool<int>.Shared.Rent(2 * LargestWindow);
        var open = pooled.AsSpan(LargestWindow);
        while (first < segment.Count && MakeOptional())
        {
            var sums = pooled.AsSpan(0, Math.Min(size, segment.Count - first));
            sums.Clear();
            foreach (ref var list in lists.AsSpan(optional))
            {
                list.AddUntil(first + sums.Length, first, sums);
            }

            Offer(first, sums, open);
            (first, size) = (first + sums.Length, Math.Min(2 * size, LargestWindow));
        }

        ArrayPool<int>.Shared.Return(pooled);
    }

    private readonly int Least => Math.Max(1, (int)(best.Least * Scale));

    // False when nothing that is left can be among the best.
    private bool MakeOptional()
    {
        while (optional < lists.Length && optionalBound + lists[optional].Bound < Least)
        {
            optionalBound += lists[optional++].Bound;
        }

        return optional < lists.Length;
    }

    // Of the articles still in question those are kept, optional list by list, that may be among the best with what it
    // adds.
    private readonly void Offer(int first, Span<int> sums, Span<int> open)
    {
        var (count, others) = (0, optionalBound);
        for (var at = 0; ; at++)
        {
            var step = sums[at..].IndexOfAnyInRange(Math.Max(1, Least - others), int.MaxValue);
            if (step < 0)
            {
                break;
            }

            open[count++] = at += step;
        }

        for (var i = optional - 1; i >= 0 && count > 0; i--)
        {
            others -= lists[i].Bound;
            Add(ref lists[i], first, sums, open[..count]);
            count = Keep(sums, open[..count], Least - others);
        }

        foreach (var at in open[..count])
        {
            if (sums[at] >= Least)
            {
                scorer.Offer(first + at, first + at + 1, best);
            }
        }
    }

    private readonly void Add(ref AskedList list, int first, Span<int> sums, ReadOnlySpan<int> open)
    {
        if ((long)list.Count * sums.Length < (long)SeekCost * open.Length * segment.Count)
        {
            list.AddUntil(first + sums.Length, first, sums);
            return;
        }

        foreach (var at in open)
        {
            sums[at] += list.WorthIn(first + at);
        }
    }

    private static int Keep(ReadOnlySpan<int> sums, Span<int> open, int least)
    {
        var count = 0;
        foreach (var at in open)
        {
            open[count] = at;
            count += sums[at] >= least ? 1 : 0;
        }

        return count;
    }

    // Those first that keep most articles from being looked at for what they may add.
    private static AskedList[] ListsOf(ArticleSegment segment, in AskedQuestion asked)
    {
        var lists = new List<AskedList>(asked.Features.Length);
        foreach (var feature in asked.Features)
        {
            if (segment.Texts.Find(feature.Key) is >= 0 and var place)
            {
                lists.Add(new(segment, place, feature.Weight, asked));
            }
        }

        return [.. lists.OrderBy(l => (float)l.Bound / l.Count)];
    }

    private struct AskedList
    {
        private readonly int[] worth = new int[Postings.Levels];
        private PostingReader reader;

        public AskedList(ArticleSegment segment, int place, float weight, in AskedQuestion asked)
        {
            var (texts, likenessShare) = (segment.Texts, segment.Rules.LikenessShare);
            var covers = (1 - likenessShare) * weight / asked.Total;
            var isLike = likenessShare * weight * weight / (asked.Norm * asked.Norm);
            for (var level = 0; level < worth.Length; level++)
            {
                worth[level] = (int)((covers * ArticleScorer.ValueOf(level) + isLike) * Scale) + 2;
            }

            reader = texts.ReaderAt(place);
            (Count, Bound) = (texts.CountAt(place), worth[texts.HighestAt(place)]);
        }

        public int Count { get; }

        /// <summary>What it adds at most.</summary>
        public int Bound { get; }

        public void AddUntil(int until, int first, Span<int> sums) => reader.AddUntil(until, first, sums, worth);

        /// <summary>What it adds at most to this article.</summary>
        public int WorthIn(int article)
        {
            reader.Seek(article);
            return reader.Text == article ? worth[reader.Level] : 0;
        }
    }
}
