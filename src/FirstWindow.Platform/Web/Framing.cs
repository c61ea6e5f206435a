using Microsoft.AspNetCore.Http;

namespace FirstWindow.Platform.Web;

/// <summary>Which of the bank's own sites may show the customer's pages in a frame (section <c>Widget</c>).</summary>
public sealed class WidgetOptions
{
    /// <summary>Origins, e.g. <c>https://www.bank.example</c>, separated by blanks. Nobody when empty.</summary>
    [System.ComponentModel.DataAnnotations.RegularExpression(Framing.OriginsPattern,
        ErrorMessage = "AllowedOrigins must be origins such as https://www.bank.example, separated by blanks.")]
    public string AllowedOrigins { get; set; } = string.Empty;
}

/// <summary>What may stand in a frame on another site: the chat and the public pages it links to, on the origins of the
/// setting; every other page stands in no frame at all.</summary>
public static class Framing
{
    /// <summary>Scheme, host and port; nothing that could end the directive it is written into.</summary>
    internal const string OriginsPattern = @"^( *https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?)* *$";

    /// <summary>The chat as a frame shows it.</summary>
    public const string ChatPath = "/widget";

    /// <summary>The value of <c>frame-ancestors</c> for a path.</summary>
    public static string AncestorsOf(PathString path, WidgetOptions options)
    {
        var mayBeFramed = path.StartsWithSegments(ChatPath) || path.StartsWithSegments("/help");
        return mayBeFramed && options.AllowedOrigins.Trim() is { Length: > 0 } origins ? $"'self' {origins}" : "'none'";
    }

    /// <summary>Whether a page is being loaded into a frame.</summary>
    public static bool IsFramed(HttpRequest request) =>
        request.Path.StartsWithSegments(ChatPath) || request.Headers["Sec-Fetch-Dest"] == "iframe";

    /// <summary>
    /// A link to another of the customer's pages. A frame on a foreign site has no cookies, so there the theme and the
    /// language travel in the address.
    /// </summary>
    public static string Link(HttpRequest request, string path, string? theme = null, string? language = null)
    {
        if (!IsFramed(request))
        {
            return path;
        }

        var query = QueryString.Empty;
        foreach (var (name, value) in new[] { ("theme", theme), ("lang", language) })
        {
            if ((value ?? request.Query[name].ToString()) is { Length: > 0 } chosen)
            {
                query = query.Add(name, chosen);
            }
        }

        var framed = path == "/" ? ChatPath : path;
        return framed + (framed.Contains('?') ? query.ToString().Replace('?', '&') : query.ToString());
    }
}
