using FirstWindow.Platform.Web;

namespace FirstWindow.Staff.Pages;

/// <summary>Texts of the one-time address.</summary>
internal static class SetupText
{
    public static readonly TextSource T = new(typeof(SetupText));
}
