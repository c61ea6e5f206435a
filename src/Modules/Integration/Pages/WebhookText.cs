using FirstWindow.Platform.Web;

namespace FirstWindow.Integration.Pages;

/// <summary>Texts of the pages about other systems.</summary>
internal static class WebhookText
{
    public static readonly TextSource T = new(typeof(WebhookText));
}
