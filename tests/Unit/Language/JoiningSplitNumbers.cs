using FirstWindow.Language;
using Xunit;

namespace FirstWindow.Tests.Unit.Language;

public sealed class JoiningSplitNumbers
{
    [Theory]
    [InlineData("6222 0212", "3456 7890 128", "【已隐去:卡号】")]
    [InlineData("6222 0212", "3456 7890 123", "【已隐去:卡号】")] // One digit mistyped: the others are a card's all the same.
    [InlineData("我的卡号是6222021234", "567890128，谢谢", "【已隐去:卡号】，谢谢")]
    [InlineData("６２２２０２１２", "３４５６７８９０１２８", "【已隐去:卡号】")]
    [InlineData("身份证 110105", "19491231002X", "【已隐去:证件号】")]
    [InlineData("110105194912", "31002x 是我的", "【已隐去:证件号】 是我的")]
    [InlineData("我手机138", "00138000", "【已隐去:手机号】")]
    [InlineData("1380013", "8000", "【已隐去:手机号】")]
    [InlineData("我的验证码", "483920", "【已隐去:验证码】")]
    [InlineData("my card is 4111 1111", "1111 1111 thanks", "[hidden: card number] thanks")]
    public void The_second_part_goes(string first, string second, string left) =>
        Assert.Equal(new Blotted(left, 1), SplitNumbers.Blot(second, first, Lexicon.AsShipped));

    [Theory]
    [InlineData("我转了15000", "20000元")] // amounts
    [InlineData("15000", "2000")]
    [InlineData("20240105", "20240110")] // dates
    [InlineData("2024", "0105")]
    [InlineData("订单号8812", "3301")] // short numbers in order
    [InlineData("1", "23")]
    [InlineData("卡号6222021234567890128", "500")] // the number was whole before
    [InlineData("尾号0128", "5000")]
    [InlineData("利率3.85", "3600期")]
    [InlineData("138", "0013元")]
    [InlineData("我买了100", "13800138000")] // the second is a number of its own
    [InlineData("您好", "12345678")]
    [InlineData("￥6222 0212", "3456 7890 128")]
    public void What_is_no_number_together_stays(string first, string second) =>
        Assert.Equal(new Blotted(second, 0), SplitNumbers.Blot(second, first, Lexicon.AsShipped));

    [Theory]
    [InlineData("3456 7890", true)]
    [InlineData("  ３４５", true)]
    [InlineData("三四五六", true)]
    [InlineData("5", false)]
    [InlineData("怎么挂失", false)]
    [InlineData("我有12张", false)]
    [InlineData("", false)]
    public void Only_a_text_that_begins_with_digits_may_go_on(string text, bool expected) =>
        Assert.Equal(expected, PackSet.Shipped.MayContinueNumber(text));
}
