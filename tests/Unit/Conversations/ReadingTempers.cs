using FirstWindow.Conversations.Domain;
using FirstWindow.Language;
using Xunit;

namespace FirstWindow.Tests.Unit.Conversations;

public sealed class ReadingTempers
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("非常抱歉给您添麻烦了。", true, false)]
    [InlineData("我现在为您查这笔年费。", false, true)]
    [InlineData("我理解您着急，马上帮您核实。", true, true)]
    [InlineData("I am sorry, let me check this for you.", true, true)]
    [InlineData("好的。", false, false)]
    public void Empathy_is_a_feeling_and_what_is_done_next(string text, bool isFelt, bool isPreview) =>
        Assert.Equal(new Empathy(isFelt, isPreview), PackSet.Shipped.ReadEmpathy(text));

    [Theory]
    [InlineData("你就是个废物", Insult.Plain)]
    [InlineData("你是不是神经病", Insult.Plain)]
    [InlineData("这事怪谁，客户自找的", Insult.Doubtful)]
    [InlineData("客户第二次来电，请尽快核对", Insult.None)]
    [InlineData("客户有点着急，请小王跟进一下", Insult.None)]
    [InlineData("", Insult.None)]
    public void Insults_are_told_from_plain_words(string text, Insult expected) =>
        Assert.Equal(expected, PackSet.Shipped.ReadInsult(text));

    [Fact]
    public void Distress_stands_until_both_were_said_and_one_angry_word_is_no_argument()
    {
        var angry = Say(Sender.Customer, "太气人了，乱扣我的钱！", 0);
        var sorry = Say(Sender.Agent, "非常抱歉。", 5);
        var next = Say(Sender.Agent, "我现在为您查这笔费用。", 9);

        var open = Temper.Read([angry, sorry], PackSet.Shipped, null);
        var done = Temper.Read([angry, sorry, next], PackSet.Shipped, null);

        Assert.Equal(angry.At, open.DistressedAt);
        Assert.Equal((null, next.At), (done.DistressedAt, done.ComfortedAt));
        Assert.False(done.IsArgument);
    }

    [Fact]
    public void An_argument_needs_both_twice_and_what_was_settled_is_over()
    {
        Turn[] turns =
        [
            Say(Sender.Customer, "太气人了，乱扣我的钱！", 0), Say(Sender.Agent, "规定就是这样。", 5),
            Say(Sender.Customer, "气死我了！", 10), new(Sender.Agent, string.Empty, Start.AddSeconds(12), true),
            Say(Sender.Customer, "太过分了，我非常生气！", 15),
        ];

        Assert.True(Temper.Read(turns, PackSet.Shipped, null).IsArgument);
        Assert.False(Temper.Read(turns[..2], PackSet.Shipped, null).IsArgument);
        Assert.False(Temper.Read([.. turns.Where(t => t.From is Sender.Customer)], PackSet.Shipped, null).IsArgument);
        Assert.False(Temper.Read(turns, PackSet.Shipped, Start.AddSeconds(11)).IsArgument);
        Assert.False(Temper.Read([], PackSet.Shipped, null).IsArgument);
    }

    private static Turn Say(Sender from, string text, int second) => new(from, text, Start.AddSeconds(second));
}
