using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using Microsoft.AspNetCore.Components;

namespace FirstWindow.Knowledge.Contracts;

/// <summary>An article's Markdown as HTML: no markup of the text's own, no links but to web pages.</summary>
public static class ArticleMarkup
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().DisableHtml().Build();

    /// <summary>The text as elements; headings begin at the second level.</summary>
    public static MarkupString Render(string markdown)
    {
        var document = Markdown.Parse(markdown, Pipeline);
        foreach (var link in document.Descendants<LinkInline>())
        {
            if (link.IsImage || link.Url?.StartsWith("https://", StringComparison.OrdinalIgnoreCase) is not true)
            {
                (link.Url, link.IsImage) = (string.Empty, false);
            }
        }

        foreach (var bare in document.Descendants<AutolinkInline>().ToList())
        {
            if (bare.IsEmail || !bare.Url.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
            {
                bare.ReplaceBy(new LiteralInline(bare.Url)); // <javascript:…> would be a link too.
            }
        }

        // The page's own title is the first heading.
        foreach (var heading in document.Descendants<HeadingBlock>())
        {
            heading.Level = Math.Clamp(heading.Level, 2, 4);
        }

        return new(document.ToHtml(Pipeline));
    }
}
