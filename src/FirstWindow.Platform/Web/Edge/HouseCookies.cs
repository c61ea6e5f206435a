using Microsoft.AspNetCore.Http;

namespace FirstWindow.Platform.Web;

/// <summary>
/// The house's cookies. By https they are Secure and carry the prefix by which a browser takes them from this host
/// alone; in plain, on this very machine, neither is possible.
/// </summary>
public static class HouseCookies
{
    private const string Prefix = "__Host-";

    /// <summary>The name a cookie has by https or in plain.</summary>
    public static string NameOf(bool isHttps, string name) => isHttps ? Prefix + name : name;

    /// <summary>What the browser brings; none when it brings nothing, or to an https page what was set in
    /// plain.</summary>
    public static string? CookieOf(this HttpRequest request, string name) =>
        request.Cookies.TryGetValue(NameOf(request.IsHttps, name), out var value) ? value : null;

    /// <summary>Sets a cookie that no script reads.</summary>
    /// <param name="response">The answer that carries it.</param>
    /// <param name="name">Without prefix.</param>
    /// <param name="value">What the browser will bring.</param>
    /// <param name="site">Strict for whatever gives rights.</param>
    /// <param name="maxAge">How long; until the browser is closed when not said.</param>
    public static void SetCookie(
        this HttpResponse response, string name, string value, SameSiteMode site, TimeSpan? maxAge = null) =>
        response.Cookies.Append(NameOf(response.HttpContext.Request.IsHttps, name), value,
            Options(response, site, maxAge));

    /// <summary>Takes a cookie away.</summary>
    public static void DropCookie(this HttpResponse response, string name) => response.Cookies.Delete(
        NameOf(response.HttpContext.Request.IsHttps, name), Options(response, SameSiteMode.Strict, null));

    private static CookieOptions Options(HttpResponse response, SameSiteMode site, TimeSpan? maxAge) => new()
    {
        HttpOnly = true,
        SameSite = site,
        Secure = response.HttpContext.Request.IsHttps,
        Path = "/",
        MaxAge = maxAge,
        IsEssential = true,
    };
}
