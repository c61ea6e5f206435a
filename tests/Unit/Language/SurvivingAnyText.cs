using FirstWindow.Language;
using FirstWindow.Language.Normal;
using FirstWindow.Language.Personal;
using FirstWindow.Language.Reading;
using Xunit;

namespace FirstWindow.Tests.Unit.Language;

public sealed class SurvivingAnyText
{
    private static readonly string[] Seeds =
    [
        "验证码是123456", "my password is sunshine", "%B6222021234567890^A/B^2712101?", "不行就是不行",
        "转人工", "“随便你投诉”", "民警让我转到安全账户",
        "銀行卡遺失怎麼辦", "１２３４５６", "\ud83d\ude00", "\ud800", "\udc00", "\u200b\u202e", "=^;?%B",
        "((((", "[[[[", "\0", "cvv 123 exp 12/27", "幺二三四",
        "……", "\"\"\"", "1-2-3-4-5-6", "密码或密码或密码", "a\u0300\u0301", "\ufffe\uffff", "我保证~", "\n\r\t",
        "ａ＠ｂ．ｃｏｍ", "a@b.com", "我叫张伟先生", "北京市海淀区中关村大街1号院2号楼", "京A12345", "护照E12345678", "卡号6222021234567890128",
    ];

    private static readonly AnswerIndex Index = AnswerIndex.Build(
        [new("a", "银行卡丢失怎么挂失", "请挂失", ["卡丢了"]), new("b", "", "", []), new("c", "\ud800", "\0", ["?"])]);

    [Fact]
    public void Broken_texts_harm_nothing()
    {
        var texts = Environment.GetEnvironmentVariable("FIRSTWINDOW_TEST_MODE") == "long" ? 1_000_000 : 20_000;
        var random = new Random(20261121);
        for (var i = 0; i < texts; i++)
        {
            var text = Mutated(random);
            var blotted = PackSet.Shipped.Blot(text, Seeds[i % Seeds.Length]);
            Assert.Equal(blotted.Count == 0, ReferenceEquals(blotted.Text, text));
            Assert.All(PackSet.Shipped.Check(text), f => Assert.InRange(f.Start + f.Length, f.Start, text.Length));
            Assert.InRange(PackSet.Shipped.ReadSignals(text).Fraud, 0, 1);
            Assert.InRange(Index.Ask(text).Confidence, 0, 1);
            AssertEntitiesAreInPlace(text);
        }
    }

    [Theory]
    [InlineData("密码")]
    [InlineData("密码是1")]
    [InlineData("1")]
    [InlineData("一")]
    [InlineData("exp cvv ")]
    [InlineData("%b;=^")]
    [InlineData("1234567890123=")]
    [InlineData("code is code ")]
    [InlineData(" ")]
    [InlineData("你有完没完")]
    [InlineData("“")]
    [InlineData("不知道我保证")]
    [InlineData("a@")]
    [InlineData("我叫")]
    [InlineData("1号")]
    [InlineData("138 ")]
    [InlineData("先生")]
    [InlineData("王小明,")]
    [InlineData("我叫王小明")]
    [InlineData("John Smith ")]
    [InlineData("card to Abc Def ")]
    public void A_long_hostile_text_costs_no_more_than_its_length(string part)
    {
        var text = string.Concat(Enumerable.Repeat(part, 200_000 / part.Length));
        // With anything worse than linear this would not come back within the run.
        PackSet.Shipped.Blot(text, "验证码");
        PackSet.Shipped.Check(text);
        PackSet.Shipped.ReadSignals(text);
        Index.Ask(text);
        Redaction.Of(text, Lexicon.AsShipped);
        PackSet.Shipped.Emotions.Read(NormalText.Of(text, Lexicon.AsShipped));
        PackSet.Shipped.Complaints.Read(NormalText.Of(text, Lexicon.AsShipped));
        OffenceModel.Read(NormalText.Of(text, Lexicon.AsShipped));
    }

    private static void AssertEntitiesAreInPlace(string text)
    {
        var end = 0;
        foreach (var entity in Redaction.Of(text, Lexicon.AsShipped).Entities)
        {
            Assert.InRange(entity.Start, end, text.Length);
            end = entity.Start + entity.Length;
            Assert.InRange(end, entity.Start + 1, text.Length);
        }
    }

    private static string Mutated(Random random)
    {
        var parts = random.Next(1, 6);
        var text = "";
        for (var i = 0; i < parts; i++)
        {
            text += Seeds[random.Next(Seeds.Length)];
        }

        var chars = text.ToCharArray();
        for (var i = random.Next(0, 6); i > 0; i--)
        {
            chars[random.Next(chars.Length)] = (char)random.Next(0, 65536);
        }

        return new string(chars);
    }
}
