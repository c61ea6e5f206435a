using FirstWindow.Language;
using Xunit;

namespace FirstWindow.Tests.Unit.Language;

public sealed class TakingWishesApart
{
    [Theory]
    [InlineData("信用卡丢了怎么办，另外工资什么时候到账", "信用卡丢了怎么办", "工资什么时候到账")]
    [InlineData("怎么改手机号？还有转账限额是多少", "怎么改手机号", "转账限额是多少")]
    [InlineData("I lost my card. also how do I change my address", "I lost my card.", "how do I change my address")]
    [InlineData("卡丢了\n怎么查余额", "卡丢了\n怎么查余额")]
    [InlineData("账户还有多少钱", "账户还有多少钱")]
    [InlineData("", "")]
    public void Each_wish_stands_alone(string text, params string[] wishes) =>
        Assert.Equal(wishes, PackSet.Shipped.SplitWishes(text));

    [Fact]
    public void A_very_long_text_is_taken_apart_in_time() =>
        Assert.InRange(PackSet.Shipped.SplitWishes(new string('，', 200_000) + "另外" + new string(' ', 200_000)).Count, 1, 4);
}
