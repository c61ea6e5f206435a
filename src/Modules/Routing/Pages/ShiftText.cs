using FirstWindow.Platform.Web;

namespace FirstWindow.Routing.Pages;

/// <summary>Texts of the check before a shift.</summary>
internal static class ShiftText
{
    public static readonly TextSource T = new(typeof(ShiftText));
}
