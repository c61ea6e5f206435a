using FirstWindow.Knowledge.Contracts;
using Xunit;

namespace FirstWindow.Tests.Unit.Knowledge;

/// <summary>An article's text becomes HTML that can do nothing but be read: only web pages are linked, no picture is
/// fetched from elsewhere, no markup of its own is taken.</summary>
public sealed class RenderingAnArticle
{
    [Theory]
    [InlineData("[a](javascript:alert(1))")]
    [InlineData("[a](JaVaScRiPt:alert(1))")]
    [InlineData("[a](data:text/html;base64,PHNjcmlwdD4=)")]
    [InlineData("[a](//elsewhere.example/x)")]
    [InlineData("[a](http://plain.example/)")]
    [InlineData("[a][1]\n\n[1]: javascript:alert(1)")]
    [InlineData("<javascript:alert(1)>")]
    [InlineData("<data:text/html,x>")]
    [InlineData("<somebody@bank.example>")]
    [InlineData("![a](https://elsewhere.example/pixel.png)")]
    [InlineData("![a](javascript:alert(1))")]
    [InlineData("<img src=x onerror=alert(1)>")]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("<a href=\"javascript:alert(1)\">a</a>")]
    [InlineData("[a](\"onmouseover=alert(1)\")")]
    public void Nothing_hostile_becomes_an_element_or_an_address(string markdown)
    {
        var html = ArticleMarkup.Render(markdown).Value;

        Assert.DoesNotMatch("(?i)<(script|img|iframe|object|svg)|(href|src)=\"(?!\"|https://)|<[^>]* on[a-z]+=", html);
    }

    [Fact]
    public void A_web_page_is_linked_and_its_address_encoded()
    {
        var html = ArticleMarkup.Render("[条款](https://bank.example/a?b=1&c=<x>) <https://bank.example/d>").Value;

        Assert.Contains("href=\"https://bank.example/a?b=1&amp;c=", html, StringComparison.Ordinal);
        Assert.Contains("href=\"https://bank.example/d\"", html, StringComparison.Ordinal);
    }
}
