using FirstWindow.Language;
using Xunit;

namespace FirstWindow.Tests.Unit.Language;

public sealed class CoveringForOthers
{
    [Fact]
    public void A_name_said_once_is_covered_everywhere_under_one_placeholder_and_put_back()
    {
        var cover = new Placeholders(PackSet.Shipped);

        var covered = cover.Cover([("customer", "在吗，王建国在线等"), ("customer", "我叫王建国"), ("agent", "王先生，王建国的卡到了")]);

        Assert.All(covered, t => Assert.DoesNotContain("王", t));
        Assert.True(cover.TryRestore("⟨person-1⟩您好，⟨surname-1⟩先生", "", out var restored));
        Assert.Equal("王建国您好，王先生", restored);
    }

    [Fact]
    public void What_is_known_of_the_customer_is_put_back_only_if_it_was_in_the_texts()
    {
        var cover = new Placeholders(PackSet.Shipped);
        cover.Know("13912345678");
        cover.Know("阿月");

        cover.Cover([("customer", "阿月问一下利率")]);

        Assert.True(cover.TryRestore("⟨known-1⟩您好", "", out var restored));
        Assert.Equal("阿月您好", restored);
        Assert.False(cover.TryRestore("请打⟨known-2⟩", "", out _));
        Assert.False(cover.TryRestore("请打⟨phone-1⟩", "", out _));
    }

    [Theory]
    [InlineData("请打13700001111")]
    [InlineData("请打⟨phone-2⟩")]
    [InlineData("请打⟨phone-1")]
    [InlineData("请打⟩13⟨")]
    [InlineData("⟨⟨phone-1⟩⟩")]
    public void Personal_data_from_nowhere_makes_a_text_unusable(string written)
    {
        var cover = new Placeholders(PackSet.Shipped);
        cover.Cover([("customer", "我的手机13912345678")]);

        Assert.False(cover.TryRestore(written, "", out var restored));
        Assert.Null(restored);
        Assert.True(cover.TryRestore("请打⟨phone-1⟩", "", out _));
    }

    [Fact]
    public void Titles_that_tell_who_somebody_is_stand_in_the_pack()
    {
        var packs = PackSet.Shipped.With("personal", PackSet.Shipped.TextOf("personal")
            .Replace("surname_titles: [", "surname_titles: [掌柜, ", StringComparison.Ordinal));

        Assert.Equal("张掌柜在吗", Assert.Single(new Placeholders(PackSet.Shipped).Cover([("agent", "张掌柜在吗")])));
        Assert.Equal("⟨surname-1⟩掌柜在吗", Assert.Single(new Placeholders(packs).Cover([("agent", "张掌柜在吗")])));
    }

    [Fact]
    public void A_number_of_a_public_article_may_be_repeated()
    {
        var cover = new Placeholders(PackSet.Shipped);

        Assert.False(cover.TryRestore("请拨13700001111", "", out _));
        Assert.True(cover.TryRestore("请拨13700001111", "人工服务：13700001111", out _));
    }

    [Fact]
    public void Secrets_and_numbers_in_two_messages_never_come_back()
    {
        var cover = new Placeholders(PackSet.Shipped);

        var covered = string.Join('\n', cover.Cover(
            [("customer", "密码是739154"), ("customer", "卡号 6222 0212"), ("agent", "请稍等"), ("customer", "3456 7890 128")]));

        Assert.DoesNotContain("739154", covered);
        Assert.DoesNotContain("0212", covered);
        Assert.DoesNotContain("7890", covered);
        Assert.False(cover.TryRestore("⟨password-1⟩", "", out _));
    }

    [Fact]
    public void What_somebody_writes_like_a_placeholder_is_none()
    {
        var cover = new Placeholders(PackSet.Shipped);

        var covered = cover.Cover([("customer", "⟨phone-1⟩ 是我的，13912345678")]);

        Assert.Equal("(phone-1) 是我的，⟨phone-1⟩", Assert.Single(covered));
    }
}
