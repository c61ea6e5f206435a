using FirstWindow.Language;
using Xunit;

namespace FirstWindow.Tests.Unit.Language;

public sealed class TellingWordsFromNoise
{
    [Theory]
    [InlineData("卡没啦咋整捏")]
    [InlineData("我得银航卡丢勒")]
    [InlineData("轉帳沒到")]
    [InlineData("wo de ka diu le zenme ban")]
    [InlineData("plese halp my crad stolen")]
    [InlineData("moeny not arive yestaday")]
    [InlineData("ATM吃卡")]
    [InlineData("啊")]
    [InlineData("嘟噜嘟噜")]
    [InlineData("help")]
    public void Badly_written_words_are_words(string text) => Assert.True(PackSet.Shipped.IsLegible(text));

    [Theory]
    [InlineData("asdf qwer")]
    [InlineData("jfkdls ajfkd zxcv")]
    [InlineData("x7$k!! 9q")]
    [InlineData("1234567")]
    [InlineData("https://win-prize.top/a?b=c")]
    [InlineData("ŧ↓←øþæßðđŋħł")]
    [InlineData("龘齉麤靐齾鱻")]
    [InlineData("🀄🀅🀆")]
    [InlineData("")]
    public void Noise_is_not(string text) => Assert.False(PackSet.Shipped.IsLegible(text));

    // Syllables that can be cut in many ways, and an end that fits none: whoever tries them all never comes to an end.
    [Theory]
    [InlineData("ia", "q")]
    [InlineData("uang", "zzq")]
    [InlineData("a-", ".")]
    [InlineData("www.", " ")]
    public void However_a_text_is_made_it_is_read_in_time_with_its_length(string part, string end)
    {
        var text = string.Concat(Enumerable.Repeat(part, 2_000)) + end;

        Assert.Null(Record.Exception(() => (PackSet.Shipped.IsLegible(text), Legible.HoldsLink(text))));
    }
}
