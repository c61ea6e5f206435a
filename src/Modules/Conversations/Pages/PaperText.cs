using FirstWindow.Platform.Web;

namespace FirstWindow.Conversations.Pages;

/// <summary>Texts of the weekly paper.</summary>
internal static class PaperText
{
    public static readonly TextSource T = new(typeof(PaperText));
}
