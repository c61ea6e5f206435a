using FirstWindow.Platform.Web;

namespace FirstWindow.Routing.Pages;

/// <summary>Texts of the floor.</summary>
internal static class FloorText
{
    public static readonly TextSource T = new(typeof(FloorText));
}
