using FirstWindow.Language;
using Xunit;

namespace FirstWindow.Tests.Unit.Language;

public sealed class AnsweringQuestions
{
    private static readonly IndexedArticle[] Articles =
    [
        new("lost", "银行卡丢失怎么挂失", "请立即在手机银行或拨打客服热线办理挂失,资金马上止付。", ["卡丢了怎么办", "我的卡不见了"]),
        new("password", "忘记银行卡取款密码怎么办", "请本人携带身份证和银行卡到网点重置密码。", ["密码忘了", "取款密码想不起来了"]),
        new("limit", "手机银行转账限额是多少", "默认单笔五万元,可在手机银行调整。", ["一天最多能转多少", "转账额度"]),
        new("loan", "提前还房贷怎么申请", "登录手机银行,选择贷款,提前还款。", ["房贷提前还款", "我想把按揭一次还清"]),
        new("statement", "怎么打印银行流水", "可在手机银行或网点自助机打印交易明细。", ["导出流水", "要开流水证明"]),
        new("hours", "网点营业时间是几点", "工作日九点到十七点。", ["周末上班吗", "几点开门"]),
        new("card-fee", "信用卡年费怎么收", "刷卡满六次免次年年费。", ["信用卡要年费吗"]),
        new("abroad", "信用卡境外消费手续费", "境外消费收取货币兑换费。", ["国外刷卡要不要手续费"]),
        new("wire", "How long does an international wire transfer take", "Two to five days.", ["wire transfer abroad"]),
    ];

    private static readonly AnswerIndex Index = AnswerIndex.Build(Articles);

    // Known and unknown questions, in both languages, and several in one.
    private static readonly string[] Asked =
    [
        "卡丢了怎么办", "我银行卡掉了,要怎么处理", "信用卡", "去哪里打流水", "今天天气真好", "how long is a wire transfer", "信用卡 card 年费 banana",
        "怎么改手机号？还有转账限额是多少；卡丢了；密码忘了；信用卡年费；年费",
    ];

    [Theory]
    [InlineData("我银行卡掉了,要怎么处理", "lost")]
    [InlineData("提款卡遺失了怎麼辦", "lost")]
    [InlineData("密码记不得了咋整", "password")]
    [InlineData("手机上转钱一天最多转多少", "limit")]
    [InlineData("房贷想提前还", "loan")]
    [InlineData("去哪里打流水", "statement")]
    [InlineData("周六银行开门不", "hours")]
    [InlineData("在国外刷信用卡收费吗", "abroad")]
    public void The_right_article_comes_first(string question, string article)
    {
        var answering = Index.Ask(question);
        Assert.Equal(article, answering.Candidates[0].ArticleId);
        Assert.NotEqual(Decision.Handoff, answering.Decision);
    }

    [Theory]
    [InlineData("卡丢了怎么办")]
    [InlineData("信用卡要年费吗")]
    public void A_known_question_is_answered_with_confidence(string question)
    {
        var answering = Index.Ask(question);
        Assert.Equal(Decision.Answer, answering.Decision);
        Assert.InRange(answering.Confidence, 0.8, 1);
    }

    [Theory]
    [InlineData("今天天气真好")]
    [InlineData("你喜欢看什么电影")]
    [InlineData("给我讲个笑话")]
    [InlineData("what is the meaning of life")]
    [InlineData("")]
    [InlineData("???")]
    public void Small_talk_is_handed_off_with_low_confidence(string text)
    {
        var answering = Index.Ask(text);
        Assert.Equal(Decision.Handoff, answering.Decision);
        Assert.InRange(answering.Confidence, 0, 0.3);
    }

    [Fact]
    public void An_unclear_question_offers_two_to_four_articles()
    {
        var answering = Index.Ask("信用卡");
        Assert.Equal(Decision.Clarify, answering.Decision);
        Assert.InRange(answering.Candidates.Count, 2, 4);
    }

    public static TheoryData<string> Numbers =>
        [.. PackSet.Shipped.TextOf("answers").Split('\n').SkipWhile(l => l != "weights:").Skip(1)
            .TakeWhile(l => l.StartsWith("  ", StringComparison.Ordinal)).Select(l => l.Trim())];

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Every_number_of_the_pack_counts(string number)
    {
        var shipped = PackSet.Shipped.TextOf("answers");
        var changed = ((string[])["0", "1", "9"]).Where(other => !number.EndsWith($": {other}", StringComparison.Ordinal))
            .Select(other => shipped.Replace($"  {number}\n", $"  {number.Split(':')[0]}: {other}\n", StringComparison.Ordinal));

        Assert.Contains(
            changed, pack => Everything(PackSet.Shipped.With("answers", pack)) != Everything(PackSet.Shipped));
    }

    private static string Everything(PackSet packs)
    {
        var index = AnswerIndex.Build(Articles, packs);
        return string.Join('\n', Asked.SelectMany(text => index.Ask(text).Candidates.Select(c => $"{c.ArticleId} {c.Score}")
            .Append($"{index.Ask(text).Decision} {index.Ask(text).Confidence}").Concat(packs.SplitWishes(text))));
    }

    [Fact]
    public void An_empty_index_hands_everything_off() =>
        Assert.Equal(Decision.Handoff, AnswerIndex.Build([]).Ask("卡丢了怎么办").Decision);

    [Fact]
    public void A_changed_article_is_found_by_its_new_words_and_a_withdrawn_one_not_at_all()
    {
        var articles = Enumerable.Range(0, 200)
            .Select(i => new IndexedArticle($"a{i}", $"第{i}号柜台的业务", $"这里办理第{i}种业务", [])).ToList();
        var index = AnswerIndex.Build(articles);
        var changed = index.With(
            [new("a7", "保管箱怎么租", "带身份证到网点租保管箱", ["想租个箱子放首饰"]), new("new", "硬币兑换", "柜台可以换硬币", [])], ["a8"]);

        Assert.Equal("a7", changed.Rank("想租个箱子放首饰").Candidates[0].ArticleId);
        Assert.Equal("new", changed.Rank("硬币兑换").Candidates[0].ArticleId);
        Assert.DoesNotContain(changed.Rank("第8号柜台的业务").Candidates, c => c.ArticleId == "a8");
        Assert.Contains(index.Rank("第8号柜台的业务").Candidates, c => c.ArticleId == "a8");
        Assert.False(changed.IsWorn);

        var back = changed.With([], ["a7"]);
        Assert.DoesNotContain(back.Rank("想租个箱子放首饰").Candidates, c => c.ArticleId == "a7");
    }

    [Fact]
    public void An_index_in_which_most_has_changed_asks_to_be_built_anew()
    {
        var index = AnswerIndex.Build([.. Enumerable.Range(0, 100)
            .Select(i => new IndexedArticle($"a{i}", $"第{i}号柜台", "", []))]);
        Assert.True(index.With([], [.. Enumerable.Range(0, 65).Select(i => $"a{i}")]).IsWorn);
    }
}
