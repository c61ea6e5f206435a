using FirstWindow.Platform.Web;

namespace FirstWindow.Staff.Pages;

/// <summary>Texts of the pages on which accounts are kept.</summary>
internal static class StaffText
{
    public static readonly TextSource T = new(typeof(StaffText));
}
