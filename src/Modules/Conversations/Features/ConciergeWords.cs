using System.Globalization;
using FirstWindow.Knowledge.Contracts;
using FirstWindow.Platform.Web;

namespace FirstWindow.Conversations.Features;

/// <summary>What the system says by itself, in the language of the conversation rather than of a request.</summary>
internal static class ConciergeWords
{
    private static readonly TextSource Source = new(typeof(ConciergeWords));

    /// <summary>The line that names an article's source.</summary>
    public static string SourceOf(PublishedArticle article, TextSource words) =>
        words["Source", article.Source, Day(article.ReviewedOn)]
        + (article is { City: { } city, ValidUntil: { } until } ? words["CityUntil", city, Day(until)] : string.Empty);

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static TextSource In(string locale)
    {
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(
            locale.StartsWith("en", StringComparison.Ordinal) ? "en" : "zh-CN");
        return Source;
    }
}
