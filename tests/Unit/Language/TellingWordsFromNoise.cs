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
    public void Badly_written_words_are_words(string text) => Assert.True(Legible.Is(text));

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
    public void Noise_is_not(string text) => Assert.False(Legible.Is(text));
}
