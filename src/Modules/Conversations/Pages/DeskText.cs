using FirstWindow.Platform.Web;

namespace FirstWindow.Conversations.Pages;

/// <summary>
/// Texts of the desk and of a contact's page; those that begin with <c>js.</c> are handed to the desk's script.
/// </summary>
internal static class DeskText
{
    public static readonly TextSource T = new(typeof(DeskText));
}
