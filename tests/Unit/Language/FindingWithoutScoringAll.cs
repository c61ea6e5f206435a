using System.Globalization;
using FirstWindow.Language;
using FirstWindow.Language.Answers;
using Xunit;

namespace FirstWindow.Tests.Unit.Language;

/// <summary>The search leaves most articles unscored; what it finds must be what scoring all of them finds.</summary>
public sealed class FindingWithoutScoringAll
{
    // Few characters and whole articles again: many share features, and many are as good as others.
    private const string Characters = "卡密码挂失转账限额房贷流水网点";
    private static readonly string[] Words = ["card", "transfer", "limits", "loan", " "];

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    [InlineData(3, 40)]
    [InlineData(4, 600)]
    [InlineData(5, 1_500)]
    [InlineData(6, 2_600)]
    [InlineData(7, 12_000)]
    public void The_same_articles_are_found_with_the_same_scores(int seed, int count)
    {
        var random = new Random(seed);
        var articles = Articles(random, count);
        var main = new ArticleSegment(articles, null, PackSet.Shipped.Search);
        // As after a change in place.
        var beside = new ArticleSegment(Articles(random, count / 4), main.Rarity, PackSet.Shipped.Search);
        var gone = Enumerable.Range(0, count).Where(_ => random.Next(5) == 0).ToHashSet();
        for (var round = 0; round < 60; round++)
        {
            var asked = Asked(round % 3 == 0 && count > 0
                ? articles[random.Next(count)].Questions.FirstOrDefault("卡") : Text(random, 1, 40), main.Rarity);
            var (found, all) = (new BestArticles(), new BestArticles());
            foreach (var (segment, without) in new[] { (main, gone), (beside, []) }.Where(s => s.Item1.Count > 0))
            {
                segment.Find(asked, without, found);
                new ArticleScorer(segment, asked, without, segment.Count).Offer(0, segment.Count, all);
            }

            Assert.Equal(all.Articles, found.Articles);
        }
    }

    [Theory]
    [InlineData(2_500, true)]
    [InlineData(500, false)]
    public void Among_many_articles_a_long_tale_is_sought_by_what_tells_most(int count, bool isCut)
    {
        // Each article has a rare character, every fifth the usual one beside it.
        const string Usual = "甲";
        const int RareAsked = 40;
        var search = new ArticleSearch([.. Enumerable.Range(0, count).Select(i => new IndexedArticle(
            $"a{i}", i % 5 == 0 ? $"{Usual},{Rare(i)}" : $"{Rare(i)}", string.Empty, []))], PackSet.Shipped.Search);

        var found = search.Find($"{string.Join(',', Enumerable.Range(0, RareAsked).Select(Rare))},{Usual}").Articles;

        Assert.Equal(!isCut, found.All(f => int.Parse(f.Id[1..], CultureInfo.InvariantCulture) % 5 == 0));

        char Rare(int i) => (char)('\u5000' + i % (count / 3));
    }

    [Fact]
    public void Long_lists_are_walked_in_steps_without_missing_a_text()
    {
        var articles = Enumerable.Range(0, 5_000)
            .Select(i => new IndexedArticle($"a{i}", i % 3 == 0 ? "卡" : "码", "", [])).ToList();
        var texts = new ArticleSegment(articles, null, PackSet.Shipped.Search).Texts;
        var reader = texts.ReaderAt(texts.Find('卡'));
        foreach (var target in new[] { 0, 1, 3, 200, 201, 2_000, 2_001, 2_005, 4_998 })
        {
            reader.Seek(target);
            Assert.Equal((target + 2) / 3 * 3, reader.Text);
        }

        reader.Seek(4_999);
        Assert.Equal(PostingReader.End, reader.Text);
        reader.Seek(5_000);
        Assert.Equal(PostingReader.End, reader.Text);
    }

    private static AskedQuestion Asked(string question, Rarity rarity)
    {
        var bag = new FeatureBag();
        Features.AddTo(bag, question, 1, Lexicon.AsShipped);
        var features = Enumerable.Range(0, bag.Count).Select(bag.KeyAt)
            .Select(key => new AskedFeature(
                key, Features.WeightOf(key, PackSet.Shipped.Search) * MathF.Abs(rarity.Of(key))))
            .Where(f => f.Weight > 0).ToArray();
        return new(features, MathF.Sqrt(features.Sum(f => f.Weight * f.Weight)), features.Sum(f => f.Weight));
    }

    private static List<IndexedArticle> Articles(Random random, int count)
    {
        var articles = new List<IndexedArticle>();
        for (var i = 0; i < count; i++)
        {
            articles.Add(i > 0 && random.Next(4) == 0
                ? articles[random.Next(i)] with { Id = $"a{i}" }
                : new($"a{i}", Text(random, 1, 8), Text(random, 0, 60),
                    [.. Enumerable.Range(0, random.Next(4)).Select(_ => Text(random, 1, 12))]));
        }

        return articles;
    }

    // The first characters are the commonest.
    private static string Text(Random random, int least, int most) => string.Concat(
        Enumerable.Range(0, random.Next(least, most)).Select(_ => random.Next(6) == 0
            ? Words[random.Next(Words.Length)]
            : Characters[random.Next(1 + random.Next(Characters.Length))].ToString()));
}
