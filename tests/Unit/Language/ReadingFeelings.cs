using FirstWindow.Language;
using FirstWindow.Language.Normal;
using FirstWindow.Language.Reading;
using FirstWindow.Language.Rules;
using Xunit;

namespace FirstWindow.Tests.Unit.Language;

public sealed class ReadingFeelings
{
    public static TheoryData<string, string, string, bool> Examples
    {
        get
        {
            var data = new TheoryData<string, string, string, bool>();
            foreach (var pack in new[] { "emotion.yaml", "complaint.yaml" })
            {
                foreach (var rule in RulePack.Shipped(pack).Rules)
                {
                    rule.Examples.ToList().ForEach(text => data.Add(pack, rule.Id, text, true));
                    rule.CounterExamples.ToList().ForEach(text => data.Add(pack, rule.Id, text, false));
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void Each_rule_is_found_in_its_examples_only(string pack, string rule, string text, bool expected)
    {
        var found = RulePack.Shipped(pack).Find(NormalText.Of(text, Lexicon.AsShipped));
        Assert.Equal(expected, found.Exists(m => m.Rule.Id == rule));
    }

    [Theory]
    [InlineData("什么垃圾银行,气死我了", "angry")]
    [InlineData("我很难过,积蓄都没了", "sad")]
    [InlineData("吓死我了,是不是被骗了", "fear")]
    [InlineData("谢谢你,太好了", "happy")]
    [InlineData("转账限额是多少", "neutral")]
    public void The_strongest_feeling_gives_its_name(string text, string emotion) =>
        Assert.Equal(emotion, PackSet.Shipped.Emotions.Read(NormalText.Of(text, Lexicon.AsShipped)).Name);

    [Theory]
    [InlineData("我想查余额", "none")]
    [InlineData("我要投诉你们柜员态度恶劣", "minor")]
    [InlineData("我已经投诉三次了还没解决,再不处理我就去银保监举报", "severe")]
    [InlineData("我们三十多个人要一起去维权,投诉你们卖的理财", "major")]
    [InlineData("盗刷了怎么处理", "none")]
    [InlineData("投诉电话是多少", "none")]
    public void A_complaint_has_its_grade(string text, string grade) =>
        Assert.Equal(grade, PackSet.Shipped.Complaints.Read(NormalText.Of(text, Lexicon.AsShipped)).Grade);
}
