using FirstWindow.Knowledge.Domain;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace FirstWindow.Knowledge.Features;

/// <summary>What stands in front of an article's text in its file.</summary>
internal sealed class ArticleFacts
{
    public string Id { get; set; } = string.Empty;

    public string Locale { get; set; } = "zh";

    public string Line { get; set; } = string.Empty;

    public string Scene { get; set; } = string.Empty;

    public List<string> Segments { get; set; } = [];

    public string Title { get; set; } = string.Empty;

    public string Source { get; set; } = string.Empty;

    public string Reviewed { get; set; } = string.Empty;

    public string? City { get; set; }

    public string? CityOf { get; set; }

    public string? ValidFrom { get; set; }

    public string? ValidUntil { get; set; }

    public List<string> Questions { get; set; } = [];

    public EnglishFacts? English { get; set; }
}

/// <summary>The English version in the same file.</summary>
internal sealed class EnglishFacts
{
    public string Title { get; set; } = string.Empty;

    public string Source { get; set; } = string.Empty;

    public List<string> Questions { get; set; } = [];

    public string Answer { get; set; } = string.Empty;
}

/// <summary>An article as a Markdown file: its facts between two lines of three dashes, then its text.</summary>
internal static class ArticleFile
{
    private const string Dashes = "---";

    private static readonly IDeserializer Reader = new DeserializerBuilder()
        .WithNamingConvention(CamelCaseNamingConvention.Instance).IgnoreUnmatchedProperties().Build();

    private static readonly ISerializer Writer = new SerializerBuilder()
        .WithNamingConvention(CamelCaseNamingConvention.Instance)
        .ConfigureDefaultValuesHandling(DefaultValuesHandling.OmitNull).Build();

    /// <summary>The facts and the text; none when the file is not of this form.</summary>
    public static (ArticleFacts Facts, string Body)? Read(string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        var end = Array.IndexOf(lines, Dashes, Math.Min(1, lines.Length));
        if (lines[0] != Dashes || end < 0)
        {
            return null;
        }

        try
        {
            var facts = Reader.Deserialize<ArticleFacts?>(string.Join('\n', lines[1..end]));
            return facts is null ? null : (facts, string.Join('\n', lines[(end + 1)..]).Trim());
        }
        catch (YamlException)
        {
            return null;
        }
    }

    /// <summary>A version as a file.</summary>
    public static string Write(ArticleVersion version)
    {
        var facts = new ArticleFacts
        {
            Id = version.Slug,
            Locale = version.Locale,
            Line = version.Line,
            Scene = version.Scene,
            Segments = [.. version.Segments.Split(',')],
            Title = version.Title,
            Source = version.Source,
            Reviewed = ArticleRow.Day(version.ReviewedOn),
            City = version.City,
            CityOf = version.CityOf,
            ValidFrom = version.ValidFrom is { } from ? ArticleRow.Day(from) : null,
            ValidUntil = version.ValidUntil is { } until ? ArticleRow.Day(until) : null,
            Questions = [.. version.Questions.Split('\n', StringSplitOptions.RemoveEmptyEntries)],
        };
        return $"{Dashes}\n{Writer.Serialize(facts).ReplaceLineEndings("\n")}{Dashes}\n{version.Body}\n";
    }
}
