using FirstWindow.Platform.Web;

namespace FirstWindow.Conversations.Pages;

/// <summary>Texts of the macros.</summary>
internal static class MacroText
{
    public static readonly TextSource T = new(typeof(MacroText));
}
