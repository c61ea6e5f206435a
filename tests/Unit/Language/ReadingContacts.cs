using FirstWindow.Language;
using FirstWindow.Language.Normal;
using FirstWindow.Language.Turns;
using Xunit;

namespace FirstWindow.Tests.Unit.Language;

public sealed class ReadingContacts
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    public static TheoryData<string, string, bool> Examples
    {
        get
        {
            var data = new TheoryData<string, string, bool>();
            foreach (var rule in PackSet.Shipped.Turns.Rules)
            {
                rule.Examples.ToList().ForEach(text => data.Add(rule.Id, text, true));
                rule.CounterExamples.ToList().ForEach(text => data.Add(rule.Id, text, false));
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void Each_act_of_speech_is_found_in_its_examples_only(string rule, string text, bool expected)
    {
        var group = PackSet.Shipped.Turns.Rules.Single(r => r.Id == rule).Group;
        Assert.Equal(expected, PackSet.Shipped.Turns.ActsOf(NormalText.Of(text, Lexicon.AsShipped)).Contains(group));
    }

    [Fact]
    public void A_contact_led_well_has_no_miss()
    {
        var reading = Read(
            true,
            "客：我的卡丢了，好害怕钱被人转走",
            "员：您好，工号8021为您服务。您别担心，我马上为您把卡锁住。",
            "员：您是想挂失尾号3306的储蓄卡，对吗？",
            "客：对的",
            "员：请您稍等，我查一下卡的状态。",
            "员：感谢您的耐心等待，已经帮您挂失了，补卡请带身份证到网点。",
            "客：太好了，谢谢你",
            "员：今天为您办理了挂失。请问还有其他可以帮您的吗？祝您生活愉快，再见。");

        Assert.Empty(reading.Misses);
        Assert.Equal(100, reading.Courtesy);
        Assert.Equal(("fear", "happy"), (reading.EmotionAtFirst, reading.EmotionAtLast));
        Assert.True(reading.HasCalmed > 0.3);
        Assert.NotNull(reading.TurnedAt);
    }

    [Theory]
    [InlineData("grievance-without-apology", "C5.3.1")]
    [InlineData("grievance-without-empathy", "A2.3.3a")]
    [InlineData("feeling-without-next-step", "B1.1.2b")]
    [InlineData("opening-without-greeting", "C3.2.1")]
    [InlineData("closing-without-further-need", "A3.4.1")]
    public void A_grievance_met_coldly_is_named_with_its_clause(string rule, string clause)
    {
        var reading = Read(true, "客：等了两个小时没人理，你们什么态度，我要投诉", "员：账单在手机银行里。", "客：算了", "员：哪里写着。");

        Assert.Contains(reading.Misses, m => m.Rule == rule && m.Clause == clause);
        Assert.InRange(reading.Courtesy, 0, 60);
    }

    [Theory]
    [InlineData("wait-without-reason: 30", 70)]
    [InlineData("wait-without-thanks: 20", 80)]
    public void What_a_miss_costs_stands_in_the_pack(string own, int most)
    {
        var yaml = PackSet.Shipped.TextOf("courtesy");
        var name = own.Split(':')[0];
        yaml = yaml.Replace(
            yaml.Split('\n').Single(l => l.StartsWith($"  {name}:", StringComparison.Ordinal)), "  " + own, StringComparison.Ordinal);
        var (before, after) = (Of(PackSet.Shipped), Of(PackSet.Shipped.With("courtesy", yaml)));

        Assert.Empty(PackCheck.Find("courtesy", yaml));
        Assert.True(after < before && after <= most, $"{before} {after}");

        static int Of(PackSet set) => Read(set, false, "客：查下余额", "员：您好，请您稍等。", "员：余额请在手机银行查看。").Courtesy;
    }

    [Fact]
    public void How_angry_a_grievance_is_stands_in_the_pack()
    {
        var yaml = PackSet.Shipped.TextOf("courtesy")
            .Replace("grievance_anger: 0.55", "grievance_anger: 0", StringComparison.Ordinal);
        var reading = Read(PackSet.Shipped.With("courtesy", yaml), false, "客：查下余额", "员：您好，余额请在手机银行查看。");

        Assert.Contains(reading.Misses, m => m.Rule == "grievance-without-apology");
    }

    [Fact]
    public void Distress_is_owed_care_but_no_apology()
    {
        var reading = Read(false, "客：我爸去世了，我很难过，他的存款怎么取", "员：您好，带上户口本到网点。", "员：网点九点开门。");

        Assert.Contains(reading.Misses, m => m.Rule == "distress-without-care");
        Assert.DoesNotContain(reading.Misses, m => m.Rule == "grievance-without-apology");
    }

    [Fact]
    public void A_second_offer_after_a_refusal_is_named()
    {
        var reading = Read(false, "客：定期怎么转存", "员：您好，推荐您了解一下我们的理财产品。", "客：不用了，谢谢", "员：建议您考虑一下我们的理财产品。");

        Assert.Equal(3, Assert.Single(reading.Misses, m => m.Rule == "offer-after-refusal").Turn);
    }

    [Fact]
    public void A_wait_needs_a_reason_and_thanks()
    {
        var reading = Read(false, "客：查下余额", "员：您好，请您稍等。", "员：余额请在手机银行查看。");

        Assert.Contains(reading.Misses, m => m.Rule == "wait-without-reason");
        Assert.Contains(reading.Misses, m => m.Rule == "wait-without-thanks");
    }

    [Fact]
    public void Nobody_is_blamed_before_having_answered()
    {
        Assert.Empty(Read(false, "客：气死我了，我要投诉").Misses);
        Assert.Empty(Read(true).Misses);
    }

    private static ContactReading Read(bool isOver, params string[] lines) => Read(PackSet.Shipped, isOver, lines);

    private static ContactReading Read(PackSet set, bool isOver, params string[] lines) => set.ReadContact(
        [.. lines.Select((line, i) => new Said(line[0] == '员', line[2..], Start.AddSeconds(10 * i)))], isOver);
}
