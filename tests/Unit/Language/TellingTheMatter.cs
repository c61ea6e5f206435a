using FirstWindow.Language;
using Xunit;

namespace FirstWindow.Tests.Unit.Language;

public sealed class TellingTheMatter
{
    [Theory]
    [InlineData("转人工")]
    [InlineData("人工")]
    [InlineData("你好，转人工")]
    [InlineData("您好！")]
    [InlineData("在吗？")]
    [InlineData("你好 有人吗")]
    [InlineData("can I talk to a human please")]
    [InlineData("hello, can I talk to a human please")]
    [InlineData("Good morning!")]
    [InlineData("")]
    public void A_greeting_and_a_wish_for_a_person_are_no_matter(string text) =>
        Assert.Equal(string.Empty, Matter.Of(text, PackSet.Shipped));

    [Theory]
    [InlineData("信用卡丢了怎么办", "信用卡丢了怎么办")]
    [InlineData("信用卡丢了，转人工", "信用卡丢了")]
    [InlineData("您好，信用卡丢了怎么办？", "信用卡丢了怎么办")]
    [InlineData("你好 我的卡丢了", "我的卡丢了")]
    [InlineData("Hi, my card is lost. Can I talk to a human please", "my card is lost")]
    [InlineData("人工费多少", "人工费多少")]
    public void What_else_is_said_stays(string text, string matter) =>
        Assert.Equal(matter, Matter.Of(text, PackSet.Shipped));
}
