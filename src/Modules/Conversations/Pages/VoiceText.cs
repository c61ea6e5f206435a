using FirstWindow.Platform.Web;

namespace FirstWindow.Conversations.Pages;

/// <summary>Texts of the pages of the customer's voice.</summary>
internal static class VoiceText
{
    public static readonly TextSource T = new(typeof(VoiceText));
}
