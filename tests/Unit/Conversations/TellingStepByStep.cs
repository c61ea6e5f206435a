using System.Globalization;
using FirstWindow.Conversations.Domain;
using FirstWindow.Knowledge.Contracts;
using FirstWindow.Platform.Calendar;
using Xunit;

namespace FirstWindow.Tests.Unit.Conversations;

public sealed class TellingStepByStep
{
    [Fact]
    public void An_article_is_taken_apart_at_its_first_numbered_list()
    {
        var parts = ArticleParts.Read("先挂失。\r\n\r\n## 步骤\r\n1. 打开。\r\n   第二行。\r\n\r\n2、点挂失。\r\n\r\n## 费用\r\n1. 免费。");

        Assert.Equal("先挂失。", parts.Lead);
        Assert.Equal(["打开。 第二行。", "点挂失。"], parts.Steps);
        Assert.Equal("## 费用\n1. 免费。", parts.Rest);
    }

    [Theory]
    [InlineData("")]
    [InlineData("只有一段话，没有步骤。")]
    [InlineData("- 一\n- 二")]
    public void Without_numbered_steps_all_of_it_comes_first(string body)
    {
        var parts = ArticleParts.Read(body);

        Assert.Equal((body, 0, string.Empty), (parts.Lead, parts.Steps.Count, parts.Rest));
    }

    [Theory]
    [InlineData("step:credit-card-lost:2", "credit-card-lost", 2)]
    [InlineData("credit-card-lost", null, 0)]
    [InlineData("choices:a,b", null, 0)]
    [InlineData("step:a:b:3", null, 0)]
    [InlineData("step:a:-1", null, 0)]
    [InlineData(null, null, 0)]
    public void A_topic_says_where_the_assistant_is(string? topic, string? slug, int step)
    {
        var read = SteppedTopic.Read(topic);

        Assert.Equal((slug, step), (read?.Slug, read?.Step ?? 0));
        Assert.Equal(slug ?? topic, SteppedTopic.SlugOf(topic));
        Assert.Equal(read is null ? null : topic, read?.ToString());
    }
}
