using Microsoft.AspNetCore.Http;

namespace FirstWindow.Platform.Web;

/// <summary>Which of the bank's own sites may show the customer's pages in a frame (section
/// <c>Widget</c>), besides those of the bank's settings.</summary>
public sealed class WidgetOptions
{
    /// <summary>Origins, e.g. <c>https://www.bank.example</c>, separated by blanks. Nobody when empty.</summary>
    [System.ComponentModel.DataAnnotations.RegularExpression(Framing.OriginsPattern,
        ErrorMessage = "AllowedOrigins must be origins such as https://www.bank.example, separated by blanks.")]
    public string AllowedOrigins { get; set; } = string.Empty;
}

/// <summary>What may stand in a frame on another site: the chat, on the origins of the setting; every other page
/// stands in no frame at all.</summary>
public static class Framing
{
    /// <summary>Scheme, host and port; nothing that could end the directive it is written into.</summary>
    internal const string OriginsPattern = @"^( *https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?)* *$";

    /// <summary>The chat as a frame shows it.</summary>
    public const string ChatPath = "/widget";

    /// <summary>Whether a request is for the chat in a frame.</summary>
    public static bool IsFrame(HttpRequest request) => request.Path == ChatPath;

    /// <summary>The value of <c>frame-ancestors</c> for the chat in a frame.</summary>
    public static string AncestorsOf(WidgetOptions options, IReadOnlyList<string> origins) =>
        $"{options.AllowedOrigins} {string.Join(' ', origins)}".Trim() is { Length: > 0 } allowed ? allowed : Nobody;

    /// <summary>In no frame at all.</summary>
    internal const string Nobody = "'none'";
}
