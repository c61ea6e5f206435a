using FirstWindow.Language;
using FirstWindow.Language.Normal;
using FirstWindow.Language.Rules;
using FirstWindow.Language.Reading;
using Xunit;

namespace FirstWindow.Tests.Unit.Language;

public sealed class ReadingSignals
{
    public static TheoryData<string, string, bool> SignalExamples => ExamplesOf(PackSet.Shipped.Signals.Rules);

    public static TheoryData<string, string, bool> FraudExamples => ExamplesOf(PackSet.Shipped.Frauds.Rules);

    [Theory]
    [MemberData(nameof(SignalExamples))]
    public void Each_signal_is_read_in_its_examples_only(string rule, string text, bool expected)
    {
        var found = RulePack.Shipped("signals.yaml").Find(NormalText.Of(text, Lexicon.AsShipped));
        Assert.Equal(expected, found.Exists(m => m.Rule.Id == rule));
    }

    [Theory]
    [MemberData(nameof(FraudExamples))]
    public void Each_sign_of_fraud_is_read_in_its_examples_only(string rule, string text, bool expected)
    {
        var signals = PackSet.Shipped.ReadSignals(text);
        Assert.Equal(expected, signals.FraudSigns.Contains(rule));
        Assert.Equal(expected, signals.Fraud >= 0.4);
    }

    [Fact]
    public void A_question_about_fraud_weighs_less_than_a_fraud()
    {
        Assert.True(PackSet.Shipped.ReadSignals("民警打电话让我把钱转到安全账户,不要告诉家人").Fraud > 0.9);
        Assert.True(PackSet.Shipped.ReadSignals("什么是安全账户诈骗,怎么防范").Fraud < 0.3);
    }

    [Theory]
    [InlineData("昨天被骗了，我现在能做什么", FraudKind.Report)]
    [InlineData("上禮拜被詐騙，派出所開了三聯單，款項能追回嗎", FraudKind.Report)]
    [InlineData("I was cheated yesterday, what can I do", FraudKind.Report)]
    [InlineData("怎么识别电信诈骗", FraudKind.Question)]
    [InlineData("What is a safe account scam?", FraudKind.Question)]
    [InlineData("他说帮我把之前被骗的钱追回来，但要先交三千律师费", FraudKind.InProgress)]
    [InlineData("I was just scammed five minutes ago, the transfer is still pending", FraudKind.InProgress)]
    [InlineData("想给我爸设个转账上限，免得被骗", FraudKind.Question)]
    [InlineData("信用卡年费多少", FraudKind.None)]
    public void A_fraud_asked_about_one_that_is_over_and_one_in_progress_are_told_apart(string text, FraudKind kind) =>
        Assert.Equal(kind, PackSet.Shipped.ReadSignals(text).FraudKind);

    [Theory]
    [InlineData("轉帳到帳戶", "转账到账户")]
    [InlineData("转帐到帐户", "转账到账户")]
    public void Accounts_and_payments_are_read_alike_however_they_are_written(string written, string alike) =>
        Assert.Equal(NormalText.Of(alike, Lexicon.AsShipped).Text, NormalText.Of(written, Lexicon.AsShipped).Text);

    [Fact]
    public void A_fraud_told_in_traditional_characters_is_one() =>
        Assert.True(PackSet.Shipped.ReadSignals("檢察官叫我把存款轉帳到監管帳戶，還說偵查不公開").Fraud > 0.9);

    [Fact]
    public void An_angry_complaint_is_both()
    {
        var signals = PackSet.Shipped.ReadSignals("什么垃圾银行,我要去银保监投诉你们!!");
        Assert.True(signals.Complaint);
        Assert.True(signals.Anger > 0.7);
        Assert.False(signals.Greeting);
    }

    private static TheoryData<string, string, bool> ExamplesOf(IReadOnlyList<Rule> rules)
    {
        var data = new TheoryData<string, string, bool>();
        foreach (var rule in rules)
        {
            rule.Examples.ToList().ForEach(text => data.Add(rule.Id, text, true));
            rule.CounterExamples.ToList().ForEach(text => data.Add(rule.Id, text, false));
        }

        return data;
    }
}
