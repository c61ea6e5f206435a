namespace FirstWindow.Language.Answers;

/// <summary>An article's features by field.</summary>
internal sealed class CountedArticle(IndexedArticle article)
{
    public Dictionary<ulong, int> Title { get; } = Features.Of(article.Title);

    public List<Dictionary<ulong, int>> Questions { get; } = [.. article.Questions.Select(Features.Of)];

    public Dictionary<ulong, int> Answer { get; } = Features.Of(article.Answer);

    public IEnumerable<Dictionary<ulong, int>> Phrasings => Questions.Prepend(Title);

    public IEnumerable<ulong> AllKeys() => Phrasings.Append(Answer).SelectMany(f => f.Keys).Distinct();
}

/// <summary>
/// How much each feature stands for an article: its fields weighed and saturated as in BM25F, 0 to 1.
/// </summary>
internal sealed class FieldWeights
{
    private const float TitleWeight = 3f;
    private const float QuestionsWeight = 0.2f;
    private const float AnswerWeight = 1.4f;
    private const float LengthShare = 0.5f;
    private const float Saturation = 1.8f;

    private readonly float usualAnswer;
    private readonly float usualQuestions;

    public FieldWeights(List<CountedArticle> articles)
    {
        usualAnswer = Usual(articles.Select(a => a.Answer.Values.Sum()));
        usualQuestions = Usual(articles.Select(a => a.Questions.Sum(q => q.Values.Sum())));
    }

    public Dictionary<ulong, float> Of(CountedArticle article)
    {
        var counts = new Dictionary<ulong, float>();
        Add(counts, article.Title, TitleWeight);
        var questions = article.Questions.Sum(q => q.Values.Sum());
        foreach (var question in article.Questions)
        {
            Add(counts, question, QuestionsWeight / (1 - LengthShare + LengthShare * questions / usualQuestions));
        }

        var answer = article.Answer.Values.Sum();
        Add(counts, article.Answer, AnswerWeight / (1 - LengthShare + LengthShare * answer / usualAnswer));
        return counts.ToDictionary(c => c.Key, c => c.Value / (c.Value + Saturation));
    }

    private static void Add(Dictionary<ulong, float> counts, Dictionary<ulong, int> field, float weight)
    {
        foreach (var (key, count) in field)
        {
            counts[key] = counts.GetValueOrDefault(key) + weight * count;
        }
    }

    private static float Usual(IEnumerable<int> lengths) => Math.Max(1f, (float)lengths.DefaultIfEmpty(1).Average());
}
