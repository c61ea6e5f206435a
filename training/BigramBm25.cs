using FirstWindow.Language;
using FirstWindow.Language.Normal;

namespace FirstWindow.Training;

/// <summary>The usual baseline: BM25 over pairs of characters (Latin words whole). Only to be compared with.</summary>
internal sealed class BigramBm25
{
    private const double K1 = 1.2;
    private const double B = 0.75;

    private readonly List<(string Id, Dictionary<string, int> Counts, int Length)> texts;
    private readonly Dictionary<string, int> counts;
    private readonly double usual;

    public BigramBm25(IEnumerable<IndexedArticle> articles, Func<IndexedArticle, string> textOf)
    {
        texts = [.. articles.Select(a =>
        {
            var pairs = Pairs(textOf(a)).ToList();
            return (a.Id, pairs.CountBy(p => p).ToDictionary(), pairs.Count);
        })];
        counts = texts.SelectMany(t => t.Counts.Keys).CountBy(p => p).ToDictionary();
        usual = texts.Average(t => t.Length);
    }

    public string Best(string question)
    {
        var asked = Pairs(question).Where(counts.ContainsKey).Distinct().ToList();
        return texts.MaxBy(t => asked.Sum(pair => Score(t, pair))).Id;
    }

    private double Score((string Id, Dictionary<string, int> Counts, int Length) text, string pair)
    {
        var count = text.Counts.GetValueOrDefault(pair);
        var rarity = Math.Log(1 + (texts.Count - counts[pair] + 0.5) / (counts[pair] + 0.5));
        return rarity * count * (K1 + 1) / (count + K1 * (1 - B + B * text.Length / usual));
    }

    private static IEnumerable<string> Pairs(string text)
    {
        foreach (var run in NormalText.Of(text, Lexicon.AsShipped).Text.Split(
            [' ', ',', '.', '?', '!', ';', ':', '\n', '。', '、', '(', ')', '-', '#', '「', '」']))
        {
            for (var i = 0; i + 1 < run.Length; i++)
            {
                yield return run.Substring(i, 2);
            }
        }
    }
}
