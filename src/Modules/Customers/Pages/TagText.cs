using FirstWindow.Platform.Web;

namespace FirstWindow.Customers.Pages;

/// <summary>Texts of tags and offers.</summary>
internal static class TagText
{
    public static readonly TextSource T = new(typeof(TagText));
}
