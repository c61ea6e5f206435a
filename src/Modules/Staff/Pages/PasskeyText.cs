using FirstWindow.Platform.Web;

namespace FirstWindow.Staff.Pages;

/// <summary>Texts of the own passkeys.</summary>
internal static class PasskeyText
{
    public static readonly TextSource T = new(typeof(PasskeyText));
}
