using FirstWindow.Language;
using FirstWindow.Language.Personal;
using Xunit;

namespace FirstWindow.Tests.Unit.Language;

public sealed class MaskingPersonalData
{
    [Theory]
    [InlineData("我的手机号是13812345678", "我的手机号是138****5678")]
    [InlineData("手机138 1234 5678", "手机138****5678")]
    [InlineData("电话１３８１２３４５６７８", "电话１３８****５６７８")]
    [InlineData("电话幺三八一二三四五六七八", "电话幺三八****五六七八")]
    [InlineData("身份证11010119900307457X", "身份证110***********457X")]
    [InlineData("卡号6222 0212 3456 7890 128转账", "卡号6222 **** **** 0128转账")]
    [InlineData("邮箱zhang.san@example.com", "邮箱z***@example.com")]
    [InlineData("我叫张伟,想查余额", "我叫张*,想查余额")]
    [InlineData("收款人:欧阳雪梅", "收款人:欧***")]
    [InlineData("寄到北京市海淀区中关村大街1号院2号楼301室", "寄到北京市海淀区***")]
    [InlineData("车牌京A12345", "车牌京A****5")]
    [InlineData("护照E12345678", "护照E******78")]
    [InlineData("账号:1234567890123", "账号:*********0123")]
    [InlineData("my name is John Smith", "my name is J***")]
    [InlineData("验证码123456,手机13812345678", "验证码【已隐去:验证码】,手机138****5678")]
    public void Each_kind_is_masked_as_the_rules_say(string text, string masked) =>
        Assert.Equal(masked, Redaction.Of(text, Lexicon.AsShipped).Text);

    [Theory]
    [InlineData("95588")]
    [InlineData("拨打4008895588")]
    [InlineData("转100000元")]
    [InlineData("2026年11月21日")]
    [InlineData("利率3.85%")]
    [InlineData("订单号20261121123456789012")]
    [InlineData("我和我们同事都想办信用卡")]
    [InlineData("怎么给朋友转账")]
    [InlineData("1234567890")]
    [InlineData("我想问网点在哪里")]
    public void What_names_nobody_stays_readable(string text) =>
        Assert.Equal(text, Redaction.Of(text, Lexicon.AsShipped).Text);

    [Theory]
    [InlineData("4111111111111111", true)]
    [InlineData("4111111111111112", false)]
    [InlineData("0000000000000000", false)]
    public void Card_numbers_have_a_check_digit(string digits, bool valid) =>
        Assert.Equal(valid, CheckDigits.IsCard(digits));

    [Theory]
    [InlineData("110101199003074514", true)]
    [InlineData("110101199003074515", false)]
    [InlineData("110101199013074514", false)]
    public void Identity_numbers_have_a_birthday_and_a_check_digit(string number, bool valid) =>
        Assert.Equal(valid, CheckDigits.IsCitizen(number));

    [Fact]
    public void An_identity_number_of_Taiwan_is_known_by_its_check_digit()
    {
        Assert.True(CheckDigits.IsTaiwanCitizen("a123456789"));
        Assert.False(CheckDigits.IsTaiwanCitizen("a123456788"));
    }
}
