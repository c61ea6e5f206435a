using FirstWindow.Platform.Web;

namespace FirstWindow.Packs.Pages;

/// <summary>Texts of the pack pages.</summary>
internal static class PackText
{
    public static readonly TextSource T = new(typeof(PackText));
}
