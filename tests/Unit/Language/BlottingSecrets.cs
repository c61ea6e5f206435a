using FirstWindow.Language;
using FirstWindow.Language.Secrets;
using Xunit;

namespace FirstWindow.Tests.Unit.Language;

public sealed class BlottingSecrets
{
    public static TheoryData<string> Examples => [.. Lexicon.AsShipped.Secrets.Examples];

    public static TheoryData<string> CounterExamples => [.. Lexicon.AsShipped.Secrets.CounterExamples];

    [Theory]
    [MemberData(nameof(Examples))]
    public void Every_secret_of_the_pack_is_found_and_nothing_else(string marked)
    {
        var text = marked.Replace("‹", "").Replace("›", "");
        var expected = marked.Split('‹').Skip(1).Select(part => part.Split('›')[0]);

        var found = SecretFinder.Find(text, null, Lexicon.AsShipped).Select(s => text.Substring(s.Start, s.Length));

        Assert.Equal(expected, found);
    }

    [Theory]
    [MemberData(nameof(CounterExamples))]
    public void What_is_no_secret_stays(string text) => Assert.Equal(new Blotted(text, 0), PackSet.Shipped.Blot(text));

    [Fact]
    public void A_code_after_the_word_is_hidden()
    {
        Assert.Equal(new("验证码是【已隐去:验证码】,谢谢", 1), PackSet.Shipped.Blot("验证码是123456,谢谢"));
        Assert.Equal(new("my pin is [hidden: password]", 1), PackSet.Shipped.Blot("my pin is 1234"));
    }

    [Theory]
    [InlineData("请问您收到验证码了吗?", "123456", true)]
    [InlineData("验证码发我看下", "好的,是 12 34 56", true)]
    [InlineData("请输入密码", "一二三四五六", true)]
    [InlineData("cvv?", "123", true)]
    [InlineData("What does the one-time code say?", "it says 998877", true)]
    [InlineData("请问您要转多少?", "123456", false)]
    [InlineData("请提供卡号后四位,不要告诉我密码", "1234", false)]
    [InlineData("验证码是哪个号码发的?", "95588", false)]
    [InlineData("收不到验证码吗?", "我等了3000秒", false)]
    [InlineData("验证码收不到", "我的手机号是13812345678", false)]
    public void A_bare_number_is_hidden_only_in_answer_to_talk_of_a_code(string previous, string text, bool hidden) =>
        Assert.Equal(hidden ? 1 : 0, PackSet.Shipped.Blot(text, previous).Count);
}
