using FirstWindow.Conversations.Features;
using FirstWindow.Knowledge.Contracts;
using FirstWindow.Language;
using FirstWindow.Packs.Contracts;
using FirstWindow.Routing.Contracts;
using Xunit;

namespace FirstWindow.Tests.Unit.Conversations;

public sealed class JudgingAsTheAssistant
{
    private static readonly PublishedArticle Loss = Article("credit-card-lost", "信用卡丢失后的挂失和补卡");
    private static readonly PublishedArticle Debit = Article("debit-card-lost", "储蓄卡丢失后的挂失和补卡");

    [Fact]
    public void It_answers_when_it_is_sure_and_names_the_source()
    {
        var say = Assert.IsType<ConciergeMove.Say>(Judge(new(Verdict.Sure, 0.9, [Loss]), "信用卡丢了怎么办"));

        Assert.True(say.IsAnswer);
        Assert.Contains(Loss.Source, say.Text);
        Assert.Equal("credit-card-lost", say.Topic);
    }

    [Fact]
    public void It_offers_choices_and_understands_the_number_that_comes_back()
    {
        var offered = Assert.IsType<ConciergeMove.Say>(Judge(new(Verdict.Choices, 0.5, [Loss, Debit]), "卡丢了"));
        var chosen = Assert.IsType<ConciergeMove.Say>(Judge(new(Verdict.Unknown, 0, []), "2", topic: offered.Topic));

        Assert.Contains("1. " + Loss.Title, offered.Text);
        Assert.Equal("debit-card-lost", chosen.Topic);
    }

    [Fact]
    public void Two_wishes_in_one_message_are_both_answered()
    {
        var judgement = new ConciergeJudgement(new Shelf(text => text.Contains("信用卡", StringComparison.Ordinal)
            ? new(Verdict.Sure, 0.9, [Loss]) : new(Verdict.Sure, 0.9, [Debit])),
            new ShippedPacks(), () => new(), p => p.Shipped);
        var say = Assert.IsType<ConciergeMove.Say>(
            judgement.Judge("信用卡丢了怎么办，另外储蓄卡也丢了怎么补", "zh-CN", null, 0));

        Assert.True(say.IsAnswer);
        Assert.Contains(Loss.Title, say.Text);
        Assert.Contains(Debit.Title, say.Text);
    }

    [Theory]
    [InlineData("转人工", ContactClass.Ordinary)]
    [InlineData("你们这是什么银行,我要投诉", ContactClass.Complaint)]
    public void It_brings_a_person_when_asked_and_when_it_is_grave(string text, ContactClass expected)
    {
        var handOver = Assert.IsType<ConciergeMove.HandOver>(Judge(new(Verdict.Sure, 0.9, [Loss]), text));

        Assert.Equal(expected, handOver.Class);
    }

    [Fact]
    public void A_scam_in_progress_gets_a_warning_and_a_person_first_of_all()
    {
        var handOver = Assert.IsType<ConciergeMove.HandOver>(Judge(
            new(Verdict.Sure, 0.9, [Loss]), "有个自称公安的让我把钱转到安全账户,还要我开屏幕共享,说要保密不要告诉家人"));

        Assert.Equal(ContactClass.Fraud, handOver.Class);
        Assert.Contains("96110", handOver.Words);
    }

    [Fact]
    public void Whoever_was_cheated_yesterday_gets_a_person_and_words_for_what_is_over()
    {
        var handOver = Assert.IsType<ConciergeMove.HandOver>(
            Judge(new(Verdict.Sure, 0.9, [Loss]), "昨天被骗了两万，现在该怎么办"));

        Assert.Equal(ContactClass.Fraud, handOver.Class);
        Assert.Contains("96110", handOver.Words);
        Assert.DoesNotContain("挂断", handOver.Words);
    }

    [Fact]
    public void Twice_of_no_help_is_a_person_and_never_a_third_try()
    {
        var first = Judge(new(Verdict.Unknown, 0, []), "嘟噜嘟噜", notHelpful: 0);
        var second = Judge(new(Verdict.Unknown, 0, []), "嘟噜嘟噜", notHelpful: 1);

        Assert.IsType<ConciergeMove.Say>(first);
        Assert.IsType<ConciergeMove.HandOver>(second);
    }

    private static ConciergeMove Judge(KnowledgeAnswer answer, string text, string? topic = null, int notHelpful = 0) =>
        new ConciergeJudgement(new Shelf(_ => answer), new ShippedPacks(), () => new(), p => p.Shipped).Judge(text, "zh-CN", topic, notHelpful);

    private static PublishedArticle Article(string slug, string title) =>
        new(Guid.NewGuid(), slug, "zh", 1, "cards", "loss", title, "1. 打开手机银行。", "示范银行指引", new(2026, 11, 2));

    private sealed class Shelf(Func<string, KnowledgeAnswer> answer) : IKnowledge
    {
        public KnowledgeAnswer Ask(string text, string locale) => answer(text);

        public PublishedArticle? Find(string slug, string locale) =>
            new[] { Loss, Debit }.FirstOrDefault(a => a.Slug == slug);

        public IReadOnlyList<PublishedArticle> Search(string text, string locale, int most) =>
            answer(string.Empty).Articles;

        public IReadOnlyList<PublishedArticle> CitiesOf(PublishedArticle article) => [];
    }

    private sealed class ShippedPacks : ILivePacks
    {
        public PackSet Current => PackSet.Shipped;

        public ValueTask<PackSet> CurrentAsync(CancellationToken ct) => new(Current);
    }
}
