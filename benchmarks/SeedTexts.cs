using FirstWindow.Language;

namespace FirstWindow.Bench;

/// <summary>The demo articles, and as many mixed from their sentences as a benchmark wants.</summary>
internal sealed record SeedTexts(List<IndexedArticle> Articles, List<string> Questions, List<string> Sentences)
{
    private const int SentencesMin = 5;
    private const int SentencesMax = 9;
    private const int QuestionsEach = 3;

    public static SeedTexts Read()
    {
        var articles = Directory.EnumerateFiles("seed/articles", "*.md").Order(StringComparer.Ordinal)
            .Select(Article).ToList();
        return new(
            articles,
            [.. articles.SelectMany(a => a.Questions)],
            [.. articles.SelectMany(a => a.Answer.Split('。', '\n')).Where(s => s.Length >= 8)]);
    }

    /// <summary>Articles of random known sentences: about 200 characters and three questions each.</summary>
    public List<IndexedArticle> Mixed(int count)
    {
        var random = new Random(7);
        return [.. Enumerable.Range(0, count).Select(i => new IndexedArticle(
            $"a{i}",
            Questions[random.Next(Questions.Count)],
            string.Join('。', Enumerable.Range(0, random.Next(SentencesMin, SentencesMax))
                .Select(_ => Sentences[random.Next(Sentences.Count)])),
            [.. Enumerable.Range(0, QuestionsEach).Select(_ => Questions[random.Next(Questions.Count)])]))];
    }

    private static IndexedArticle Article(string file)
    {
        var parts = File.ReadAllText(file).Split("---\n", 3);
        var head = parts[1].Split('\n');
        string Field(string name) =>
            head.First(l => l.StartsWith(name, StringComparison.Ordinal))[name.Length..].Trim();
        return new(
            Field("id:"), Field("title:"), parts[2],
            [.. head.Where(l => l.StartsWith("  - ", StringComparison.Ordinal)).Select(l => l[4..])]);
    }
}
