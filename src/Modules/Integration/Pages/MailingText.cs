using FirstWindow.Platform.Web;

namespace FirstWindow.Integration.Pages;

/// <summary>Texts of mail and text messages.</summary>
internal static class MailingText
{
    public static readonly TextSource T = new(typeof(MailingText));
}
