using System.Text;
using FirstWindow.Platform.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace FirstWindow.Platform.Web;

/// <summary>
/// How a visitor wants the pages: language and theme, kept in cookies so that the first paint is right already.
/// </summary>
public static class Preferences
{
    /// <summary>Cookie that keeps a chosen theme.</summary>
    public const string ThemeCookie = "fw_theme";

    /// <summary>The themes there are; the first is the default.</summary>
    public static readonly IReadOnlyList<string> Themes = ["light", "dark", "elder"];

    private const string Why = "a choice of language or theme touches nothing but the visitor's own cookie";

    /// <summary>The theme of a request: asked for in the address, or chosen before.</summary>
    public static string ThemeOf(HttpRequest request) =>
        Themes.FirstOrDefault(t => t == request.Query["theme"])
            ?? Themes.FirstOrDefault(t => t == request.CookieOf(ThemeCookie)) ?? Themes[0];

    /// <summary>A path of our own to go on to; anything else leads to the start, never to another site. A header holds
    /// ASCII only, so what is not is escaped.</summary>
    public static string LocalPath(string? path) =>
        path is ['/', ..] and not ['/', '/', ..] and not ['/', '\\', ..] && !path.Any(char.IsControl)
            ? string.Concat(path.EnumerateRunes().Select(Escaped)) : "/";

    private static string Escaped(Rune letter) =>
        letter.Value is > ' ' and <= '~' ? letter.ToString() : Uri.EscapeDataString(letter.ToString());

    /// <summary>Routes the two switches.</summary>
    public static void MapPreferences(this IEndpointRouteBuilder app)
    {
        app.MapGet("/language/{language}", (string language, string? back, HttpResponse response) =>
            Keep(response, WebShell.LanguageCookie, language == "en" ? "en" : "zh", back)).OpenTo(Why, Side.Any);
        app.MapGet("/theme/{theme}", (string theme, string? back, HttpResponse response) =>
            Keep(response, ThemeCookie, Themes.FirstOrDefault(t => t == theme) ?? Themes[0], back))
            .OpenTo(Why, Side.Any);
    }

    private static IResult Keep(HttpResponse response, string cookie, string value, string? back)
    {
        response.SetCookie(cookie, value, SameSiteMode.Lax, TimeSpan.FromDays(365));
        return Results.LocalRedirect(LocalPath(back));
    }
}
