using FirstWindow.Platform.Web;

namespace FirstWindow.Conversations.Pages;

/// <summary>
/// Texts of what several do at one contact: listening, whispers, mentions, alerts. Those that begin with <c>js.</c> are
/// handed to the scripts.
/// </summary>
internal static class CompanyText
{
    public static readonly TextSource T = new(typeof(CompanyText));
}
