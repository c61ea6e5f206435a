using FirstWindow.Language;
using FirstWindow.Language.Etiquette;
using Xunit;

namespace FirstWindow.Tests.Unit.Language;

public sealed class CheckingReplies
{
    public static TheoryData<string, string> Examples
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var rule in PackSet.Shipped.Replies.Rules)
            {
                rule.Examples.ToList().ForEach(example => data.Add(rule.Id, example));
            }

            return data;
        }
    }

    public static TheoryData<string, string> CounterExamples
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var rule in PackSet.Shipped.Replies.Rules)
            {
                rule.CounterExamples.ToList().ForEach(example => data.Add(rule.Id, example));
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void Each_rule_finds_its_examples(string rule, string example) =>
        Assert.Contains(PackSet.Shipped.Check(example), finding => finding.Rule == rule);

    [Theory]
    [MemberData(nameof(CounterExamples))]
    public void Good_replies_are_not_held_up(string rule, string example)
    {
        Assert.NotEmpty(rule);
        Assert.Empty(PackSet.Shipped.Check(example).Where(f => f.Severity != "coach").Select(f => f.Rule));
    }

    [Fact]
    public void The_span_lies_in_the_text_as_it_was_written()
    {
        var finding = Assert.Single(PackSet.Shipped.Check("您好,這個我們不​知道。"), f => f.Severity == "block");
        Assert.Equal("我們不​知道", "您好,這個我們不​知道。".Substring(finding.Start, finding.Length));
    }

    [Theory]
    [InlineData("Thank you. You sound confused, are you sure you understand", "Thank you. Let me look into it, it takes a minute")]
    [InlineData("您好。这种事情不值得一直来问。", "您好。您随时可以来问。")]
    public void A_cold_sentence_that_no_pattern_names_is_warned_of_alone(string cold, string kind)
    {
        var finding = Assert.Single(PackSet.Shipped.Check(cold), f => f.Rule == "cold-tone");
        Assert.True(finding.Start > 0, "What comes before is polite.");
        Assert.Empty(PackSet.Shipped.Check(kind));
    }

    [Theory]
    [InlineData("客户说“随便你投诉”是您同事的原话,我们已在核查")]
    [InlineData("收到「把验证码念给我」这类短信请不要理会")]
    public void Quoting_a_forbidden_phrase_is_no_finding(string text) =>
        Assert.DoesNotContain(PackSet.Shipped.Check(text), finding => finding.Severity == "block");

    [Fact]
    public void A_term_of_the_trade_comes_with_its_plain_words()
    {
        var finding = Assert.Single(PackSet.Shipped.Check("您可以先挂失"));
        Assert.Equal(("coach", "A3.2.3a", "挂失(卡或存折丢了先锁住)"), (finding.Severity, finding.Clause, finding.Suggestion));
        Assert.Empty(PackSet.Shipped.Check("您可以先挂失(卡丢了先锁住)"));
    }

    [Fact]
    public void How_long_a_message_to_the_elderly_may_be_stands_in_the_pack()
    {
        var brief = PackSet.Shipped.With("etiquette", PackSet.Shipped.TextOf("etiquette")
            .Replace("elder_chars_most: 80", "elder_chars_most: 10", StringComparison.Ordinal));
        const string Reply = "您好，请您带上身份证到网点办理，谢谢。";

        Assert.DoesNotContain(PackSet.Shipped.Check(Reply, new() { IsCustomerElderly = true }), f => f.Rule == "too-long-for-elderly");
        Assert.Contains(brief.Check(Reply, new() { IsCustomerElderly = true }), f => f.Rule == "too-long-for-elderly");
    }

    [Fact]
    public void What_is_advised_and_how_short_a_sentence_is_too_short_for_a_tone_stand_in_the_pack()
    {
        const string Cold = "您好。这种事情不值得一直来问。";
        var shipped = PackSet.Shipped.TextOf("etiquette");
        var kind = PackSet.Shipped.With("etiquette", shipped
            .Replace("several-steps-at-once: 请一次只发一个步骤", "several-steps-at-once: 一步一步来", StringComparison.Ordinal));
        var patient = PackSet.Shipped.With("etiquette", shipped
            .Replace("cold_han_count: 4", "cold_han_count: 90", StringComparison.Ordinal));

        Assert.Contains(kind.Check("首先打开手机银行,然后点我的", new() { IsCustomerElderly = true }), f => f.Suggestion == "一步一步来");
        Assert.Contains(PackSet.Shipped.Check(Cold), f => f.Rule == "cold-tone");
        Assert.DoesNotContain(patient.Check(Cold), f => f.Rule == "cold-tone");
    }

    [Fact]
    public void Elderly_customers_get_one_step_at_a_time()
    {
        var reply = "首先打开手机银行,然后点我的";
        Assert.Empty(PackSet.Shipped.Check(reply));
        Assert.Contains(PackSet.Shipped.Check(reply, new() { IsCustomerElderly = true }), f => f.Clause == "B2.1.2b");
    }
}
